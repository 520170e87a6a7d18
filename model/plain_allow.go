package model

import (
	"slices"
	"strings"
)

// allow puts up the line of a level that does not allow everything: what it
// allows is all that is left. Equal levels share a line.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
func (w *plainWork) allow(rung Rung, allows []meaning, sources []Reason) {
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
		l.Sentence = w.words.allowance(allows) + " (allowed at " + joinWords(w.places(l.Levels), " and ") + ")"
		return
	}
	sentence := w.words.allowance(allows) + " (allowed at " + rung.Name + ")"
	if len(allows) == 0 {
		sentence = "do anything: nothing is allowed at " + rung.Name
	}
	w.at[key] = len(w.out.Lines)
	w.out.Lines = append(w.out.Lines, Restriction{
		Kind: NotAllowed, Topic: TopicAllowance, Sentence: sentence, Actions: actions, Except: true,
		Sources: sources, Levels: []string{rung.Level}, meanings: allows, key: key, scope: w.scope,
	})
}

func (w *plainWork) places(levels []string) []string {
	out := make([]string, len(levels))
	for i, l := range levels {
		out[i] = l
		if n := w.r.Node(NodeID(l)); n != nil {
			out[i] = n.Name
		}
	}
	return out
}

// allowanceMost is how many actions an allow list names.
const allowanceMost = 4

// allowance tells what the Allow statements of a level leave: first what they
// allow always and everywhere, then each of the others.
func (w *words) allowance(allows []meaning) string {
	var always, parts []string
	for i := range allows {
		m := &allows[i]
		if m.unconditional() && !m.not {
			for _, a := range valuesOf(m.statement.Action.Values) {
				if !slices.Contains(always, a) {
					always = append(always, a)
				}
			}
			continue
		}
		parts = append(parts, w.allowed(m))
	}
	if len(always) > 0 {
		parts = append([]string{listWords(always, " and ", allowanceMost)}, parts...)
	}
	if len(parts) == 0 {
		return "do anything"
	}
	return "use anything but " + strings.Join(parts, "; ")
}

// allowed tells one Allow: the actions, on what, and when.
func (w *words) allowed(m *meaning) string {
	c := w.conditions(m)
	text := listWords(valuesOf(m.statement.Action.Values), " and ", actionMost)
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
