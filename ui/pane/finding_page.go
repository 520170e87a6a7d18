package pane

import (
	"strings"

	"deputy/model"
	"deputy/ui/theme"
)

// Finding shows one finding: what it is, what shows it, what mends it, and
// where that is.
type Finding struct {
	env    *Env
	chosen func() *model.Finding
	on     string
	scrolled
}

// NewFinding gives the pane of the finding that chosen gives.
func NewFinding(env *Env, chosen func() *model.Finding) *Finding {
	return &Finding{env: env, chosen: chosen}
}

// View writes the page and shows the part that was scrolled to.
func (f *Finding) View(s Size, _ bool) []string {
	x := f.chosen()
	if x == nil {
		return pad(f.env.Theme, nil, s)
	}
	if key := x.Code + " " + x.Title; key != f.on {
		f.on, f.top = key, 0
	}
	p := &page{env: f.env, width: s.W}
	f.write(p, x)
	return f.show(p, s)
}

// write writes the whole page.
func (f *Finding) write(p *page, x *model.Finding) {
	p.say(theme.Strong, "", x.Title)
	m, mark := severityMark(f.env.Theme, x.Severity)
	p.add(p.line().Put(m, strings.TrimSpace(mark+" "+x.Severity.String())).Put(theme.Muted, "  "+x.Code))
	p.blank()
	p.say(theme.Plain, "", x.Evidence)
	if len(x.Details) > 0 {
		p.blank()
	}
	for _, d := range x.Details {
		p.say(theme.Plain, f.env.Theme.Marks.Dot, d)
	}
	f.mend(p, x)
	f.place(p, x)
	if len(x.Sources) > 0 {
		p.blank()
	}
	for _, s := range x.Sources {
		p.identity("documentation", s)
	}
}

// mend writes what mends the finding.
func (f *Finding) mend(p *page, x *model.Finding) {
	if x.Order == nil && x.Mend == "" {
		return
	}
	p.heading("What mends it")
	if x.Order != nil {
		p.say(theme.Plain, "", orderText(f.env, x)+".")
		p.add(p.line().Put(theme.Accent, "d").Put(theme.Muted, " shows the plan; nothing changes before it is confirmed."))
	}
	if x.Barred != "" {
		p.say(theme.Warning, f.env.Theme.Marks.Gap, "Not as things are: "+x.Barred)
	}
	if x.Mend != "" {
		p.say(theme.Plain, "", x.Mend)
	}
}

// place writes where the finding is.
func (f *Finding) place(p *page, x *model.Finding) {
	r := f.env.Reading
	switch at := x.Place; {
	case at.Node != "":
		p.heading("Where")
		if n := r.Node(at.Node); n != nil {
			p.field(kindName(n.Kind), theme.Plain, nameOf(n))
		}
		p.field("ID", theme.Plain, string(at.Node))
		p.field("path", theme.Muted, r.PathName(at.Node))
	case at.Policy != "":
		p.heading("Where")
		p.field("policy", theme.Plain, policyName(r, at.Policy))
		p.field("ID", theme.Plain, string(at.Policy))
	case at.Service != "" || at.Principal != "":
		p.heading("Where")
		if s, ok := model.ServiceByID(at.Service); ok {
			p.field("service", theme.Plain, s.Name)
			p.field("principal", theme.Muted, string(s.Principals[0].Name))
		} else {
			p.field("principal", theme.Plain, string(at.Principal))
		}
	default:
		return
	}
	p.add(p.line().Put(theme.Accent, "Enter").Put(theme.Muted, " goes there."))
}

// Do scrolls, goes to the finding's place and asks for its plan.
func (f *Finding) Do(c Command) Intent {
	x := f.chosen()
	switch c {
	case Up, Down, PageUp, PageDown, Home, End:
		f.turn(c)
	case Left:
		return Gone{}
	default:
		if x != nil {
			return doFinding(f.env, x, c)
		}
	}
	return nil
}

// Can tells which commands make sense.
func (f *Finding) Can(c Command) (ok bool, reason string) {
	if isMove(c) || c == Left {
		return true, ""
	}
	return canFinding(f.env, f.chosen(), c)
}

// Label names what keys do here.
func (f *Finding) Label(c Command) string { return labelFinding(c) }

// Mouse scrolls.
func (f *Finding) Mouse(m Mouse) Intent {
	f.move(m.Wheel)
	return nil
}
