package model

import (
	"maps"
	"slices"
	"strings"
)

// applySnapshot fills the reading from a saved one. Every part is marked as
// saved, but for those that the snapshot lacks and those of which this run
// knows more: a saved reading may come after the first fresh facts.
func (r *Reading) applySnapshot(s *Snapshot) {
	if r.Organization.ID == "" {
		r.Organization = s.Organization
	}
	if r.Caller.Account == "" {
		r.Caller = s.Caller
	}
	lacks := s.Lacks()
	r.applySavedGaps(s, lacks)
	r.applySavedNodes(s, lacks)
	r.Apply(PoliciesFact{Policies: s.Policies})
	for id, d := range s.Documents {
		r.Apply(DocumentFact{id, d})
		r.saved(PartDocument, string(id), s)
	}
	r.applySavedAttachments(s.Attachments, lacks)
	r.Apply(TrustedAccessFact{s.TrustedAccess})
	for _, d := range s.Delegations {
		r.setDelegations(d.Account, append(slices.Clone(r.delegations[d.Account]), d))
	}
	r.resourcePolicy = s.ResourcePolicy
	maps.Copy(r.tags, s.Tags)
	for t := range s.Tags {
		r.saved(PartTags, t, s)
	}
	r.applySavedSettings(s)
	r.savedParts(s, lacks)
	r.run++ // what is not read again will be dropped
}

// applySavedNodes fills in the tree, and remembers it for comparison if it is
// whole.
func (r *Reading) applySavedNodes(s *Snapshot, lacks map[Piece]*Gap) {
	baseline := make(map[NodeID]NodeID, len(s.Units)+len(s.Accounts)+1)
	for _, nodes := range [][]Node{s.Roots, s.Units, s.Accounts} {
		r.applyNodes(nodes)
		for _, n := range nodes {
			baseline[n.ID] = n.Parent
		}
	}
	for piece := range lacks {
		if piece.Part == PartRoots || piece.Part == PartUnits || piece.Part == PartAccounts {
			return
		}
	}
	r.baseline = baseline
}

// applySavedGaps gives what is lacking its status.
func (r *Reading) applySavedGaps(s *Snapshot, lacks map[Piece]*Gap) {
	for piece, gap := range lacks {
		if piece.Part == PartDelegations && piece.Target != "" {
			r.administrators[AccountID(piece.Target)] = true
		}
		if gap != nil && r.status[piece].Progress == Unread {
			r.setStatus(piece, Status{Progress: Failed, At: s.Taken, Gap: gap})
			r.savedGaps[piece] = gap
		}
		r.touch(piece.Part)
	}
}

// savedParts gives the other parts theirs.
func (r *Reading) savedParts(s *Snapshot, lacks map[Piece]*Gap) {
	whole := []Piece{
		{PartOrganization, ""},
		{PartRoots, ""},
		{PartUnits, ""},
		{PartAccounts, ""},
		{PartDocument, ""},
		{PartTrustedAccess, ""},
		{PartDelegates, ""},
		{PartDelegations, ""},
		{PartResourcePolicy, ""},
	}
	for _, t := range Evaluated() {
		whole = append(whole, Piece{PartPolicies, string(t)}, Piece{PartTargets, string(t)})
	}
	for _, piece := range whole {
		if _, lacking := lacks[piece]; !lacking {
			r.saved(piece.Part, piece.Target, s)
		}
	}
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

// ofTypes adds the policy type where a part is read for each and the piece does
// not say for which.
func (p Piece) ofTypes() []Piece {
	var add func(t PolicyType) string
	switch {
	case (p.Part == PartPolicies || p.Part == PartTargets) && p.Target == "":
		add = func(t PolicyType) string { return string(t) }
	case p.Part == PartLadder && p.Target != "" && !strings.Contains(p.Target, " "):
		add = func(t PolicyType) string { return LadderTarget(NodeID(p.Target), t) }
	default:
		return []Piece{p}
	}
	var all []Piece
	for _, t := range Evaluated() {
		all = append(all, Piece{p.Part, add(t)})
	}
	return all
}

// applySavedAttachments fills both sides of the attachments: the nodes' lists
// and the policies' targets.
func (r *Reading) applySavedAttachments(attachments []Attachment, lacks map[Piece]*Gap) {
	exact := r.savedExact(attachments, lacks)
	for _, at := range attachments {
		p := r.policy(at.Policy)
		a := r.attachedOf(at.Target, p.Type)
		if exact(at.Target, p.Type) {
			a.exact, a.known, a.run = append(a.exact, at.Policy), true, r.run
		}
		if at.Policy != p.Type.Full() {
			a.listed = append(a.listed, at.Policy)
			p.targets = append(p.targets, at.Target)
		}
	}
	for id, p := range r.policies {
		_, lacking := lacks[Piece{PartTargets, string(id)}]
		_, partly := lacks[Piece{PartTargets, string(p.Type)}]
		p.complete = !lacking && !partly && id != p.Type.Full()
	}
	r.touch(PartTargets, PartLadder)
}

// savedExact tells of which nodes a snapshot has the own list: of those of
// which nothing is lacking, and of those with the full policy, which no other
// list shows.
func (r *Reading) savedExact(attachments []Attachment, lacks map[Piece]*Gap) func(NodeID, PolicyType) bool {
	partly := map[PolicyType]bool{}
	ladders := 0
	for piece := range lacks {
		switch piece.Part {
		case PartTargets:
			partly[PolicyType(piece.Target)] = true
			partly[r.TypeOf(PolicyID(piece.Target))] = true
		case PartLadder:
			ladders++
		default:
		}
	}
	if len(partly) == 0 && ladders == 0 {
		return func(NodeID, PolicyType) bool { return true }
	}
	full := map[Attachment]bool{}
	for _, a := range attachments {
		if a.Policy == r.TypeOf(a.Policy).Full() {
			full[a] = true
		}
	}
	return func(node NodeID, t PolicyType) bool {
		_, lacking := lacks[Piece{PartLadder, LadderTarget(node, t)}]
		return !lacking && !partly[t] || full[Attachment{t.Full(), node}]
	}
}

// saved marks a part as taken from a saved reading, unless more is known of it.
func (r *Reading) saved(p Part, target string, s *Snapshot) {
	piece := Piece{p, target}
	if r.status[piece].Progress == Unread {
		r.setStatus(piece, Status{Progress: Saved, At: s.Taken})
	}
	r.touch(p)
}

// forgetSavedGaps drops the saved gaps that a part has filled: it is whole now,
// as of this run. All attachments of a type fill the ladders as well.
func (r *Reading) forgetSavedGaps(p Part, target string) {
	if target != "" && p != PartTargets {
		return
	}
	for piece, gap := range r.savedGaps {
		filled := piece.Part == p && p != PartTargets
		if p == PartTargets {
			id, t, _ := strings.Cut(piece.Target, " ")
			filled = piece.Part == PartLadder && t == target ||
				piece.Part == PartTargets && r.TypeOf(PolicyID(id)) == PolicyType(target)
		}
		if filled && r.status[piece].Gap == gap {
			delete(r.savedGaps, piece)
			r.setStatus(piece, Status{})
			delete(r.status, piece)
		}
	}
}

// TypeOf gives a policy's type; empty if it is not known.
func (r *Reading) TypeOf(id PolicyID) PolicyType {
	if p := r.policies[id]; p != nil {
		return p.Type
	}
	return ""
}
