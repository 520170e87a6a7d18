package search

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/phrase"
)

// Hit is something that a search found. One of Node, Policy, Service and
// Principal is set: the place that the hit opens.
type Hit struct {
	Node      model.NodeID
	Policy    model.PolicyID
	Service   model.ServiceID
	Principal model.Principal // for one that the catalogue does not have

	Kind        string // what it is in one word: account, OU, SCP, service
	Name        string
	Matched     []int  // the characters of Name that matched, counted from 0
	Where       string // the path of a node, or what else places it
	MatchedText string // what matched besides the name, such as an e-mail address or a tag

	rank int
}

// Search returns at most limit hits for a query, the best first. Every word of
// the query must be found: in the name, also with letters left out, in the ID,
// the path, an e-mail address, a service principal or a tag. Words with a slash
// are looked for in paths. An empty query has no hits.
func (x *Index) Search(query string, limit int) []Hit { return x.SearchFor(query, limit, nil) }

// SearchFor returns what Search does, of those hits only that are wanted; nil
// wants all.
func (x *Index) SearchFor(query string, limit int, want func(*Hit) bool) []Hit {
	words := x.words(query)
	if len(words) == 0 || limit <= 0 {
		return nil
	}
	found := best[candidate]{most: limit, compare: compareCandidates}
	for i := range x.entries {
		rank := x.rank(&x.entries[i], words)
		if rank == 0 {
			continue
		}
		if want != nil {
			if h := x.entries[i].hit(); !want(&h) {
				continue
			}
		}
		found.add(candidate{rank, &x.entries[i]})
	}
	hits := make([]Hit, len(found.all))
	for i, c := range found.all {
		hits[i] = x.hit(c, words)
	}
	return hits
}

// word is a word of a query.
type word struct {
	text      string // folded
	slash     bool   // it names a path
	dir, base string // what is before and after its last slash
	letters   uint64 // iam.Letters of text
	paths     []bool // which paths of the index contain it
}

// words returns the words of a query. A path may have blanks around its
// slashes.
func (x *Index) words(query string) []word {
	var words []word
	for _, text := range strings.Fields(strings.ReplaceAll(phrase.Fold(query), " / ", "/")) {
		w := word{text: text, letters: iam.Letters(text), paths: make([]bool, len(x.paths))}
		if at := strings.LastIndexByte(text, '/'); at >= 0 {
			w.slash, w.dir, w.base = true, text[:at], text[at+1:]
		}
		for i, path := range x.paths {
			w.paths[i] = strings.Contains(path, text)
		}
		words = append(words, w)
	}
	return words
}

// candidate is an entry that fits a query.
type candidate struct {
	rank  int
	entry *entry
}

// compareCandidates orders candidates, the better one first: by rank, then the
// shorter name, then by name and ID.
func compareCandidates(a, b candidate) int {
	return cmp.Or(
		cmp.Compare(b.rank, a.rank), cmp.Compare(a.entry.nameEnd, b.entry.nameEnd),
		cmp.Compare(a.entry.name(), b.entry.name()), cmp.Compare(a.entry.id(), b.entry.id()))
}

// hit returns a candidate as a screen shows it.
func (x *Index) hit(c candidate, words []word) Hit {
	h, e := c.entry.hit(), c.entry
	h.rank = c.rank
	switch {
	case h.Node != "":
		if n := x.r.Node(h.Node); n != nil {
			h.Where = x.r.PathName(n.Parent)
		}
	case h.Policy != "":
		h.Where = string(h.Policy)
	default:
		h.Where = e.id()
	}
	for _, w := range words {
		if strings.Contains(e.name(), w.text) || !strings.Contains(e.text, w.text) && !w.paths[e.path] {
			h.Matched = append(h.Matched, matchedIn(e.name(), w.text)...)
			continue
		}
		for _, text := range x.others(e) {
			if strings.Contains(phrase.Fold(text), w.text) {
				h.MatchedText = text
				break
			}
		}
	}
	slices.Sort(h.Matched)
	h.Matched = slices.Compact(h.Matched)
	return h
}
