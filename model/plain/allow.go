package plain

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/verdict"
)

// allow puts up the line of a level that does not allow everything: what it
// allows is all that is left. Equal levels share a line.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
func (w *restrictionLister) allow(rung verdict.Rung, allows []meaning, sources []verdict.Reason) {
	var actions, keys []string
	for i := range allows {
		if allows[i].full() {
			return
		}
		keys = append(keys, allows[i].key())
		if allows[i].unconditional() && !allows[i].not {
			actions = append(actions, valuesOf(allows[i].statement.Action.Values)...)
		}
	}
	slices.Sort(keys)
	key := "allow\x02" + strings.Join(slices.Compact(keys), "\x02")
	if i, ok := w.at[key]; ok {
		l := &w.out.Lines[i]
		l.Sources, l.Levels = append(l.Sources, sources...), append(l.Levels, rung.Level)
		l.Sentence = w.words.allowance(allows, phrase.Join(w.places(l.Levels), " and "))
		return
	}
	topic := TopicAllowance
	if len(allows) == 0 {
		topic = TopicEverything
	}
	w.at[key] = len(w.out.Lines)
	w.out.Lines = append(w.out.Lines, Restriction{
		Kind: NotAllowed, Topic: topic, Sentence: w.words.allowance(allows, rung.Name), Actions: actions, Except: true,
		Sources: sources, Levels: []string{rung.Level}, meanings: allows, key: key, scope: w.scope,
	})
}

func (w *restrictionLister) places(levels []string) []string {
	out := make([]string, len(levels))
	for i, l := range levels {
		out[i] = l
		if n := w.r.Node(model.NodeID(l)); n != nil {
			out[i] = n.Name
		}
	}
	return out
}

// maxAllowances is how many actions an allow list names.
const maxAllowances = 4

// allowance tells what the Allow statements of a level leave: first what they
// allow always and everywhere, then each of the others. Where one of them allows
// all but some actions, those are named.
func (w *writer) allowance(allows []meaning, where string) string {
	if len(allows) == 0 {
		return "do anything: nothing is allowed at " + where
	}
	for i := range allows {
		if m := &allows[i]; m.not && m.unconditional() {
			return w.leftOut(m, slices.Concat(allows[:i], allows[i+1:])) + " (all else is allowed at " + where + ")"
		}
	}
	return "use anything but " + w.listed(allows, func(string) bool { return true }) + " (allowed at " + where + ")"
}

// leftOut tells the actions that an Allow leaves out, but for what others allow
// of them.
func (w *writer) leftOut(m *meaning, others []meaning) string {
	text := "use " + phrase.JoinMost(valuesOf(m.statement.Action.Values), " or ", maxAllowances)
	others = slices.DeleteFunc(others, func(o meaning) bool {
		return !o.not && !o.whole && !slices.ContainsFunc(o.actions, m.leavesOut)
	})
	if len(others) > 0 {
		text += " but " + w.listed(others, m.leavesOut)
	}
	return text
}

// leavesOut tells whether a pattern fits an action that a NotAction lists.
func (m *meaning) leavesOut(action string) bool {
	return slices.ContainsFunc(m.actions, func(a string) bool { return globsMeet(a, strings.ToLower(action)) })
}

// listed tells what statements allow; of their actions those that count.
func (w *writer) listed(allows []meaning, counts func(action string) bool) string {
	var always, parts []string
	for i := range allows {
		m := &allows[i]
		if m.unconditional() && !m.not {
			for _, a := range valuesOf(m.statement.Action.Values) {
				if !slices.Contains(always, a) && counts(a) {
					always = append(always, a)
				}
			}
			continue
		}
		parts = append(parts, w.allowed(m))
	}
	if len(always) > 0 {
		parts = append([]string{phrase.JoinMost(always, " and ", maxAllowances)}, parts...)
	}
	return strings.Join(parts, "; ")
}

// allowed tells one Allow: the actions, on what, and when.
func (w *writer) allowed(m *meaning) string {
	c := w.conditions(m)
	text := phrase.JoinMost(valuesOf(m.statement.Action.Values), " and ", maxActions)
	switch {
	case m.whole:
		text = "everything"
	case m.not:
		text = "everything except " + text
	}
	if on := m.resourceWords(); on != "" {
		text += " on " + on
	}
	return text + c.tail(" ")
}
