package pane

import (
	"deputy/model"
	"deputy/model/delegation"
	"deputy/model/export"
	"deputy/model/finding"
	"deputy/model/search"
)

// table returns a document that is one table; nil if it has no rows.
func table(name, title string, s export.Section) *export.Document {
	if len(s.Rows) == 0 {
		return nil
	}
	return &export.Document{Name: name, Title: title, Sections: []export.Section{s}}
}

// Export returns the node under the cursor and everything below it; of an account
// all that is known of it.
func (t *Tree) Export() *export.Document {
	n := t.Selected()
	switch {
	case n == nil:
		return nil
	case n.Kind == model.KindAccount:
		return export.Node(t.env.Reading, n)
	default:
		return table("tree", nameOf(n)+" and what is below it", export.Tree(t.env.Reading, n.ID))
	}
}

// Export returns the accounts that the filter lets through, as they are sorted.
func (a *Accounts) Export() *export.Document {
	a.Update()
	nodes := make([]*model.Node, len(a.Shown))
	for i, x := range a.Shown {
		nodes[i] = x.node
	}
	return table("accounts", "Accounts", export.Accounts(a.env.Reading, nodes))
}

// Export returns the policies that the filter lets through, as they are sorted.
func (p *Policies) Export() *export.Document {
	p.Update()
	return table("policies", "Policies", export.Policies(p.env.Reading, p.Shown))
}

// Export returns the findings that the filter lets through, as they are sorted.
func (f *Findings) Export() *export.Document {
	f.Update()
	findings := make([]*finding.Finding, len(f.Shown))
	for i, x := range f.Shown {
		findings[i] = x.Finding
	}
	return table("findings", "Findings", export.Findings(f.env.Reading, findings))
}

// Export returns the services and their administrators, those that the filter lets
// through.
func (d *Delegations) Export() *export.Document {
	d.gather()
	if !d.ListFilter.Active() {
		return table("delegations", "Delegated administrators", export.Delegations(d.table))
	}
	var rows []delegation.Row
	for _, x := range d.rows {
		if x.service != nil && (len(rows) == 0 || rows[len(rows)-1].ID != x.service.ID) {
			rows = append(rows, *x.service)
		}
	}
	return table("delegations", "Delegated administrators", export.Delegations(rows))
}

// Export returns the accounts with their answers.
func (p *Lens) Export() *export.Document {
	if p.regroup(); p.of == nil {
		return nil
	}
	return table("answers", questionWords(p.of.Question), export.Lens(p.env.Reading, p.groups))
}

// Export returns what was found.
func (s *Search) Export() *export.Document {
	s.gather()
	return table("search", "Search: "+s.Value(), hitSection(s.rows))
}

func hitSection(hits []search.Hit) export.Section {
	s := export.Section{Key: "hits", Columns: []export.Column{{Key: "kind", Title: "kind"}, {Key: "id", Title: "ID"}, {Key: "name", Title: "name"}, {Key: "where", Title: "where"}}}
	for _, h := range hits {
		s.Rows = append(s.Rows, []any{h.Kind, PlaceOf(h).Name(), h.Name, h.Where})
	}
	return s
}

// Export returns the calls that were made, the latest first, and what could not be
// read.
func (a *Activity) Export() *export.Document {
	calls := export.Section{Key: "calls", Title: "Calls", Columns: []export.Column{
		{Key: "operation", Title: "operation"},
		{Key: "start", Title: "start"},
		{Key: "milliseconds", Title: "milliseconds"},
		{Key: "waited", Title: "waited, milliseconds"},
		{Key: "throttled", Title: "throttled"},
		{Key: "failure", Title: "failure"},
	}}
	for i := range a.env.Calls.len() {
		c := a.env.Calls.latest(i)
		var failure any
		if c.Failure != nil {
			failure = c.Failure.Cause
		}
		calls.Rows = append(calls.Rows, []any{c.Operation, c.Start, int(c.Took.Milliseconds()), int(c.Waited.Milliseconds()), c.Throttled, failure})
	}
	return &export.Document{Name: "activity", Title: "Activity", Sections: []export.Section{calls, export.Gaps(a.env.Gaps())}}
}
