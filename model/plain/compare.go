package plain

import (
	"slices"

	"deputy/model"
	"deputy/model/verdict"
)

// CompareWhatIf holds a node as it is (A) beside the same node as it would be (B).
func CompareWhatIf(f *verdict.WhatIf, id model.NodeID, t model.PolicyType) Comparison {
	return compare(f.Now, id, f.Then, id, t)
}

// Comparison holds two nodes side by side for one policy type.
type Comparison struct {
	A, B   model.NodeID
	Type   model.PolicyType
	Levels []LevelPair
	OnlyA  []Restriction // what A alone is forbidden, by consequence
	OnlyB  []Restriction
	Both   []Shared
	NoteA  string // why nothing binds A, and B
	NoteB  string
}

// Shared is a restriction of both sides with the line that says so on each. Of
// a line that one side has only in a broader one, the broader line of the other
// side stands beside it, and once more among what is only there.
type Shared struct{ A, B Restriction }

// Elsewhere tells that the two sides have it from different statements or
// levels.
func (s *Shared) Elsewhere() bool {
	return !slices.EqualFunc(s.A.Sources, s.B.Sources, func(a, b verdict.Reason) bool {
		return a.Level == b.Level && a.Policy == b.Policy && a.Index == b.Index
	})
}

// LevelPair is a level of each side: as deep as each other, but for the nodes
// themselves, which are a pair. A side without such a level is nil.
type LevelPair struct {
	A, B  *model.Level
	OnlyA []model.PolicyID // attached at A's level alone, in its order
	OnlyB []model.PolicyID
	Both  []model.PolicyID
}

// Differs tells whether the level of one side carries what that of the other
// does not, or whether that is not known.
func (p *LevelPair) Differs() bool {
	unsure := func(l *model.Level) bool { return l != nil && !l.Status.Known() }
	return len(p.OnlyA)+len(p.OnlyB) > 0 || unsure(p.A) || unsure(p.B)
}

// Compare tells which policies of a type two nodes differ in, level by level,
// and what only one of them is forbidden. Lines that mean the same count as one
// wherever they come from, and what a broader line of the other side implies is
// no difference.
func Compare(r *model.Reading, a, b model.NodeID, t model.PolicyType) Comparison {
	return compare(r, a, r, b, t)
}

// compare does so for nodes of two readings, of which one may be the other
// under a hypothesis.
func compare(now *model.Reading, a model.NodeID, then *model.Reading, b model.NodeID, t model.PolicyType) Comparison {
	left, right := RestrictionsAt(now, a, t), RestrictionsAt(then, b, t)
	c := Comparison{A: a, B: b, Type: t, NoteA: left.Note, NoteB: right.Note}
	for i := range left.Lines {
		if by := within(&left.Lines[i], right.Lines); by != nil {
			c.Both = append(c.Both, Shared{left.Lines[i], *by})
		} else {
			c.OnlyA = append(c.OnlyA, left.Lines[i])
		}
	}
	for i := range right.Lines {
		if by := within(&right.Lines[i], left.Lines); by == nil {
			c.OnlyB = append(c.OnlyB, right.Lines[i])
		} else if by.identity() != right.Lines[i].identity() {
			c.Both = append(c.Both, Shared{*by, right.Lines[i]})
		}
	}
	c.Levels = pairLevels(now.Ladder(a, t).Levels, then.Ladder(b, t).Levels)
	return c
}

// identity is equal for lines that say the same.
func (l *Restriction) identity() string {
	if l.Kind == NotKnown {
		return "unknown\x02" + l.Sentence
	}
	return l.key
}

// within finds the line among others that forbids all that l does: one that
// says the same before a broader one.
func within(l *Restriction, others []Restriction) *Restriction {
	for i := range others {
		if others[i].identity() == l.identity() {
			return &others[i]
		}
	}
	for i := range others {
		if others[i].implies(l) {
			return &others[i]
		}
	}
	return nil
}

// implies tells whether the line surely forbids all that another one does. It
// may miss a case; it never finds one that is none.
func (l *Restriction) implies(o *Restriction) bool {
	switch {
	case l.Kind == Forbidden && o.Kind == Forbidden:
		return l.meanings[0].covers(&o.meanings[0])
	case l.Kind == NotAllowed && o.Kind == Forbidden:
		return !slices.ContainsFunc(l.meanings, func(m meaning) bool { return !m.actionsApart(&o.meanings[0]) })
	case l.Kind == NotAllowed && o.Kind == NotAllowed:
		return !slices.ContainsFunc(l.meanings, func(m meaning) bool {
			return !slices.ContainsFunc(o.meanings, func(n meaning) bool { return n.covers(&m) })
		})
	default:
		return false
	}
}

func pairLevels(a, b []model.Level) []LevelPair {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	depth := max(len(a), len(b)) - 1
	pairs := make([]LevelPair, 0, depth+1)
	at := func(levels []model.Level, i int) *model.Level {
		if i < len(levels)-1 {
			return &levels[i]
		}
		return nil
	}
	for i := range depth {
		pairs = append(pairs, newLevelPair(at(a, i), at(b, i)))
	}
	return append(pairs, newLevelPair(&a[len(a)-1], &b[len(b)-1]))
}

func newLevelPair(a, b *model.Level) LevelPair {
	p := LevelPair{A: a, B: b}
	var left, right []model.PolicyID
	if a != nil {
		left = a.Policies
	}
	if b != nil {
		right = b.Policies
	}
	for _, id := range left {
		if slices.Contains(right, id) {
			p.Both = append(p.Both, id)
		} else {
			p.OnlyA = append(p.OnlyA, id)
		}
	}
	for _, id := range right {
		if !slices.Contains(left, id) {
			p.OnlyB = append(p.OnlyB, id)
		}
	}
	return p
}
