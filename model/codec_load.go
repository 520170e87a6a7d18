package model

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// inUTC refuses a time that leaves the years of RFC 3339 in UTC.
func inUTC(t time.Time) (time.Time, error) {
	t = utc(t)
	if y := t.Year(); y < 0 || y > 9999 {
		return t, fmt.Errorf("year %d is out of range", y)
	}
	return t, nil
}

// valueOf gives the integer of a word of the file; zero for an unknown one.
func valueOf[T ~uint8](words []string, word string) T { return T(max(0, slices.Index(words, word))) }

func (o savedOrganization) load() Organization {
	return Organization{o.ID, o.ARN, valueOf[FeatureSet](featureWords, o.Features), o.Management, o.ManagementARN, o.ManagementEmail}
}

// load leaves the partition, which is a field of the file's own.
func (c savedCaller) load(to *Caller) {
	*to = Caller{
		Account: c.Account, ARN: c.ARN, UserID: c.UserID, Role: valueOf[CallerRole](roleWords, c.Role),
		Partition: to.Partition, Profile: c.Profile, Endpoint: c.Endpoint, Demo: c.Demo,
	}
}

func (s savedNode) load(kind Kind, to *[]Node) error {
	if s.ID == "" {
		return errors.New("there is one without Id")
	}
	n := Node{
		ID: s.ID, Kind: kind, Name: s.Name, ARN: s.ARN, Email: s.Email, JoinedBy: s.JoinedBy,
		State: ParseAccountState(s.State), Parent: s.Parent,
	}
	var err error
	if n.Joined, err = inUTC(s.Joined); err != nil {
		return err
	}
	for _, t := range s.PolicyTypes {
		n.PolicyTypes = append(n.PolicyTypes, PolicyTypeStatus(t))
	}
	path := s.Path
	if len(s.Paths) > 0 {
		path = cmp.Or(path, s.Paths[0])
	}
	if path != "" && kind != KindRoot {
		if n.Parent, err = parentIn(path, s.ID); err != nil {
			return err
		}
	}
	*to = append(*to, n)
	return nil
}

func (s loader) loadPolicy(p savedPolicy) error {
	id := p.Summary.ID
	if id == "" {
		return errors.New("there is one without Id")
	}
	s.Policies = append(s.Policies, Policy(p.Summary))
	if p.Content == nil {
		return nil
	}
	taken, err := inUTC(p.Taken)
	s.Documents[id] = Document{*p.Content, taken}
	return err
}

func (s loader) loadAttachments(a savedAttachments) error {
	for _, target := range a.Targets {
		if a.Policy == "" || target == "" {
			return errors.New("there is one without PolicyId or target")
		}
		s.Attachments = append(s.Attachments, Attachment{a.Policy, target})
	}
	return nil
}

func (s loader) loadAccess(t savedAccess) error {
	since, err := inUTC(t.Since)
	if t.Principal == "" {
		return errors.New("there is one without ServicePrincipal")
	}
	s.TrustedAccess = append(s.TrustedAccess, TrustedAccess{t.Principal, since})
	return err
}

func (s loader) loadDelegation(d savedDelegation) error {
	since, err := inUTC(d.Since)
	if d.Account == "" || d.Principal == "" {
		return errors.New("there is one without AccountId or ServicePrincipal")
	}
	s.Delegations = append(s.Delegations, Delegation{d.Account, d.Principal, since})
	return err
}

func (s loader) loadSetting(t savedSetting) error {
	since, err := inUTC(t.Since)
	if t.Service == "" || t.Account == "" {
		return errors.New("there is one without service or account")
	}
	var state SettingState
	if err := state.UnmarshalText([]byte(t.State)); err != nil {
		return err
	}
	s.Settings = append(s.Settings, Setting{t.Service, t.Region, t.Account, t.Feature, state, since})
	return err
}

func (s loader) loadRegion(r savedRegion) error {
	if r.Account == "" || r.Region == "" {
		return errors.New("there is one without AccountId or RegionName")
	}
	s.Regions = append(s.Regions, AccountRegion(r))
	return nil
}

func (s loader) loadGap(g savedGap) error {
	gap := Gap{valueOf[FailureKind](kindWords, g.Kind), g.Operation, g.Target, g.Cause, g.Mend, Piece{Target: g.Of}}
	if gap.Piece.Part = valueOf[Part](partWords, g.Part); gap.Piece.Part == PartNone && g.Part != "" {
		return fmt.Errorf("part %q is not known", shorten(g.Part))
	}
	if gap.Piece.Part == PartNone {
		gap.Piece = pieceOf(gap.Operation, gap.Target)
	}
	s.Gaps = append(s.Gaps, gap)
	return nil
}

func (s loader) loadUnread(l savedLack) error {
	part := valueOf[Part](partWords, l.Part)
	if part == PartNone {
		return fmt.Errorf("part %q is not known", shorten(l.Part))
	}
	s.Unread = append(s.Unread, Piece{part, l.Of})
	return nil
}

// partsOf tells which part an operation of AWS Organizations is read for.
var partsOf = map[string]Part{
	"DescribeOrganization":                PartOrganization,
	"ListRoots":                           PartRoots,
	"ListOrganizationalUnitsForParent":    PartUnits,
	"DescribeOrganizationalUnit":          PartUnits,
	"ListAccounts":                        PartAccounts,
	"ListAccountsForParent":               PartAccounts,
	"DescribeAccount":                     PartAccounts,
	"ListParents":                         PartAccounts,
	"ListChildren":                        PartAccounts,
	"ListPolicies":                        PartPolicies,
	"ListTargetsForPolicy":                PartTargets,
	"ListPoliciesForTarget":               PartLadder,
	"DescribePolicy":                      PartDocument,
	"ListAWSServiceAccessForOrganization": PartTrustedAccess,
	"ListDelegatedAdministrators":         PartDelegates,
	"ListDelegatedServicesForAccount":     PartDelegations,
	"DescribeResourcePolicy":              PartResourcePolicy,
	"ListTagsForResource":                 PartTags,
}

// pieceOf gives what a failed operation leaves missing; PartNone where it does
// not say. The operation may have its service in front of it.
func pieceOf(operation, target string) Piece {
	part, ok := partsOf[operation[strings.LastIndex(operation, ":")+1:]]
	if !ok {
		return Piece{}
	}
	return Piece{part, target}
}

// loader fills a snapshot with the entries of a file.
type loader struct{ *Snapshot }
