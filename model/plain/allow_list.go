package plain

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/verdict"
)

// addAllowList adds the line of a level that does not allow everything: what it
// allows is all that remains allowed. Equal levels share a line.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
func (list *restrictionLister) addAllowList(rung verdict.Rung, allows []meaning, sources []verdict.Reason) {
	var actions, keys []string
	for i := range allows {
		if allows[i].appliesToAll() {
			return
		}
		keys = append(keys, allows[i].key())
		if allows[i].unconditional() && !allows[i].notActions {
			actions = append(actions, valuesOf(allows[i].statement.Action.Values)...)
		}
	}
	slices.Sort(keys)
	key := "allow\x02" + strings.Join(slices.Compact(keys), "\x02")
	if i, ok := list.lineByKey[key]; ok {
		l := &list.out.Lines[i]
		l.Sources, l.Levels = append(l.Sources, sources...), append(l.Levels, rung.Level)
		l.Sentence = list.words.allowance(allows, levelNames(list.reading, l.Levels))
		return
	}
	topic, what := TopicAllowance, "use anything that is not allowed at "+rung.Name
	if len(allows) == 0 {
		topic, what = TopicEverything, "do anything: nothing is allowed at "+rung.Name
	}
	list.lineByKey[key] = len(list.out.Lines)
	list.out.Lines = append(list.out.Lines, Restriction{
		Kind: NotAllowed, Topic: topic, What: what, Sentence: list.words.allowance(allows, rung.Name), Actions: actions, Except: true,
		Sources: sources, Levels: []string{rung.Level}, meanings: allows, key: key,
	})
}

// levelNames returns the names of levels.
func levelNames(r *model.Reading, levels []string) string {
	out := make([]string, len(levels))
	for i, l := range levels {
		out[i] = l
		if n := r.Node(model.NodeID(l)); n != nil {
			out[i] = n.Name
		}
	}
	return phrase.Join(out, " and ")
}

// maxAllowances is how many actions of an allow list a sentence lists.
const maxAllowances = 4

// allowance describes what the Allow statements of a level leave, to follow
// "cannot": first what they allow always and everywhere, then each of the
// others. If one of them allows all but some actions, it lists those.
func (w *writer) allowance(allows []meaning, where string) string {
	if len(allows) == 0 {
		return "do anything: nothing is allowed at " + where
	}
	for i := range allows {
		if m := &allows[i]; m.notActions && m.unconditional() {
			return w.leftOut(m, slices.Concat(allows[:i], allows[i+1:])) + " (everything else is allowed at " + where + ")"
		}
	}
	return "use anything but " + w.listed(allows, func(string) bool { return true }) + " (allowed at " + where + ")"
}

// leftOut lists the actions that an Allow excludes, except what the other
// statements allow of them.
func (w *writer) leftOut(m *meaning, others []meaning) string {
	text := "use " + w.join(actionNames(m.statement), " or ", maxAllowances)
	others = slices.DeleteFunc(others, func(o meaning) bool {
		return !o.notActions && !o.allActions && !slices.ContainsFunc(o.actions, m.excludes)
	})
	if len(others) > 0 {
		text += " but " + w.listed(others, m.excludes)
	}
	return text
}

// excludes reports whether a pattern matches an action that the statement's
// NotAction lists.
func (m *meaning) excludes(action string) bool {
	return slices.ContainsFunc(m.actions, func(a string) bool { return globsOverlap(a, strings.ToLower(action)) })
}

// listed describes what statements allow; of their actions those for which
// counts returns true.
func (w *writer) listed(allows []meaning, counts func(action string) bool) string {
	var always, parts []string
	for i := range allows {
		m := &allows[i]
		if m.unconditional() && !m.notActions {
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
		parts = append([]string{w.join(namesOfActions(always), " and ", maxAllowances)}, parts...)
	}
	return strings.Join(parts, "; ")
}

// allowed describes one Allow: the actions, on which resources, and under which
// conditions.
func (w *writer) allowed(m *meaning) string {
	c := w.conditions(m)
	text := w.join(actionNames(m.statement), " and ", maxActions)
	switch {
	case m.allActions:
		text = "everything"
	case m.notActions:
		text = "everything except " + text
	}
	if on := w.resourceWords(m); on != "" {
		text += " on " + on
	}
	return text + c.tail(" ", false)
}
