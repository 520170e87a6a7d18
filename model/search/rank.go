package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The ranks of a match, the best first. Among fuzzy matches, the tighter one ranks
// higher.
const (
	rankWholeID   = 1000
	rankWholeName = 900
	rankPrefix    = 800
	rankWord      = 700 // a word of the name begins with it
	rankInside    = 600
	rankOther     = 500 // in an e-mail address, a principal or a tag
	rankIDPrefix  = 480
	rankID        = 450
	rankPath      = 350
	rankFuzzy     = 300
)

// rank returns how well an entry fits all words; 0 if a word is not found.
func (x *Index) rank(e *entry, words []word) int {
	sum := 0
	for i := range words {
		r := e.rank(&words[i], x.paths[e.path])
		if r == 0 {
			return 0
		}
		sum += r
	}
	return sum / len(words)
}

// rank returns how well an entry below a path fits one word; 0 if not at all.
func (e *entry) rank(w *word, path string) int {
	switch at := strings.Index(e.text, w.text); {
	case at < 0:
	case at < len(e.name()):
		return rankIn(e.name(), w.text)
	case e.id() == w.text:
		return rankWholeID
	case strings.HasPrefix(e.id(), w.text):
		return rankIDPrefix
	case at < len(e.name())+1+len(e.id()):
		return rankID
	default:
		return rankOther
	}
	switch {
	case w.slash && e.isNode() && strings.HasPrefix(e.name(), w.base) && strings.HasSuffix(path, w.dir):
		return rankWord
	case e.isNode() && w.paths[e.path]:
		return rankPath
	case w.letters&^e.letters != 0:
		return 0
	}
	if n := spread(e.name(), w.text); n >= 0 {
		return rankFuzzy - min(n, rankFuzzy-1)
	}
	return 0
}

// rankIn returns how well a word fits a name that contains it; 0 if the name
// does not.
func rankIn(name, w string) int {
	at := strings.Index(name, w)
	switch {
	case at < 0:
		return 0
	case len(name) == len(w):
		return rankWholeName
	case at == 0:
		return rankPrefix
	}
	for ; at >= 0; at = next(name, w, at) {
		if before, _ := utf8.DecodeLastRuneInString(name[:at]); !unicode.IsLetter(before) && !unicode.IsDigit(before) {
			return rankWord
		}
	}
	return rankInside
}

// next returns the position of w after the one at a position; -1 if there is
// none.
func next(name, w string, at int) int {
	_, n := utf8.DecodeRuneInString(name[at:])
	if i := strings.Index(name[at+n:], w); i >= 0 {
		return at + n + i
	}
	return -1
}

// spread returns how many characters lie between those of the word in the
// shortest part of the name that has them in order. It is -1 if there is no
// such part, or if nobody would recognize the word in it.
func spread(name, w string) int {
	from, to := run(name, w)
	if from < 0 {
		return -1
	}
	extra := utf8.RuneCountInString(name[from:to]) - utf8.RuneCountInString(w)
	if extra > 3+2*utf8.RuneCountInString(w) {
		return -1
	}
	return extra
}

// run returns a part of the name that has the characters of w in order, and
// shortens it from its end backwards; -1 if there is none.
func run(name, w string) (from, to int) {
	rest := w
	for i, c := range name {
		r, n := utf8.DecodeRuneInString(rest)
		if c != r {
			continue
		}
		if rest = rest[n:]; rest == "" {
			to = i + utf8.RuneLen(c)
			break
		}
	}
	if to <= 0 {
		return -1, -1
	}
	from, rest = to, w
	for rest != "" {
		c, n := utf8.DecodeLastRuneInString(name[:from])
		from -= n
		if r, m := utf8.DecodeLastRuneInString(rest); r == c {
			rest = rest[:len(rest)-m]
		}
	}
	return from, to
}

// matchedIn returns the positions of a name's characters that match a word,
// counted from 0; nil if none do.
func matchedIn(name, w string) []int {
	var lit []int
	if at := strings.Index(name, w); at >= 0 {
		first := utf8.RuneCountInString(name[:at])
		for i := range utf8.RuneCountInString(w) {
			lit = append(lit, first+i)
		}
		return lit
	}
	if spread(name, w) < 0 {
		return nil
	}
	from, to := run(name, w)
	at, rest := utf8.RuneCountInString(name[:from]), w
	for _, c := range name[from:to] {
		if r, n := utf8.DecodeRuneInString(rest); r == c {
			lit, rest = append(lit, at), rest[n:]
		}
		at++
	}
	return lit
}
