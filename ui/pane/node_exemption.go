package pane

import (
	"slices"

	"deputy/model"
	"deputy/model/escalation"
	"deputy/model/plain"
	"deputy/ui/kit"
)

// exemptionsAt returns what attacks on the exemptions of an account's policies come
// to; nothing for other nodes. It takes longer than a key may, so it is asked for only
// when a restriction is unfolded.
func (l *policyLevels) exemptionsAt(n *model.Node) []escalation.Outcome {
	if n.Kind == model.KindAccount && !l.attacked {
		l.exemptions, l.attacked = escalation.At(l.env.Reading, n.Account()), true
	}
	return l.exemptions
}

// takenLines returns the exemptions from a restriction that ordinary roles can take,
// in wrapped lines.
func (l *policyLevels) takenLines(n *model.Node, r *plain.Restriction, width int) []string {
	var lines, said []string
	for _, source := range r.Sources {
		for _, o := range escalation.Of(l.exemptionsAt(n), source) {
			if text := o.Sentence(); o.Taken() && !slices.Contains(said, text) {
				said = append(said, text)
				lines = append(lines, kit.Wrap(l.env.Theme.Marks.Gap+" "+text, width)...)
			}
		}
	}
	return lines
}
