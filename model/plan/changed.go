package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// ChangedSince says in sentences what of that on which the plan depends differs from
// an earlier plan for the same order, from which value to which; empty if all of it
// is the same.
func (p *Plan) ChangedSince(earlier *Plan) string {
	var changes []string
	changed := func(what, from, to string) {
		if from != to {
			changes = append(changes, fmt.Sprintf("%s: %s before, %s now.", what, cmp.Or(from, "none"), cmp.Or(to, "none")))
		}
	}
	changed("The organization", earlier.Organization, p.Organization)
	changed("The caller", withoutSession(earlier.Caller.ARN), withoutSession(p.Caller.ARN))
	before, now := facts(earlier.State), facts(p.State)
	for _, f := range slices.Concat(before, now) {
		from, was := f.in(before)
		to, is := f.in(now)
		if !was || !is || from == to {
			continue
		}
		text := fmt.Sprintf("%s: %s before, %s now.", f.title(), from, to)
		if !slices.Contains(changes, text) {
			changes = append(changes, text)
		}
	}
	return strings.Join(changes, " ")
}

// stateFact is one line of a plan's state: what it is about, and its value.
type stateFact struct{ kind, of, value string }

// facts returns the lines of a state.
func facts(state string) []stateFact {
	var all []stateFact
	for line := range strings.Lines(state) {
		f := stateFact{}
		f.kind, line, _ = strings.Cut(strings.TrimSpace(line), " ")
		f.of, f.value, _ = strings.Cut(line, " ")
		all = append(all, f)
	}
	return all
}

// in returns the value of the fact in other facts, in words.
func (f stateFact) in(facts []stateFact) (value string, found bool) {
	i := slices.IndexFunc(facts, func(o stateFact) bool { return o.kind == f.kind && o.of == f.of })
	if i < 0 || f.title() == "" {
		return "", false
	}
	value, known := strings.CutSuffix(facts[i].value, "known true")
	if value = strings.TrimSpace(value); !known && strings.HasSuffix(value, "known false") {
		return "unknown", true
	}
	switch {
	case f.kind == "trusted" && value == "true":
		return "on", true
	case f.kind == "trusted":
		return "off", true
	default:
		return cmp.Or(strings.ReplaceAll(value, ",", ", "), "none"), true
	}
}

// title says what the fact is about; empty if only deputy has words for it.
func (f stateFact) title() string {
	switch f.kind {
	case "account":
		return "The state of account " + f.of
	case "administrators":
		return "Delegated administrators for " + f.of
	case "trusted":
		return "Trusted access for " + f.of
	case "setting":
		return "Settings in " + f.of
	case "regions":
		return "Regions of account " + f.of
	default:
		return ""
	}
}
