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
	if l.exact != nil {
		var out []LensGroup
		for _, g := range verdict.Groups(r, l.exact) {
			out = append(out, LensGroup{ExactKind(g.Ruling), g.Reason, g.More, g.Accounts})
		}
		return out
	}
	type key struct {
		kind   Kind
		reason string
	}
	var groups []LensGroup
	for k, accounts := range verdict.AccountsBy(r, func(n *model.Node) (k key, ok bool) {
		a := l.answers[n.ID]
		if a == nil {
			return k, false // The account arrived after the lens was made.
		}
		l.Explain(r, n)
		return key{a.kind, a.reason}, true
	}) {
		groups = append(groups, LensGroup{Kind: k.kind, Reason: k.reason, Accounts: accounts})
	}
	slices.SortFunc(groups, func(a, b LensGroup) int {
		return cmp.Or(cmp.Compare(b.Kind, a.Kind), cmp.Compare(len(b.Accounts), len(a.Accounts)), cmp.Compare(a.Reason, b.Reason))
	})
	return groups
}

// Explain finds out the reason of an account's answer, which Groups needs: it takes
// a while for answers that no other account shares.
func (l *Lens) Explain(r *model.Reading, account *model.Node) {
	if l.exact != nil {
		l.exact.Explain(r, account)
	} else if a := l.answers[account.ID]; a != nil && a.reason == "" {
		a.reason = l.settledReason(a)
	}
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
