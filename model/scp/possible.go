package scp

import (
	"slices"

	"deputy/model/scp/solver"
)

// Possible reports whether what the request leaves open can be filled in so
// that no statement of avoid matches and, of each list of need, at least one
// does. No statement may be broken. The way is the request filled in, as far as
// that takes; it serves to ask further statements of, for which values that it
// has may count as open.
//
// No is always sure. Yes is sure unless the answer depends on what a policy
// variable makes of an open key, on one key compared in different families (as
// text and as a number), or on several values where AWS leaves undefined what
// follows, or unless the search is cut short after four million comparisons.
// There is no way where yes is not sure. A key without set operators is taken
// to have one value at most.
//
// Package solver explains how values for open keys are found.
func Possible(avoid []*Statement, need [][]*Statement, r *Request) (way *Request, possible bool) {
	f := &filling{request: r.clone()}
	goals := make([]solver.Goal, 0, len(avoid)+len(need))
	for _, s := range avoid {
		goals = append(goals, f.goal(true, s))
	}
	for _, list := range need {
		goals = append(goals, f.goal(false, list...))
	}
	possible, sure := solver.Solve(goals)
	if possible && sure {
		way = f.request
	}
	return way, possible
}

// Refill fills in what a request leaves open as a way of Possible did for a
// request like it. It returns nil where that does not do what Possible is asked
// for, which says nothing about other ways.
func Refill(way *Request, avoid []*Statement, need [][]*Statement, r *Request) *Request {
	filled := r.clone()
	if r.resource.Presence() == Open {
		filled.resource = way.resource
	}
	for key, e := range way.keys {
		if own := r.lookup(key); own.presence == Open && own.allows(e) {
			filled.keys[key] = e
		}
	}
	matches := func(s *Statement) bool { return s.match(filled) == True }
	if slices.ContainsFunc(avoid, func(s *Statement) bool { return s.match(filled) != False }) ||
		slices.ContainsFunc(need, func(list []*Statement) bool { return !slices.ContainsFunc(list, matches) }) {
		return nil
	}
	return filled
}

// filling is a request whose open keys are being filled in.
type filling struct {
	request *Request
	keys    []*openKey
}

func (f *filling) goal(none bool, statements ...*Statement) solver.Goal {
	g := solver.Goal{None: none, Statements: make([]*solver.Statement, 0, len(statements))}
	for _, s := range statements {
		g.Statements = append(g.Statements, &solver.Statement{
			Cost:  s.rule.cost,
			Slots: f.slots(s),
			Match: func() (matches, known bool) {
				match := s.match(f.request)
				return match == True, match != Unknown
			},
		})
	}
	return g
}

// slots are what the request leaves open of what a statement tests.
func (f *filling) slots(s *Statement) []solver.Slot {
	var out []solver.Slot
	if f.request.resource.Presence() == Open && s.Resource.Given() {
		k := f.open("", &entry{presence: Open})
		k.resources = append(k.resources, s)
		out = append(out, k)
	}
	for i := range s.rule.tests {
		t := &s.rule.tests[i]
		if e := f.request.lookup(t.key); e.presence == Open {
			k := f.open(t.key, e)
			k.tests = append(k.tests, t)
			out = append(out, k)
		}
	}
	return out
}

func (f *filling) open(key string, e *entry) *openKey {
	if i := slices.IndexFunc(f.keys, func(k *openKey) bool { return k.key == key }); i >= 0 {
		return f.keys[i]
	}
	k := &openKey{request: f.request, key: key, entry: e}
	if key == "" {
		k.form = f.request.resource.form
	}
	f.keys = append(f.keys, k)
	return k
}
