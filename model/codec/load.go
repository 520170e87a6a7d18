package codec

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"deputy/model"
	"deputy/model/phrase"
)

// parseWord returns the integer of a word in the file; zero for an unknown
// word.
func parseWord[T ~uint8](words []string, word string) T { return T(max(0, slices.Index(words, word))) }

// The keys of the objects of the file, in the order in which they are written.
var (
	organizationKeys   = []string{"Id", "Arn", "FeatureSet", "MasterAccountId", "MasterAccountArn", "MasterAccountEmail"}
	callerKeys         = []string{"Account", "Arn", "UserId", "role", "profile", "endpoint", "demo"}
	nodeKeys           = []string{"Id", "Arn", "Email", "Name", "State", "Path", "Paths", "ParentId", "JoinedMethod", "JoinedTimestamp", "PolicyTypes"}
	policyTypeKeys     = []string{"Type", "Status"}
	policyKeys         = []string{"PolicySummary", "Content", "taken"}
	summaryKeys        = []string{"Id", "Arn", "Name", "Description", "Type", "AwsManaged"}
	attachmentKeys     = []string{"PolicyId", "TargetIds", "taken"}
	accessKeys         = []string{"ServicePrincipal", "DateEnabled"}
	delegationKeys     = []string{"AccountId", "ServicePrincipal", "DelegationEnabledDate"}
	resourcePolicyKeys = []string{"ResourcePolicySummary", "Content"}
	settingKeys        = []string{"service", "region", "account", "feature", "state", "since", "priority"}
	regionKeys         = []string{"AccountId", "RegionName", "RegionOptStatus"}
	tagKeys            = []string{"Key", "Value"}
	gapKeys            = []string{"operation", "target", "cause", "mend", "kind", "part", "of"}
	unreadKeys         = []string{"part", "of"}
)

func (d *decoder) organization() error {
	var o savedOrganization
	err := d.object(organizationKeys, func(n int) error {
		if n == 3 {
			return intern(d.scanner, &o.Management)
		}
		return keep(d.scanner, []*string{&o.ID, &o.ARN, &o.Features, nil, &o.ManagementARN, &o.ManagementEmail}[n])
	})
	d.s.Organization = model.Organization{
		ID: o.ID, ARN: o.ARN, Features: parseWord[model.FeatureSet](FeatureWords, o.Features),
		Management: o.Management, ManagementARN: o.ManagementARN, ManagementEmail: o.ManagementEmail,
	}
	return err
}

// caller reads the caller. It leaves the partition, which is a field of its own in
// the file.
func (d *decoder) caller() error {
	var c savedCaller
	err := d.object(callerKeys, func(n int) error {
		switch n {
		case 0:
			return intern(d.scanner, &c.Account)
		case 6:
			return d.boolean(&c.Demo)
		default:
			return keep(d.scanner, []*string{nil, &c.ARN, &c.UserID, &c.Role, &c.Profile, &c.Endpoint}[n])
		}
	})
	d.s.Caller = model.Caller{
		Account: c.Account, ARN: c.ARN, UserID: c.UserID, Role: parseWord[model.CallerRole](roleWords, c.Role),
		Partition: d.s.Caller.Partition, Profile: c.Profile, Endpoint: c.Endpoint, Demo: c.Demo,
	}
	return err
}

// nodesOf reads all nodes of a kind.
func (d *decoder) nodesOf(kind model.NodeKind, to *[]model.Node) error {
	err := d.elements(func() error { return d.node(kind) })
	*to = d.nodes.all()
	return err
}

// node reads a root, an OU or an account.
func (d *decoder) node(kind model.NodeKind) error {
	n := model.Node{Kind: kind}
	d.path = d.path[:0]
	if err := d.object(nodeKeys, func(field int) error { return d.nodeField(&n, field) }); err != nil {
		return err
	}
	if n.ID == "" {
		return errWithout("Id")
	}
	if len(d.path) > 0 && kind != model.KindRoot {
		parent, err := parentOfPath(d.path, n.ID)
		if err != nil {
			return err
		}
		n.Parent = model.NodeID(d.word(parent))
	}
	d.nodes.add(n)
	return nil
}

func (d *decoder) nodeField(n *model.Node, field int) error {
	switch nodeKeys[field] {
	case "Id":
		return intern(d.scanner, &n.ID)
	case "Arn":
		return keep(d.scanner, &n.ARN)
	case "Email":
		return keep(d.scanner, &n.Email)
	case "Name":
		return keep(d.scanner, &n.Name)
	case "State":
		text, err := d.str()
		n.State = model.ParseAccountState(string(text))
		return err
	case "Path":
		path, err := d.str()
		if len(path) > 0 {
			d.path = append(d.path[:0], path...)
		}
		return err
	case "Paths":
		first := len(d.path) == 0 // Path is better
		return d.list(func() error {
			path, err := d.str()
			if first {
				d.path, first = append(d.path, path...), false
			}
			return err
		})
	case "ParentId":
		return intern(d.scanner, &n.Parent)
	case "JoinedMethod":
		return intern(d.scanner, &n.JoinedBy)
	case "JoinedTimestamp":
		return d.time(&n.Joined)
	default:
		return d.list(func() error {
			var t savedPolicyType
			err := d.object(policyTypeKeys, func(n int) error {
				if n == 0 {
					return intern(d.scanner, &t.Type)
				}
				return intern(d.scanner, &t.Status)
			})
			n.PolicyTypes = append(n.PolicyTypes, model.PolicyTypeStatus(t))
			return err
		})
	}
}

// parentOfPath returns the parent that a node's path names: its last part but
// one.
func parentOfPath(path []byte, id model.NodeID) ([]byte, error) {
	above, own, ok := cutLast(bytes.TrimSuffix(path, []byte{'/'}))
	_, parent, more := cutLast(above)
	if !ok || !more || string(own) != string(id) || len(parent) == 0 {
		return nil, fmt.Errorf("path %q of %q does not lead to it", phrase.Shorten(string(path)), phrase.Shorten(string(id)))
	}
	return parent, nil
}

// cutLast cuts the last part off a path.
func cutLast(path []byte) (above, last []byte, ok bool) {
	at := bytes.LastIndexByte(path, '/')
	if at < 0 {
		return nil, path, false
	}
	return path[:at], path[at+1:], true
}

func (d *decoder) policy() error {
	var p savedPolicy
	err := d.object(policyKeys, func(n int) error {
		switch n {
		case 0:
			return d.summary(&p.Summary)
		case 1:
			text, err := d.str()
			if text != nil {
				content := string(text)
				p.Content = &content
			}
			return err
		default:
			return d.time(&p.Taken)
		}
	})
	if err != nil {
		return err
	}
	id := p.Summary.ID
	if id == "" {
		return errWithout("Id")
	}
	d.s.Policies = append(d.s.Policies, model.Policy(p.Summary))
	if p.Content != nil {
		d.s.Documents[id] = model.Document{Text: *p.Content, Taken: p.Taken}
	}
	return nil
}

func (d *decoder) summary(p *savedSummary) error {
	return d.object(summaryKeys, func(n int) error {
		switch n {
		case 0:
			return intern(d.scanner, &p.ID)
		case 4:
			return intern(d.scanner, &p.Type)
		case 5:
			return d.boolean(&p.AWSManaged)
		default:
			return keep(d.scanner, []*string{nil, &p.ARN, &p.Name, &p.Description}[n])
		}
	})
}

func (d *decoder) attached() error {
	var policy model.PolicyID
	var targets []model.NodeID
	var taken time.Time
	err := d.object(attachmentKeys, func(n int) error {
		switch n {
		case 0:
			return intern(d.scanner, &policy)
		case 2:
			return d.time(&taken)
		}
		return d.list(func() error {
			if err := d.count(); err != nil {
				return err
			}
			var target model.NodeID
			err := intern(d.scanner, &target)
			targets = append(targets, target)
			return err
		})
	})
	for _, target := range targets {
		if policy == "" || target == "" {
			return errWithout("PolicyId or target")
		}
		d.attachments.add(model.Attachment{Policy: policy, Target: target})
	}
	if !taken.IsZero() {
		if d.s.TargetsTaken == nil {
			d.s.TargetsTaken = map[model.PolicyID]time.Time{}
		}
		d.s.TargetsTaken[policy] = taken
	}
	return err
}

func (d *decoder) access() error {
	var t model.TrustedAccess
	if err := d.object(accessKeys, func(n int) error {
		if n == 0 {
			return intern(d.scanner, &t.Principal)
		}
		return d.time(&t.Since)
	}); err != nil {
		return err
	}
	if t.Principal == "" {
		return errWithout("ServicePrincipal")
	}
	d.s.TrustedAccess = append(d.s.TrustedAccess, t)
	return nil
}

func (d *decoder) delegation() error {
	var t model.Delegation
	if err := d.object(delegationKeys, func(n int) error {
		switch n {
		case 0:
			return intern(d.scanner, &t.Account)
		case 1:
			return intern(d.scanner, &t.Principal)
		default:
			return d.time(&t.Since)
		}
	}); err != nil {
		return err
	}
	if t.Account == "" || t.Principal == "" {
		return errWithout("AccountId or ServicePrincipal")
	}
	d.s.Delegations = append(d.s.Delegations, t)
	return nil
}

func (d *decoder) resourcePolicy() error {
	var p model.ResourcePolicyFact
	err := d.object(resourcePolicyKeys, func(n int) error {
		if n == 1 {
			return keep(d.scanner, &p.Text)
		}
		return d.object([]string{"Arn"}, func(int) error { return keep(d.scanner, &p.ARN) })
	})
	d.s.ResourcePolicy = p
	return err
}

func (d *decoder) setting() error {
	var t model.Setting
	var state string
	if err := d.object(settingKeys, func(n int) error {
		switch settingKeys[n] {
		case "service":
			return intern(d.scanner, &t.Service)
		case "region":
			return intern(d.scanner, &t.Region)
		case "account":
			return intern(d.scanner, &t.Account)
		case "feature":
			return intern(d.scanner, &t.Feature)
		case "state":
			return intern(d.scanner, &state)
		case "since":
			return d.time(&t.Since)
		default:
			return d.integer(&t.Priority)
		}
	}); err != nil {
		return err
	}
	if t.Service == "" || t.Account == "" {
		return errWithout("service or account")
	}
	if err := t.State.UnmarshalText([]byte(state)); err != nil {
		return err
	}
	d.s.Settings = append(d.s.Settings, t)
	return nil
}

func (d *decoder) region() error {
	var r model.AccountRegion
	if err := d.object(regionKeys, func(n int) error {
		switch n {
		case 0:
			return intern(d.scanner, &r.Account)
		case 1:
			return intern(d.scanner, &r.Region)
		default:
			return intern(d.scanner, &r.Status)
		}
	}); err != nil {
		return err
	}
	if r.Account == "" || r.Region == "" {
		return errWithout("AccountId or RegionName")
	}
	d.s.Regions = append(d.s.Regions, r)
	return nil
}

func (d *decoder) gap() error {
	gap, err := d.readGap()
	d.s.Gaps = append(d.s.Gaps, gap)
	return err
}

func (d *decoder) readGap() (gap model.Gap, err error) {
	var g savedGap
	if err := d.object(gapKeys, func(n int) error {
		return intern(d.scanner, []*string{&g.Operation, &g.Target, &g.Cause, &g.Fix, &g.Kind, &g.Part, &g.Of}[n])
	}); err != nil {
		return gap, err
	}
	gap = model.Gap{Kind: parseWord[model.FailureKind](kindWords, g.Kind), Operation: g.Operation, Target: g.Target, Cause: g.Cause, Fix: g.Fix, Missing: model.PartKey{Target: g.Of}}
	if gap.Missing.Part = parseWord[model.Part](partWords, g.Part); gap.Missing.Part == model.PartNone && g.Part != "" {
		return gap, fmt.Errorf("unknown part %q", phrase.Shorten(g.Part))
	}
	if gap.Missing.Part == model.PartNone {
		gap.Missing = model.FailedPart(gap.Operation, gap.Target)
	}
	return gap, nil
}

func (d *decoder) unread() error {
	var l savedUnread
	if err := d.object(unreadKeys, func(n int) error {
		return intern(d.scanner, []*string{&l.Part, &l.Of}[n])
	}); err != nil {
		return err
	}
	part := parseWord[model.Part](partWords, l.Part)
	if part == model.PartNone {
		return fmt.Errorf("unknown part %q", phrase.Shorten(l.Part))
	}
	d.s.Unread = append(d.s.Unread, model.PartKey{Part: part, Target: l.Of})
	return nil
}

// errWithout is the error about an element that lacks what it cannot be without.
func errWithout(what string) error { return errors.New("there is one without " + what) }
