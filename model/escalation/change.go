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

// Shift is a policy that can be escaped in more or fewer accounts than before. An
// account to which the policy no longer applies does not count.
type Shift struct {
	Name      string
	Now, Then int  // accounts, of those that the edits can affect
	Whole     bool // the policy applies to no other accounts
}

// Sentence returns what becomes of the finding.
func (s Shift) Sentence() string {
	switch {
	case s.Then == 0 && s.Whole:
		return fmt.Sprintf("%s can no longer be escaped: the finding is gone (%s now)", s.Name, phrase.Count(s.Now, "account"))
	case s.Then == 0:
		return fmt.Sprintf("%s can no longer be escaped in %s", s.Name, phrase.Count(s.Now, "account"))
	case s.Now == 0:
		return fmt.Sprintf("%s can be escaped in %s", s.Name, phrase.Count(s.Then, "account"))
	}
	return fmt.Sprintf("%s can be escaped in %s instead of %d", s.Name, phrase.Count(s.Then, "account"), s.Now)
}

// Shifts returns the policies that can be escaped in more or fewer accounts after
// the edits, those that can no longer be escaped first.
func (c *Change) Shifts() []Shift {
	applying := map[model.AccountID][]model.PolicyID{}
	for _, g := range c.then.groups {
		for _, a := range g.accounts {
			applying[a] = g.policies
		}
	}
	byPolicy := map[model.PolicyID]*Shift{}
	of := func(h *Hole) *Shift {
		if byPolicy[h.Policy] == nil {
			byPolicy[h.Policy] = &Shift{Name: h.Name, Whole: c.covers(h.Policy)}
		}
		return byPolicy[h.Policy]
	}
	for _, h := range c.now.Holes() {
		for _, a := range h.Accounts {
			if slices.Contains(applying[a], h.Policy) {
				of(&h).Now++
			}
		}
	}
	for _, h := range c.then.Holes() {
		of(&h).Then = len(h.Accounts)
	}
	var out []Shift
	for _, s := range byPolicy {
		if s.Now != s.Then {
			out = append(out, *s)
		}
	}
	slices.SortFunc(out, func(a, b Shift) int {
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
