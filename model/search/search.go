package search

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/delegation"
)

// Hit is something that a search found. One of Node, Policy, Service and
// Principal is set: the place that it opens.
type Hit struct {
	Node      model.NodeID
	Policy    model.PolicyID
	Service   model.ServiceID
	Principal model.Principal // for principals that the catalogue does not know

	Kind  string // what it is in one word: account, OU, SCP, service
	Name  string
	Lit   []int  // the characters of Name that matched, counted from 0
	Where string // the path of a node, or what else places it
	By    string // what matched besides the name, such as an e-mail address or a tag

	rank int
}

// Index is what can be searched of a reading at one moment. It does not change
// when the reading does; make a new one then.
type Index struct {
	r        *model.Reading
	entries  []indexed
	paths    []string // folded paths of roots and units, joined by slashes; the first is empty
	tagged   int      // nodes and policies whose tags were read
	taggable int      // nodes and policies
}

// indexed is one thing that can be found: its name, and what else finds it.
type indexed struct {
	hit    Hit
	name   string // folded
	id     string // folded
	hay    string // folded: name, ID and others, one a line
	others []string
	letters
	parent model.NodeID
	path   int // of the parent, in the index's paths
}

// NewIndex makes the index of what a reading knows now: nodes, policies,
// services and the tags that were read.
func NewIndex(r *model.Reading) *Index {
	x := &Index{r: r, paths: []string{""}, entries: make([]indexed, 0, r.NodeCount()+len(catalog.Services()))}
	at := map[model.NodeID]int{}
	for n := range r.Nodes() {
		if n.Kind != model.KindAccount {
			at[n.ID] = len(x.paths)
			x.paths = append(x.paths, fold(strings.ReplaceAll(r.PathName(n.ID), " / ", "/")))
		}
	}
	for n := range r.Nodes() {
		e := indexed{hit: Hit{Node: n.ID, Kind: kindWord(n.Kind), Name: n.Name}, id: string(n.ID), parent: n.Parent, path: at[n.Parent]}
		e.add(n.Email)
		x.tags(&e, string(n.ID))
		x.enter(e)
	}
	for _, t := range model.Evaluated() {
		for _, p := range r.Policies(t) {
			e := indexed{hit: Hit{Policy: p.ID, Kind: policyWord(t), Name: p.Name}, id: fold(string(p.ID))}
			e.add(p.Description)
			x.tags(&e, string(p.ID))
			x.enter(e)
		}
	}
	x.services()
	return x
}

// Only leaves in the index what is wanted.
func (x *Index) Only(want func(*Hit) bool) {
	x.entries = slices.DeleteFunc(x.entries, func(e indexed) bool { return !want(&e.hit) })
}

// services enters the services of the catalogue and the principals that it does
// not know.
func (x *Index) services() {
	for _, row := range delegation.Table(x.r) {
		e := indexed{hit: Hit{Kind: "service", Name: row.Name}, id: fold(row.ID)}
		if row.Service != nil {
			e.hit.Service = row.Service.ID
			e.add(row.Service.Covers)
		} else {
			e.hit.Principal = row.Principals[0]
		}
		for _, p := range row.Principals {
			e.add(string(p))
		}
		x.enter(e)
	}
}

// enter takes an entry in.
func (x *Index) enter(e indexed) {
	e.name = fold(e.hit.Name)
	e.letters = lettersOf(e.name)
	if len(e.others) == 0 {
		e.hay = e.name + "\n" + e.id
	} else {
		e.hay = e.name + "\n" + e.id + "\n" + fold(strings.Join(e.others, "\n"))
	}
	x.entries = append(x.entries, e)
}

// kindWord gives the word for a kind of node.
func kindWord(k model.Kind) string {
	switch k {
	case model.KindRoot:
		return "root"
	case model.KindUnit:
		return "OU"
	default:
		return "account"
	}
}

func policyWord(t model.PolicyType) string {
	if t == model.ResourceControlPolicy {
		return "RCP"
	}
	return "SCP"
}

// add makes the entry be found by a text.
func (e *indexed) add(text string) {
	if text != "" {
		e.others = append(e.others, text)
	}
}

// tags makes the entry be found by the tags of a target.
func (x *Index) tags(e *indexed, target string) {
	x.taggable++
	tags, read := x.r.ReadTags(target)
	if read {
		x.tagged++
	}
	for _, t := range tags {
		e.add(t.Key + "=" + t.Value)
	}
}

// Tagged tells of how many nodes and policies the tags were read, and how many
// there are: tags that were not read are not found.
func (x *Index) Tagged() (read, all int) { return x.tagged, x.taggable }

// Search gives what fits a query best, at most limit hits. Every word of the
// query must be found: in the name, also with letters left out, in the ID, the
// path, an e-mail address, a service principal or a tag. Words with a slash are
// looked for in paths. It gives nothing for an empty query.
func (x *Index) Search(query string, limit int) []Hit {
	words := x.words(query)
	if len(words) == 0 || limit <= 0 {
		return nil
	}
	best := &hitHeap{}
	for i := range x.entries {
		rank := x.rank(&x.entries[i], words)
		if rank == 0 {
			continue
		}
		c := candidate{rank, &x.entries[i]}
		switch {
		case best.Len() < limit:
			heap.Push(best, c)
		case c.before((*best)[0]):
			(*best)[0] = c
			heap.Fix(best, 0)
		}
	}
	slices.SortFunc(*best, func(a, b candidate) int { return compareCandidates(a, b) })
	hits := make([]Hit, best.Len())
	for i, c := range *best {
		hits[i] = x.show(c, words)
	}
	return hits
}

// word is a word of a query.
type word struct {
	text      string // folded
	slash     bool   // it names a path:
	dir, base string // what is before its last slash, and behind
	letters
	on []bool // which paths of the index hold it
}

// words cuts a query into words. A path may be written with blanks around its
// slashes.
func (x *Index) words(query string) []word {
	var words []word
	for _, text := range strings.Fields(strings.ReplaceAll(fold(query), " / ", "/")) {
		w := word{text: text, letters: lettersOf(text), on: make([]bool, len(x.paths))}
		if at := strings.LastIndexByte(text, '/'); at >= 0 {
			w.slash, w.dir, w.base = true, text[:at], text[at+1:]
		}
		for i, path := range x.paths {
			w.on[i] = strings.Contains(path, text)
		}
		words = append(words, w)
	}
	return words
}

// candidate is an entry that fits a query.
type candidate struct {
	rank  int
	entry *indexed
}

// compareCandidates orders the better one first: by rank, then the shorter
// name, then by name and ID.
func compareCandidates(a, b candidate) int {
	return cmp.Or(
		cmp.Compare(b.rank, a.rank), cmp.Compare(len(a.entry.name), len(b.entry.name)),
		cmp.Compare(a.entry.name, b.entry.name), cmp.Compare(a.entry.id, b.entry.id))
}

func (c candidate) before(d candidate) bool { return compareCandidates(c, d) < 0 }

// hitHeap keeps the worst candidate on top, to be replaced.
type hitHeap []candidate

func (h hitHeap) Len() int { return len(h) }

func (h hitHeap) Less(i, j int) bool { return h[j].before(h[i]) }

func (h hitHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push and Pop serve container/heap.
func (h *hitHeap) Push(c any) {
	if one, ok := c.(candidate); ok {
		*h = append(*h, one)
	}
}

// Pop takes the last one off.
func (h *hitHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// show fills in what a screen shows of a candidate.
func (x *Index) show(c candidate, words []word) Hit {
	h, e := c.entry.hit, c.entry
	h.rank = c.rank
	switch {
	case h.Node != "":
		h.Where = x.r.PathName(e.parent)
	case h.Policy != "":
		h.Where = string(h.Policy)
	default:
		h.Where = e.id
	}
	for _, w := range words {
		if strings.Contains(e.name, w.text) || !strings.Contains(e.hay, w.text) && !w.on[e.path] {
			h.Lit = append(h.Lit, litIn(e.name, w.text)...)
			continue
		}
		for _, text := range e.others {
			if strings.Contains(fold(text), w.text) {
				h.By = text
				break
			}
		}
	}
	slices.Sort(h.Lit)
	h.Lit = slices.Compact(h.Lit)
	return h
}
