package scp

import (
	"cmp"
	"encoding/binary"
	"slices"
	"unicode"
)

// placesMost bounds the work of cells: how many places it looks at.
const placesMost = 100_000

// cells gives one text for every set of the words that texts can match
// together, no word at all included; false if not all of them, since that
// would take too long. It walks through all states in which an automaton of the
// words can be.
func cells(words []word) (texts []string, whole bool) {
	type node struct {
		state state
		text  string
	}
	start := automaton(words).start()
	queue, seen, told := []node{{start, ""}}, map[string]bool{start.key(): true}, map[string]bool{}
	looks := 0
	for i := 0; i < len(queue); i++ {
		n := queue[i]
		if matched := automaton(words).matched(n.state); !told[matched] {
			told[matched] = true
			texts = append(texts, n.text)
		}
		for _, c := range automaton(words).alphabet(n.state) {
			if looks += len(n.state) + 1; looks > placesMost {
				return texts, false
			}
			next := automaton(words).step(n.state, c)
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

// automaton reads text with all words at once.
type automaton []word

// place is a place in a word: before the atom of that index.
type place struct{ word, atom int32 }

// state is the places that the text so far leads to, in order. Of each word,
// those before the last * that has been reached are left out: from there every
// continuation is possible that is possible from them.
type state []place

func (s state) key() string {
	var b []byte
	for _, p := range s {
		b = binary.LittleEndian.AppendUint32(b, uint32(p.word))
		b = binary.LittleEndian.AppendUint32(b, uint32(p.atom))
	}
	return string(b)
}

func (a automaton) start() state {
	var s state
	for i := range a {
		s = a.reach(s, place{int32(i), 0})
	}
	return a.tidy(s)
}

// reach adds a place, and those behind runs that match nothing.
func (a automaton) reach(s state, p place) state {
	s = append(s, p)
	for w := a[p.word]; int(p.atom) < len(w) && (w[p.atom].kind == anyRun || w[p.atom].kind == partRun); {
		p.atom++
		s = append(s, p)
	}
	return s
}

// tidy brings the places in order, each once.
func (a automaton) tidy(s state) state {
	slices.SortFunc(s, func(p, q place) int { return cmp.Or(cmp.Compare(p.word, q.word), cmp.Compare(p.atom, q.atom)) })
	s = slices.Compact(s)
	out := s[:0]
	first := 0 // in out, of the word at hand
	for i, p := range s {
		if i == 0 || s[i-1].word != p.word {
			first = len(out)
		}
		if int(p.atom) < len(a[p.word]) && a[p.word][p.atom].kind == anyRun {
			out = out[:first]
		}
		out = append(out, p)
	}
	return out
}

// matched tells which words match the text so far.
func (a automaton) matched(s state) string {
	var at state
	for _, p := range s {
		if int(p.atom) == len(a[p.word]) {
			at = append(at, p)
		}
	}
	return at.key()
}

// step reads one character.
func (a automaton) step(s state, c rune) state {
	var next state
	for _, p := range s {
		if int(p.atom) == len(a[p.word]) {
			continue
		}
		switch x := a[p.word][p.atom]; x.kind {
		case anyRun:
			next = a.reach(next, p)
		case partRun:
			if c != x.char {
				next = a.reach(next, p)
			}
		case anyOne:
			next = a.reach(next, place{p.word, p.atom + 1})
		case partOne:
			if c != x.char {
				next = a.reach(next, place{p.word, p.atom + 1})
			}
		default:
			if x.char == c || x.fold && unicode.ToLower(c) == x.char {
				next = a.reach(next, place{p.word, p.atom + 1})
			}
		}
	}
	return a.tidy(next)
}

// alphabet gives the characters that a state tells apart, and one that stands
// for all others.
func (a automaton) alphabet(s state) []rune {
	var out []rune
	add := func(c rune) {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for _, p := range s {
		if int(p.atom) == len(a[p.word]) {
			continue
		}
		switch x := a[p.word][p.atom]; {
		case x.kind == partRun || x.kind == partOne:
			add(x.char)
		case x.kind == literal && x.fold:
			for _, c := range spellings(x.char) {
				add(c)
			}
		case x.kind == literal:
			add(x.char)
		}
	}
	other := 'x'
	for slices.Contains(out, other) {
		other++
	}
	return append(out, other)
}

// spellings are the characters whose lower case is the given one.
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
