package verdict

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
)

// Bearing is what one policy of a level made of a request, for one line of a
// ladder.
type Bearing struct {
	Policy model.PolicyID
	Name   string     // empty if it is the level itself that allows nothing
	Effect scp.Effect // of what it did; zero if nothing of it matched
	Match  scp.Truth
	Index  int // the statement that decided, from 1; 0 if none did
	Span   scp.Span
	Text   string // what it does, or why it does not match
}

// Bearings tells what each policy of a level made of the request, denials
// first, then what allows, then what does not match. Where nothing allows, that
// is a denial too.
func (v *RungVerdict) Bearings() []Bearing {
	var out []Bearing
	if v.missing() {
		out = append(out, Bearing{Effect: scp.Deny, Match: scp.True, Text: "nothing allows it here"})
	}
	for i := range v.Policies {
		out = append(out, v.Policies[i].bearings()...)
	}
	rank := func(b Bearing) int {
		switch {
		case b.Effect == scp.Deny && b.Match == scp.True:
			return 0
		case b.Effect == scp.Deny && b.Match == scp.Unknown:
			return 1
		case b.Effect == scp.Allow:
			return 2
		default:
			return 3
		}
	}
	slices.SortStableFunc(out, func(a, b Bearing) int { return rank(a) - rank(b) })
	return out
}

// missing tells whether nothing allows the request at a level that needs it: an
// RCP level has RCPFullAWSAccess.
func (v *RungVerdict) missing() bool { return v.Allow == scp.False && !v.partial() }

// bearings gives a policy's statements that matched or are open; if there are
// none, why the nearest of them did not match.
func (p *PolicyVerdict) bearings() []Bearing {
	if p.Text == nil {
		return []Bearing{{Policy: p.Policy, Name: p.Name, Match: scp.Unknown, Text: "its text has not been read"}}
	}
	var out []Bearing
	for i := range p.Outcomes {
		o := &p.Outcomes[i]
		s := o.Statement
		b := Bearing{Policy: p.Policy, Name: p.Name, Effect: s.Effect, Match: o.Match, Index: s.Index, Span: s.Span}
		switch {
		case s.Broken:
			b.Effect, b.Text = 0, "statement is damaged: what it does cannot be told"
		case o.Match == scp.True && s.Effect == scp.Allow:
			b.Text = "allowed by " + p.Name
		case o.Match == scp.True:
			b.Text = "Deny  " + listText(s.Action) + "  on " + listText(s.Resource)
		case o.Match == scp.Unknown:
			open := OpenReason{Effect: s.Effect, Residual: o.Residual}
			b.Text = open.Condition()
		default:
			continue
		}
		out = append(out, b)
	}
	if len(out) == 0 {
		out = append(out, Bearing{Policy: p.Policy, Name: p.Name, Match: scp.False, Text: "does not match: " + p.whyNot()})
	}
	return out
}

// Condition tells an open statement without naming its place.
func (o *OpenReason) Condition() string {
	switch {
	case o.Effect == scp.Allow:
		return "allows if " + phrase.Join(parts(o.Residual, false), " and ")
	case allNegated(o.Residual):
		return "denies unless " + phrase.Join(parts(o.Residual, true), ", or ")
	default:
		return "denies if " + phrase.Join(parts(o.Residual, false), " and ")
	}
}

// whyNot tells why the statement that came nearest did not match.
func (p *PolicyVerdict) whyNot() string {
	best, text := -1, "it has no statement"
	for i := range p.Outcomes {
		if score, why := nearness(&p.Outcomes[i]); score > best {
			best, text = score, why
		}
	}
	return text
}

// nearness scores how much of a statement matched and tells what did not.
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
		name := strings.TrimPrefix(ConditionKeyName(t.Comparison.Key.Value), "the ")
		switch t.Presence {
		case scp.Given:
			return 2, name + " is " + phrase.Join(t.Values, " and ")
		case scp.Absent:
			return 2, name + " is absent"
		default:
			return 2, name + " cannot be what it asks for"
		}
	}
	return 2, "its conditions contradict each other"
}

// listText gives an action or resource list for people, at most a few values.
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

// Words gives a ruling for people.
func (r Ruling) Words() string {
	switch r {
	case Allowed:
		return "Not blocked by SCPs and RCPs"
	case ExplicitlyDenied:
		return "Denied"
	case ImplicitlyDenied:
		return "Denied: at some level nothing allows it"
	case Depends:
		return "It depends"
	default:
		return "Unknown: not everything that it takes has been read"
	}
}

// Headline tells a verdict in one line, with the first place that decides.
func (v *Verdict) Headline(r *model.Reading) string {
	switch {
	case v.Ruling == ExplicitlyDenied && len(v.By) > 0:
		by := v.By[0]
		text := fmt.Sprintf("Denied at %s by %s, statement %d", by.Place, by.Name, by.Index)
		if more := len(v.By) - 1; more > 0 {
			text += ", and by " + phrase.Count(more, "more statement")
		}
		return text
	case v.Ruling == ImplicitlyDenied && len(v.Missing) > 0:
		var places []string
		for _, m := range v.Missing {
			places = append(places, r.NodeName(model.NodeID(m.Level)))
		}
		return "Denied at " + phrase.Join(places, " and ") + ": nothing allows it there"
	case v.Ruling.Denied() && len(v.Together) > 0:
		return "Denied " + v.together()
	default:
		return v.Ruling.Words()
	}
}

// needsOf lists the condition keys that open statements turn on, each once, in
// the order of the reasons, and the resource if they turn on that.
func needsOf(open []OpenReason) []string {
	var out []string
	for _, o := range open {
		for _, r := range o.Residual {
			for _, n := range r.Needs {
				key := n.Key
				if n.Resource {
					key = "the resource"
				}
				if !slices.ContainsFunc(out, func(have string) bool { return strings.EqualFold(have, key) }) {
					out = append(out, key)
				}
			}
		}
	}
	return out
}
