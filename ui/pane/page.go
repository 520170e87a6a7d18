package pane

import (
	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// page is a kit.Page that can also say what could not be read, and why.
type page struct {
	kit.Page
	env *Env
}

// newPage returns an empty page.
func newPage(env *Env, width int) *page { return &page{kit.NewPage(&env.Look, width), env} }

// gap appends what could not be read, why, and how to fix it.
func (p *page) gap(g *model.Gap) {
	what := g.Operation
	if g.Target != "" {
		what += " of " + g.Target
	}
	p.Say(theme.Warning, p.env.Theme.Marks.Gap, what)
	for _, text := range kit.Wrap(g.Cause, p.Width-4) {
		p.Add(p.Line().Space(2).Put(theme.Plain, text))
	}
	for _, text := range kit.Wrap(g.Fix, p.Width-4) {
		p.Add(p.Line().Space(2).Put(theme.Muted, text))
	}
}

// state appends a gap, or that the part is being read or was not read yet. It
// reports whether it did; if not, there is something to show instead.
func (p *page) state(s model.Status, what string) bool {
	switch s.Progress {
	case model.Failed:
		p.gap(gapOf(s))
	case model.Waiting:
		p.Arriving("reading " + what)
	case model.Unread:
		p.Add(p.Line().Put(theme.Muted, p.env.Theme.Marks.Unknown+" "+what+": not read yet"))
	case model.Partial, model.Complete, model.Saved:
		return false
	}
	return true
}

// gapOf returns the gap of a failed status, with words if it has none.
func gapOf(s model.Status) *model.Gap {
	if s.Gap != nil {
		return s.Gap
	}
	return &model.Gap{Operation: "This could not be read", Cause: "reason unknown"}
}
