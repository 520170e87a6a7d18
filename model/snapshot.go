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
// nothing that a reading changes. What belongs to a piece named in Gaps or
// Unread may be missing from it.
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
	TrustedAccess  []TrustedAccess
	Delegations    []Delegation
	ResourcePolicy ResourcePolicyFact
	Tags           map[string][]Tag
	Settings       []Setting       // of services with an API of their own, as far as known
	Regions        []AccountRegion // of accounts, as far as known
	Gaps           []Gap           // with their pieces, so the same failure may be there for several
	Unread         []Piece         // what nobody asked for
}

// Freeze copies the reading as of the given time. It is complete if every part
// but the tags was read whole and no gap is left.
func (r *Reading) Freeze(taken time.Time) *Snapshot {
	s := &Snapshot{
		Organization: r.Organization, Caller: r.Caller, Taken: taken,
		Documents: map[PolicyID]Document{}, ResourcePolicy: r.resourcePolicy, Tags: maps.Clone(r.tags),
		Gaps: lost(r), Unread: unread(r),
	}
	s.takeNodes(r)
	for id, p := range r.policies {
		if p.Type == "" {
			continue
		}
		s.Policies = append(s.Policies, p.Policy)
		if p.document != nil {
			s.Documents[id] = *p.document
		}
		if !slices.Contains(Evaluated(), p.Type) { // the others are in the nodes' lists
			for _, t := range p.targets {
				s.Attachments = append(s.Attachments, Attachment{id, t})
			}
		}
	}
	s.TrustedAccess = slices.Collect(maps.Values(r.trusted))
	for _, ds := range r.delegations {
		s.Delegations = append(s.Delegations, ds...)
	}
	for _, settings := range r.settings {
		s.Settings = append(s.Settings, settings...)
	}
	for _, regions := range r.regions {
		s.Regions = append(s.Regions, regions...)
	}
	s.Sort()
	s.Complete = len(s.Gaps) == 0 && len(s.Unread) == 0
	return s
}

// Shortfalls tells what the snapshot lacks, a sentence each and none twice;
// nothing for a complete one.
func (s *Snapshot) Shortfalls() []string {
	var sentences []string
	told := map[string]bool{}
	tell := func(sentence string) {
		if !told[sentence] {
			told[sentence] = true
			sentences = append(sentences, sentence)
		}
	}
	for _, g := range s.Gaps {
		tell(g.Sentence())
	}
	for _, p := range s.Unread {
		tell("Not read: " + p.String() + ".")
	}
	return sentences
}

// Sort brings every list into a fixed order, so that equal readings are saved
// as equal files.
func (s *Snapshot) Sort() {
	byID := func(a, b Node) int { return cmp.Compare(a.ID, b.ID) }
	byPiece := func(a, b Piece) int { return cmp.Or(cmp.Compare(a.Part, b.Part), cmp.Compare(a.Target, b.Target)) }
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
	slices.SortFunc(s.Settings, compareSettings)
	slices.SortFunc(s.Regions, compareRegions)
	slices.SortFunc(s.Gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Target, b.Target), byPiece(a.Piece, b.Piece))
	})
	slices.SortFunc(s.Unread, byPiece)
}

// takeNodes copies the tree, and what is attached to it.
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
				s.Unread = append(s.Unread, Piece{PartLadder, LadderTarget(n.ID, t)})
			}
		}
	}
}

// lost lists every piece that failed, with its gap. A failed look before a
// change and a journal that cannot be read say nothing of the organization.
func lost(r *Reading) []Gap {
	var gaps []Gap
	for piece, s := range r.status {
		if s.Progress != Failed || s.Gap == nil || piece.Part == PartFresh || piece.Part == PartJournal {
			continue
		}
		gap := *s.Gap
		gap.Piece = piece
		gaps = append(gaps, gap)
	}
	return gaps
}

// unread lists the pieces of a full reading that were not read and did not
// fail.
func unread(r *Reading) []Piece {
	var pieces []Piece
	want := func(p Part, target string) {
		if s := r.Status(p, target); !s.Known() && s.Gap == nil {
			pieces = append(pieces, Piece{p, target})
		}
	}
	for _, p := range []Part{
		PartOrganization, PartRoots, PartOUs, PartAccounts,
		PartTrustedAccess, PartDelegates, PartDelegations, PartResourcePolicy,
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
	for a := range r.administrators {
		if len(r.delegations[a]) == 0 {
			want(PartDelegations, string(a))
		}
	}
	return pieces
}

// Lacks gives every piece that is missing, with its gap; nil for one that was
// not asked for.
func (s *Snapshot) Lacks() map[Piece]*Gap {
	all := make(map[Piece]*Gap, len(s.Gaps)+len(s.Unread))
	for _, piece := range s.Unread {
		all[piece] = nil
	}
	for _, gap := range s.Gaps {
		piece := gap.Piece
		if piece.Part == PartNone {
			piece = PieceOf(gap.Operation, gap.Target)
		}
		gap.Piece = Piece{}
		for _, p := range piece.ofTypes() {
			all[p] = &gap
		}
	}
	delete(all, Piece{})
	return all
}
