package solver

import (
	"cmp"
	"encoding/binary"
	"slices"
	"unicode"
)

// placesMost bounds the work of textsOf: how many places it looks at.
const placesMost = 100_000

// textsOf returns one text for every set of the patterns that a text can match
// together, also for the empty set. It visits all states of an automaton of the
// patterns; complete is false if that took too long.
func textsOf(patterns []Pattern) (texts []string, complete bool) {
	type node struct {
		state state
		text  string
	}
	a := automaton(patterns)
	start := a.start()
	queue, seen, matched := []node{{start, ""}}, map[string]bool{start.key(): true}, map[string]bool{}
	looks := 0
	for i := 0; i < len(queue); i++ {
		n := queue[i]
		if set := a.matched(n.state); !matched[set] {
			matched[set] = true
			texts = append(texts, n.text)
		}
		for _, c := range a.alphabet(n.state) {
			if looks += len(n.state) + 1; looks > placesMost {
				return texts, false
			}
			next := a.step(n.state, c)
			key := next.key()
			if seen[key] {
				continue
			}
			seen[key] = true
			queue = append(queue, node{next, n.text + string(c)})
		}
	}
	return texts, true
}

// automaton reads text with all patterns at once.
type automaton []Pattern

// place is a place in a pattern: before the atom of that index.
type place struct{ pattern, atom int32 }

// state is the places that the text so far leads to, in order. Of each pattern
// it leaves out those before the last Run that has been reached: whatever text
// can follow there can follow the Run too.
type state []place

// key returns a text that only equal states share.
func (s state) key() string {
	var b []byte
	for _, p := range s {
		b = binary.LittleEndian.AppendUint32(b, uint32(p.pattern))
		b = binary.LittleEndian.AppendUint32(b, uint32(p.atom))
	}
	return string(b)
}

func (a automaton) start() state {
	var s state
	for i := range a {
		s = a.reach(s, place{int32(i), 0})
	}
	return a.normalize(s)
}

// at returns the atom behind a place; false at the end of the pattern.
func (a automaton) at(p place) (Atom, bool) {
	if int(p.atom) == len(a[p.pattern]) {
		return Atom{}, false
	}
	return a[p.pattern][p.atom], true
}

// reach adds a place, and those behind runs that match nothing.
func (a automaton) reach(s state, p place) state {
	s = append(s, p)
	for x, ok := a.at(p); ok && (x.Kind == Run || x.Kind == RunBut); x, ok = a.at(p) {
		p.atom++
		s = append(s, p)
	}
	return s
}

// normalize brings the places in order, each once, without those that a Run
// makes superfluous.
func (a automaton) normalize(s state) state {
	slices.SortFunc(s, func(p, q place) int { return cmp.Or(cmp.Compare(p.pattern, q.pattern), cmp.Compare(p.atom, q.atom)) })
	s = slices.Compact(s)
	out := s[:0]
	first := 0 // in out, of the current pattern
	for i, p := range s {
		if i == 0 || s[i-1].pattern != p.pattern {
			first = len(out)
		}
		if x, ok := a.at(p); ok && x.Kind == Run {
			out = out[:first]
		}
		out = append(out, p)
	}
	return out
}

// matched returns, as a key, the patterns that match the text so far.
func (a automaton) matched(s state) string {
	var ends state
	for _, p := range s {
		if _, ok := a.at(p); !ok {
			ends = append(ends, p)
		}
	}
	return ends.key()
}

// step reads one character.
func (a automaton) step(s state, c rune) state {
	var next state
	for _, p := range s {
		x, ok := a.at(p)
		switch {
		case !ok:
		case x.Kind == Run, x.Kind == RunBut && c != x.Char:
			next = a.reach(next, p)
		case x.takes(c):
			next = a.reach(next, place{p.pattern, p.atom + 1})
		}
	}
	return a.normalize(next)
}

// takes reports whether an atom for one character matches it.
func (x Atom) takes(c rune) bool {
	switch x.Kind {
	case One:
		return true
	case OneBut:
		return c != x.Char
	case Char:
		return x.Char == c || x.Fold && unicode.ToLower(c) == x.Char
	default:
		return false
	}
}

// alphabet returns the characters that a state distinguishes, and one that stands
// for all others.
func (a automaton) alphabet(s state) []rune {
	var out []rune
	add := func(c rune) {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for _, p := range s {
		switch x, _ := a.at(p); {
		case x.Kind == Char && x.Fold:
			for _, c := range spellings(x.Char) {
				add(c)
			}
		case x.Kind == Char, x.Kind == RunBut, x.Kind == OneBut:
			add(x.Char)
		}
	}
	other := 'x'
	for slices.Contains(out, other) {
		other++
	}
	return append(out, other)
}

// spellings returns the characters whose lower case is the given one.
func spellings(lower rune) []rune {
	out := []rune{lower}
	for c := unicode.SimpleFold(lower); c != lower; c = unicode.SimpleFold(c) {
		if unicode.ToLower(c) == lower {
			out = append(out, c)
		}
	}
	if lower == 'i' {
		out = append(out, 'İ')
	}
	return out
}
