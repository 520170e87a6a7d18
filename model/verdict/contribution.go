package verdict

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// Contribution is what a policy of a level contributes to a verdict: one of its
// statements that matches or may match, or the reason why none does. It is one
// line below the level where a ladder is shown.
type Contribution struct {
	Policy model.PolicyID
	Name   string     // empty if it is the level itself, which allows nothing
	Effect scp.Effect // of the statement; zero if none matches
	Match  scp.Truth
	Index  int // of the statement, from 1; 0 if none matches
	Span   scp.Span
	Text   string // what the statement does, or why no statement matches
}

// Contributions returns what each policy of a level contributes: denials first,
// then what allows, then policies that do not match. A level that allows
// nothing is a denial too.
func (v *RungVerdict) Contributions() []Contribution {
	var out []Contribution
	if v.allowsNothing() {
		out = append(out, Contribution{Effect: scp.Deny, Match: scp.True, Text: "nothing allows it here"})
	}
	for i := range v.Policies {
		out = append(out, v.Policies[i].contributions()...)
	}
	rank := func(c Contribution) int {
		switch {
		case c.Effect == scp.Deny && c.Match == scp.True:
			return 0
		case c.Effect == scp.Deny && c.Match == scp.Unknown:
			return 1
		case c.Effect == scp.Allow:
			return 2
		default:
			return 3
		}
	}
	slices.SortStableFunc(out, func(a, c Contribution) int { return rank(a) - rank(c) })
	return out
}

// allowsNothing reports whether a level certainly allows nothing. It never
// holds for an RCP level, which always has RCPFullAWSAccess.
func (v *RungVerdict) allowsNothing() bool { return v.Allow == scp.False && !v.incomplete() }

// contributions returns a policy's statements that match or may match; if there
// are none, why the one that comes nearest does not.
func (p *PolicyVerdict) contributions() []Contribution {
	if p.Text == nil {
		return []Contribution{{Policy: p.Policy, Name: p.Name, Match: scp.Unknown, Text: "deputy has not read its document"}}
	}
	var out []Contribution
	for i := range p.Outcomes {
		o := &p.Outcomes[i]
		s := o.Statement
		c := Contribution{Policy: p.Policy, Name: p.Name, Effect: s.Effect, Match: o.Match, Index: s.Index, Span: s.Span}
		switch {
		case s.Broken:
			c.Effect, c.Text = 0, "this statement has errors: deputy cannot tell what it does"
		case o.Match == scp.True && s.Effect == scp.Allow:
			c.Text = "allowed by " + p.Name
		case o.Match == scp.True:
			c.Text = "Deny  " + listText(s.Action) + "  on " + listText(s.Resource)
		case o.Match == scp.Unknown:
			open := OpenReason{Effect: s.Effect, Residual: o.Residual}
			c.Text = open.Condition()
		default:
			continue
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		out = append(out, Contribution{Policy: p.Policy, Name: p.Name, Match: scp.False, Text: "does not match: " + p.whyNot()})
	}
	return out
}

// whyNot says why the statement that came nearest does not match.
func (p *PolicyVerdict) whyNot() string {
	best, text := -1, "it has no statement"
	for i := range p.Outcomes {
		if score, why := nearness(&p.Outcomes[i]); score > best {
			best, text = score, why
		}
	}
	return text
}

// nearness scores how much of a statement matches and names the first part that
// does not.
func nearness(o *scp.Outcome) (score int, why string) {
	switch {
	case o.Action == scp.False:
		return 0, "action"
	case o.Resource == scp.False:
		return 1, "resource"
	}
	for i := range o.Tests {
		t := &o.Tests[i]
		if t.Result != scp.False {
			continue
		}
		key := t.Comparison.Key.Value
		switch t.Presence {
		case scp.Given:
			return 2, givenClause(key, t.Values)
		case scp.Absent:
			return 2, strings.TrimPrefix(PresenceClause(key, false), "the ")
		default:
			return 2, strings.TrimPrefix(ConditionKeyName(key), "the ") + " cannot have the required value"
		}
	}
	return 2, "its conditions contradict each other"
}

// listText returns an action or resource list in words, with a few of its
// values.
func listText(l scp.List) string {
	if !l.Given() {
		return "everything"
	}
	text := "nothing"
	if len(l.Values) > 0 {
		text = SomeValues(l.Values, " or ")
	}
	if l.Not {
		return "everything except " + text
	}
	return text
}
