package sample

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"deputy/model"
)

// How an account came into the organization, in AWS's spelling.
const (
	created = "CREATED"
	invited = "INVITED"
)

// builder puts a snapshot together and gives everything the ARN that AWS would.
type builder struct {
	s *model.Snapshot
}

// newBuilder starts an organization with a root and the two policy types
// enabled that deputy evaluates.
func newBuilder(id string, root model.NodeID, management model.AccountID, email string) *builder {
	b := &builder{&model.Snapshot{
		Taken: day("2026-11-20"), Complete: true,
		Documents: map[model.PolicyID]model.Document{}, Tags: map[string][]model.Tag{},
	}}
	o := &b.s.Organization
	*o = model.Organization{ID: id, Features: model.FeaturesAll, Management: management, ManagementEmail: email}
	o.ARN = b.arn("organization/%s", id)
	o.ManagementARN = b.arn("account/%s/%s", id, management)
	b.s.Caller = model.Caller{
		Account: management, Role: model.CallerManagement, Partition: "aws", Demo: true,
		ARN:    fmt.Sprintf("arn:aws:sts::%s:assumed-role/OrgAdmin/jo", management),
		UserID: "AROADEPUTYDEMOORGADMN:jo",
	}
	b.s.Roots = []model.Node{{
		ID: root, Kind: model.KindRoot, Name: "Root", ARN: b.arn("root/%s/%s", id, root),
		PolicyTypes: []model.PolicyTypeStatus{
			{Type: model.ServiceControlPolicy, Status: "ENABLED"},
			{Type: model.ResourceControlPolicy, Status: "ENABLED"},
		},
	}}
	return b
}

// arn returns an ARN of AWS Organizations, which always contains the management
// account.
func (b *builder) arn(format string, parts ...any) string {
	return fmt.Sprintf("arn:aws:organizations::%s:", b.s.Organization.Management) + fmt.Sprintf(format, parts...)
}

// root returns the ID of the root.
func (b *builder) root() model.NodeID { return b.s.Roots[0].ID }

// addOU adds an OU.
func (b *builder) addOU(id, parent model.NodeID, name string) {
	b.s.OUs = append(b.s.OUs, model.Node{
		ID: id, Kind: model.KindOU, Name: name, Parent: parent, ARN: b.arn("ou/%s/%s", b.s.Organization.ID, id),
	})
}

// addAccount adds a member account. Its e-mail address follows from its name.
func (b *builder) addAccount(m member) {
	b.s.Accounts = append(b.s.Accounts, model.Node{
		ID: m.id.Node(), Kind: model.KindAccount, Name: m.name, Parent: m.parent,
		ARN:   b.arn("account/%s/%s", b.s.Organization.ID, m.id),
		Email: "aws+" + strings.ReplaceAll(strings.ToLower(m.name), " ", "-") + "@example.com",
		State: m.state, Joined: day(m.joined), JoinedBy: m.by,
	})
}

// addPolicy adds a policy with its text, and attaches it.
func (b *builder) addPolicy(p model.Policy, text string, targets ...model.NodeID) {
	owner := b.arn("policy/%s/%s/%s", b.s.Organization.ID, strings.ToLower(string(p.Type)), p.ID)
	if p.AWSManaged {
		owner = fmt.Sprintf("arn:aws:organizations::aws:policy/%s/%s", strings.ToLower(string(p.Type)), p.ID)
	}
	p.ARN = owner
	b.s.Policies = append(b.s.Policies, p)
	b.s.Documents[p.ID] = model.Document{Text: text, Taken: b.s.Taken}
	for _, t := range targets {
		b.s.Attachments = append(b.s.Attachments, model.Attachment{Policy: p.ID, Target: t})
	}
}

// nodes returns every node, the root first.
func (b *builder) nodes() []model.Node {
	return slices.Concat(b.s.Roots, b.s.OUs, b.s.Accounts)
}

// attachFullAccess adds the two AWS-managed policies and attaches them to every
// node, except the SCP to those given.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
func (b *builder) attachFullAccess(without ...model.NodeID) {
	var scp, rcp []model.NodeID
	for _, n := range b.nodes() {
		rcp = append(rcp, n.ID)
		if !slices.Contains(without, n.ID) {
			scp = append(scp, n.ID)
		}
	}
	b.addPolicy(model.Policy{
		ID: model.FullAWSAccess, Name: "FullAWSAccess", Type: model.ServiceControlPolicy, AWSManaged: true,
		Description: "Allows access to every operation",
	}, model.DocumentedText(model.FullAWSAccess), scp...)
	b.addPolicy(model.Policy{
		ID: model.RCPFullAWSAccess, Name: "RCPFullAWSAccess", Type: model.ResourceControlPolicy, AWSManaged: true,
		Description: "Allows access to every resource",
	}, model.DocumentedText(model.RCPFullAWSAccess), rcp...)
}

// snapshot returns the snapshot in the order of a frozen reading.
func (b *builder) snapshot() *model.Snapshot {
	b.s.Sort()
	return b.s
}

// day returns half past nine UTC on a day written as year, month and day. A
// test reads all days of the samples, so the error cannot occur.
func day(s string) time.Time {
	t, _ := time.Parse(time.DateOnly, s)
	return t.Add(9*time.Hour + 30*time.Minute)
}
