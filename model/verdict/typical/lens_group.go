package typical

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/verdict"
)

// LensGroup is the accounts of which a lens says the same for the same reason.
type LensGroup struct {
	Kind     Kind
	Reason   string   // the answer in a sentence, or what decides an exact one
	More     []string // what else an exact ruling of Depends depends on
	Accounts []*model.Node
}

// Groups returns the accounts of a lens grouped by kind and reason: denials first,
// larger groups before smaller ones, accounts by name.
func Groups(r *model.Reading, l *Lens) []LensGroup {
	g := NewGrouper(r, l)
	for _, n := range verdict.AccountsByName(r) {
		g.Add(n)
	}
	return g.Groups()
}

// Grouper does what Groups does with some accounts at a time: it finds out the reason
// of each answer, which takes a while for those that no other account shares.
type Grouper struct {
	lens  *Lens
	exact *verdict.Grouper // of an exact lens; nil for others
	of    map[groupKey][]*model.Node
}

// groupKey is what the accounts of a group have in common.
type groupKey struct {
	kind   Kind
	reason string
}

// NewGrouper returns a grouper without accounts.
func NewGrouper(r *model.Reading, l *Lens) *Grouper {
	g := &Grouper{lens: l, of: map[groupKey][]*model.Node{}}
	if l.exact != nil {
		g.exact = verdict.NewGrouper(r, l.exact)
	}
	return g
}

// Add adds an account to its group, behind those that were added before.
func (g *Grouper) Add(account *model.Node) {
	if g.exact != nil {
		g.exact.Add(account)
		return
	}
	a := g.lens.answers[account.ID]
	if a == nil {
		return // The account arrived after the lens was made.
	}
	if a.reason == "" {
		a.reason = g.lens.settledReason(a)
	}
	k := groupKey{a.kind, a.reason}
	g.of[k] = append(g.of[k], account)
}

// Groups returns the groups in their order.
func (g *Grouper) Groups() []LensGroup {
	var groups []LensGroup
	if g.exact != nil {
		for _, x := range g.exact.Groups() {
			groups = append(groups, LensGroup{ExactKind(x.Ruling), x.Reason, x.More, x.Accounts})
		}
		return groups
	}
	for k, accounts := range g.of {
		groups = append(groups, LensGroup{Kind: k.kind, Reason: k.reason, Accounts: accounts})
	}
	slices.SortFunc(groups, func(a, b LensGroup) int {
		return cmp.Or(cmp.Compare(b.Kind, a.Kind), cmp.Compare(len(b.Accounts), len(a.Accounts)), cmp.Compare(a.Reason, b.Reason))
	})
	return groups
}

// settledReason returns the reason of an answer that policies settle whatever is
// left open.
func (l *Lens) settledReason(a *lensAnswer) string {
	if a.kind == NotBlocked {
		return notBlocked
	}
	v, err := l.asking.asker.Ask(l.Question.ForAccount(a.account))
	if err != nil {
		return a.kind.Heading()
	}
	full := Answer{Exact: v, asker: l.asking.asker, Cases: []Case{{Ruling: v.Ruling, Verdicts: []verdict.Verdict{v}}}}
	return full.lensReason()
}
