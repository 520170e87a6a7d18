package pane

import (
	"fmt"
	"slices"
	"strconv"

	"deputy/model/export"
	"deputy/model/phrase"
	"deputy/model/recorded"
	"deputy/model/replay"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// EventCalls lists the calls of events that the what-if changes: newly denied, those
// that depend on what CloudTrail does not record, newly allowed.
type EventCalls struct {
	env *Env
	of  *recorded.Judged // what the rows are from; nil for none
	kit.List[*recorded.Call]
}

// NewEventCalls returns the list of the environment's events.
func NewEventCalls(env *Env) *EventCalls {
	p := &EventCalls{env: env}
	var rows []*recorded.Call
	p.List = kit.NewList(kit.Source[*recorded.Call]{
		Rows: func() ([]*recorded.Call, bool) {
			now := env.Events.changed()
			if now == p.of {
				return rows, false
			}
			p.of, rows = now, nil
			if now != nil {
				for i := range now.Changes.List {
					rows = append(rows, &now.Changes.List[i])
				}
			}
			return rows, true
		},
		ID:    func(c *recorded.Call) string { return c.ID },
		Text:  func(c *recorded.Call) string { return c.Text },
		Moved: func(*recorded.Call) kit.Intent { return nil },
	})
	return p
}

// changed returns what the events come to under the what-if as it is now; nil if
// nothing would change, or if that is not known yet.
func (e *Events) changed() *recorded.Judged {
	if e.Wanted == 0 || e.Version != e.Wanted {
		return nil
	}
	return e.Judged
}

// View draws how many calls change, and the calls.
func (p *EventCalls) View(s kit.Size, focused bool) []string {
	p.Update()
	page := newPage(p.env, s.W)
	page.Add(p.heading(s.W))
	page.Lines = append(page.Lines, p.env.eventProgress(s.W)...)
	if p.of == nil || len(p.Shown) == 0 {
		p.writeWhyEmpty(page)
		p.Window.Resize(0, 0)
		return kit.Pad(p.env.Theme, page.Lines, s)
	}
	page.Say(theme.Muted, "", coverageWords(p.of))
	c := callWidths(s.W)
	page.Add(c.headings(page.Line()))
	foot := p.foot(s)
	p.Head = len(page.Lines)
	p.Window.Resize(len(p.Shown), max(1, s.H-p.Head-len(foot)))
	for i := p.Window.Top; i < p.Window.End(); i++ {
		on := i == p.Window.Cursor
		page.Add(c.row(p.env.Theme, p.env.Row(on, focused, s.W), p.Shown[i]))
	}
	lines := kit.Pad(p.env.Theme, page.Lines, kit.Size{W: s.W, H: s.H - len(foot)})
	return kit.Pad(p.env.Theme, append(lines, foot...), s)
}

// heading draws how many calls change, or the filter.
func (p *EventCalls) heading(width int) *widget.Line {
	l := widget.NewLine(p.env.Theme, theme.Page, width).Space(1)
	switch {
	case p.ListFilter.Visible():
		p.ListFilter.Draw(l, width-36)
		all := 0
		if p.of != nil {
			all = len(p.of.Changes.List)
		}
		return l.Put(theme.Muted, phrase.Thousands(len(p.Shown))+" of "+phrase.Thousands(all))
	case p.of == nil:
		return l.Put(theme.Strong, "Calls in events")
	}
	c := &p.of.Changes
	l.Put(theme.Strong, "Calls that the what-if changes: ").Put(theme.Plain, fmt.Sprintf("%s newly denied, %s newly allowed, %s", phrase.Thousands(c.Denied.Calls), phrase.Thousands(c.Allowed.Calls), dependWords(c.Depends.Calls)))
	return l
}

// dependWords says that so many calls depend on something.
func dependWords(n int) string {
	if n == 1 {
		return "1 depends"
	}
	return phrase.Thousands(n) + " depend"
}

// writeWhyEmpty says why no call is listed, and what is known of the events.
func (p *EventCalls) writeWhyEmpty(page *page) {
	x := p.env.Events.Judged
	state := p.env.eventState()
	switch {
	case p.ListFilter.Active():
		page.Say(theme.Muted, "", "No call matches by effect, account, principal, action or statement. Esc clears the filter.")
		return
	case state.Text != "":
		page.Say(state.Meaning, state.Mark, state.Text)
	case p.env.Events.Wanted == 0:
		page.Say(theme.Muted, "", "Nothing is changed. Try a change with "+p.env.Key("what-if")+" at an account, OU or policy: the calls that it changes are listed here.")
	case p.of != nil:
		page.Say(theme.Plain, "", "The what-if changes no call in these events.")
	}
	if x == nil {
		return
	}
	page.Blank()
	c := &x.Result.Coverage
	page.Field("events", theme.Plain, eventCount(x))
	if c.Days > 0 {
		page.Field("from, to", theme.Plain, c.First+" to "+c.Last+", "+phrase.Count(c.Days, "day")+" with events in "+phrase.Count(len(c.Regions), "Region"))
	}
	page.Field("denied", theme.Plain, deniedWords(x.Denials))
	for _, k := range x.Result.Skipped {
		page.Field("skipped", theme.Muted, phrase.Thousands(k.Count)+": "+phrase.Sentence(k.Reason))
	}
	for _, text := range x.Lacking {
		page.Say(theme.Warning, p.env.Theme.Marks.Gap, text)
	}
	if p.of == nil {
		return
	}
	for _, text := range c.Holes() {
		page.Say(theme.Muted, p.env.Theme.Marks.Dot, text)
	}
}

// eventCount says how many events were read and judged.
func eventCount(x *recorded.Judged) string {
	skipped := 0
	for _, k := range x.Result.Skipped {
		skipped += k.Count
	}
	return phrase.Thousands(x.Result.Read) + " read, " + phrase.Thousands(x.Result.Judged) + " judged, " + phrase.Thousands(skipped) + " skipped"
}

// deniedWords says how many calls AWS denied.
func deniedWords(d *recorded.Denials) string {
	text := phrase.Count(d.Calls, "call") + " by AWS"
	if d.Other > 0 {
		text += ", " + phrase.Thousands(d.Other) + " of them not by a known statement of an SCP or RCP"
	}
	return text
}

// callColumns are the widths of the columns of the list.
type callColumns struct{ effect, count, account, principal, action, statement int }

// callWidths divides a width among the columns.
func callWidths(width int) callColumns {
	c := callColumns{effect: 10, count: 8, account: 16, principal: 20}
	if width >= splitCalls {
		c.account, c.principal, c.statement = width/7, width/5, width/4+1
	} else if width < 72 {
		c.account, c.principal = 12, 15
	}
	c.action = width - 1 - c.effect - c.count - c.account - c.principal - c.statement
	return c
}

// splitCalls is from what width on the statement stands beside the call.
const splitCalls = 120

// headings draws the names of the columns.
func (c *callColumns) headings(l *widget.Line) *widget.Line {
	l.Cell(theme.Muted, "effect", c.effect).Cell(theme.Muted, "calls", c.count-2).Space(2).Cell(theme.Muted, "account", c.account).
		Cell(theme.Muted, "principal", c.principal).Cell(theme.Muted, "action", c.action)
	if c.statement > 0 {
		l.Put(theme.Muted, "decided by")
	}
	return l
}

// callEffect returns how the list tells what the what-if does to a call.
func callEffect(t *theme.Theme, e replay.Effect) (m theme.Meaning, mark, word string) {
	switch e {
	case replay.NewlyDenied:
		return theme.Danger, t.Marks.Denied, "denied"
	case replay.NewlyAllowed:
		return theme.Good, t.Marks.Allowed, "allowed"
	default:
		return theme.Warning, t.Marks.Depends, "depends"
	}
}

// row draws a call.
func (c *callColumns) row(t *theme.Theme, l *widget.Line, x *recorded.Call) *widget.Line {
	m, mark, word := callEffect(t, x.Effect)
	l.Put(m, mark).Space(1).Cell(m, word, c.effect-2)
	n := phrase.Thousands(x.Count)
	l.Space(max(0, c.count-2-widget.Width(n))).Put(theme.Plain, n).Space(2)
	l.Cell(theme.Plain, x.AccountName, c.account-1).Space(1).Cell(theme.Plain, x.Name, c.principal-1).Space(1).Cell(theme.Plain, x.ActionWords(), c.action-1).Space(1)
	if c.statement > 0 {
		l.Put(theme.Muted, x.Statement)
	}
	return l
}

// callFoot is how many lines stand below the list.
const callFoot = 4

// foot returns what else there is to know of the call under the cursor.
func (p *EventCalls) foot(s kit.Size) []string {
	x, ok := p.Row()
	if !ok || s.H < footLeast {
		return nil
	}
	page := newPage(p.env, s.W)
	page.Add(page.Line())
	text := x.Statement
	if x.Condition != "" {
		text += ": " + x.Condition
	}
	for _, part := range kit.Wrap(text, s.W-2)[:1] {
		page.Add(page.Line().Put(theme.Plain, part))
	}
	l := page.Line()
	if !x.First.IsZero() {
		l.Put(theme.Muted, phrase.DateTime(x.First)+" to "+phrase.DateTime(x.Last)+"  ")
	}
	if x.Failed > 0 {
		l.Put(theme.Muted, strconv.Itoa(x.Failed)+" more failed anyway")
	}
	page.Add(l)
	page.Add(page.Line().Put(theme.Muted, "event "+x.EventID))
	return kit.Pad(p.env.Theme, page.Lines, kit.Size{W: s.W, H: callFoot})
}

// Do moves, filters, asks about the call under the cursor or reads the events again.
func (p *EventCalls) Do(c kit.Command) kit.Intent {
	if c == kit.Close && !p.ListFilter.Visible() {
		return Gone{}
	}
	if follows, done := p.List.Do(c); done {
		return follows
	}
	switch x, ok := p.Row(); {
	case c == kit.Open && ok:
		return EventAsked{ID: x.EventID}
	case c == kit.Copy && ok:
		return copiedName("event ID", x.EventID)
	case c == kit.Reload:
		return EventsChosen{}
	}
	return nil
}

// Can implements kit.Pane.
func (p *EventCalls) Can(c kit.Command) (ok bool, reason string) {
	switch c {
	case kit.Close:
		return true, ""
	case kit.Reload:
		return len(p.env.Events.Paths) > 0 && !p.env.Events.Reading(), ""
	case kit.Copy:
		_, ok := p.Row()
		return ok, ""
	case kit.Right:
		return false, ""
	default:
		return p.List.Can(c), ""
	}
}

// Label names what keys do here.
func (p *EventCalls) Label(c kit.Command) string {
	switch c {
	case kit.Open:
		return "ask about the call"
	case kit.Copy:
		return "copy event ID"
	case kit.Reload:
		return "read again"
	default:
		return ""
	}
}

// Mouse chooses a call; the second click asks about it.
func (p *EventCalls) Mouse(m kit.Mouse) kit.Intent {
	if follows, opens := p.List.Mouse(m); !opens {
		return follows
	}
	return p.Do(kit.Open)
}

// callSection returns calls as a table.
func callSection(calls []*recorded.Call) export.Section {
	s := export.Section{Key: "calls", Columns: slices.Concat(
		[]export.Column{{Key: "effect", Title: "effect"}, {Key: "count", Title: "calls"}, {Key: "failed", Title: "failed anyway"}},
		export.CallColumns(),
		[]export.Column{{Key: "condition", Title: "condition"}},
	)}
	for _, c := range calls {
		var first, last any
		if !c.First.IsZero() {
			first, last = c.First, c.Last
		}
		s.Rows = append(s.Rows, []any{c.EffectWords(), c.Count, c.Failed, c.Statement, string(c.Account), c.AccountName, c.Name, c.ActionWords(), first, last, c.EventID, c.Condition})
	}
	return s
}

// Export returns the calls that the filter lets through, with what the events do not
// show.
func (p *EventCalls) Export() *export.Document {
	p.Update()
	if p.of == nil {
		return nil
	}
	d := table("calls", "Calls that the what-if changes", callSection(p.Shown))
	if d == nil {
		return nil
	}
	d.About = append([]string{onlyAQuestion, eventCount(p.of) + "."}, p.of.Result.Coverage.Holes()...)
	return d
}
