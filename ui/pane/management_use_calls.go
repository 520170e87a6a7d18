package pane

import (
	"slices"

	"deputy/model/management"
	"deputy/model/phrase"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// useCalls is the calls behind a figure, by principal, action and day.
type useCalls struct {
	env     *Env
	title   string
	fits    func(*management.Daily) bool
	of      *useResult
	rows    []*management.Daily
	changes int
	window  widget.Window
}

func newUseCalls(env *Env, title string, fits func(*management.Daily) bool) *useCalls {
	u := &useCalls{env: env, title: title, fits: fits}
	u.gather()
	return u
}

// gather finds the rows again if there are other figures. The cursor stays on its row.
func (u *useCalls) gather() {
	result := u.env.use.result
	if result == u.of || result == nil {
		return
	}
	on := u.row()
	u.of, u.rows, u.changes = result, nil, 0
	at := 0
	for _, d := range result.daily {
		if !u.fits(d) {
			continue
		}
		if on != nil && d.Day == on.Day && d.Action == on.Action && d.Caller == on.Caller && slices.Equal(d.EventIDs, on.EventIDs) {
			at = len(u.rows)
		}
		u.rows = append(u.rows, d)
		u.changes += d.Calls()
	}
	u.window.Len = len(u.rows)
	u.window.Keep(at)
}

// row returns the row under the cursor; nil if there is none.
func (u *useCalls) row() *management.Daily {
	if u.window.Cursor < len(u.rows) {
		return u.rows[u.window.Cursor]
	}
	return nil
}

// The columns, and the narrowest list that has the class.
const (
	useDayWidth    = 11
	useCallsWidth  = 9
	useActionShare = 48
	useClassWidth  = 26
	useClassLeast  = 110
)

// View draws the rows.
func (u *useCalls) View(s kit.Size, focused bool) []string {
	u.gather()
	p := newPage(u.env, s.W)
	p.Add(p.Line().Put(theme.Strong, u.title).Put(theme.Muted, "  "+phrase.Count(u.changes, "call")+", "+phrase.Count(len(u.rows), "row")))
	head := p.Line().Cell(theme.Muted, "day", useDayWidth).Cell(theme.Muted, "   calls", useCallsWidth)
	p.Add(u.columns(head, s.W, theme.Muted, "action", "class", "principal"))
	u.window.Resize(len(u.rows), max(0, s.H-len(p.Lines)))
	for i := u.window.Top; i < u.window.End(); i++ {
		d := u.rows[i]
		l := u.env.Row(i == u.window.Cursor, focused, s.W)
		l.Cell(theme.Plain, d.Day, useDayWidth).Number(theme.Plain, phrase.Thousands(d.Calls()), useCallsWidth-1).Space(1)
		p.Add(u.columns(l, s.W, theme.Plain, d.Action, dailyClass(d), d.Caller.String()))
	}
	return kit.Pad(u.env.Theme, p.Lines, s)
}

// columns writes the columns behind the number.
func (u *useCalls) columns(l *widget.Line, width int, m theme.Meaning, action, class, who string) *widget.Line {
	l.Cell(m, action, (width-useDayWidth-useCallsWidth)*useActionShare/100).Space(1)
	if width >= useClassLeast {
		l.Cell(theme.Muted, class, useClassWidth)
	}
	return l.Put(m, who)
}

// dailyClass returns the class of changes; of others what they are.
func dailyClass(d *management.Daily) string {
	switch {
	case d.Failed > 0:
		return "failed"
	case d.Judgement != nil:
		return d.Judgement.Class.String()
	case d.SignIns > 0:
		return "sign-in or token"
	case d.Services > 0:
		return "AWS service"
	default:
		return "read"
	}
}

// under returns the row under the cursor.
func (u *useCalls) under() useChoice {
	d := u.row()
	if d == nil {
		return useChoice{}
	}
	c := useChoice{day: d, ids: d.EventIDs}
	if d.Judgement != nil {
		c.page = d.Judgement.Page
	}
	return c
}

// open returns the events of the row under the cursor.
func (u *useCalls) open() useLevel { return u.under().open(u.env) }

// Do moves.
func (u *useCalls) Do(c kit.Command) kit.Intent {
	kit.Move(&u.window, c)
	return nil
}

// Can implements kit.Pane.
func (u *useCalls) Can(c kit.Command) (ok bool, reason string) {
	return c.Moves() && len(u.rows) > 0, ""
}

// Mouse moves to a row; the second click opens it.
func (u *useCalls) Mouse(m kit.Mouse) kit.Intent {
	const head = 2
	if kit.Click(&u.window, m, head) {
		return useOpened{}
	}
	return nil
}
