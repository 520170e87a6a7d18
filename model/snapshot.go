package model

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Attachment is a policy attached to a node.
type Attachment struct {
	Policy PolicyID
	Target NodeID
}

// Snapshot is a frozen copy of a reading, for saving and comparing. It shares
// nothing that the reading changes later. What belongs to a part listed in Gaps or
// Unread may be absent from it.
type Snapshot struct {
	Organization   Organization
	Caller         Caller
	Taken          time.Time
	Complete       bool // false if anything was not read
	Roots          []Node
	OUs            []Node
	Accounts       []Node
	Policies       []Policy
	Documents      map[PolicyID]Document
	Attachments    []Attachment
	TargetsTaken   map[PolicyID]time.Time // when all targets of a policy were read; only of an incomplete reading
	TrustedAccess  []TrustedAccess
	Delegations    []Delegation
	ResourcePolicy ResourcePolicyFact
	RootAccess     *RootAccessFact // nil if it was not read
	History        *History        // nil if it was not read
	Handshakes     *HandshakesFact // nil if they were not read
	Tags           map[string][]Tag
	Settings       []Setting       // of services with a service API, as far as known
	Regions        []AccountRegion // of accounts, as far as known

	EffectivePolicies []EffectivePolicy // of management policies, as far as read
	InvalidPolicies   []InvalidPolicy

	ManagementAccount ManagementAccount // of what lives there, as far as read
	AccessReports     []AccessReport    // that somebody asked for

	Gaps   []Gap     // each with the part that is missing, so one failure may be there several times
	Unread []PartKey // not requested
}

// Freeze returns a copy of the reading as of the given time. It is complete if
// every part but the tags was read whole and no gap is left.
func (r *Reading) Freeze(taken time.Time) *Snapshot {
	s := &Snapshot{
		Organization: r.Organization, Caller: r.Caller, Taken: taken,
		Documents: map[PolicyID]Document{}, ResourcePolicy: r.resourcePolicy, Tags: maps.Clone(r.tags),
		Gaps: failedParts(r), Unread: unreadParts(r),
	}
	if r.Status(PartRootAccess, "").Known() {
		s.RootAccess = &RootAccessFact{slices.Clone(r.rootFeatures)}
	}
	s.takeHistory(r)
	s.takeHandshakes(r)
	s.takeNodes(r)
	for id, p := range r.policies {
		if p.Type == "" {
			continue
		}
		s.Policies = append(s.Policies, p.Policy)
		if p.document != nil {
			s.Documents[id] = *p.document
		}
		if !slices.Contains(Evaluated(), p.Type) { // takeNodes copies the attachments of the others
			for _, t := range p.targets {
				s.Attachments = append(s.Attachments, Attachment{id, t})
			}
		}
	}
	s.holdPolicies()
	s.TrustedAccess = slices.Collect(maps.Values(r.trustedAccess))
	for _, ds := range r.delegations {
		s.Delegations = append(s.Delegations, ds...)
	}
	for _, settings := range r.settings {
		s.Settings = append(s.Settings, settings...)
	}
	for _, regions := range r.regions {
		s.Regions = append(s.Regions, regions...)
	}
	s.takeManagement(r)
	s.takeManagementAccount(r)
	s.AccessReports = slices.Collect(maps.Values(r.accessReports))
	s.Sort()
	s.Unread = slices.Compact(s.Unread)
	s.Complete = len(s.Gaps) == 0 && len(s.Unread) == 0
	if !s.Complete {
		s.takeTimes(r)
	}
	return s
}

// Shortfalls returns what is missing from the snapshot, each in a sentence and none
// twice; nothing for a complete one.
func (s *Snapshot) Shortfalls() []string {
	var sentences []string
	seen := map[string]bool{}
	add := func(sentence string) {
		if !seen[sentence] {
			seen[sentence] = true
			sentences = append(sentences, sentence)
		}
	}
	for _, g := range s.Gaps {
		add(g.Sentence())
	}
	for _, p := range s.Unread {
		add("Not read: " + p.String() + ".")
	}
	return sentences
}

// Sort sorts every list, so that equal readings are saved as equal files.
func (s *Snapshot) Sort() {
	byID := func(a, b Node) int { return cmp.Compare(a.ID, b.ID) }
	byKey := func(a, b PartKey) int { return cmp.Or(cmp.Compare(a.Part, b.Part), cmp.Compare(a.Target, b.Target)) }
	slices.SortFunc(s.Roots, byID)
	slices.SortFunc(s.OUs, byID)
	slices.SortFunc(s.Accounts, byID)
	slices.SortFunc(s.Policies, func(a, b Policy) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(s.Attachments, func(a, b Attachment) int {
		return cmp.Or(cmp.Compare(a.Target, b.Target), cmp.Compare(a.Policy, b.Policy))
	})
	slices.SortFunc(s.TrustedAccess, func(a, b TrustedAccess) int { return cmp.Compare(a.Principal, b.Principal) })
	slices.SortFunc(s.Delegations, func(a, b Delegation) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Principal, b.Principal))
	})
	if s.History != nil {
		s.History.sort()
	}
	slices.SortFunc(s.Settings, compareSettings)
	slices.SortFunc(s.Regions, compareRegions)
	sortByKey(s.EffectivePolicies, func(p EffectivePolicy) string { return EffectiveTarget(p.Account, p.Type) })
	if s.Handshakes != nil {
		sortByKey(s.Handshakes.Open, func(h Handshake) string { return h.ID })
	}
	sortByKey(s.InvalidPolicies, func(p InvalidPolicy) string { return EffectiveTarget(p.Account, p.Type) })
	slices.SortFunc(s.AccessReports, compareAccessReports)
	slices.SortFunc(s.Gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Target, b.Target), byKey(a.Missing, b.Missing))
	})
	slices.SortFunc(s.Unread, byKey)
}

// holdPolicies adds the AWS-managed policies that are attached to every node, where
// the list of policies does not have them. An attachment of another policy that
// is not known any more is left out, and what is attached to its node counts as
// not read.
func (s *Snapshot) holdPolicies() {
	held := map[PolicyID]bool{}
	for _, p := range s.Policies {
		held[p.ID] = true
	}
	for _, t := range Evaluated() {
		full := t.Full()
		if !held[full] && slices.ContainsFunc(s.Attachments, func(a Attachment) bool { return a.Policy == full }) {
			held[full] = true
			s.Policies = append(s.Policies, Policy{ID: full, Name: strings.TrimPrefix(string(full), "p-"), Type: t, AWSManaged: true})
		}
	}
	s.Attachments = slices.DeleteFunc(s.Attachments, func(a Attachment) bool {
		if held[a.Policy] {
			return false
		}
		for _, t := range Evaluated() {
			s.Unread = append(s.Unread, PartKey{PartAttached, AttachedTarget(a.Target, t)})
		}
		return true
	})
}

// takeNodes copies the nodes, and the SCPs and RCPs attached to them.
func (s *Snapshot) takeNodes(r *Reading) {
	for n := range r.Nodes() {
		switch n.Kind {
		case KindRoot:
			s.Roots = append(s.Roots, *n)
		case KindOU:
			s.OUs = append(s.OUs, *n)
		default:
			s.Accounts = append(s.Accounts, *n)
		}
		for _, t := range Evaluated() {
			policies, status := r.Attached(n.ID, t)
			for _, p := range policies {
				s.Attachments = append(s.Attachments, Attachment{p, n.ID})
			}
			if status.Progress == Partial && r.Status(PartTargets, string(t)).Known() {
				s.Unread = append(s.Unread, PartKey{PartAttached, AttachedTarget(n.ID, t)})
			}
		}
	}
}

// takeTimes copies when the targets of policies were read, so that the next reading
// need not read them again.
func (s *Snapshot) takeTimes(r *Reading) {
	s.TargetsTaken = map[PolicyID]time.Time{}
	for id, p := range r.policies {
		if !p.targetsTaken.IsZero() {
			s.TargetsTaken[id] = p.targetsTaken
		}
	}
}

// failedParts returns a gap for every part that failed. A failed check before a
// change and an unreadable journal are left out: they are no parts of the
// organization.
func failedParts(r *Reading) []Gap {
	var gaps []Gap
	for key, s := range r.status {
		if s.Progress != Failed || s.Gap == nil || isNotKept(key.Part) {
			continue
		}
		gap := *s.Gap
		gap.Missing = key
		gaps = append(gaps, gap)
	}
	return gaps
}

// isNotKept reports whether a saved reading is no less complete without the part.
func isNotKept(p Part) bool {
	switch p {
	case PartFresh, PartJournal, PartServiceAccess, PartEvents, PartHistory, PartAccessReport:
		return true
	default:
		return false
	}
}

// unreadParts returns the parts of a full reading that were not read and did not
// fail.
func unreadParts(r *Reading) []PartKey {
	var keys []PartKey
	want := func(p Part, target string) {
		if s := r.Status(p, target); !s.Known() && s.Gap == nil {
			keys = append(keys, PartKey{p, target})
		}
	}
	for _, p := range []Part{
		PartOrganization, PartRoots, PartOUs, PartAccounts,
		PartTrustedAccess, PartAdministrators, PartDelegations, PartResourcePolicy,
	} {
		want(p, "")
	}
	enabled := false
	for _, t := range Evaluated() {
		if r.PolicyTypeStatus(t) != "" {
			want(PartPolicies, string(t))
			want(PartTargets, string(t))
			enabled = true
		}
	}
	if enabled {
		want(PartDocument, "")
	}
	for _, t := range r.ManagementTypes() {
		for _, key := range ManagementParts(t) {
			want(key.Part, key.Target)
		}
	}
	for a := range r.administrators {
		if len(r.delegations[a]) == 0 {
			want(PartDelegations, string(a))
		}
	}
	return keys
}

// MissingParts returns every part that is missing from the snapshot, with the gap;
// nil for one that was not requested.
func (s *Snapshot) MissingParts() map[PartKey]*Gap {
	all := make(map[PartKey]*Gap, len(s.Gaps)+len(s.Unread))
	for _, key := range s.Unread {
		all[key] = nil
	}
	for _, gap := range s.Gaps {
		key := gap.Missing
		if key.Part == PartNone {
			key = FailedPart(gap.Operation, gap.Target)
		}
		gap.Missing = PartKey{}
		for _, p := range key.ofTypes() {
			all[p] = &gap
		}
	}
	delete(all, PartKey{})
	return all
}
