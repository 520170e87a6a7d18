package verdict

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
)

// LensGroup is the accounts to which a lens gives the same ruling for the same
// reason.
type LensGroup struct {
	Ruling   Ruling
	Reason   string   // the statement, level or gap that decides
	More     []string // what else a ruling of Depends depends on
	Accounts []*model.Node
}

// Groups returns the accounts of a lens grouped by ruling and reason: denials
// first, larger groups before smaller ones, accounts by name.
func Groups(r *model.Reading, l *Lens) []LensGroup {
	type key struct {
		ruling Ruling
		reason string
	}
	var groups []LensGroup
	for k, accounts := range AccountsBy(r, func(n *model.Node) (k key, ok bool) {
		a := l.answers[n.ID]
		if a == nil {
			return k, false // The account arrived after the lens was made.
		}
		return key{a.ruling, a.reasonText(r, l)}, true
	}) {
		reasons := strings.Split(k.reason, reasonEnd)
		groups = append(groups, LensGroup{k.ruling, reasons[0], reasons[1:], accounts})
	}
	order := [...]int{ExplicitlyDenied: 0, ImplicitlyDenied: 1, Depends: 2, Unknown: 3, Allowed: 4}
	slices.SortFunc(groups, func(a, b LensGroup) int {
		return cmp.Or(cmp.Compare(order[a.Ruling], order[b.Ruling]), cmp.Compare(len(b.Accounts), len(a.Accounts)), cmp.Compare(a.Reason, b.Reason), slices.Compare(a.More, b.More))
	})
	return groups
}

// AccountsBy returns the accounts of a reading by the key that each has, sorted by
// name, without those that have none.
func AccountsBy[K comparable](r *model.Reading, key func(*model.Node) (k K, ok bool)) map[K][]*model.Node {
	groups := map[K][]*model.Node{}
	for n := range r.Accounts() {
		if k, ok := key(n); ok {
			groups[k] = append(groups[k], n)
		}
	}
	for _, accounts := range groups {
		model.SortByName(accounts)
	}
	return groups
}

// reasonEnd separates the reasons of one ruling.
const reasonEnd = "\x1f"
