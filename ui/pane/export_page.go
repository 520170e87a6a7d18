package pane

import (
	"strings"

	"deputy/model"
	"deputy/model/export"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
)

// Export returns all tabs of the node.
func (n *Node) Export() *export.Document {
	if x := n.chosen(); x != nil {
		return export.Node(n.env.Reading, x)
	}
	return nil
}

// Export returns the policy with its text.
func (d *Document) Export() *export.Document {
	d.follow()
	switch p := d.env.Reading.Policy(d.on); {
	case d.isResourcePolicy():
		return exportResourcePolicy(d.env)
	case !HasID(d.on):
		a, t, _ := parseEffectiveID(d.on)
		return &export.Document{
			Name: "effective-" + string(t), Title: "Effective " + t.Singular() + " of " + d.env.nodeName(a.Node()),
			Sections: export.EffectivePolicies(d.env.Reading, a, []model.PolicyType{t}),
		}
	case p == nil:
		return nil
	default:
		return export.Policy(d.env.Reading, p)
	}
}

// Export returns the service with its administrators.
func (s *Service) Export() *export.Document {
	if row := s.row(); row != nil {
		return export.Service(row)
	}
	return nil
}

// Export returns the finding with its evidence.
func (f *Finding) Export() *export.Document {
	if x := f.chosen(); x != nil {
		return export.Finding(f.env.Reading, x)
	}
	return nil
}

// Export returns the answer: the one that is shown, and the exact verdict level by
// level.
func (a *Ask) Export() *export.Document {
	q := a.Question()
	if a.form.wrong(q) != nil || q.Action == "" || a.form.actionUnfinished() {
		return nil
	}
	if q.Account == "" && !a.form.foreign() { // of an OU there are only counts
		return &export.Document{Name: "answer", Title: questionWords(q), Sections: []export.Section{{Key: "answer", Lines: textLines(a.answer.text())}}}
	}
	x, err := a.ask(q)
	if err != nil {
		return nil
	}
	r := a.reading()
	if x.Ruling == verdict.Depends && !a.ordinary.exactly {
		y := typical.Complete(r, x.Verdict, a.ordinary.off...)
		return a.withTestCase(export.Answer(r, q, y.Headline(), y.Lines(), &x.Verdict))
	}
	return a.withTestCase(export.Answer(r, q, x.Headline(r), append(x.Sentences(), x.Story...), &x.Verdict))
}

// Export returns what the two sides differ in.
func (p *Compare) Export() *export.Document {
	return &export.Document{
		Name: "comparison", Title: p.env.nodeName(p.a) + " and " + p.env.nodeName(p.b),
		Sections: []export.Section{{Key: "lines", Lines: textLines(p.board.Text())}},
	}
}

// Export returns what would be different.
func (p *WhatIf) Export() *export.Document {
	return &export.Document{
		Name: "what-if", Title: "What if " + p.Words(), About: []string{onlyAQuestion}, Sections: []export.Section{{Key: "lines", Lines: textLines(p.board.Text())}},
	}
}

// Export returns the plan; nil as long as there is none.
func (w *Wizard) Export() *export.Document {
	if w.plan == nil {
		return nil
	}
	return export.Plan(w.plan)
}

// textLines returns the lines of a text that are not empty.
func textLines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// Export returns the page that is shown.
func (d *DelegationsDetail) Export() *export.Document {
	if x, ok := d.shown().(Exporter); ok {
		return x.Export()
	}
	return nil
}

// Export returns the organization's resource policy as it is stored.
func (m *ResourcePolicy) Export() *export.Document { return exportResourcePolicy(m.env) }

func exportResourcePolicy(env *Env) *export.Document {
	_, text := env.Reading.ResourcePolicy()
	if text == "" {
		return nil
	}
	return &export.Document{Name: "resource-policy", Title: resourcePolicyName, Sections: []export.Section{{Key: "document", Text: text}}}
}
