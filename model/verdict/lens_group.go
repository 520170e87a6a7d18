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
	g := NewGrouper(r, l)
	for _, n := range AccountsByName(r) {
		g.Add(n)
	}
	return g.Groups()
}

// AccountsByName returns the accounts of a reading, sorted by name.
func AccountsByName(r *model.Reading) []*model.Node {
	accounts := slices.Collect(r.Accounts())
	model.SortByName(accounts)
	return accounts
}

// Grouper does what Groups does with some accounts at a time.
type Grouper struct {
	reading *model.Reading
	lens    *Lens
	of      map[groupKey][]*model.Node
}

// groupKey is what the accounts of a group have in common.
type groupKey struct {
	ruling Ruling
	reason string
}

// NewGrouper returns a grouper without accounts.
func NewGrouper(r *model.Reading, l *Lens) *Grouper {
	return &Grouper{r, l, map[groupKey][]*model.Node{}}
}

// Add adds an account to its group, behind those that were added before.
func (g *Grouper) Add(account *model.Node) {
	if a := g.lens.answers[account.ID]; a != nil { // else it arrived after the lens was made
		k := groupKey{a.ruling, a.reasonText(g.reading, g.lens)}
		g.of[k] = append(g.of[k], account)
	}
}

// Groups returns the groups in their order.
func (g *Grouper) Groups() []LensGroup {
	var groups []LensGroup
	for k, accounts := range g.of {
		reasons := strings.Split(k.reason, reasonEnd)
		groups = append(groups, LensGroup{k.ruling, reasons[0], reasons[1:], accounts})
	}
	order := [...]int{ExplicitlyDenied: 0, ImplicitlyDenied: 1, Depends: 2, Unknown: 3, Allowed: 4}
	slices.SortFunc(groups, func(a, b LensGroup) int {
		return cmp.Or(cmp.Compare(order[a.Ruling], order[b.Ruling]), cmp.Compare(len(b.Accounts), len(a.Accounts)), cmp.Compare(a.Reason, b.Reason), slices.Compare(a.More, b.More))
	})
	return groups
}

// reasonEnd separates the reasons of one ruling.
const reasonEnd = "\x1f"
