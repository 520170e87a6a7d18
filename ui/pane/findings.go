package pane

import (
	"cmp"
	"fmt"
	"strings"

	"deputy/model"
	"deputy/model/finding"
	"deputy/ui/kit"
	"deputy/ui/widget"
)

// Findings is the list of what is wrong, risky, good to know or could not be
// checked, below the progress of delegation and the next best step.
type Findings struct {
	env *Env
	all findingRows

	asked   int    // the run of reading that was asked for what only findings need
	looked  int    // and the one that was asked for what lives in the management account
	goal    string // the finding to go to once the findings are known
	longest int    // width of the longest title in the last view
	kit.List[findingRow]
	useRow int // the line about the management account in the last view
}

// unknownFindings stands for the findings of a large organization until they are known.
var unknownFindings = &finding.Inspection{}

// findingRows is all findings in an order.
type findingRows struct {
	env      *Env
	of       *finding.Inspection // never nil once they were updated
	rows     []findingRow
	order    findingOrder
	sortedBy findingOrder // what rows are sorted by
}

// findingRow is a finding with what the list recognizes it by, since its sentences
// may change with the numbers in them.
type findingRow struct {
	*finding.Finding
	id    string
	width int // of the title
}

// findingOrder is an order of the findings.
type findingOrder uint8

// The orders, in the sequence in which the user turns through them.
const (
	findingsBySeverity findingOrder = iota + 1
	findingsByKind
	findingsByTitle
)

// findingOrders is the names of the columns, in the sequence of findingOrder.
var findingOrders = []string{"", "severity", "kind", "title"}

// NewFindings returns the list of the environment's findings.
func NewFindings(env *Env) *Findings {
	f := &Findings{env: env, all: findingRows{env: env, order: findingsBySeverity}}
	f.List = kit.NewList(kit.Source[findingRow]{
		Rows: func() ([]findingRow, bool) {
			f.all.order = findingOrder(env.Lists.Findings.order(findingOrders))
			changed := f.all.update()
			return f.all.rows, changed
		},
		Reversed: func() bool { return env.Lists.Findings.Reversed },
		ID:       func(x findingRow) string { return x.id },
		Text: func(x findingRow) string {
			return strings.ToLower(strings.Join([]string{x.Severity.String(), x.Code, x.Title, x.Evidence}, "\n"))
		},
		Moved: func(findingRow) kit.Intent { return nil }, // the detail follows the cursor by itself
	})
	return f
}

// Selected returns the finding under the cursor; nil if there is none.
func (f *Findings) Selected() *finding.Finding {
	x, _ := f.Row()
	return x.Finding
}

// update collects and sorts the rows if necessary, and reports whether they
// changed.
func (r *findingRows) update() bool {
	x := cmp.Or(r.env.Inspection(), unknownFindings)
	if x == r.of && r.order == r.sortedBy {
		return false
	}
	r.of, r.sortedBy, r.rows = x, r.order, r.rows[:0]
	for i, id := range findingIDs(x) {
		one := &x.Findings[i]
		r.rows = append(r.rows, findingRow{one, id, widget.Width(widget.Clean(one.Title))})
	}
	switch r.order { // they come by severity
	case findingsByKind:
		model.SortStable(r.rows, func(a, b findingRow) int { return cmp.Compare(a.Code, b.Code) })
	case findingsByTitle:
		model.SortStable(r.rows, func(a, b findingRow) int { return model.CompareNames(a.Title, b.Title) })
	default:
	}
	return true
}

// findingIDs returns what each finding is recognized by.
func findingIDs(x *finding.Inspection) []string {
	ids, alike := make([]string, len(x.Findings)), map[string]int{}
	for i := range x.Findings {
		id := fmt.Sprint(x.Findings[i].Code, x.Findings[i].Place)
		alike[id]++
		ids[i] = fmt.Sprint(id, alike[id])
	}
	return ids
}

// Needs implements Needy: it asks, once in a run of reading, for what only findings
// need.
func (f *Findings) Needs() (wants []model.Want) {
	if f.asked != f.env.Run {
		f.asked = f.env.Run
		wants = append(wants, model.WantRootAccess{}, model.WantHandshakes{})
	}
	if f.looked != f.env.Run && f.env.Reading.ByManagementAccount() {
		f.looked = f.env.Run
		wants = append(wants, model.WantManagementAccount{})
	}
	return wants
}

// Place returns the finding under the cursor.
func (f *Findings) Place() Place {
	x, _ := f.Row()
	return Place{Finding: cmp.Or(f.goal, x.id)}
}

// GoTo moves the cursor to a finding, and clears a filter that hides it.
func (f *Findings) GoTo(p Place) bool {
	if f.env.Inspection() == nil {
		f.goal = p.Finding
	}
	return p.Finding != "" && (f.GoToID(p.Finding) || f.goal != "")
}

// Do moves, sorts, filters, goes to the finding's place and asks for its plan.
func (f *Findings) Do(c kit.Command) kit.Intent {
	switch c {
	case kit.Right, kit.NextTab:
		return Entered{}
	case kit.Sort:
		f.env.Lists.Findings.next(findingOrders)
		return f.Sorted()
	case kit.Reverse:
		f.env.Lists.Findings.Reversed = !f.env.Lists.Findings.Reversed
		return f.Sorted()
	case kit.Reload:
		all := Many{
			Wanted{model.WantDelegations{}},
			Wanted{model.WantPolicies{Documents: true}},
			Wanted{model.WantRootAccess{}},
			Wanted{model.WantHandshakes{}},
			Wanted{model.WantManagementPolicies{}},
		}
		if f.env.Reading.ByManagementAccount() {
			all = append(all, Wanted{model.WantManagementAccount{}})
		}
		return all
	default:
	}
	if follows, done := f.List.Do(c); done {
		return follows
	}
	if one := f.Selected(); one != nil {
		return doFinding(f.env, one, c)
	}
	return nil
}

// Can implements kit.Pane.
func (f *Findings) Can(c kit.Command) (ok bool, reason string) {
	switch {
	case c == kit.Sort, c == kit.Reverse, c == kit.Reload, c != kit.Open && f.List.Can(c):
		return true, ""
	case c == kit.NextTab:
		return f.Selected() != nil, ""
	default:
		return canFinding(f.env, f.Selected(), c)
	}
}

// Label names what keys do here.
func (f *Findings) Label(c kit.Command) string {
	if c == kit.NextTab {
		return "details"
	}
	return labelFinding(c)
}

// Mouse chooses a finding; a second click goes to its place. A click on the line about
// the management account opens its page.
func (f *Findings) Mouse(m kit.Mouse) kit.Intent {
	if m.Wheel == 0 && f.useRow > 0 && m.Y == f.useRow {
		return Ran{Action: "management-account"}
	}
	if _, opens := f.List.Mouse(m); opens {
		if ok, _ := f.Can(kit.Open); ok {
			return f.Do(kit.Open)
		}
	}
	return nil
}
