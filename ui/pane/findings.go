package pane

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/widget"
)

// Findings is the list of what is wrong, risky, good to know or could not be
// judged, below the progress of delegation and the next best step.
type Findings struct {
	env     *Env
	of      *model.Inspection
	shown   []*model.Finding
	longest int // cells of the longest title
	window  widget.Window
	kit.ListFilter
	filteredBy string // what shown was filtered by
	by         findingOrder
	orderedBy  findingOrder // what shown is ordered by
	above      int          // lines above the rows in the last view
}

// findingOrder is an order of the findings.
type findingOrder uint8

// The orders, in the sequence in which the user turns through them.
const (
	findingsBySeverity findingOrder = iota + 1
	findingsByKind
	findingsByTitle
)

// NewFindings returns the list of the environment's findings.
func NewFindings(env *Env) *Findings {
	return &Findings{env: env, ListFilter: kit.NewListFilter(), by: findingsBySeverity}
}

// Selected returns the finding under the cursor; nil if there is none.
func (f *Findings) Selected() *model.Finding {
	f.gather()
	if f.window.Cursor < len(f.shown) {
		return f.shown[f.window.Cursor]
	}
	return nil
}

// findingKey is what a finding is recognized by when the list is made again:
// its sentences may change with the numbers in them.
type findingKey struct {
	code  string
	place model.FindingPlace
	nth   int // of those that are alike so far
}

// key returns the key of the finding at a row.
func (f *Findings) key(row int) findingKey {
	if row >= len(f.shown) {
		return findingKey{}
	}
	k := findingKey{code: f.shown[row].Code, place: f.shown[row].Place}
	for _, x := range f.shown[:row] {
		if x.Code == k.code && x.Place == k.place {
			k.nth++
		}
	}
	return k
}

// gather filters and sorts again if necessary. The cursor stays on its finding.
func (f *Findings) gather() {
	x := f.env.Inspection()
	if x == f.of && f.filteredBy == f.ListFilter.Text() && f.orderedBy == f.by {
		return
	}
	on, turned := f.key(f.window.Cursor), f.orderedBy != f.by
	f.of, f.filteredBy, f.orderedBy, f.shown, f.longest = x, f.ListFilter.Text(), f.by, nil, 0
	for i := range x.Findings {
		one := &x.Findings[i]
		if f.ListFilter.Matches(strings.ToLower(strings.Join([]string{one.Severity.String(), one.Code, one.Title, one.Evidence}, "\n"))) {
			f.shown = append(f.shown, one)
			f.longest = max(f.longest, widget.Width(widget.Clean(one.Title)))
		}
	}
	f.order()
	f.window.Len = len(f.shown)
	for i := range f.shown {
		if !turned && f.key(i) == on {
			f.window.Keep(i)
			return
		}
	}
	f.window.To(0)
}

// order sorts the findings, which come by severity.
func (f *Findings) order() {
	switch f.by {
	case findingsByKind:
		slices.SortStableFunc(f.shown, func(a, b *model.Finding) int { return cmp.Compare(a.Code, b.Code) })
	case findingsByTitle:
		slices.SortStableFunc(f.shown, func(a, b *model.Finding) int { return model.CompareNames(a.Title, b.Title) })
	default:
	}
}

// Do moves, sorts, filters, goes to the finding's place and asks for its plan.
func (f *Findings) Do(c kit.Command) kit.Intent {
	one := f.Selected()
	switch c {
	case kit.Right, kit.NextTab:
		return Entered{}
	case kit.Sort:
		f.by = f.by%findingsByTitle + 1
		f.gather()
	case kit.Filter:
		f.ListFilter.Begin()
	case kit.Close:
		f.ListFilter.Clear()
	case kit.Reload:
		return Many{Wanted{model.WantDelegations{}}, Wanted{model.WantPolicies{Documents: true}}}
	default:
		if !kit.Move(&f.window, c) && one != nil {
			return doFinding(f.env, one, c)
		}
	}
	return nil
}

// Can implements kit.Pane.
func (f *Findings) Can(c kit.Command) (ok bool, reason string) {
	one := f.Selected()
	switch c {
	case kit.Sort, kit.Filter, kit.Reload:
		return true, ""
	case kit.Close:
		return f.ListFilter.Visible(), ""
	case kit.Up, kit.Down, kit.PageUp, kit.PageDown, kit.Home, kit.End, kit.Right, kit.NextTab:
		return one != nil, ""
	default:
		return canFinding(f.env, one, c)
	}
}

// Label names what keys do here.
func (f *Findings) Label(c kit.Command) string {
	if c == kit.NextTab {
		return "details"
	}
	return labelFinding(c)
}

// Mouse chooses a finding; a second click goes to its place.
func (f *Findings) Mouse(m kit.Mouse) kit.Intent {
	f.gather()
	if kit.Click(&f.window, m, f.above) {
		if ok, _ := f.Can(kit.Open); ok {
			return f.Do(kit.Open)
		}
	}
	return nil
}
