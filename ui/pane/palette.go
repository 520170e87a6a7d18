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
	pickList[Entry]
	all []Entry
}

// NewPalette returns a palette of actions as they are available in the pane
// below. Disabled actions come last.
func NewPalette(env *Env, entries []Entry) *Palette {
	p := &Palette{all: slices.Clone(entries)}
	p.pickList = pickList[Entry]{Query: kit.NewQuery(p.narrow), env: env, does: "run", choose: p.run}
	slices.SortStableFunc(p.all, func(a, b Entry) int { return compareBool(a.Disabled != "", b.Disabled != "") })
	p.list(p.all)
	return p
}

// View draws the actions that fit what was typed.
func (p *Palette) View(s kit.Size, _ bool) []string {
	return p.view(s, pickListText{
		title: "Commands", right: fmt.Sprintf("%d of %d", len(p.rows), len(p.all)), empty: "No command has these words.",
	}, drawEntry)
}

// drawEntry draws one action.
func drawEntry(l *widget.Line, e Entry) {
	key, label, text := theme.Accent, theme.Plain, e.Help
	if e.Disabled != "" {
		key, label, text = theme.Muted, theme.Muted, e.Disabled
	}
	l.Cell(label, e.Label, 15).Space(1)
	l.Cell(key, strings.Join(e.Keys, " "), 16).Space(1)
	l.Put(theme.Muted, text)
}

// narrow keeps the actions that contain every typed word. Those whose name
// begins with the first word come first.
func (p *Palette) narrow() {
	ws := kit.Words(p.Value())
	fit := slices.DeleteFunc(slices.Clone(p.all), func(e Entry) bool {
		return !kit.HasWords(strings.ToLower(e.Label+" "+e.Name+" "+e.Help+" "+e.Group+" "+strings.Join(e.Keys, " ")), ws)
	})
	if len(ws) > 0 {
		slices.SortStableFunc(fit, func(a, b Entry) int {
			return cmp.Or(compareBool(b.starts(ws[0]), a.starts(ws[0])), compareBool(a.Disabled != "", b.Disabled != ""))
		})
	}
	p.list(fit)
	p.window.To(0)
}

// run runs the action under the cursor, or says why it is disabled.
func (p *Palette) run() kit.Intent {
	e, ok := p.row()
	switch {
	case !ok:
		return nil
	case e.Disabled != "":
		return Noticed{e.Disabled, theme.Warning}
	default:
		return Ran{e.Name}
	}
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
