package escalation

import (
	"cmp"
	"fmt"
	"slices"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/verdict"
)

// Change is the survey of exemptions before and after edits, of the accounts that
// the edits can affect.
type Change struct {
	now, then *Survey
	touched   []model.NodeID
	reading   *model.Reading // before the edits
}

// NewChange returns the survey of what edits change. Next does the work.
func NewChange(w *verdict.WhatIf) *Change {
	c := &Change{now: &Survey{}, then: &Survey{}, touched: w.Edits.Touched(), reading: w.Now}
	if below := w.Below(); len(below) > 0 {
		c.now, c.then = NewSurvey(w.Now, below...), NewSurvey(w.Then, below...)
	}
	return c
}

func (c *Change) touches(n *model.Node) bool { return slices.Contains(c.touched, n.ID) }

// Done reports whether all accounts have been looked at.
func (c *Change) Done() bool { return c.now.Done() && c.then.Done() }

// Next looks at the next accounts, as Survey.Next does.
func (c *Change) Next(w *verdict.WhatIf, attacks int) {
	if !c.now.Done() {
		c.now.Next(w.Now, attacks)
		return
	}
	c.then.Next(w.Then, attacks)
}

// Impact is a policy that can be bypassed in more or fewer accounts than before. An
// account to which the policy no longer applies does not count.
type Impact struct {
	Name      string
	Now, Then int  // accounts, of those that the edits can affect
	Whole     bool // the policy applies to no other accounts
}

// Sentence returns what becomes of the finding.
func (s Impact) Sentence() string {
	switch {
	case s.Then == 0 && s.Whole:
		return fmt.Sprintf("%s can no longer be bypassed: the finding disappears (%s now)", s.Name, phrase.Count(s.Now, "account"))
	case s.Then == 0:
		return fmt.Sprintf("%s can no longer be bypassed in %s", s.Name, phrase.Count(s.Now, "account"))
	case s.Now == 0:
		return fmt.Sprintf("%s can be bypassed in %s", s.Name, phrase.Count(s.Then, "account"))
	}
	return fmt.Sprintf("%s can be bypassed in %s instead of %d", s.Name, phrase.Count(s.Then, "account"), s.Now)
}

// Impacts returns the policies that can be bypassed in more or fewer accounts after
// the edits, those that can no longer be bypassed first.
func (c *Change) Impacts() []Impact {
	applying := map[model.AccountID][]model.PolicyID{}
	for _, g := range c.then.groups {
		for _, a := range g.accounts {
			applying[a] = g.policies
		}
	}
	byPolicy := map[model.PolicyID]*Impact{}
	of := func(h *Hole) *Impact {
		if byPolicy[h.Policy] == nil {
			byPolicy[h.Policy] = &Impact{Name: h.Name, Whole: c.covers(h.Policy)}
		}
		return byPolicy[h.Policy]
	}
	for h := range c.now.Holes() {
		for _, a := range h.Accounts {
			if slices.Contains(applying[a], h.Policy) {
				of(h).Now++
			}
		}
	}
	for h := range c.then.Holes() {
		of(h).Then = len(h.Accounts)
	}
	var out []Impact
	for _, s := range byPolicy {
		if s.Now != s.Then {
			out = append(out, *s)
		}
	}
	slices.SortFunc(out, func(a, b Impact) int {
		return cmp.Or(cmp.Compare(min(a.Then, 1), min(b.Then, 1)), model.CompareNames(a.Name, b.Name), cmp.Compare(a.Now, b.Now), cmp.Compare(a.Then, b.Then))
	})
	return out
}

// covers reports whether the edits can affect all accounts to which a policy
// applies.
func (c *Change) covers(p model.PolicyID) bool {
	targets, status := c.reading.Targets(p)
	return status.Known() && !slices.ContainsFunc(targets, func(id model.NodeID) bool { return !slices.ContainsFunc(c.reading.Path(id), c.touches) })
}
