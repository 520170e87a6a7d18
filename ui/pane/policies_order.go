package pane

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"deputy/model"
	"deputy/model/lint"
	"deputy/ui/widget"
)

// policyRows is all policies in an order; by name, SCPs and RCPs come before those
// of each other type.
type policyRows struct {
	env      *Env
	rows     []*model.Policy
	order    policyOrder
	sortedBy policyOrder // what rows are sorted by
	asOf     uint64
	reaches  map[model.PolicyID]int // accounts, as of reached
	reached  uint64
}

// policyOrder is a column that policies are sorted by.
type policyOrder uint8

// The orders, in the sequence in which the user turns through them.
const (
	policiesByNothing policyOrder = iota
	policiesByName
	policiesBySize
	policiesByAttached
	policiesByReach
	policiesByProblems
)

// policyOrders is the names of the columns, in the sequence of policyOrder.
var policyOrders = []string{"", "name", "size", "attached", "accounts", "problems"}

// update collects and sorts the rows if necessary, and reports whether they
// changed.
func (s *policyRows) update() bool {
	r := s.env.Reading
	asOf := 1 + r.Generation(model.PartPolicies) + r.Generation(model.PartRoots)
	switch s.order {
	case policiesBySize, policiesByProblems:
		asOf += r.Generation(model.PartDocument)
	case policiesByAttached:
		asOf += r.Generation(model.PartTargets)
	case policiesByReach:
		asOf += r.Generation(model.PartTargets) + r.Generation(model.PartAccounts) + r.Generation(model.PartOUs)
	case policiesByNothing, policiesByName:
	}
	if asOf == s.asOf && s.order == s.sortedBy {
		return false
	}
	s.asOf, s.sortedBy, s.rows = asOf, s.order, s.rows[:0]
	for _, t := range slices.Concat(model.Evaluated(), r.ManagementTypes()) {
		s.rows = append(s.rows, r.Policies(t)...)
	}
	if key := s.sortKey(); key != nil {
		keys := make(map[model.PolicyID]int, len(s.rows))
		for _, p := range s.rows {
			keys[p.ID] = key(p.ID)
		}
		slices.SortStableFunc(s.rows, func(a, b *model.Policy) int { return cmp.Compare(keys[b.ID], keys[a.ID]) })
	}
	return true
}

// typeWidth returns the width of the column of types.
func (s *policyRows) typeWidth() int {
	width := 5
	for _, t := range s.env.Reading.ManagementTypes() {
		width = max(width, min(14, widget.Width(widget.Clean(shortType(t)))+2))
	}
	return width
}

// sortKey returns the number that a policy is sorted by, the largest first; nil
// for the order by name.
func (s *policyRows) sortKey() func(model.PolicyID) int {
	switch s.order {
	case policiesBySize:
		return s.size
	case policiesByAttached:
		return func(id model.PolicyID) int { return len(s.targets(id)) }
	case policiesByReach:
		return s.reach
	case policiesByProblems:
		return func(id model.PolicyID) int {
			d := s.env.policySummary(id)
			if d == nil {
				return -1
			}
			errors, warnings, hints := lint.Count(d.problems())
			return 1_000_000*errors + 1000*warnings + hints
		}
	default:
		return nil
	}
}

// size returns the number of characters of a policy's text; -1 while there is
// no text.
func (s *policyRows) size(id model.PolicyID) int {
	d, _ := s.env.Reading.Document(id)
	if d.Text == "" && d.Taken.IsZero() {
		return -1
	}
	return utf8.RuneCountInString(d.Text)
}

// targets returns the nodes that a policy is attached to.
func (s *policyRows) targets(id model.PolicyID) []model.NodeID {
	targets, _ := s.env.Reading.Targets(id)
	return targets
}

// reach returns the number of accounts that a policy applies to, counted once
// for each change of the tree or the attachments.
func (s *policyRows) reach(id model.PolicyID) int {
	r := s.env.Reading
	asOf := r.Generation(model.PartTargets) + r.Generation(model.PartAccounts) + r.Generation(model.PartOUs)
	if s.reaches == nil || asOf != s.reached {
		s.reaches, s.reached = map[model.PolicyID]int{}, asOf
	}
	n, ok := s.reaches[id]
	if !ok {
		n = r.Reach(id)
		s.reaches[id] = n
	}
	return n
}
