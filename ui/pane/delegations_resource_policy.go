package pane

import (
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/plain"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// addResourcePolicy appends the row of the organization's resource policy,
// which delegates the management of policies. By account, it comes only below
// administrators or a filter.
func (d *Delegations) addResourcePolicy() {
	if d.byAccount && len(d.rows) == 0 && !d.ListFilter.Active() {
		return
	}
	m := d.env.resourcePolicyInWords()
	text := resourcePolicyName
	for _, a := range m.Accounts {
		text += "\n" + a.Name + "\n" + string(a.Account)
	}
	if d.ListFilter.Matches(strings.ToLower(text)) {
		d.rows = append(d.rows, delegationsRow{policy: m})
	}
}

// resourcePolicyLine draws the resource policy: the accounts it names, and what
// is wrong with it.
func (d *Delegations) resourcePolicyLine(l *widget.Line, m *plain.ResourcePolicy, c delegationsColumns) {
	l.Cell(theme.Plain, "Resource policy", c.service-1).Space(1).Cell(theme.Muted, "", c.access)
	width := c.administrator + c.place + c.since
	switch {
	case m.Document != nil && len(m.Accounts) > 0:
		first, more := m.Accounts[0], ""
		if n := len(m.Accounts) - 1; n > 0 {
			more = " +" + strconv.Itoa(n)
		}
		id := string(first.Account) + more
		l.Cell(theme.Plain, first.Name, max(4, c.administrator-len(id)-2)).Space(1).Put(theme.Muted, id)
		l.To(1 + c.service + c.access + width)
	case m.Document != nil:
		l.Cell(theme.Muted, "names no account", width)
	case m.Status.Progress == model.Failed:
		l.Cell(theme.Warning, d.env.Theme.Marks.Unknown+" not readable", width)
	case m.Status.Known():
		l.Cell(theme.Muted, "none", width)
	default:
		l.Cell(theme.Muted, d.env.Spinner()+" reading", width)
	}
	l.Space(c.limit)
	switch text := resourcePolicyNote(m); {
	case text != "":
		l.Put(theme.Warning, d.env.Theme.Marks.Gap+" ").Put(theme.Plain, text)
	case m.Document != nil:
		l.Put(theme.Muted, phrase.Count(len(m.Statements), "statement"))
	}
}

// resourcePolicyNote returns the worst problem of the resource policy; empty if
// it has none.
func resourcePolicyNote(m *plain.ResourcePolicy) string {
	switch {
	case m.Status.Progress == model.Failed:
		return gapOf(m.Status).Sentence()
	case m.Document == nil:
		return ""
	case len(m.Document.Problems) > 0:
		return phrase.Count(len(m.Document.Problems), "problem")
	}
	for _, a := range m.Accounts {
		if a.OutOfUse != "" {
			return widget.Clean(a.Name) + " " + a.OutOfUse
		}
	}
	return ""
}
