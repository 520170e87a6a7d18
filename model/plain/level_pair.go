package plain

import (
	"slices"

	"deputy/model"
)

// LevelPair is a level of each side at the same depth. The nodes themselves are
// a pair whatever their depths. A side without such a level is nil.
type LevelPair struct {
	A, B  *model.Level
	OnlyA []model.PolicyID // attached at A's level only, in its order
	OnlyB []model.PolicyID
	Both  []model.PolicyID
}

// Differs reports whether the two levels have different policies, or whether
// one of them is not fully known.
func (p *LevelPair) Differs() bool {
	unsure := func(l *model.Level) bool { return l != nil && !l.Status.Known() }
	return len(p.OnlyA)+len(p.OnlyB) > 0 || unsure(p.A) || unsure(p.B)
}

// pairLevels pairs the levels of two ladders by depth, and their last ones with
// each other.
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

// newLevelPair compares the policies of two levels, one of which may be nil.
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
