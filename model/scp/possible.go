package scp

import "slices"

// effort bounds a search: how many comparisons it makes. A look at a statement
// counts as some of them beside its own.
const (
	effort = 4_000_000
	look   = 160
)

// Possible tells whether there is a way to fill in what the request leaves
// open so that no statement of avoid matches and, of each list of need, at
// least one does. None of the statements may be broken. The way is the request
// filled in as far as it takes; it serves to ask more statements of, to which
// values that it has may stay open.
//
// It tries values for one open key after the other, of which each stands for
// all that the statements cannot tell apart. No is sure. Yes is, unless the
// answer turns on what a policy variable makes of an open key, on one key
// compared in different families (as text and as a number), on several values
// where AWS leaves undefined what follows, or takes more than four million
// comparisons. A key without set operators is taken to have one value at most.
// There is no way given back where yes is not sure: nothing can be asked of it.
func Possible(avoid []*Statement, need [][]*Statement, r *Request) (way *Request, possible bool) {
	s := &search{request: r.Clone(), left: effort}
	goal := make([]wish, 0, len(avoid)+len(need))
	for _, a := range avoid {
		goal = append(goal, wish{[]*Statement{a}, true})
	}
	for _, n := range need {
		goal = append(goal, wish{n, false})
	}
	for _, w := range goal {
		for _, statement := range w.statements {
			s.meet(statement)
		}
	}
	if possible = s.possible(goal); possible && !s.doubtful {
		way = s.request
	}
	return way, possible
}

// wish is that none of its statements matches, or that at least one does.
type wish struct {
	statements []*Statement
	none       bool
}

// search is one call of Possible.
type search struct {
	request  *Request
	subjects []*subject
	trail    []*subject // that are filled in, in that order
	left     int        // of the effort
	doubtful bool       // something was left open that may bear on it
}

// meet makes subjects of what the request leaves open in a statement.
func (s *search) meet(statement *Statement) {
	if s.request.resource.Presence() == Open && statement.Resource.Given() {
		x := s.subject("", &entry{presence: Open})
		x.resources = append(x.resources, statement)
	}
	for i := range statement.rule.tests {
		t := &statement.rule.tests[i]
		if e := s.request.lookup(t.key); e.presence == Open {
			x := s.subject(t.key, e)
			x.tests = append(x.tests, t)
		}
	}
}

func (s *search) subject(key string, open *entry) *subject {
	for _, x := range s.subjects {
		if x.key == key {
			return x
		}
	}
	x := &subject{key: key, open: open, left: &s.left}
	s.subjects = append(s.subjects, x)
	return x
}

// possible tells whether all wishes can come true together. Those that share
// nothing open are taken apart.
func (s *search) possible(wishes []wish) bool {
	var parts []part
	for _, w := range wishes {
		switch left, outcome := s.outcome(w); outcome {
		case False:
			return false
		case Unknown:
			parts = join(parts, part{[]wish{left}, s.turnsOn(left)})
		default:
		}
	}
	if s.left < 0 {
		s.doubtful = true
		return true
	}
	return !slices.ContainsFunc(parts, func(p part) bool { return !s.fill(p) })
}

// outcome is what has become of a wish, with the statements that are open.
func (s *search) outcome(w wish) (wish, Truth) {
	left, outcome := wish{none: w.none}, False
	for _, statement := range w.statements {
		s.left -= look + statement.rule.weight
		match := statement.match(s.request)
		if match == Unknown {
			left.statements = append(left.statements, statement)
		}
		outcome = max(outcome, match)
	}
	return left, outcome.negate(w.none)
}

// turnsOn are the subjects that are still open in a wish.
func (s *search) turnsOn(w wish) []*subject {
	var out []*subject
	for _, x := range s.subjects {
		if !x.dull && !slices.Contains(s.trail, x) && slices.ContainsFunc(w.statements, x.bears) {
			out = append(out, x)
		}
	}
	return out
}

// part is wishes that turn on the same subjects.
type part struct {
	wishes   []wish
	subjects []*subject
}

// join adds a part, together with all that share a subject with it.
func join(parts []part, p part) []part {
	apart := parts[:0]
	for _, o := range parts {
		if !slices.ContainsFunc(o.subjects, func(x *subject) bool { return slices.Contains(p.subjects, x) }) {
			apart = append(apart, o)
			continue
		}
		for _, x := range p.subjects {
			if !slices.Contains(o.subjects, x) {
				o.subjects = append(o.subjects, x)
			}
		}
		p = part{append(o.wishes, p.wishes...), o.subjects}
	}
	return append(apart, p)
}

// fill tries one subject of a part, with likely samples before all others.
// Where not all are known the subject stays open. What makes the wishes come
// true stays filled in.
func (s *search) fill(p part) bool {
	if len(p.subjects) == 0 {
		s.doubtful = true
		return true
	}
	x := slices.MaxFunc(p.subjects, func(a, b *subject) int { return p.weight(a) - p.weight(b) })
	before := len(s.trail)
	for stage := range stages {
		samples, known := x.samples(s.request, stage)
		if !known {
			x.dull = true
			return s.possible(p.wishes)
		}
		for _, sample := range samples {
			x.put(s.request, sample)
			s.trail = append(s.trail, x)
			if s.possible(p.wishes) {
				return true
			}
			for _, y := range s.trail[before:] {
				y.clear(s.request)
			}
			s.trail = s.trail[:before]
		}
	}
	return false
}

// weight is in how many wishes a subject bears.
func (p *part) weight(x *subject) int {
	n := 0
	for _, w := range p.wishes {
		if slices.ContainsFunc(w.statements, x.bears) {
			n++
		}
	}
	return n
}
