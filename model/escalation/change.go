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
type Change struct{ now, then *Survey }

// NewChange returns the survey of what edits change. Next does the work.
func NewChange(w *verdict.WhatIf) *Change {
	touched := w.Edits.Touched()
	touched = slices.DeleteFunc(touched, func(id model.NodeID) bool { // It is below another one.
		above := w.Then.Path(id)
		return len(above) > 0 && slices.ContainsFunc(above[:len(above)-1], func(n *model.Node) bool { return slices.Contains(w.Edits.Touched(), n.ID) })
	})
	if len(touched) == 0 {
		return &Change{&Survey{}, &Survey{}}
	}
	return &Change{NewSurvey(w.Now, touched...), NewSurvey(w.Then, touched...)}
}

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

// Shift is a policy that can be escaped in more or fewer accounts than before.
type Shift struct {
	Name      string
	Now, Then int // accounts, of those that the edits can affect
}

// Sentence returns what becomes of the finding.
func (s Shift) Sentence() string {
	switch {
	case s.Then == 0:
		return fmt.Sprintf("%s can no longer be escaped: the finding is gone (%s now)", s.Name, phrase.Count(s.Now, "account"))
	case s.Now == 0:
		return fmt.Sprintf("%s can be escaped in %s", s.Name, phrase.Count(s.Then, "account"))
	}
	return fmt.Sprintf("%s can be escaped in %s instead of %d", s.Name, phrase.Count(s.Then, "account"), s.Now)
}

// Shifts returns the policies that can be escaped in more or fewer accounts after
// the edits, those that can no longer be escaped first. A policy that no longer
// applies anywhere counts as one that can no longer be escaped.
func (c *Change) Shifts() []Shift {
	byPolicy := map[model.PolicyID]*Shift{}
	of := func(h *Hole) *Shift {
		if byPolicy[h.Policy] == nil {
			byPolicy[h.Policy] = &Shift{Name: h.Name}
		}
		return byPolicy[h.Policy]
	}
	for _, h := range c.now.Holes() {
		of(&h).Now = len(h.Accounts)
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
