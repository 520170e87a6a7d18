package escalation

import (
	"cmp"
	"iter"
	"maps"
	"slices"

	"deputy/model"
	"deputy/model/verdict"
)

// Survey attacks the exemptions in many accounts, some accounts at a time.
// Accounts in which every question has the same answer are attacked once.
type Survey struct {
	pending verdict.WorkList
	groups  map[string]*group
	lore    *lore

	asker *verdict.Asker // of the reading as it was
	alike *verdict.Likeness

	taken map[model.PolicyID][]outcomeOf // once all accounts have been looked at
}

// outcomeOf is an outcome of a group.
type outcomeOf struct {
	*Outcome
	of *group
}

// group is accounts that were attacked as one.
type group struct {
	outcomes []Outcome        // the exemptions that can be taken
	unknown  bool             // not all policies have been read
	policies []model.PolicyID // that apply
	accounts []model.AccountID
}

// NewSurvey returns the survey of all accounts of the organization, or of those at
// and below some nodes. Next does the work.
func NewSurvey(r *model.Reading, below ...model.NodeID) *Survey {
	return &Survey{pending: verdict.Accounts(r, below...), groups: map[string]*group{}, lore: newLore()}
}

// Done reports whether all accounts have been looked at.
func (s *Survey) Done() bool { return len(s.pending) == 0 }

// Next looks at the next accounts, against the reading as it is now, until so many
// attacks have been made or a thousand times as many accounts have been seen.
func (s *Survey) Next(r *model.Reading, attacks int) {
	s.refresh(r)
	made := 0
	for seen := 0; !s.Done() && made < attacks && seen < 1000*attacks; seen++ {
		for _, id := range s.pending.Next(r, 1) {
			node := r.TreeNode(id)
			if node.Account() == r.Organization.Management || node.State.OutOfUse() != "" {
				continue
			}
			key := s.alike.Key(id)
			g := s.groups[key]
			if g == nil {
				made++
				x := newAttack(s.asker, r, node.Account(), s.lore)
				taken := slices.DeleteFunc(x.outcomes(), func(o Outcome) bool { return !o.Taken() })
				g = &group{outcomes: slices.Clip(taken), unknown: x.gap, policies: x.policies()}
				s.groups[key] = g
			}
			g.accounts = append(g.accounts, node.Account())
		}
	}
	if s.Done() {
		s.lore, s.asker, s.alike = nil, nil, nil // They are large, and have served.
		s.gather()
	}
}

// refresh makes again what holds only while the reading stays as it is.
func (s *Survey) refresh(r *model.Reading) {
	if !s.asker.Holds(r) {
		s.asker = verdict.NewAsker(r)
		s.alike = s.asker.Likeness(verdict.Question{})
	}
}

// Unknown returns how many accounts could not be judged in full, because not all
// policies that apply have been read.
func (s *Survey) Unknown() int {
	n := 0
	for _, g := range s.groups {
		if g.unknown {
			n += len(g.accounts)
		}
	}
	return n
}

// At returns what attacks on the exemptions of an account's policies come to.
func At(r *model.Reading, account model.AccountID) []Outcome {
	if account == "" || account == r.Organization.Management || r.Outside(account) {
		return nil
	}
	return newAttack(verdict.NewAsker(r), r, account, newLore()).outcomes()
}

// Hole is a policy whose exemptions can be taken.
type Hole struct {
	Type     model.PolicyType
	Policy   model.PolicyID
	Name     string
	Takes    []Take
	Accounts []model.AccountID // in which one of them can be taken, by ID
	Grave    bool              // what can be bypassed protects identities, logging or the organization
	Sure     bool              // one of them can be taken whether or not the account has the exempt principal
}

// Take is an exemption that can be taken in the same way in some accounts.
type Take struct {
	Outcome
	Accounts []model.AccountID // by ID
}

// gather notes by policy what can be taken. Of outcomes that are the same the first
// one is told: always in one order.
func (s *Survey) gather() {
	s.taken = map[model.PolicyID][]outcomeOf{}
	for _, key := range slices.Sorted(maps.Keys(s.groups)) {
		g := s.groups[key]
		for i := range g.outcomes {
			o := &g.outcomes[i]
			s.taken[o.Policy] = append(s.taken[o.Policy], outcomeOf{o, g})
		}
	}
}

// Policies returns the policies whose exemptions can be taken, by ID, once the survey
// is done.
func (s *Survey) Policies() []model.PolicyID { return slices.Sorted(maps.Keys(s.taken)) }

// Hole returns what can be taken of a policy of Policies. Its lists of accounts may be
// long, so keep what follows from them instead.
func (s *Survey) Hole(p model.PolicyID) *Hole {
	first := s.taken[p][0]
	h := &Hole{Type: first.Type, Policy: p, Name: first.Name}
	for _, o := range s.taken[p] {
		h.add(o.Outcome, o.of.accounts)
	}
	h.sort()
	return h
}

// Holes returns the hole of each of the Policies.
func (s *Survey) Holes() iter.Seq[*Hole] {
	return func(yield func(*Hole) bool) {
		for _, p := range s.Policies() {
			if !yield(s.Hole(p)) {
				return
			}
		}
	}
}

// add adds an outcome of a group of accounts.
func (h *Hole) add(o *Outcome, accounts []model.AccountID) {
	h.Grave, h.Sure = h.Grave || o.Grave, h.Sure || o.Taking == Open
	i := slices.IndexFunc(h.Takes, func(t Take) bool { return t.same(o) })
	if i < 0 {
		i, h.Takes = len(h.Takes), append(h.Takes, Take{Outcome: *o})
	}
	h.Takes[i].Accounts = append(h.Takes[i].Accounts, accounts...)
}

// same reports whether an outcome is the same as the one of this take.
func (t *Take) same(o *Outcome) bool {
	return t.Exemption == o.Exemption && t.Taking == o.Taking && slices.EqualFunc(t.Ways, o.Ways, func(a, b Way) bool {
		return a.Kind == b.Kind && slices.Equal(a.Actions, b.Actions)
	})
}

// sort sorts the accounts and the takes, those in the most accounts first.
func (h *Hole) sort() {
	for i := range h.Takes {
		// A policy that is attached at two levels has the same exemption twice.
		slices.Sort(h.Takes[i].Accounts)
		h.Takes[i].Accounts = slices.Compact(h.Takes[i].Accounts)
		h.Accounts = append(h.Accounts, h.Takes[i].Accounts...)
	}
	if len(h.Takes) > 1 {
		slices.Sort(h.Accounts)
		h.Accounts = slices.Compact(h.Accounts)
	}
	slices.SortFunc(h.Takes, func(a, b Take) int {
		return cmp.Or(cmp.Compare(len(b.Accounts), len(a.Accounts)), cmp.Compare(a.Statement, b.Statement), cmp.Compare(a.Key, b.Key),
			cmp.Compare(a.Pattern, b.Pattern), cmp.Compare(b.Taking, a.Taking), cmp.Compare(len(b.Ways), len(a.Ways)), cmp.Compare(a.Accounts[0], b.Accounts[0]))
	})
}

// AttacksPerPart is how many attacks are made between two looks at the clock where
// nobody waits for a key.
const AttacksPerPart = 3
