package export

import (
	"deputy/model"
	"deputy/model/delegation"
)

var administratorColumns = []Column{
	{"serviceId", "service ID"},
	{"service", "service"},
	{"trustedAccess", "trusted access"},
	{"accountId", "administrator's account ID"},
	{"account", "administrator"},
	{"place", "OU path"},
	{"principal", "service principal"},
	{"since", "since"},
}

// Delegations returns a row for each delegated administrator of each service, and
// one for a service without any.
func Delegations(rows []delegation.Row) Section {
	s := Section{Key: "administrators", Columns: administratorColumns}
	for i := range rows {
		row := &rows[i]
		first := []any{row.ID, row.Name, row.Access.String()}
		for _, a := range row.Administrators {
			s.Rows = append(s.Rows, []any{row.ID, row.Name, row.Access.String(), string(a.Account), a.Name, a.Place, string(a.Principal), a.Since})
		}
		switch {
		case len(row.Administrators) > 0:
		case row.Unread():
			s.Rows = append(s.Rows, append(first, nil, nil, nil, nil, nil))
		default:
			s.Rows = append(s.Rows, append(first, "", "nobody", "", "", nil))
		}
	}
	return s
}

// Service returns what is known of one service: its administrators, where sources
// disagree, notes, and what could not be read.
func Service(row *delegation.Row) *Document {
	table := Delegations([]delegation.Row{*row})
	table.Title = "Delegated administrators"
	var disagreements, gaps []string
	for _, x := range row.Disagreements {
		disagreements = append(disagreements, x.Text)
	}
	for _, g := range row.Gaps {
		gaps = append(gaps, g.Sentence())
	}
	d := &Document{Name: row.ID, Title: row.Name, Sections: []Section{table}}
	d.Say("disagreements", "Disagreements", disagreements)
	d.Say("notes", "Notes", row.Notes)
	d.Say("gaps", "Not read", gaps)
	return d
}

// Say appends a section of sentences, unless there are none.
func (d *Document) Say(key, title string, lines []string) {
	if len(lines) > 0 {
		d.Sections = append(d.Sections, Section{Key: key, Title: title, Lines: lines})
	}
}

// Gaps returns what could not be read, and why.
func Gaps(gaps []model.Gap) Section {
	s := Section{Key: "gaps", Title: "Not read", Columns: []Column{{"operation", "operation"}, {"target", "target"}, {"cause", "cause"}, {"fix", "how to fix it"}}}
	for _, g := range gaps {
		s.Rows = append(s.Rows, []any{g.Operation, g.Target, g.Cause, g.Fix})
	}
	return s
}
