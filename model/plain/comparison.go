package plain

import (
	"slices"

	"deputy/model"
	"deputy/model/verdict"
)

// CompareWhatIf compares a node before an edit (A) with the same node after it
// (B).
func CompareWhatIf(f *verdict.WhatIf, id model.NodeID, t model.PolicyType) Comparison {
	return compareReadings(f.Now, id, f.Then, id, t)
}

// Comparison is what two nodes differ in for one policy type.
type Comparison struct {
	A, B   model.NodeID
	Type   model.PolicyType
	Levels []LevelPair
	OnlyA  []Restriction // what only A is forbidden, most consequential first
	OnlyB  []Restriction
	Both   []Shared
	NoteA  string // why no policy applies to A; empty if they do
	NoteB  string // the same for B
}

// Shared is a restriction that both sides have, with the line that says so on
// each. If one side has it only as part of a broader line, that broader line
// stands here, and again among what only that side has.
type Shared struct{ A, B Restriction }

// DifferentSources reports whether the two sides have the restriction from
// different statements or levels.
func (s *Shared) DifferentSources() bool {
	return !slices.EqualFunc(s.A.Sources, s.B.Sources, func(a, b verdict.Reason) bool {
		return a.Level == b.Level && a.Policy == b.Policy && a.Index == b.Index
	})
}

// Compare compares two nodes: which policies of a type are attached level by
// level, and what only one of them is forbidden. Lines with the same meaning
// count as equal wherever they come from, and what a broader line of the other
// side implies is no difference.
func Compare(r *model.Reading, a, b model.NodeID, t model.PolicyType) Comparison {
	return compareReadings(r, a, r, b, t)
}

// compareReadings compares nodes of two readings, which may be the same one.
func compareReadings(now *model.Reading, a model.NodeID, then *model.Reading, b model.NodeID, t model.PolicyType) Comparison {
	left, right := RestrictionsAt(now, a, t), RestrictionsAt(then, b, t)
	c := Comparison{A: a, B: b, Type: t, NoteA: left.Note, NoteB: right.Note}
	for i := range left.Lines {
		if by := findImplying(&left.Lines[i], right.Lines); by != nil {
			c.Both = append(c.Both, Shared{left.Lines[i], *by})
		} else {
			c.OnlyA = append(c.OnlyA, left.Lines[i])
		}
	}
	for i := range right.Lines {
		if by := findImplying(&right.Lines[i], left.Lines); by == nil {
			c.OnlyB = append(c.OnlyB, right.Lines[i])
		} else if by.identity() != right.Lines[i].identity() {
			c.Both = append(c.Both, Shared{*by, right.Lines[i]})
		}
	}
	c.Levels = pairLevels(now.Ladder(a, t), then.Ladder(b, t))
	return c
}

// identity returns a text that is equal for lines that say the same.
func (l *Restriction) identity() string {
	if l.Kind == NotKnown {
		return "unknown\x02" + l.Sentence
	}
	return l.key
}

// findImplying returns the line that forbids all that l does, preferably one
// that says the same; nil if there is none.
func findImplying(l *Restriction, others []Restriction) *Restriction {
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

// implies reports whether the line certainly forbids all that another one does.
// It may miss a case but is never wrong about one it reports.
func (l *Restriction) implies(o *Restriction) bool {
	switch {
	case l.Kind == Forbidden && o.Kind == Forbidden:
		return l.meanings[0].covers(&o.meanings[0])
	case l.Kind == NotAllowed && o.Kind == Forbidden:
		return !slices.ContainsFunc(l.meanings, func(m meaning) bool { return !m.actionsDisjoint(&o.meanings[0]) })
	case l.Kind == NotAllowed && o.Kind == NotAllowed:
		return !slices.ContainsFunc(l.meanings, func(m meaning) bool {
			return !slices.ContainsFunc(o.meanings, func(n meaning) bool { return n.covers(&m) })
		})
	default:
		return false
	}
}
