package pane

import (
	"strconv"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// calls draws the latest calls, the last one first.
func (a *Activity) calls(s kit.Size) []string {
	c := &a.env.Calls
	w := a.window(c.len(), s.H-1)
	if came := c.total - a.total; came > 0 && w.Cursor > 0 {
		w.Keep(min(w.Cursor+came, max(0, w.Len-1))) // what the eye is on stays
	}
	a.total = c.total
	opWidth := min(46, max(37, s.W/3))
	head := widget.NewLine(a.env.Theme, theme.Page, s.W).Space(1).Cell(theme.Muted, "time", 10).Cell(theme.Muted, "operation", opWidth).
		Number(theme.Muted, "waited", 7).Number(theme.Muted, "took", 7).Space(2).Put(theme.Muted, "result")
	lines := []string{head.String()}
	for i := w.Top; i < w.End(); i++ {
		call := c.latest(i)
		l := a.row(i, s.W).Cell(theme.Muted, call.Start.UTC().Format("15:04:05Z"), 10).Cell(theme.Plain, operationName(call.Operation), opWidth)
		l.Number(theme.Muted, waited(call.Waited), 7).Number(theme.Muted, phrase.Duration(call.Took), 7).Space(2)
		m, text := a.ending(call)
		l.Put(m, text)
		if call.Region != "" {
			l.Put(theme.Muted, "  "+string(call.Region))
		}
		if call.Target != "" {
			l.Put(theme.Muted, "  "+call.Target)
		}
		lines = append(lines, l.String())
	}
	if w.Len == 0 {
		lines = append(lines, a.nothing(s.W, "deputy has made no call yet."))
	}
	return lines
}

// ending returns the colour and the words for how a call ended.
func (a *Activity) ending(c *model.Call) (theme.Meaning, string) {
	marks, throttled := a.env.Theme.Marks, ""
	if c.Throttled > 0 {
		throttled = ", throttled " + strconv.Itoa(c.Throttled) + " times"
	}
	switch {
	case c.Failure != nil && c.Failure.Code != "":
		return theme.Warning, marks.Gap + " " + c.Failure.Code + throttled
	case c.Failure != nil:
		return theme.Warning, marks.Gap + " " + c.Failure.Cause + throttled
	case c.Changes:
		return theme.Accent, marks.Allowed + " changed" + throttled
	case c.Throttled > 0:
		return theme.Warning, marks.Allowed + throttled[1:]
	default:
		return theme.Good, marks.Allowed
	}
}

// operationName returns the name of an operation, without the service for AWS
// Organizations, whose calls are the most.
func operationName(s string) string { return strings.TrimPrefix(s, "organizations:") }

// waited returns the words for a waiting time; empty for none.
func waited(d time.Duration) string {
	if d < time.Millisecond {
		return ""
	}
	return phrase.Duration(d)
}

// operations draws the totals of the calls of each operation.
func (a *Activity) operations(s kit.Size) []string {
	all := a.env.Calls.byOperation()
	w := a.window(len(all), s.H-1)
	opWidth := min(60, max(36, s.W-44))
	head := widget.NewLine(a.env.Theme, theme.Page, s.W).Space(1).Cell(theme.Muted, "operation", opWidth)
	head.Number(theme.Muted, "calls", 6).Number(theme.Muted, "waited", 9).Number(theme.Muted, "took", 9)
	head.Number(theme.Muted, "throttled", 11).Number(theme.Muted, "failed", 8)
	lines := []string{head.String()}
	for i := w.Top; i < w.End(); i++ {
		t := all[i]
		l := a.row(i, s.W).Cell(theme.Plain, operationName(t.operation), opWidth).Number(theme.Plain, strconv.Itoa(t.calls), 6)
		l.Number(theme.Muted, waited(t.waited), 9).Number(theme.Muted, phrase.Duration(t.took/time.Duration(t.calls)), 9)
		l.Number(theme.Warning, positive(t.throttled), 11).Number(theme.Warning, positive(t.failures), 8)
		if t.changes > 0 {
			l.Space(2).Put(theme.Accent, "changes")
		}
		lines = append(lines, l.String())
	}
	if w.Len == 0 {
		lines = append(lines, a.nothing(s.W, "deputy has made no call yet."))
	}
	return lines
}

// nothing draws a line that stands for an empty list.
func (a *Activity) nothing(width int, text string) string {
	return widget.NewLine(a.env.Theme, theme.Page, width).Space(1).Put(theme.Muted, text).String()
}

// positive returns a number; empty for zero.
func positive(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
