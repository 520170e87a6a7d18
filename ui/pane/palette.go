package pane

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Palette is the command palette: the user finds an action by typing and runs
// it on the pane below.
type Palette struct {
	env    *Env
	all    []Entry
	shown  []Entry
	window widget.Window
	kit.Query
}

// NewPalette returns a palette of actions as they are available in the pane
// below. Disabled actions come last.
func NewPalette(env *Env, entries []Entry) *Palette {
	p := &Palette{env: env, all: slices.Clone(entries)}
	p.Query = kit.NewQuery(p.narrow)
	slices.SortStableFunc(p.all, func(a, b Entry) int { return compareBool(a.Disabled != "", b.Disabled != "") })
	p.shown = p.all
	return p
}

const paletteHead = 3 // title, input, blank

// View draws the actions that fit what was typed.
func (p *Palette) View(s kit.Size, _ bool) []string {
	p.window.Resize(len(p.shown), max(1, s.H-paletteHead))
	lines := p.Lines(&p.env.Look, s.W, "Commands", fmt.Sprintf("%d of %d", len(p.shown), len(p.all)))
	lines = append(lines, widget.NewLine(p.env.Theme, theme.Page, s.W).String())
	for i := p.window.Top; i < p.window.End(); i++ {
		lines = append(lines, p.line(p.shown[i], i == p.window.Cursor, s.W))
	}
	if len(p.shown) == 0 {
		l := widget.NewLine(p.env.Theme, theme.Page, s.W).Space(1)
		lines = append(lines, l.Put(theme.Muted, "No command has these words.").String())
	}
	return kit.Pad(p.env.Theme, lines, s)
}

// line draws one action.
func (p *Palette) line(e Entry, cursor bool, width int) string {
	l := widget.NewLine(p.env.Theme, kit.Ground(cursor, true), width).Put(theme.Accent, p.env.CursorMark(cursor))
	key, label, text := theme.Accent, theme.Plain, e.Help
	if e.Disabled != "" {
		key, label, text = theme.Muted, theme.Muted, e.Disabled
	}
	l.Cell(label, e.Label, 15).Space(1)
	l.Cell(key, strings.Join(e.Keys, " "), 16).Space(1)
	return l.Put(theme.Muted, text).String()
}

// narrow keeps the actions that contain every typed word. Those whose name
// begins with the first word come first.
func (p *Palette) narrow() {
	ws := kit.Words(p.Value())
	p.shown = slices.DeleteFunc(slices.Clone(p.all), func(e Entry) bool {
		return !kit.HasWords(strings.ToLower(e.Label+" "+e.Name+" "+e.Help+" "+e.Group+" "+strings.Join(e.Keys, " ")), ws)
	})
	if len(ws) > 0 {
		slices.SortStableFunc(p.shown, func(a, b Entry) int {
			return cmp.Or(compareBool(b.starts(ws[0]), a.starts(ws[0])), compareBool(a.Disabled != "", b.Disabled != ""))
		})
	}
	p.window.Len = len(p.shown)
	p.window.To(0)
}

// Do moves, runs or leaves.
func (p *Palette) Do(c kit.Command) kit.Intent {
	switch c {
	case kit.Open:
		return p.run()
	case kit.Close:
		return Gone{}
	default:
		kit.Move(&p.window, c)
		return nil
	}
}

// run runs the action under the cursor, or says why it is disabled.
func (p *Palette) run() kit.Intent {
	if p.window.Cursor >= len(p.shown) {
		return nil
	}
	e := p.shown[p.window.Cursor]
	if e.Disabled != "" {
		return Noticed{e.Disabled, theme.Warning}
	}
	return Ran{e.Name}
}

// Can implements kit.Pane.
func (p *Palette) Can(c kit.Command) (ok bool, reason string) { return kit.CanList(c, len(p.shown)) }

// Mouse moves to a row; the second click runs it.
func (p *Palette) Mouse(m kit.Mouse) kit.Intent {
	if kit.Click(&p.window, m, paletteHead) {
		return p.run()
	}
	return nil
}

// Label names what Enter does.
func (p *Palette) Label(c kit.Command) string {
	if c == kit.Open {
		return "run"
	}
	return ""
}

// Entry is an action as the palette and the help screen show it.
type Entry struct {
	Name     string   // its stable name
	Keys     []string // spelled for people
	Label    string
	Help     string
	Group    string
	Disabled string // why it cannot be done now; empty if it can
}

// starts reports whether the action's name begins with a word.
func (e Entry) starts(word string) bool {
	return strings.HasPrefix(e.Label, word) || strings.HasPrefix(e.Name, word)
}
