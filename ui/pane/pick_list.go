package pane

import (
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// pickList is a list over the screen that the user narrows by typing, to choose
// one of its rows. A pane embeds it.
type pickList[T any] struct {
	kit.Query
	env    *Env
	rows   []T // what fits the typed words
	window widget.Window
	does   string            // what Enter does, in words
	choose func() kit.Intent // chooses the row under the cursor
}

// pickListHead is the number of lines above the rows: the title, what is typed,
// and a line about the rows.
const pickListHead = 3

// list shows other rows.
func (p *pickList[T]) list(rows []T) {
	p.rows, p.window.Len = rows, len(rows)
}

// row returns the row under the cursor; ok is false if there is none.
func (p *pickList[T]) row() (row T, ok bool) {
	if p.window.Cursor < len(p.rows) {
		return p.rows[p.window.Cursor], true
	}
	return row, false
}

// pickListText is what stands around the rows.
type pickListText struct {
	title, right string
	about        string // of the rows
	empty        string // in their place
}

// view draws the list; draw puts a row on its line.
func (p *pickList[T]) view(s kit.Size, text pickListText, draw func(*widget.Line, T)) []string {
	p.window.Resize(len(p.rows), max(1, s.H-pickListHead))
	muted := func(text string) string {
		return widget.NewLine(p.env.Theme, theme.Page, s.W).Space(1).Put(theme.Muted, text).String()
	}
	lines := append(p.Lines(&p.env.Look, s.W, text.title, text.right), muted(text.about))
	for i := p.window.Top; i < p.window.End(); i++ {
		l := p.env.Row(i == p.window.Cursor, true, s.W)
		draw(l, p.rows[i])
		lines = append(lines, l.String())
	}
	if len(p.rows) == 0 {
		lines = append(lines, muted(text.empty))
	}
	return kit.Pad(p.env.Theme, lines, s)
}

// Do moves, chooses or leaves.
func (p *pickList[T]) Do(c kit.Command) kit.Intent {
	switch c {
	case kit.Open:
		return p.choose()
	case kit.Close:
		return Gone{}
	default:
		kit.Move(&p.window, c)
		return nil
	}
}

// Can implements kit.Pane.
func (p *pickList[T]) Can(c kit.Command) (ok bool, reason string) {
	return kit.CanList(c, len(p.rows))
}

// Label names what Enter does.
func (p *pickList[T]) Label(c kit.Command) string {
	if c == kit.Open {
		return p.does
	}
	return ""
}

// Mouse moves to a row; the second click chooses it.
func (p *pickList[T]) Mouse(m kit.Mouse) kit.Intent {
	if kit.Click(&p.window, m, pickListHead) {
		return p.choose()
	}
	return nil
}
