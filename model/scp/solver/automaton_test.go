package solver

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
)

// matches is a matcher as one writes it first.
func (p Pattern) matches(text []rune) bool {
	if len(p) == 0 {
		return len(text) == 0
	}
	a := p[0]
	if a.Kind == Run || a.Kind == RunBut {
		return p[1:].matches(text) || len(text) > 0 && (a.Kind == Run || text[0] != a.Char) && p.matches(text[1:])
	}
	return len(text) > 0 && p[1:].matches(text[1:]) &&
		(a.Kind == One || a.Kind == OneBut && text[0] != a.Char || a.Kind == Char && (text[0] == a.Char || a.Fold && unicode.ToLower(text[0]) == a.Char))
}

// matchedBy returns which patterns match a text.
func matchedBy(patterns []Pattern, text string) string {
	var b strings.Builder
	for _, p := range patterns {
		fmt.Fprint(&b, p.matches([]rune(text)), " ")
	}
	return b.String()
}

// Every set of patterns that some text matches has a text among those found.
func TestTextsOfStandForAll(t *testing.T) {
	random := rand.New(rand.NewPCG(2026, 11))
	for range 300 {
		patterns := make([]Pattern, 1+random.IntN(4))
		for i := range patterns {
			for range random.IntN(5) {
				a := Atom{Kind: Char + Kind(random.IntN(5)), Char: []rune("akx")[random.IntN(3)]}
				a.Fold = a.Kind == Char && random.IntN(2) == 0
				patterns[i] = append(patterns[i], a)
			}
		}
		found, complete := textsOf(patterns)
		if !complete {
			t.Fatalf("%v takes too long", patterns)
		}
		sets := map[string]bool{}
		for _, text := range found {
			sets[matchedBy(patterns, text)] = true
		}
		texts := []string{""}
		for i := 0; i < len(texts) && len(texts[i]) < 4; i++ {
			for _, c := range "akAK\u212axy" { // with the Kelvin sign
				texts = append(texts, texts[i]+string(c))
			}
		}
		for _, text := range texts {
			if !sets[matchedBy(patterns, text)] {
				t.Fatalf("%v: nothing in %q stands for %q", patterns, found, text)
			}
		}
		if len(sets) != len(found) {
			t.Errorf("%v: of %q two are alike", patterns, found)
		}
	}
}

// A pattern matches its example, and only equal patterns share a key.
func TestPattern(t *testing.T) {
	keys := map[string]bool{}
	for _, p := range []Pattern{
		nil,
		{{Kind: Run}},
		{{Kind: One}, {Kind: Char, Char: 'a'}},
		{{Kind: OneBut, Char: ':'}, {Kind: RunBut, Char: ':'}},
		{{Kind: Char, Char: 'a'}},
		{{Kind: Char, Char: 'a', Fold: true}},
		{{Kind: Char, Char: 'i', Fold: true}},
	} {
		if keys[p.key()] {
			t.Errorf("%v has the key of another", p)
		}
		keys[p.key()] = true
		if text := p.example(); !p.matches([]rune(text)) {
			t.Errorf("%v does not match its example %q", p, text)
		}
	}
	if found, complete := textsOf([]Pattern{{{Kind: Char, Char: 'i', Fold: true}}}); !complete || len(found) != 2 {
		t.Errorf("an i in either case is told from all else by %q", found)
	}
}
