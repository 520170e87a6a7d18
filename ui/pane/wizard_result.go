package pane

import (
	"strings"

	"deputy/model/phrase"
	"deputy/model/plan"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// resultRows returns how an execution ended and what the user can do next.
func resultRows(e *plan.Execution, env *Env) []kit.SheetRow {
	rows := endRows(e, env)
	if e.Unrecorded() == "" {
		return rows
	}
	lost := kit.SheetRow{Indent: 1, Mark: env.Theme.Marks.Depends + " ", Marked: theme.Warning, Text: "deputy could not record the result in its journal: see the step above."}
	return append([]kit.SheetRow{lost}, rows...)
}

// wayBack says what the key for undoing does, and what it leaves.
func wayBack(e *plan.Execution, undo, of string) string {
	text := undo + " plans to undo it" + of
	if e.SwitchedAccess() {
		text += "; trusted access stays on, because deputy never switches it off"
	}
	return text + ". Esc closes."
}

// endRows returns what AWS made of an execution and what the user can do next.
func endRows(e *plan.Execution, env *Env) []kit.SheetRow {
	t, undo := env.Theme, env.Key("undo-this")
	row := func(m theme.Meaning, text string) kit.SheetRow {
		return kit.SheetRow{Indent: 1, Meaning: m, Text: text}
	}
	if e.Done() && outcomeCounts(e)[plan.ResultNotVisible] > 0 {
		return []kit.SheetRow{
			{Indent: 1, Mark: t.Marks.Unknown + " ", Marked: theme.Warning, Text: "AWS accepted every step, but does not show the result yet. Check again in a few minutes."},
			row(theme.Muted, wayBack(e, undo, "")),
		}
	}
	var standing []kit.SheetRow
	for _, text := range e.RegionSummary() {
		standing = append(standing, kit.SheetRow{Indent: 1, Mark: t.Marks.Dot + " ", Marked: theme.Muted, Text: text})
	}
	if e.Done() {
		done := kit.SheetRow{Indent: 1, Mark: t.Marks.Allowed + " ", Marked: theme.Good, Text: "Done and verified."}
		return append(append([]kit.SheetRow{done}, standing...), row(theme.Muted, wayBack(e, undo, "")))
	}
	var rows []kit.SheetRow
	for _, text := range kit.Wrap(partialText(e), 100) {
		rows = append(rows, row(theme.Strong, text))
	}
	rows = append(rows, standing...)
	rows = append(rows, row(theme.Plain, "Enter checks again and plans the remaining steps."))
	if e.Changed() {
		return append(rows, row(theme.Muted, wayBack(e, undo, ", as far as it is done")))
	}
	return append(rows, row(theme.Muted, "Esc closes."))
}

// sentence ends a text with a full stop.
func sentence(text string) string {
	if text == "" || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

// outcomeCounts returns how many steps ended which way.
func outcomeCounts(e *plan.Execution) map[plan.Result]int {
	n := map[plan.Result]int{}
	for _, o := range e.Outcomes {
		n[o.Result]++
	}
	return n
}

// partialText returns how far an unfinished change came.
func partialText(e *plan.Execution) string {
	n := outcomeCounts(e)
	words := []string{phrase.Count(n[plan.ResultDone]+n[plan.ResultNotVisible], "step") + " done"}
	for _, x := range []struct {
		n    int
		word string
	}{{n[plan.ResultFailed], "not done"}, {n[plan.ResultUnknown], "unknown"}, {len(e.Left()), "not started"}} {
		if x.n > 0 {
			words = append(words, phrase.Count(x.n, "step")+" "+x.word)
		}
	}
	return "Stopped: " + strings.Join(words, ", ") + "."
}
