package sample

import (
	"cmp"
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

// builder puts a snapshot together and gives everything the ARN that AWS
// would.
type builder struct {
	s *model.Snapshot
}

// begin starts an organization with a root and the two evaluated policy types
// enabled.
func begin(id string, root model.NodeID, management model.AccountID, email string) *builder {
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

// arn gives an ARN of AWS Organizations, which always carries the management
// account.
func (b *builder) arn(format string, parts ...any) string {
	return fmt.Sprintf("arn:aws:organizations::%s:", b.s.Organization.Management) + fmt.Sprintf(format, parts...)
}

func (b *builder) root() model.NodeID { return b.s.Roots[0].ID }

func (b *builder) unit(id, parent model.NodeID, name string) {
	b.s.Units = append(b.s.Units, model.Node{
		ID: id, Kind: model.KindUnit, Name: name, Parent: parent, ARN: b.arn("ou/%s/%s", b.s.Organization.ID, id),
	})
}

// account adds a member account. Its e-mail follows from its name.
func (b *builder) account(m member) {
	b.s.Accounts = append(b.s.Accounts, model.Node{
		ID: m.id.Node(), Kind: model.KindAccount, Name: m.name, Parent: m.parent,
		ARN:   b.arn("account/%s/%s", b.s.Organization.ID, m.id),
		Email: "aws+" + strings.ReplaceAll(strings.ToLower(m.name), " ", "-") + "@example.com",
		State: m.state, Joined: day(m.joined), JoinedBy: m.by,
	})
}

// policy adds a policy with its text and attaches it.
func (b *builder) policy(p model.Policy, text string, targets ...model.NodeID) {
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

// nodes gives every node, root first.
func (b *builder) nodes() []model.Node {
	return slices.Concat(b.s.Roots, b.s.Units, b.s.Accounts)
}

// full adds the two AWS-managed policies and attaches them to every node, the
// SCP not to those left out.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
func (b *builder) full(without ...model.NodeID) {
	var scp, rcp []model.NodeID
	for _, n := range b.nodes() {
		rcp = append(rcp, n.ID)
		if !slices.Contains(without, n.ID) {
			scp = append(scp, n.ID)
		}
	}
	b.policy(model.Policy{
		ID: model.FullAWSAccess, Name: "FullAWSAccess", Type: model.ServiceControlPolicy, AWSManaged: true,
		Description: "Allows access to every operation",
	}, fullSCP, scp...)
	b.policy(model.Policy{
		ID: model.RCPFullAWSAccess, Name: "RCPFullAWSAccess", Type: model.ResourceControlPolicy, AWSManaged: true,
		Description: "Allows access to every resource",
	}, fullRCP, rcp...)
}

// The texts of the AWS-managed policies.
const (
	fullSCP = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "*",
      "Resource": "*"
    }
  ]
}`
	fullRCP = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": "*",
      "Action": "*",
      "Resource": "*"
    }
  ]
}`
)

// done brings the lists into the order of a frozen reading.
func (b *builder) done() *model.Snapshot {
	s := b.s
	byID := func(x, y model.Node) int { return cmp.Compare(x.ID, y.ID) }
	slices.SortFunc(s.Units, byID)
	slices.SortFunc(s.Accounts, byID)
	slices.SortFunc(s.Policies, func(x, y model.Policy) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortFunc(s.Attachments, func(x, y model.Attachment) int {
		return cmp.Or(cmp.Compare(x.Target, y.Target), cmp.Compare(x.Policy, y.Policy))
	})
	slices.SortFunc(s.TrustedAccess, func(x, y model.TrustedAccess) int { return cmp.Compare(x.Principal, y.Principal) })
	slices.SortFunc(s.Delegations, func(x, y model.Delegation) int {
		return cmp.Or(cmp.Compare(x.Account, y.Account), cmp.Compare(x.Principal, y.Principal))
	})
	slices.SortFunc(s.Settings, func(x, y model.Setting) int {
		return cmp.Or(cmp.Compare(x.Service, y.Service), cmp.Compare(x.Region, y.Region), cmp.Compare(x.Feature, y.Feature))
	})
	slices.SortFunc(s.Regions, func(x, y model.AccountRegion) int {
		return cmp.Or(cmp.Compare(x.Account, y.Account), cmp.Compare(x.Region, y.Region))
	})
	return s
}

// day gives half past nine in UTC of a day written as year, month and day. The
// samples hold no day that is not one; a test reads them all.
func day(s string) time.Time {
	t, _ := time.Parse(time.DateOnly, s)
	return t.Add(9*time.Hour + 30*time.Minute)
}
