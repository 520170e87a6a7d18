package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"deputy/model"
	"deputy/model/catalog"
)

// The ranks of a match, the best first. Within fuzzy matches, the tighter ranks
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

// fold brings a text into the form in which it is compared: character by
// character in small letters, so that positions stay.
func fold(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return strings.Map(unicode.ToLower, s)
		}
	}
	return strings.ToLower(s)
}

// letters is a set of characters, several of which may share a place: a text
// that lacks a place of a word cannot hold the word's characters.
type letters uint64

func lettersOf(s string) letters {
	var set letters
	for _, c := range s {
		set |= 1 << (uint32(c) % 64)
	}
	return set
}

// rank tells how well an entry fits all words; 0 if one of them is not found.
func (x *Index) rank(e *indexed, words []word) int {
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

// rank tells how well an entry below a path fits one word.
func (e *indexed) rank(w *word, path string) int {
	switch at := strings.Index(e.hay, w.text); {
	case at < 0:
	case at < len(e.name):
		return rankIn(e.name, w.text)
	case e.id == w.text:
		return rankWholeID
	case strings.HasPrefix(e.id, w.text):
		return rankIDPrefix
	case at < len(e.name)+1+len(e.id):
		return rankID
	default:
		return rankOther
	}
	switch {
	case w.slash && e.hit.Node != "" && strings.HasPrefix(e.name, w.base) && strings.HasSuffix(path, w.dir):
		return rankWord
	case e.hit.Node != "" && w.on[e.path]:
		return rankPath
	case w.letters&^e.letters != 0:
		return 0
	}
	if n := spread(e.name, w.text); n >= 0 {
		return rankFuzzy - min(n, rankFuzzy-1)
	}
	return 0
}

// rankIn tells how well a word stands in a name; 0 if not at all.
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

// next finds the place of w behind the one at a position; -1 if there is none.
func next(name, w string, at int) int {
	_, n := utf8.DecodeRuneInString(name[at:])
	if i := strings.Index(name[at+n:], w); i >= 0 {
		return at + n + i
	}
	return -1
}

// spread tells how many characters too many the tightest run of the name has
// that holds the word's characters in order; -1 if it does not, or is so loose
// that nobody would see the word in it.
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

// run finds the characters of w in order in the name, and makes the run as
// short as it can be from its end backwards. It gives -1 if they are not there.
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

// litIn gives the characters of a name that a word lights, counted from 0; nil
// if the word is not in the name.
func litIn(name, w string) []int {
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

// Find gives the place that a whole ID or ARN names: a node, a policy, a
// service principal, or the account of any other ARN. It tells false if the
// reading does not have it.
func (x *Index) Find(text string) (Hit, bool) {
	text = strings.TrimSpace(text)
	id := text
	if arn, err := model.ParseARN(text); err == nil {
		id = arn.Resource[strings.LastIndexByte(arn.Resource, '/')+1:]
		if arn.Service != "organizations" {
			id = arn.Account
		}
	}
	if n := x.r.Node(model.NodeID(id)); n != nil {
		return Hit{Node: n.ID, Kind: kindWord(n.Kind), Name: n.Name}, true
	}
	if p := x.r.Policy(model.PolicyID(id)); p != nil {
		return Hit{Policy: p.ID, Kind: policyWord(p.Type), Name: p.Name}, true
	}
	if s, ok := catalog.ByPrincipal(model.Principal(id)); ok {
		return Hit{Service: s.ID, Kind: "service", Name: s.Name}, true
	}
	return Hit{}, false
}
