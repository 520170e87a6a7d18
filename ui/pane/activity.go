package pane

import (
	"fmt"
	"slices"
	"strconv"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// activityTab is one of the tabs of the activity screen.
type activityTab uint8

const (
	activityReading activityTab = iota
	activityCalls
	activityOperations
	activityGaps
	activityTabs
)

// Activity is the activity screen: how far the reading is, the calls to AWS,
// totals for each operation, and what could not be read.
type Activity struct {
	env     *Env
	tab     activityTab
	names   kit.Stretches // of the tabs in the last view
	windows [activityTabs]widget.Window
	total   int // calls made when the list was last drawn
}

// NewActivity returns the activity screen, which begins with the progress of
// the reading.
func NewActivity(env *Env) *Activity { return &Activity{env: env} }

// ShowGaps switches to the list of gaps.
func (a *Activity) ShowGaps() { a.tab = activityGaps }

const activityHead = 2 // tabs, and the line above the rows

// View draws the tabs and the chosen one.
func (a *Activity) View(s kit.Size, _ bool) []string {
	lines := []string{a.tabs(s.W)}
	body := kit.Size{W: s.W, H: s.H - 1}
	switch a.tab {
	case activityCalls:
		lines = append(lines, a.calls(body)...)
	case activityOperations:
		lines = append(lines, a.operations(body)...)
	case activityGaps:
		lines = append(lines, a.gaps(body)...)
	default:
		lines = append(lines, a.reading(body)...)
	}
	return kit.Pad(a.env.Theme, lines, s)
}

func (a *Activity) tabs(width int) string {
	l := widget.NewLine(a.env.Theme, theme.Page, width).Space(1)
	a.names.Reset()
	for i, name := range []string{
		"Reading", "Calls " + strconv.Itoa(a.env.Calls.total), "Operations " + strconv.Itoa(len(a.env.Calls.totals)),
		"Gaps " + strconv.Itoa(len(a.env.Gaps())),
	} {
		m := theme.Muted
		if activityTab(i) == a.tab {
			m = theme.Accent
			name = "[" + name + "]"
		}
		from := l.Used()
		l.Put(m, name)
		a.names.Note(from, l.Used())
		l.Space(2)
	}
	return l.String()
}

// window returns the list of the current tab, resized to so many rows and
// lines.
func (a *Activity) window(rows, height int) *widget.Window {
	w := &a.windows[a.tab]
	w.Resize(rows, max(1, height))
	return w
}

// row begins a line of the list.
func (a *Activity) row(i, width int) *widget.Line {
	on := i == a.windows[a.tab].Cursor
	return a.env.Row(on, true, width)
}

// reading draws how far each part of the reading is.
func (a *Activity) reading(s kit.Size) []string {
	sum := a.env.Calls.sum()
	head := widget.NewLine(a.env.Theme, theme.Page, s.W).Space(1).Put(theme.Muted, fmt.Sprintf(
		"%s, waited %s for AWS's rate limits, %d throttled, %d failed, %s",
		phrase.Count(sum.calls, "call"), phrase.Duration(sum.waited), sum.throttled, sum.failures, phrase.Count(sum.changes, "change")))
	lines := []string{head.String()}
	parts := a.parts()
	w := a.window(len(parts), s.H-1)
	for i := w.Top; i < w.End(); i++ {
		lines = append(lines, a.part(i, parts[i], s.W))
	}
	return lines
}

// parts returns the parts of the reading, without those of management policy types that
// are not enabled: there are many such types.
func (a *Activity) parts() []ReadingPart {
	r := a.env.Reading
	return slices.DeleteFunc(slices.Clone(wholeReading), func(p ReadingPart) bool {
		return isManagementPart(p) && !Expected(r, p) && r.Status(p.Part, p.Target).Progress == model.Unread
	})
}

const barCells = 20

// part draws one part of the reading: its state, how much is done, and the time
// left.
func (a *Activity) part(i int, p ReadingPart, width int) string {
	st := a.env.Reading.Status(p.Part, p.Target)
	mark, meaning, word := progressWords(a.env, st)
	l := a.row(i, width).Put(meaning, mark).Space(1).Cell(theme.Plain, p.Name, 23).Space(1)
	if st.Progress == model.Unread && !Expected(a.env.Reading, p) {
		word = "not enabled"
	}
	l.Cell(theme.Muted, word, 12)
	switch {
	case st.Progress == model.Failed && st.Gap != nil:
		return l.Put(theme.Warning, st.Gap.Cause).String()
	case st.Total > 0 && st.Progress != model.Complete && st.Progress != model.Saved:
		full := min(barCells, st.Done*barCells/st.Total)
		for c := range barCells {
			m, mark := theme.Accent, a.env.Theme.Marks.Bar
			if c >= full {
				m, mark = theme.Muted, a.env.Theme.Marks.Dot
			}
			l.Put(m, mark)
		}
		l.Space(1).Put(theme.Plain, fmt.Sprintf("%d of %d", st.Done, st.Total))
	case st.Done > 0:
		l.Put(theme.Muted, phrase.Count(st.Done, "call"))
	}
	if st.Left > 0 {
		l.Put(theme.Muted, ", "+phrase.Duration(st.Left)+" left")
	}
	return l.Right(theme.Muted, phrase.When(st.At, a.env.Now)+" ").String()
}

// progressWords returns the mark, the colour and the word for a state of
// progress.
func progressWords(env *Env, st model.Status) (mark string, m theme.Meaning, word string) {
	marks := env.Theme.Marks
	switch st.Progress {
	case model.Saved:
		return marks.Dot, theme.Muted, "saved"
	case model.Waiting:
		return env.Spinner(), theme.Muted, "waiting"
	case model.Partial:
		return env.Spinner(), theme.Accent, "reading"
	case model.Complete:
		return marks.Allowed, theme.Good, "complete"
	case model.Failed:
		return marks.Gap, theme.Warning, "failed"
	default:
		return marks.Unknown, theme.Muted, "not read"
	}
}

// Do moves, changes the tab, opens what the cursor is on or leaves.
func (a *Activity) Do(c kit.Command) kit.Intent {
	switch c {
	case kit.NextTab, kit.Right:
		a.tab = (a.tab + 1) % activityTabs
	case kit.PrevTab, kit.Left:
		a.tab = (a.tab + activityTabs - 1) % activityTabs
	case kit.Close:
		return Gone{}
	case kit.Open:
		return a.open()
	case kit.CopyText:
		return a.copied()
	default:
		kit.Move(&a.windows[a.tab], c)
	}
	return nil
}

// Can implements kit.Pane.
func (a *Activity) Can(c kit.Command) (ok bool, reason string) {
	switch c {
	case kit.NextTab, kit.PrevTab, kit.Left, kit.Right, kit.Close, kit.Up, kit.Down, kit.PageUp, kit.PageDown, kit.Home, kit.End:
		return true, ""
	case kit.Open:
		return a.open() != nil, ""
	case kit.CopyText:
		return a.copied() != nil, ""
	default:
		return false, ""
	}
}

// open goes to the place of a gap, or shows why a call failed.
func (a *Activity) open() kit.Intent {
	i := a.windows[a.tab].Cursor
	switch a.tab {
	case activityGaps:
		if gaps := a.env.Gaps(); i < len(gaps) {
			return placeOf(a.env.Reading, gaps[i].Target).Intent()
		}
	case activityCalls:
		if i < a.env.Calls.len() && a.env.Calls.latest(i).Failure != nil {
			return Noticed{a.env.Calls.latest(i).Failure.Error(), theme.Warning}
		}
	default:
	}
	return nil
}

// copied copies a gap or a failure, for a ticket.
func (a *Activity) copied() kit.Intent {
	i := a.windows[a.tab].Cursor
	switch a.tab {
	case activityGaps:
		if gaps := a.env.Gaps(); i < len(gaps) {
			return Copied{"the gap", gaps[i].Sentence()}
		}
	case activityCalls:
		if i < a.env.Calls.len() && a.env.Calls.latest(i).Failure != nil {
			return Copied{"the failure", a.env.Calls.latest(i).Failure.Error()}
		}
	default:
	}
	return nil
}

// Mouse chooses a tab, or moves to a row; the second click opens it.
func (a *Activity) Mouse(m kit.Mouse) kit.Intent {
	if i := a.names.At(m.X); m.Wheel == 0 && m.Y == 0 && i >= 0 {
		a.tab = activityTab(i)
		return nil
	}
	if kit.Click(&a.windows[a.tab], m, activityHead) {
		return a.open()
	}
	return nil
}
