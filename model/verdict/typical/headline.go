package typical

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/verdict"
)

// notBlocked says that nothing blocks a request, in words that stay true where
// they are copied without the rest.
const notBlocked = "No SCP or RCP blocks this"

// reference names a statement: "RequireTags [1] at Prod".
func reference(r verdict.Reason) string {
	return fmt.Sprintf("%s [%d] at %s", r.Name, r.Index, r.Place)
}

// Headline returns the typical verdict in one sentence, without a full stop.
func (a *Answer) Headline() string {
	base := &a.Cases[0]
	var text string
	switch place := base.headPlace(len(a.Cases) > 1); {
	case base.Ruling == verdict.Allowed:
		text = notBlocked + place
		if a.OwnOnly != "" {
			text += " (in " + a.OwnOnly + ")"
		}
	case base.Ruling == verdict.Depends:
		text = conditional(base, place)
	case base.Ruling.Denied():
		text = a.denied(base, a.exemptions)
		if shared := a.sharedDenial(); !shared {
			text += place
		}
	default:
		text = base.Ruling.Heading()
	}
	for _, g := range a.groups() {
		text += "; " + g
	}
	if service := strings.ToLower(a.Exact.Question.Action); further[service] && !base.Ruling.Denied() {
		text += "; AWS evaluates the calls that it makes for you separately"
	}
	return text
}

// headPlace returns where the headline's first part holds: nothing if it holds
// everywhere but in Regions that are named behind it.
func (c *Case) headPlace(several bool) string {
	if !several || c.Elsewhere {
		return ""
	}
	return " " + c.place()
}

// conditional returns the headline of "not blocked if".
func conditional(c *Case, place string) string {
	conditions := c.conditions()
	begin := "Blocked" + place + " unless "
	for _, x := range conditions {
		if !slices.ContainsFunc(x.clauses, clause.positive) {
			begin = "Not blocked" + place + " if "
		}
	}
	text := begin + joinConditions(conditions)
	if len(conditions) == 1 {
		text += inParentheses(conditions[0].Reasons)
	}
	return text
}

// denied returns the headline of a denial: each statement that denies, with those
// that are exempt from it.
func (a *Answer) denied(c *Case, exemptions [][]string) string {
	var out []string
	unless := func(i int) string {
		if i < len(exemptions) && len(exemptions[i]) > 0 {
			return ", unless " + phrase.Join(exemptions[i], " or ")
		}
		return ""
	}
	by := c.by()
	for i, r := range by {
		out = append(out, "by "+reference(r)+c.fromWhere(r)+unless(i))
	}
	if c.Ruling == verdict.ImplicitlyDenied || len(by) == 0 {
		var places, exempt []string
		for i, m := range c.missing() {
			places = append(places, a.reading().NodeName(model.NodeID(m.Level)))
			if text := unless(len(by) + i); text != "" && !slices.Contains(exempt, text) {
				exempt = append(exempt, text)
			}
		}
		if len(places) > 0 {
			out = append(out, "at "+phrase.Join(places, " and ")+", where nothing allows it"+strings.Join(exempt, ""))
		}
	}
	if len(out) == 0 { // Only several statements together deny it.
		for i := range c.Verdicts {
			if c.Verdicts[i].Ruling.Denied() {
				return c.Verdicts[i].Headline(a.reading())
			}
		}
		return c.Ruling.Heading()
	}
	return "Denied " + strings.Join(out, "; and ")
}

// sharedDenial reports whether every case is denied by all that denies the first.
func (a *Answer) sharedDenial() bool {
	for _, by := range a.Cases[0].by() {
		for i := range a.Cases {
			found := false
			for _, other := range a.Cases[i].by() {
				found = found || other == by
			}
			if !found {
				return false
			}
		}
	}
	return len(a.Cases[0].by()) > 0
}

// groups returns the alternatives that change the verdict, those with the same
// outcome together.
func (a *Answer) groups() []string {
	var out []string
	regions := a.Cases[1:]
	for i := range regions {
		c := &regions[i]
		switch {
		case a.Ruling().Denied() && c.Ruling.Denied():
			if !a.sharedDenial() {
				out = append(out, lower(a.denied(c, nil))+" "+c.place())
			}
		case c.Ruling.Denied():
			text := "denied " + c.place() + strings.TrimPrefix(a.denied(c, a.exemptionsOf(c)), "Denied")
			out = append(out, text)
		default:
			text := lower(conditional(c, " "+c.place()))
			if c.Ruling != verdict.Depends {
				text = c.Ruling.Short() + " " + c.place()
			}
			out = append(out, text)
		}
	}
	return append(out, grouped(a.Ruling(), a.Differs)...)
}

// exemptionsOf returns who or what is exempt from the denials of another case.
func (a *Answer) exemptionsOf(c *Case) [][]string {
	if len(c.Verdicts) == 0 {
		return nil
	}
	other := Answer{Exact: a.Exact, Cases: []Case{*c}, asker: a.asker}
	other.exempt(completeWith(a.asker, c.Verdicts[0].Question, allChips))
	return other.exemptions
}

// conditionsWords say of an alternative that depends on conditions how it differs
// from the verdict of the headline.
var conditionsWords = map[verdict.Ruling]string{
	verdict.Allowed: "with further conditions", verdict.Depends: "with other conditions",
	verdict.ExplicitlyDenied: "not blocked under conditions", verdict.ImplicitlyDenied: "not blocked under conditions",
}

// grouped returns differences from a ruling in words, those with the same outcome
// together.
func grouped(base verdict.Ruling, differs []Difference) []string {
	type group struct {
		ending string
		who    []string
	}
	var groups []group
next:
	for _, d := range differs {
		ending := d.Ruling.Short() + " for %s" + inParentheses(d.By)
		if d.Ruling == verdict.Depends {
			ending = conditionsWords[base] + " for %s"
		}
		for i := range groups {
			if groups[i].ending == ending {
				groups[i].who = append(groups[i].who, d.Alternative)
				continue next
			}
		}
		groups = append(groups, group{ending, []string{d.Alternative}})
	}
	var out []string
	for _, g := range groups {
		out = append(out, strings.Replace(g.ending, "%s", phrase.Join(g.who, " and "), 1))
	}
	return out
}

// lower returns a sentence as it stands inside another one.
func lower(text string) string { return strings.ToLower(text[:1]) + text[1:] }

// Conditions returns what the first case depends on: a clause for each statement
// or level, with the statements that ask for it.
func (a *Answer) Conditions() []string { return texts(a.Cases[0].conditions()) }
