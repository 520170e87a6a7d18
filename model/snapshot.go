package model

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Attachment is a policy attached to a node.
type Attachment struct {
	Policy PolicyID
	Target NodeID
}

// Snapshot is a frozen copy of a reading, for saving and comparing. It shares
// nothing that a reading changes.
type Snapshot struct {
	Organization   Organization
	Caller         Caller
	Taken          time.Time
	Complete       bool // false if anything was not read
	Roots          []Node
	Units          []Node
	Accounts       []Node
	Policies       []Policy
	Documents      map[PolicyID]Document
	Attachments    []Attachment
	TrustedAccess  []TrustedAccess
	Delegations    []Delegation
	ResourcePolicy ResourcePolicyFact
	Tags           map[string][]Tag
	Gaps           []Gap
	Unread         []string // parts that were not asked for, in words
}

// Freeze copies the reading as of the given time. It is complete if every part
// but the tags was read whole and no gap is left.
func (r *Reading) Freeze(taken time.Time) *Snapshot {
	s := &Snapshot{
		Organization: r.Organization, Caller: r.Caller, Taken: taken,
		Documents: map[PolicyID]Document{}, ResourcePolicy: r.resourcePolicy, Tags: maps.Clone(r.tags), Gaps: r.Gaps(),
	}
	for n := range r.Nodes() {
		switch n.Kind {
		case KindRoot:
			s.Roots = append(s.Roots, *n)
		case KindUnit:
			s.Units = append(s.Units, *n)
		default:
			s.Accounts = append(s.Accounts, *n)
		}
		for _, t := range Evaluated() {
			policies, _ := r.Attached(n.ID, t)
			for _, p := range policies {
				s.Attachments = append(s.Attachments, Attachment{p, n.ID})
			}
		}
	}
	for id, p := range r.policies {
		if p.Type == "" {
			continue
		}
		s.Policies = append(s.Policies, p.Policy)
		if p.document != nil {
			s.Documents[id] = *p.document
		}
	}
	s.TrustedAccess = slices.Collect(maps.Values(r.trusted))
	for _, ds := range r.delegations {
		s.Delegations = append(s.Delegations, ds...)
	}
	s.Unread = r.unread()
	s.Complete = len(s.Gaps) == 0 && len(s.Unread) == 0
	s.sort()
	return s
}

// unread names the parts of a full reading that are not complete.
func (r *Reading) unread() []string {
	var names []string
	want := func(p Part, target, name string) {
		if s := r.Status(p, target).Progress; s != Complete && s != Failed {
			names = append(names, name)
		}
	}
	want(PartOrganization, "", "organization")
	want(PartRoots, "", "roots")
	want(PartUnits, "", "organizational units")
	want(PartAccounts, "", "accounts")
	for _, t := range Evaluated() {
		if r.PolicyTypeStatus(t) != "" {
			want(PartPolicies, string(t), string(t)+" list")
			want(PartTargets, string(t), string(t)+" attachments")
		}
	}
	want(PartDocument, "", "policy documents")
	want(PartTrustedAccess, "", "trusted access")
	want(PartDelegations, "", "delegations")
	want(PartResourcePolicy, "", "resource policy")
	return names
}

// sort brings every list into a fixed order, so that equal readings are saved
// as equal files.
func (s *Snapshot) sort() {
	byID := func(a, b Node) int { return cmp.Compare(a.ID, b.ID) }
	slices.SortFunc(s.Roots, byID)
	slices.SortFunc(s.Units, byID)
	slices.SortFunc(s.Accounts, byID)
	slices.SortFunc(s.Policies, func(a, b Policy) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(s.Attachments, func(a, b Attachment) int {
		return cmp.Or(cmp.Compare(a.Target, b.Target), cmp.Compare(a.Policy, b.Policy))
	})
	slices.SortFunc(s.TrustedAccess, func(a, b TrustedAccess) int { return cmp.Compare(a.Principal, b.Principal) })
	slices.SortFunc(s.Delegations, func(a, b Delegation) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Principal, b.Principal))
	})
}

// applySnapshot fills the reading from a saved one and marks every part as
// saved.
func (r *Reading) applySnapshot(s *Snapshot) {
	r.Organization = s.Organization
	if r.Caller.Account == "" {
		r.Caller = s.Caller
	}
	r.baseline = make(map[NodeID]NodeID, len(s.Units)+len(s.Accounts)+1)
	for _, nodes := range [][]Node{s.Roots, s.Units, s.Accounts} {
		r.applyNodes(nodes)
		for _, n := range nodes {
			r.baseline[n.ID] = n.Parent
		}
	}
	for _, p := range s.Policies {
		r.policy(p.ID).Policy = p
	}
	for id, d := range s.Documents {
		r.Apply(DocumentFact{id, d})
		r.saved(PartDocument, string(id), s.Taken)
	}
	r.applySavedAttachments(s.Attachments)
	r.Apply(TrustedAccessFact{s.TrustedAccess})
	for _, d := range s.Delegations {
		r.setDelegations(d.Account, append(slices.Clone(r.delegations[d.Account]), d))
	}
	r.resourcePolicy = s.ResourcePolicy
	maps.Copy(r.tags, s.Tags)
	for t := range s.Tags {
		r.saved(PartTags, t, s.Taken)
	}
	for _, p := range []Part{
		PartOrganization, PartRoots, PartUnits, PartAccounts, PartDocument,
		PartTrustedAccess, PartDelegates, PartDelegations, PartResourcePolicy,
	} {
		r.saved(p, "", s.Taken)
	}
	for _, t := range Evaluated() {
		r.saved(PartPolicies, string(t), s.Taken)
		r.saved(PartTargets, string(t), s.Taken)
	}
	r.run++ // what is not read again will be dropped
}

// applySavedAttachments fills both sides of the attachments: the nodes' lists
// and the policies' targets.
func (r *Reading) applySavedAttachments(attachments []Attachment) {
	for _, at := range attachments {
		p := r.policy(at.Policy)
		a := r.attachedOf(at.Target, p.Type)
		a.exact, a.known, a.run = append(a.exact, at.Policy), true, r.run
		if at.Policy != p.Type.Full() {
			a.listed = append(a.listed, at.Policy)
			p.targets = append(p.targets, at.Target)
			p.complete = true
		}
	}
	for _, e := range r.nodes {
		for _, a := range e.attached {
			r.byName(a.exact)
		}
	}
}

// saved marks a part as taken from a saved reading.
func (r *Reading) saved(p Part, target string, s time.Time) {
	r.status[partKey{p, target}] = Status{Progress: Saved, At: s}
	r.touch(p)
}
