package typical

import (
	"slices"
	"strings"

	"deputy/model/verdict"
)

// Choice is a value that can be given in the place of an assumption.
type Choice struct {
	Of     Chip
	Words  string         // "a user"
	Value  string         // an ARN, a Region, an account or a value of aws:SecureTransport
	Ruling verdict.Ruling // of the request with the value
}

// Chips returns the assumptions in their order, with the Region among them where
// none is assumed, and there is one to be given.
func (a *Answer) Chips() []Assumption {
	out := slices.Clone(a.Assumptions)
	if c := a.completed; c != nil && c.byRegion && (len(c.regions()) > 0 || a.reading().Caller.Region != "") {
		at := 0
		for at < len(out) && out[at].Chip < Region {
			at++
		}
		out = slices.Insert(out, at, Assumption{Region, "each one that policies distinguish", "the question gives none"})
	}
	return out
}

// Matters reports whether the answer is another one without an assumption.
func (a *Answer) Matters(chip Chip) bool {
	without := CompleteBy(a.asker, a.Exact, append(slices.Clip(a.off), chip)...)
	return without.Ruling() != a.Ruling() || without.Headline() != a.Headline()
}

// maxChoices bounds how many accounts are offered as owners.
const maxChoices = 8

// Choices returns the values that can be given in the place of an assumption,
// each once.
func (a *Answer) Choices(chip Chip) []Choice {
	c := a.completed
	if c == nil {
		return nil
	}
	var out []Choice
	base := &a.Cases[0]
	add := func(x alternative, value string) {
		if value != "" && !slices.ContainsFunc(out, func(o Choice) bool { return o.Value == value }) {
			out = append(out, Choice{chip, x.words, value, x.rule(a.asker, base)})
		}
	}
	switch chip {
	case Principal:
		if c.role != "" {
			for _, x := range c.principals(false) {
				add(x, x.change(base.Verdicts[0].Question).Principal)
			}
		}
	case Region:
		for _, region := range append(c.regions(), string(a.reading().Caller.Region)) {
			if !strings.ContainsAny(region, "*?") {
				add(key(region, regionKey, region), region)
			}
		}
	case Resource, Owner:
		a.owners(add)
	case Transport:
		add(key("not encrypted", "aws:SecureTransport", "false"), "false")
	}
	return out
}

// owners adds other owners of the resource: accounts of other OUs, and one outside
// the organization.
func (a *Answer) owners(add func(alternative, string)) {
	asked := a.Exact.Question.Account
	if a.Cases[0].Verdicts[0].Question.Resource == "*" {
		return
	}
	outside := owner("outside the organization", asked, "", a.reading())
	add(outside, string(outside.change(a.Cases[0].Verdicts[0].Question).ResourceAccount))
	seen := map[string]bool{}
	for _, n := range a.asker.Neighbors() {
		parent := a.reading().Node(n.Node.Parent)
		if n.Node.Account() == asked || parent == nil || seen[parent.Name] || len(seen) == maxChoices {
			continue
		}
		seen[parent.Name] = true
		add(owner(n.Node.Name+" in "+parent.Name, asked, n.Node.Account(), a.reading()), string(n.Node.Account()))
	}
}
