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
	at := map[key]int{}
	var groups []LensGroup
	for n := range r.Accounts() {
		a := l.answers[n.ID]
		if a == nil {
			continue // The account arrived after the lens was made.
		}
		k := key{a.ruling, a.reasonText(r, l)}
		i, known := at[k]
		if !known {
			i = len(groups)
			at[k] = i
			reasons := strings.Split(k.reason, reasonEnd)
			groups = append(groups, LensGroup{Ruling: k.ruling, Reason: reasons[0], More: reasons[1:]})
		}
		groups[i].Accounts = append(groups[i].Accounts, n)
	}
	for _, g := range groups {
		model.SortByName(g.Accounts)
	}
	order := [...]int{ExplicitlyDenied: 0, ImplicitlyDenied: 1, Depends: 2, Unknown: 3, Allowed: 4}
	slices.SortFunc(groups, func(a, b LensGroup) int {
		return cmp.Or(cmp.Compare(order[a.Ruling], order[b.Ruling]), cmp.Compare(len(b.Accounts), len(a.Accounts)), cmp.Compare(a.Reason, b.Reason), slices.Compare(a.More, b.More))
	})
	return groups
}

// reasonEnd separates the reasons of one ruling.
const reasonEnd = "\x1f"
