package pane

import (
	"deputy/model"
	"deputy/ui/theme"
)

// resourcePolicyLines returns what the organization's resource policy lets an
// account do, or nothing if that takes more than so many lines.
func resourcePolicyLines(env *Env, n *model.Node, width, most int) []string {
	if n.Kind != model.KindAccount {
		return nil
	}
	p := newPage(env, width)
	p.Add(p.Line())
	m := env.resourcePolicyInWords()
	of := m.Of(n.Account())
	failed := m.Status.Progress == model.Failed
	if !failed && len(of) == 0 {
		return nil
	}
	p.Heading("By the organization's resource policy")
	if failed {
		p.gap(gapOf(m.Status))
	}
	for _, x := range of {
		mark := env.Theme.Marks.Allowed
		switch {
		case x.Broken:
			mark = env.Theme.Marks.Unknown
		case x.Deny:
			mark = env.Theme.Marks.Denied
		}
		p.Say(theme.Plain, mark, x.Text)
	}
	if len(p.Lines) > most {
		return nil
	}
	return p.Lines
}
