package command

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/export"
	"deputy/model/phrase"
	"deputy/model/replay"
)

// document returns the result for people, or as one table.
func (x *replayed) document(table bool) *export.Document {
	d := &export.Document{Name: "replay", Title: x.title, Organization: x.l.reading.Organization.ID, Taken: x.l.taken()}
	r := x.result
	if table {
		all := x.rows("calls", "", replayColumns, nil)
		for _, part := range []struct {
			effect string
			rows   []*replay.Row
		}{{"newly denied", r.Denied}, {"newly allowed", r.Allowed}, {"depends", r.Depends}, {"exempt", r.Exempt}} {
			for i := range part.rows {
				all.Rows = append(all.Rows, append([]any{part.effect}, x.row(part.rows[i])...))
			}
		}
		all.Columns = append([]export.Column{{Key: "effect", Title: "effect"}}, all.Columns...)
		d.Sections = []export.Section{all}
		return d
	}
	d.Sections = append(d.Sections, x.coverage(), x.summary())
	add := func(key, title string, rows []*replay.Row) {
		if len(rows) > 0 {
			d.Sections = append(d.Sections, x.rows(key, title, replayColumns, rows))
		}
	}
	add("newlyDenied", "Newly denied", r.Denied)
	add("newlyAllowed", "Newly allowed", r.Allowed)
	add("depends", "Depends on what CloudTrail does not record", r.Depends)
	add("exempt", "Exempt: neither SCPs nor RCPs apply", r.Exempt)
	d.Sections = append(d.Sections, x.rest()...)
	return d
}

// rest returns what stands below the result: what could not be read, and notes.
func (x *replayed) rest() (out []export.Section) {
	if problems := x.files.sortedProblems(); len(problems) > 0 {
		s := export.Section{Key: "unreadable", Title: "Could not be read", Columns: []export.Column{{Key: "file", Title: "file"}, {Key: "reason", Title: "reason"}}}
		for _, p := range problems {
			s.Rows = append(s.Rows, []any{p.File, p.Reason})
		}
		out = append(out, s)
	}
	if notes := x.allNotes(); len(notes) > 0 {
		out = append(out, export.Section{Key: "notes", Title: "Notes", Lines: notes})
	}
	if gaps := x.l.reading.Gaps(); len(gaps) > 0 {
		out = append(out, export.Gaps(gaps))
	}
	return out
}

// coverage says first what the events cannot show.
func (x *replayed) coverage() export.Section {
	c := &x.result.Coverage
	s := export.Section{Key: "coverage", Title: x.title}
	if c.Days > 0 {
		s.Lines = append(s.Lines, fmt.Sprintf("Coverage: %s of %s to %s, in %s.", phrase.Count(c.Days, "day"), c.First, c.Last, phrase.Count(len(c.Regions), "Region")))
	}
	if n := c.Accounts + len(c.AccountsWithout); n > 0 {
		s.Lines = append(s.Lines, fmt.Sprintf("%s of %s that the change applies to have events.", phrase.Thousands(c.Accounts), phrase.Count(n, "account")))
	}
	if n := len(c.Seen) + len(c.NotSeen); n > 0 {
		s.Lines = append(s.Lines, fmt.Sprintf("%s of %s that the change can deny were called.", phrase.Thousands(len(c.Seen)), phrase.Count(n, "action")))
	}
	for _, n := range c.Derived {
		s.Lines = append(s.Lines, fmt.Sprintf("%s for %s derived from calls of %s.", phrase.Count(n.Count, "request"), n.Permission, n.Action))
	}
	s.Lines = append(s.Lines, c.Holes()...)
	return s
}

// summary says how many events there are, and what becomes of them. The figures of
// each line add up.
func (x *replayed) summary() export.Section {
	r := x.result
	skipped := 0
	for _, k := range r.Skipped {
		skipped += k.Count
	}
	s := export.Section{Key: "events", Title: fmt.Sprintf("%s read: %s judged, %s skipped", phrase.Count(r.Read, "event"), phrase.Thousands(r.Judged), phrase.Thousands(skipped))}
	for _, k := range r.Skipped {
		s.Lines = append(s.Lines, fmt.Sprintf("%s skipped: %s.", phrase.Thousands(k.Count), strings.TrimSuffix(k.Reason, ".")))
	}
	accepted := replay.Calls(r.Denied) - r.Unaccepted()
	line := phrase.Count(replay.Calls(r.Denied), "call") + " newly denied"
	if accepted > 0 {
		line += fmt.Sprintf(" (%s accepted by the allow-list)", phrase.Thousands(accepted))
	}
	s.Lines = append(s.Lines, line+fmt.Sprintf(", %s newly allowed, %s depending on what CloudTrail does not record.", phrase.Thousands(replay.Calls(r.Allowed)), phrase.Thousands(replay.Calls(r.Depends))))
	failed, needed := 0, 0
	for _, row := range slices.Concat(r.Denied, r.Depends) {
		if row.From == "" {
			failed += row.Failed
		} else {
			needed += row.Count + row.Failed
		}
	}
	if needed > 0 {
		s.Lines = append(s.Lines, fmt.Sprintf("%s that AWS authorizes with other calls newly denied or depending: see the column derived from.", phrase.Count(needed, "request")))
	}
	s.Lines = append(s.Lines, fmt.Sprintf("%s unchanged, %s denied with the change and without, %s exempt, %s that failed anyway.",
		phrase.Thousands(r.Unchanged), phrase.Thousands(r.AlreadyDenied), phrase.Thousands(replay.Calls(r.Exempt)), phrase.Thousands(failed)))
	return s
}

// replayColumns are the columns of calls.
var replayColumns = slices.Concat(
	[]export.Column{
		{Key: "count", Title: "calls"},
		{Key: "failed", Title: "failed anyway"},
	},
	export.CallColumns(),
	[]export.Column{
		{Key: "condition", Title: "condition"},
		{Key: "accepted", Title: "accepted"},
		{Key: "from", Title: "derived from"},
	},
)

// rows returns a table of calls.
func (x *replayed) rows(key, title string, columns []export.Column, rows []*replay.Row) export.Section {
	s := export.Section{Key: key, Title: title, Columns: columns}
	for i := range rows {
		s.Rows = append(s.Rows, x.row(rows[i]))
	}
	return s
}

func (x *replayed) row(r *replay.Row) []any {
	statement, condition, accepted := "", r.Condition, ""
	if r.By != (replay.Statement{}) {
		statement = r.By.Words()
	}
	if condition == "" {
		condition = r.Why
	}
	if r.Accepted {
		accepted = "accepted"
	}
	var failed, first, last any
	if r.Failed > 0 {
		failed = r.Failed
	}
	if !r.First.IsZero() {
		first, last = r.First, r.Last
	}
	return []any{r.Count, failed, statement, string(r.Account), x.accountName(r.Account), replay.PrincipalName(r.Principal), r.Action, first, last, r.EventID, condition, accepted, r.From}
}

// accountName returns an account's name; empty if it is not in the organization.
func (x *replayed) accountName(id model.AccountID) string {
	if n := x.l.reading.Node(id.Node()); n != nil {
		return n.Name
	}
	return ""
}
