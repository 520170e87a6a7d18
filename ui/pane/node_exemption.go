package pane

import (
	"slices"

	"deputy/model"
	"deputy/model/escalation"
	"deputy/model/plain"
	"deputy/ui/kit"
)

// exemptionsAt returns what attacks on the exemptions of an account's policies come
// to; nothing for other nodes.
func (l *policyLevels) exemptionsAt(n *model.Node) []escalation.Outcome {
	if n.Kind != model.KindAccount {
		return nil
	}
	return escalation.At(l.env.Reading, n.Account())
}

// takenLines returns the exemptions from a restriction that ordinary roles can take,
// in wrapped lines.
func (l *policyLevels) takenLines(r *plain.Restriction, width int) []string {
	var lines, said []string
	for _, source := range r.Sources {
		for _, o := range escalation.Of(l.exemptions, source) {
			if text := o.Sentence(); o.Taken() && !slices.Contains(said, text) {
				said = append(said, text)
				lines = append(lines, kit.Wrap(l.env.Theme.Marks.Gap+" "+text, width)...)
			}
		}
	}
	return lines
}
