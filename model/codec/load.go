package codec

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"deputy/model"
	"deputy/model/phrase"
)

// parseWord returns the integer of a word in the file; zero for an unknown
// word.
func parseWord[T ~uint8](words []string, word string) T { return T(max(0, slices.Index(words, word))) }

// load returns the organization.
func (o savedOrganization) load() model.Organization {
	return model.Organization{ID: o.ID, ARN: o.ARN, Features: parseWord[model.FeatureSet](FeatureWords, o.Features), Management: o.Management, ManagementARN: o.ManagementARN, ManagementEmail: o.ManagementEmail}
}

// load sets the caller. It keeps the partition, which is a field of its own in
// the file.
func (c savedCaller) load(to *model.Caller) {
	*to = model.Caller{
		Account: c.Account, ARN: c.ARN, UserID: c.UserID, Role: parseWord[model.CallerRole](roleWords, c.Role),
		Partition: to.Partition, Profile: c.Profile, Endpoint: c.Endpoint, Demo: c.Demo,
	}
}

// load adds a node.
func (s savedNode) load(kind model.NodeKind, to *[]model.Node) error {
	if s.ID == "" {
		return errors.New("there is one without Id")
	}
	n := model.Node{
		ID: s.ID, Kind: kind, Name: s.Name, ARN: s.ARN, Email: s.Email, JoinedBy: s.JoinedBy,
		State: model.ParseAccountState(s.State), Parent: s.Parent,
	}
	var err error
	if n.Joined, err = phrase.CheckedUTC(s.Joined); err != nil {
		return err
	}
	for _, t := range s.PolicyTypes {
		n.PolicyTypes = append(n.PolicyTypes, model.PolicyTypeStatus(t))
	}
	path := s.Path
	if len(s.Paths) > 0 {
		path = cmp.Or(path, s.Paths[0])
	}
	if path != "" && kind != model.KindRoot {
		if n.Parent, err = parentOfPath(path, s.ID); err != nil {
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
	s.Policies = append(s.Policies, model.Policy(p.Summary))
	if p.Content == nil {
		return nil
	}
	taken, err := phrase.CheckedUTC(p.Taken)
	s.Documents[id] = model.Document{Text: *p.Content, Taken: taken}
	return err
}

func (s loader) loadAttachments(a savedAttachments) error {
	for _, target := range a.Targets {
		if a.Policy == "" || target == "" {
			return errors.New("there is one without PolicyId or target")
		}
		s.Attachments = append(s.Attachments, model.Attachment{Policy: a.Policy, Target: target})
	}
	return nil
}

func (s loader) loadAccess(t savedAccess) error {
	since, err := phrase.CheckedUTC(t.Since)
	if t.Principal == "" {
		return errors.New("there is one without ServicePrincipal")
	}
	s.TrustedAccess = append(s.TrustedAccess, model.TrustedAccess{Principal: t.Principal, Since: since})
	return err
}

func (s loader) loadDelegation(d savedDelegation) error {
	since, err := phrase.CheckedUTC(d.Since)
	if d.Account == "" || d.Principal == "" {
		return errors.New("there is one without AccountId or ServicePrincipal")
	}
	s.Delegations = append(s.Delegations, model.Delegation{Account: d.Account, Principal: d.Principal, Since: since})
	return err
}

func (s loader) loadSetting(t savedSetting) error {
	since, err := phrase.CheckedUTC(t.Since)
	if t.Service == "" || t.Account == "" {
		return errors.New("there is one without service or account")
	}
	var state model.SettingState
	if err := state.UnmarshalText([]byte(t.State)); err != nil {
		return err
	}
	s.Settings = append(s.Settings, model.Setting{Service: t.Service, Region: t.Region, Account: t.Account, Feature: t.Feature, State: state, Since: since, Priority: t.Priority})
	return err
}

func (s loader) loadRegion(r savedRegion) error {
	if r.Account == "" || r.Region == "" {
		return errors.New("there is one without AccountId or RegionName")
	}
	s.Regions = append(s.Regions, model.AccountRegion(r))
	return nil
}

func (s loader) loadGap(g savedGap) error {
	gap := model.Gap{Kind: parseWord[model.FailureKind](kindWords, g.Kind), Operation: g.Operation, Target: g.Target, Cause: g.Cause, Fix: g.Fix, Missing: model.PartKey{Target: g.Of}}
	if gap.Missing.Part = parseWord[model.Part](partWords, g.Part); gap.Missing.Part == model.PartNone && g.Part != "" {
		return fmt.Errorf("part %q is not known", phrase.Shorten(g.Part))
	}
	if gap.Missing.Part == model.PartNone {
		gap.Missing = model.FailedPart(gap.Operation, gap.Target)
	}
	s.Gaps = append(s.Gaps, gap)
	return nil
}

func (s loader) loadUnread(l savedUnread) error {
	part := parseWord[model.Part](partWords, l.Part)
	if part == model.PartNone {
		return fmt.Errorf("part %q is not known", phrase.Shorten(l.Part))
	}
	s.Unread = append(s.Unread, model.PartKey{Part: part, Target: l.Of})
	return nil
}

// loader adds the entries of a file to a snapshot.
type loader struct{ *model.Snapshot }
