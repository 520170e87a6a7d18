package search

import (
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/iam"
)

// Index is what can be found in a reading. It does not change when the reading
// does: make another one then.
type Index struct {
	r        *model.Reading
	entries  []entry
	paths    []string // folded paths of roots and OUs, joined by slashes; the first is empty
	tagged   int      // nodes and policies whose tags were read
	taggable int      // nodes and policies

	pathOf map[model.NodeID]int // a root's or OU's index in paths
	nodes  []*model.Node        // not entered yet
	whole  bool                 // everything is entered
}

// entry is one thing that can be found: its name, and the other texts that find
// it.
type entry struct {
	hit     Hit
	name    string // folded
	id      string // folded
	text    string // folded: name, ID and others, one a line
	others  []string
	letters uint64 // iam.Letters of the name
	parent  model.NodeID
	path    int // of the parent, in the index's paths
}

// NewIndex returns an index of what a reading knows: nodes, policies, services
// and the tags that were read.
func NewIndex(r *model.Reading) *Index {
	x := BeginIndex(r)
	for done := false; !done; {
		done = x.Next(r.NodeCount() + 1)
	}
	return x
}

// BeginIndex returns an index without entries. Next enters what NewIndex does, a
// part at a time; what is entered can be found meanwhile.
func BeginIndex(r *model.Reading) *Index {
	return &Index{r: r, paths: []string{""}}
}

// begin collects the nodes to enter, and the paths of OUs.
func (x *Index) begin() {
	x.entries = make([]entry, 0, x.r.NodeCount()+len(catalog.Services()))
	x.nodes, x.pathOf = make([]*model.Node, 0, x.r.NodeCount()), map[model.NodeID]int{}
	for n := range x.r.Nodes() {
		x.nodes = append(x.nodes, n)
		if n.Kind != model.KindAccount {
			x.pathOf[n.ID] = len(x.paths)
			x.paths = append(x.paths, fold(strings.ReplaceAll(x.r.PathName(n.ID), " / ", "/")))
		}
	}
}

// Next enters so many more nodes, or else all policies and services, and reports
// whether the index is whole. The reading may change in between.
func (x *Index) Next(nodes int) (whole bool) {
	if x.whole {
		return true
	}
	if x.pathOf == nil {
		x.begin()
		return false
	}
	if len(x.nodes) == 0 {
		x.addPolicies()
		x.addServices()
		x.whole, x.pathOf, x.nodes = true, nil, nil
		return true
	}
	most := min(nodes, len(x.nodes))
	for _, n := range x.nodes[:most] {
		if n.Kind == model.KindUnknown {
			continue // It is gone since.
		}
		e := entry{hit: Hit{Node: n.ID, Kind: kindWord(n.Kind), Name: n.Name}, id: string(n.ID), parent: n.Parent, path: x.pathOf[n.Parent]}
		e.addText(n.Email)
		x.addTags(&e, string(n.ID))
		x.add(e)
	}
	x.nodes = x.nodes[most:]
	return false
}

// Len returns how many entries there are.
func (x *Index) Len() int { return len(x.entries) }

// addPolicies adds the SCPs and RCPs.
func (x *Index) addPolicies() {
	for _, t := range model.Evaluated() {
		for _, p := range x.r.Policies(t) {
			e := entry{hit: Hit{Policy: p.ID, Kind: t.Abbreviation(), Name: p.Name}, id: fold(string(p.ID))}
			e.addText(p.Description)
			x.addTags(&e, string(p.ID))
			x.add(e)
		}
	}
}

// addServices adds the services of the catalogue, and the principals that it
// does not have.
func (x *Index) addServices() {
	for _, row := range delegation.Table(x.r) {
		e := entry{hit: Hit{Kind: "service", Name: row.Name}, id: fold(row.ID)}
		if row.Service != nil {
			e.hit.Service = row.Service.ID
			e.addText(row.Service.Covers)
		} else {
			e.hit.Principal = row.Principals[0]
		}
		for _, p := range row.Principals {
			e.addText(string(p))
		}
		x.add(e)
	}
}

// add adds an entry.
func (x *Index) add(e entry) {
	e.name = fold(e.hit.Name)
	e.letters = iam.Letters(e.name)
	if len(e.others) == 0 {
		e.text = e.name + "\n" + e.id
	} else {
		e.text = e.name + "\n" + e.id + "\n" + fold(strings.Join(e.others, "\n"))
	}
	x.entries = append(x.entries, e)
}

// kindWord returns the word for a kind of node.
func kindWord(k model.NodeKind) string {
	switch k {
	case model.KindRoot:
		return "root"
	case model.KindOU:
		return "OU"
	default:
		return "account"
	}
}

// addText makes the entry be found by a text.
func (e *entry) addText(text string) {
	if text != "" {
		e.others = append(e.others, text)
	}
}

// addTags makes the entry be found by the tags of a node or policy.
func (x *Index) addTags(e *entry, target string) {
	x.taggable++
	tags, read := x.r.KnownTags(target)
	if read {
		x.tagged++
	}
	for _, t := range tags {
		e.addText(t.Key + "=" + t.Value)
	}
}

// Tagged returns how many nodes and policies have had their tags read, and how
// many there are. Tags that were not read are not found.
func (x *Index) Tagged() (read, all int) { return x.tagged, x.taggable }
