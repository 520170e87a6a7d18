package pane

import (
	"strings"

	"deputy/model/catalog"
	"deputy/model/finding"
	"deputy/model/phrase"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Finding shows one finding: what it is, the evidence, how to fix it, and where
// it is.
type Finding struct {
	env    *Env
	chosen func() *finding.Finding
	on     string
	kit.Scroll
}

// NewFinding returns a pane that shows the finding that chosen returns.
func NewFinding(env *Env, chosen func() *finding.Finding) *Finding {
	return &Finding{env: env, chosen: chosen}
}

// View writes the page and returns the part that the user scrolled to.
func (f *Finding) View(s kit.Size, _ bool) []string {
	x := f.chosen()
	if x == nil {
		return kit.Pad(f.env.Theme, nil, s)
	}
	if key := x.Code + " " + x.Title; key != f.on {
		f.on, f.Top = key, 0
	}
	p := newPage(f.env, s.W)
	f.write(p, x)
	return f.Show(&p.Page, s)
}

// write writes the whole page.
func (f *Finding) write(p *page, x *finding.Finding) {
	p.Say(theme.Strong, "", x.Title)
	m, mark := severityMark(f.env.Theme, x.Severity)
	p.Add(p.Line().Put(m, strings.TrimSpace(mark+" "+x.Severity.String())).Put(theme.Muted, "  "+x.Code))
	p.Blank()
	p.Say(theme.Plain, "", x.Evidence)
	if len(x.Details) > 0 {
		p.Blank()
	}
	for _, d := range x.Details {
		p.Say(theme.Plain, f.env.Theme.Marks.Dot, d)
	}
	f.writePowers(p, x)
	f.writeFix(p, x)
	f.writeDraft(p, x)
	f.place(p, x)
	if len(x.Sources) > 0 {
		p.Blank()
	}
	for _, s := range x.Sources {
		p.Identity("documentation", s)
	}
}

// writePowers writes the table of what each account could do: under the account, a
// line for each service.
func (f *Finding) writePowers(p *page, x *finding.Finding) {
	if len(x.Powers) == 0 {
		return
	}
	through := 0
	for _, power := range x.Powers {
		for _, d := range power.Capabilities {
			through = max(through, widget.Width(widget.Clean(d.Through)))
		}
	}
	through = min(through+2, max(16, p.Width/3))
	p.Blank()
	p.Add(p.Line().Cell(theme.Muted, "account, service", through+2).Put(theme.Muted, "what an attacker could do"))
	for _, power := range x.Powers {
		p.Blank()
		p.Add(p.Line().Put(theme.Strong, power.Name).Space(2).Put(theme.Plain, string(power.Account)).Space(2).
			Put(theme.Muted, phrase.CountOf(power.SCPs, "SCP applies", "SCPs apply")))
		for _, d := range power.Capabilities {
			f.writeCapability(p, d, through)
		}
		f.writeCapability(p, finding.Capability{Through: "SCPs", What: strings.ReplaceAll(strings.Join(power.Guards, "; "), "SCPs at ", "")}, through)
	}
}

// writeCapability writes a line of the table. A name that is too long for its column has a
// line of its own.
func (f *Finding) writeCapability(p *page, d finding.Capability, column int) {
	name := widget.Clean(d.Through)
	for i, text := range kit.Wrap(d.What, p.Width-4-column) {
		l := p.Line().Space(2)
		if i == 0 && widget.Width(name) >= column {
			p.Add(p.Line().Space(2).Put(theme.Plain, name))
		} else if i == 0 {
			l.Put(theme.Plain, name)
		}
		p.Add(l.To(3+column).Put(theme.Muted, text))
	}
}

// writeFix writes how to fix the finding.
func (f *Finding) writeFix(p *page, x *finding.Finding) {
	if x.Order == nil && x.Fix == "" {
		return
	}
	p.Heading("How to fix it")
	if x.Order != nil {
		p.Say(theme.Plain, "", orderText(f.env, x)+".")
		p.Add(p.Line().Put(theme.Accent, "d").Put(theme.Muted, " shows the plan; nothing changes until you confirm it."))
	}
	if x.Unavailable != "" {
		p.Say(theme.Warning, f.env.Theme.Marks.Gap, "Not possible now: "+x.Unavailable)
	}
	if x.Fix != "" {
		p.Say(theme.Plain, "", x.Fix)
	}
	if x.Generate {
		p.Add(p.Line().Put(theme.Accent, f.env.Key("credential-report")).Put(theme.Muted, " has IAM generate a new credential report; nothing else changes."))
	}
}

// writeDraft writes the policy that fixes the finding.
func (f *Finding) writeDraft(p *page, x *finding.Finding) {
	if len(x.Drafts) == 0 {
		return
	}
	p.Add(p.Line().Put(theme.Accent, "w").Put(theme.Muted, " previews what changes if you attach it there."))
	p.Blank()
	for _, line := range strings.Split(x.Drafts[0].Text, "\n") {
		p.Say(theme.Muted, "", line)
	}
}

// place writes where the finding is.
func (f *Finding) place(p *page, x *finding.Finding) {
	r := f.env.Reading
	switch at := x.Place; {
	case at.Node != "":
		p.Heading("Where")
		if n := r.Node(at.Node); n != nil {
			p.Field(kindName(n.Kind), theme.Plain, nameOf(n))
		}
		p.Field("ID", theme.Plain, string(at.Node))
		p.Field("path", theme.Muted, r.PathName(at.Node))
	case at.Policy != "":
		p.Heading("Where")
		p.Field("policy", theme.Plain, policyName(r, at.Policy))
		p.Field("ID", theme.Plain, string(at.Policy))
	case at.Service != "" || at.Principal != "":
		p.Heading("Where")
		if s, ok := catalog.ByID(at.Service); ok {
			p.Field("service", theme.Plain, s.Name)
			p.Field("principal", theme.Muted, string(s.Principals[0].Name))
		} else {
			p.Field("principal", theme.Plain, string(at.Principal))
		}
	default:
		return
	}
	p.Add(p.Line().Put(theme.Accent, "Enter").Put(theme.Muted, " goes there."))
}

// Do scrolls, goes to the finding's place and asks for its plan.
func (f *Finding) Do(c kit.Command) kit.Intent {
	x := f.chosen()
	switch c {
	case kit.Up, kit.Down, kit.PageUp, kit.PageDown, kit.Home, kit.End:
		f.Turn(c)
	case kit.Left:
		return Gone{}
	default:
		if x != nil {
			return doFinding(f.env, x, c)
		}
	}
	return nil
}

// Can implements kit.Pane.
func (f *Finding) Can(c kit.Command) (ok bool, reason string) {
	if c.Moves() || c == kit.Left {
		return true, ""
	}
	return canFinding(f.env, f.chosen(), c)
}

// Label names what keys do here.
func (f *Finding) Label(c kit.Command) string { return labelFinding(c) }

// Mouse scrolls.
func (f *Finding) Mouse(m kit.Mouse) kit.Intent {
	f.Move(m.Wheel)
	return nil
}
