package pane

import (
	"slices"
	"strconv"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/ui/theme"
)

// Badge is what is told behind the name of a screen: how much there is, or how
// urgent it is.
type Badge struct {
	Meaning theme.Meaning
	Text    string
	Short   string // the same where there is little room
}

// allPolicies is the number of policies, counted again when these change.
type allPolicies struct {
	n  int
	of uint64
	in *model.Reading
}

// PoliciesBadge returns the number of policies.
func (e *Env) PoliciesBadge() Badge {
	c := &e.allPolicies
	if of := e.Reading.Generation(model.PartPolicies) + e.Reading.Generation(model.PartRoots); c.in != e.Reading || c.of != of {
		*c = allPolicies{of: of, in: e.Reading}
		for _, t := range slices.Concat(model.Evaluated(), e.Reading.ManagementTypes()) {
			c.n += len(e.Reading.Policies(t))
		}
	}
	return Badge{Meaning: theme.Muted, Text: someNumber(c.n)}
}

// DelegationsBadge returns how many of the services with trusted access have a
// delegated administrator.
func (e *Env) DelegationsBadge() Badge {
	delegated, trusted := e.delegationProgress()
	if trusted == 0 {
		return Badge{}
	}
	return Badge{Meaning: theme.Muted, Text: strconv.Itoa(delegated) + "/" + strconv.Itoa(trusted)}
}

// FindingsBadge returns the gravest severity among the findings, and how many have
// it.
func (e *Env) FindingsBadge() Badge {
	s, n := e.worst()
	if n == 0 {
		return Badge{}
	}
	m, mark := severityMark(e.Theme, s)
	short := mark + " " + phrase.Thousands(n)
	return Badge{m, short + " " + s.String(), short}
}

// someNumber returns a number; nothing for zero.
func someNumber(n int) string {
	if n == 0 {
		return ""
	}
	return phrase.Thousands(n)
}
