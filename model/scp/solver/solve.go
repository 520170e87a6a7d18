package solver

import "slices"

// A search makes at most effort comparisons. Evaluating a statement counts as
// overhead of them beside its own.
const (
	effort   = 4_000_000
	overhead = 160
)

// Slot is something that is left open and can be filled in.
type Slot interface {
	// Domain describes what values of the slot are compared with.
	Domain() Domain
	// Fill sets the values of the slot; without any it is absent. It reports whether
	// the slot can have these values at all.
	Fill(values ...string) bool
	// Clear leaves the slot open again.
	Clear()
	// Outcomes returns what each test of the slot says of its values, a byte for
	// each test.
	Outcomes() string
}

// Statement is what matches or does not, depending on slots.
type Statement struct {
	// Match evaluates the statement with the slots as they are filled in. What
	// depends on open slots is not known.
	Match func() (matches, known bool)
	// Cost is how many comparisons Match makes at most.
	Cost int
	// Slots are those that the statement tests.
	Slots []Slot
}

// Goal is that at least one of some statements matches or, with None, that
// none of them does.
type Goal struct {
	Statements []*Statement
	None       bool
}

// Solve reports whether the slots of the goals' statements can be filled in so
// that all goals are met. No is always sure. Yes is not where a goal depends on
// a slot for which there are no candidates, or where the search takes too long.
// After a sure yes the slots hold a solution, as far as one is needed; the
// others are open.
func Solve(goals []Goal) (possible, sure bool) {
	s := &search{left: effort}
	for _, g := range goals {
		for _, statement := range g.Statements {
			s.add(statement.Slots)
		}
	}
	possible = s.solve(goals)
	return possible, !possible || !s.unsure
}

// search is one call of Solve.
type search struct {
	slots  []*slot
	filled []*slot // in the order in which they were filled in
	left   int     // of the effort
	unsure bool    // something was left open that the answer may depend on
}

func (s *search) add(slots []Slot) {
	for _, x := range slots {
		if !slices.ContainsFunc(s.slots, func(known *slot) bool { return known.Slot == x }) {
			s.slots = append(s.slots, &slot{Slot: x, left: &s.left})
		}
	}
}

// solve reports whether all goals can be met together. Those that share no open
// slot are solved apart.
func (s *search) solve(goals []Goal) bool {
	var parts []part
	for _, g := range goals {
		rest, met, known := s.evaluate(g)
		switch {
		case !known:
			parts = join(parts, part{[]Goal{rest}, s.openSlots(rest)})
		case !met:
			return false
		}
	}
	if s.left < 0 {
		s.unsure = true
		return true
	}
	return !slices.ContainsFunc(parts, func(p part) bool { return !s.fill(p) })
}

// evaluate reports whether a goal is met. While that is not known, rest is the
// goal with the statements that are still undecided.
func (s *search) evaluate(g Goal) (rest Goal, met, known bool) {
	rest.None = g.None
	matched := false
	for _, statement := range g.Statements {
		s.left -= overhead + statement.Cost
		matches, decided := statement.Match()
		if !decided {
			rest.Statements = append(rest.Statements, statement)
		}
		matched = matched || matches
	}
	known = matched || len(rest.Statements) == 0
	return rest, known && matched != g.None, known
}

// openSlots returns the slots that are still open in a goal and can be filled.
func (s *search) openSlots(g Goal) []*slot {
	var out []*slot
	for _, x := range s.slots {
		if !x.incomplete && !slices.Contains(s.filled, x) && x.testedBy(g) {
			out = append(out, x)
		}
	}
	return out
}

// part is goals that depend on the same slots.
type part struct {
	goals []Goal
	slots []*slot
}

// join adds a part, together with all that share a slot with it.
func join(parts []part, p part) []part {
	apart := parts[:0]
	for _, o := range parts {
		if !slices.ContainsFunc(o.slots, func(x *slot) bool { return slices.Contains(p.slots, x) }) {
			apart = append(apart, o)
			continue
		}
		for _, x := range p.slots {
			if !slices.Contains(o.slots, x) {
				o.slots = append(o.slots, x)
			}
		}
		p = part{append(o.goals, p.goals...), o.slots}
	}
	return append(apart, p)
}

// fill tries the candidates of one slot of a part. A slot whose candidates are
// not all known stays open once the known ones have failed. What meets the
// goals stays filled in.
func (s *search) fill(p part) bool {
	if len(p.slots) == 0 {
		s.unsure = true
		return true
	}
	x := slices.MaxFunc(p.slots, func(a, b *slot) int { return p.goalsWith(a) - p.goalsWith(b) })
	before := len(s.filled)
	for stage := range stages {
		candidates, complete := x.candidates(stage)
		if !complete {
			x.incomplete = true
			return s.solve(p.goals)
		}
		for _, c := range candidates {
			x.Fill(c...)
			s.filled = append(s.filled, x)
			if s.solve(p.goals) {
				return true
			}
			for _, y := range s.filled[before:] {
				y.Clear()
			}
			s.filled = s.filled[:before]
		}
	}
	return false
}

// goalsWith returns how many goals test a slot.
func (p *part) goalsWith(x *slot) int {
	n := 0
	for _, g := range p.goals {
		if x.testedBy(g) {
			n++
		}
	}
	return n
}
