package pane

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/search"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Palette is the command palette: the user finds an action by typing and runs
// it on the pane below. Behind the name of an action that takes an argument, it
// completes that.
type Palette struct {
	pickList[Entry]
	all []Entry
}

// NewPalette returns a palette of actions as they are available in the pane
// below. Disabled actions come last.
func NewPalette(env *Env, entries []Entry) *Palette {
	p := &Palette{all: slices.Clone(entries)}
	p.pickList = pickList[Entry]{Query: kit.NewQuery(p.narrow), env: env, does: "run", choose: p.run}
	model.SortStable(p.all, func(a, b Entry) int { return compareBool(a.Disabled != "", b.Disabled != "") })
	p.list(p.all)
	return p
}

// View draws the actions that fit what was typed, or what an action's argument could
// be.
func (p *Palette) View(s kit.Size, _ bool) []string {
	if e, _, ok := p.argument(); ok {
		return p.view(s, pickListText{
			title: "Commands", right: "Tab completes", about: e.Name + " " + e.Argument + ": " + e.Help, empty: "Enter tries what you typed.",
		}, p.drawCompletion)
	}
	return p.view(s, pickListText{
		title: "Commands", right: fmt.Sprintf("%d of %d", len(p.rows), len(p.all)), empty: "No command matches.",
	}, p.drawEntry)
}

// drawEntry draws one action.
func (p *Palette) drawEntry(l *widget.Line, e Entry) {
	key, label, text := theme.Accent, theme.Plain, e.Help
	if e.Disabled != "" {
		key, label, text = theme.Muted, theme.Muted, e.Disabled
	}
	l.Cell(label, e.Label, 15).Space(1)
	l.Cell(key, strings.Join(e.Keys, " "), 16).Space(1)
	if e.Argument != "" && e.Disabled == "" {
		l.Put(theme.Plain, ":"+e.Name+" "+e.Argument).Space(2)
	}
	l.Put(theme.Muted, text)
}

// drawCompletion draws an argument of an action.
func (p *Palette) drawCompletion(l *widget.Line, e Entry) {
	wide := 0
	for _, x := range p.rows {
		wide = max(wide, min(l.Left()/2, widget.Width(widget.Clean(x.Label))))
	}
	l.Cell(theme.Plain, e.Label, wide).Space(2).Put(theme.Muted, e.Help)
}

// argument returns the action whose name was typed with a blank behind it, and what
// was typed then; ok is false unless there is one that takes an argument.
func (p *Palette) argument() (e Entry, text string, ok bool) {
	name, text, typed := strings.Cut(strings.TrimLeft(p.Value(), " :"), " ")
	i := slices.IndexFunc(p.all, func(e Entry) bool { return e.Name == name && e.Argument != "" })
	if !typed || i < 0 {
		return Entry{}, "", false
	}
	return p.all[i], strings.TrimLeft(text, " "), true
}

// narrow keeps the actions that contain every typed word. Those whose name
// begins with the first word come first.
func (p *Palette) narrow() {
	p.window.To(0)
	if e, text, ok := p.argument(); ok {
		p.list(nil)
		for _, c := range e.Complete(text) {
			p.rows = append(p.rows, Entry{Name: e.Name, Label: c.Text, Help: c.Note, open: c.Open})
		}
		p.list(p.rows)
		return
	}
	ws := kit.Words(p.Value())
	fit := slices.DeleteFunc(slices.Clone(p.all), func(e Entry) bool {
		return !kit.HasWords(strings.ToLower(e.Label+" "+e.Name+" "+e.Help+" "+e.Group+" "+strings.Join(e.Keys, " ")), ws)
	})
	if len(ws) > 0 {
		model.SortStable(fit, func(a, b Entry) int {
			return cmp.Or(compareBool(b.starts(ws[0]), a.starts(ws[0])), compareBool(a.Disabled != "", b.Disabled != ""))
		})
	}
	p.list(fit)
}

// run runs the action under the cursor, or says why it is disabled. Of an argument
// it takes the completion under the cursor.
func (p *Palette) run() kit.Intent {
	e, ok := p.row()
	if x, text, arg := p.argument(); arg {
		switch {
		case ok && e.open: // more has to be typed
			p.complete()
			return nil
		case ok:
			text = e.Label
		}
		return Ran{x.Name, strings.TrimSpace(text)}
	}
	switch {
	case !ok:
		return nil
	case e.Disabled != "":
		return Noticed{e.Disabled, theme.Warning}
	default:
		return Ran{e.Name, ""}
	}
}

// complete puts the row under the cursor into the line: the name of an action, or
// what its argument could be.
func (p *Palette) complete() {
	e, ok := p.row()
	x, _, arg := p.argument()
	switch {
	case !ok:
		return
	case arg:
		p.Set(x.Name + " " + e.Label)
	case e.Argument != "":
		p.Set(e.Name + " ")
	default:
		p.Set(e.Name)
	}
	p.narrow()
}

// Do completes, moves, runs or leaves.
func (p *Palette) Do(c kit.Command) kit.Intent {
	if c == kit.NextTab {
		p.complete()
		return nil
	}
	return p.pickList.Do(c)
}

// Can implements kit.Pane.
func (p *Palette) Can(c kit.Command) (ok bool, reason string) {
	if _, _, arg := p.argument(); c == kit.NextTab || c == kit.Open && arg {
		return len(p.rows) > 0 || arg, ""
	}
	return p.pickList.Can(c)
}

// Label names what keys do here.
func (p *Palette) Label(c kit.Command) string {
	if c == kit.NextTab {
		return "complete"
	}
	return p.pickList.Label(c)
}

// Entry is an action as the palette and the help screen show it.
type Entry struct {
	Name      string   // its stable name
	Keys      []string // spelled for people
	Label     string
	Help      string
	Group     string
	Disabled  string // why it cannot be done now; empty if it can
	Elsewhere bool   // the pane below does not know it
	OfPane    bool   // the pane below does it, not the program

	Argument string                                // what may be typed behind its name; empty for nothing
	Complete func(text string) []search.Completion // what the argument could be

	open bool // of what an argument could be: more has to be typed
}

// starts reports whether the action's name begins with a word.
func (e Entry) starts(word string) bool {
	return strings.HasPrefix(e.Label, word) || strings.HasPrefix(e.Name, word)
}
