package pane

import (
	"fmt"
	"strings"

	"deputy/model/phrase"
	"deputy/model/recorded"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// eventSections returns what the changes would have done to the calls of the events
// that the user named, and what these events cannot show.
func (p *WhatIf) eventSections() (calls, holes kit.Section) {
	if len(p.env.Events.Paths) == 0 {
		return calls, holes
	}
	calls.Title = "Real calls"
	if state := p.env.eventState(); state.Text != "" {
		calls.Whole = []kit.Cell{state}
		return calls, holes
	}
	x := p.env.Events.changed()
	if x == nil {
		calls.Whole = []kit.Cell{pendingCell(p.env, "judging the calls of the events with these changes")}
		return calls, holes
	}
	calls.Whole = append(p.changedCalls(&x.Changes), kit.Cell{Meaning: theme.Muted, Text: coverageWords(x)})
	for _, text := range x.Lacking {
		calls.Whole = append(calls.Whole, kit.Cell{Mark: p.env.Theme.Marks.Gap, Marked: theme.Warning, Text: text})
	}
	if lines := x.Result.Coverage.Holes(); len(lines) > 0 {
		holes.Title = "What these events cannot show"
		for _, text := range lines {
			holes.Whole = append(holes.Whole, kit.Cell{Mark: p.env.Theme.Marks.Dot, Marked: theme.Muted, Text: text})
		}
	}
	return calls, holes
}

// changedCalls returns how many calls would change, and whose.
func (p *WhatIf) changedCalls(c *recorded.Changes) (cells []kit.Cell) {
	marks := p.env.Theme.Marks
	add := func(x *recorded.Change, mark string, m theme.Meaning, does string) {
		if x.Calls > 0 {
			cells = append(cells, kit.Cell{Mark: mark, Marked: m, Meaning: theme.Strong, Text: x.Words() + " would " + does, Aside: strings.Join(x.Who, ", ") + " in " + strings.Join(x.Where, ", "), Open: EventCallsShown{}})
		}
	}
	add(&c.Denied, marks.Denied, theme.Danger, "be denied")
	add(&c.Allowed, marks.Allowed, theme.Good, "no longer be denied")
	add(&c.Depends, marks.Depends, theme.Warning, "be denied or not by what CloudTrail does not record")
	if c.Denied.Calls == 0 {
		cells = append([]kit.Cell{{Meaning: theme.Plain, Text: "No call in these events would be denied for certain."}}, cells...)
	}
	if failed := c.Denied.Failed + c.Depends.Failed; failed > 0 {
		cells = append(cells, kit.Cell{Meaning: theme.Muted, Text: phrase.Count(failed, "further call") + " that failed anyway are not counted."})
	}
	return cells
}

// coverageWords says how much of the events was judged, and how much of the changes
// they show.
func coverageWords(x *recorded.Judged) string {
	text := fmt.Sprintf("Of %s, %s judged", phrase.Count(x.Result.Read, "event"), phrase.CountOf(x.Result.Judged, "was", "were"))
	if n := len(x.Result.Coverage.NotSeen); n > 0 {
		text += fmt.Sprintf("; %s of %s that the changes can deny have no call in them", phrase.Thousands(n), phrase.Count(n+len(x.Result.Coverage.Seen), "action"))
	}
	return text + "."
}
