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
	f := &filling{request: r.Clone()}
	possible, sure := solver.Solve(f.goals(avoid, need))
	if possible && sure {
		way = f.request
	}
	return way, possible
}

// Demand is what a request that leaves something open is to be filled in for: that
// no statement of Avoid matches and, of each list of Need, at least one does.
type Demand struct {
	Avoid   []*Statement
	Need    [][]*Statement
	Request *Request
}

// PossibleTogether reports whether what several requests leave open can be filled
// in so that each meets its demand, with the same values in all of them of the keys,
// in lower case, that are shared. No is always sure, as that of Possible.
func PossibleTogether(demands []Demand, shared func(key string) bool) bool {
	var goals []solver.Goal
	same := &[]*openKey{}
	for _, d := range demands {
		f := &filling{request: d.Request.Clone(), shared: shared, same: same}
		avoid := slices.DeleteFunc(slices.Clone(d.Avoid), f.mixes)
		need := slices.DeleteFunc(slices.Clone(d.Need), func(list []*Statement) bool { return slices.ContainsFunc(list, f.mixes) })
		goals = append(goals, f.goals(avoid, need)...)
	}
	possible, _ := solver.Solve(goals)
	return possible
}

// Refill fills in what a request leaves open as a way of Possible did for a
// request like it. It returns nil where that does not do what Possible is asked
// for, which says nothing about other ways.
func Refill(way *Request, avoid []*Statement, need [][]*Statement, r *Request) *Request {
	filled := r.Clone()
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
	shared  func(key string) bool // nil for none
	same    *[]*openKey           // the shared keys of all requests
}

// mixes reports whether a statement compares a shared key with policy variables,
// whose keys may not be shared: the solver tries values of a key once for all
// requests.
func (f *filling) mixes(s *Statement) bool {
	return slices.ContainsFunc(s.rule.tests, func(t test) bool { return t.refs && f.shared(t.key) })
}

func (f *filling) goals(avoid []*Statement, need [][]*Statement) []solver.Goal {
	goals := make([]solver.Goal, 0, len(avoid)+len(need))
	for _, s := range avoid {
		goals = append(goals, f.goal(true, s))
	}
	for _, list := range need {
		goals = append(goals, f.goal(false, list...))
	}
	return goals
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
	keys := &f.keys
	if key != "" && f.shared != nil && f.shared(key) {
		keys = f.same
	}
	if i := slices.IndexFunc(*keys, func(k *openKey) bool { return k.key == key }); i >= 0 {
		k := (*keys)[i]
		if k.request != f.request && !slices.Contains(k.others, f.request) {
			k.others = append(k.others, f.request)
		}
		return k
	}
	k := &openKey{request: f.request, key: key, entry: e}
	if key == "" {
		k.form = f.request.resource.form
	}
	*keys = append(*keys, k)
	return k
}
