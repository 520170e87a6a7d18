package search

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/iam"
	"deputy/model/phrase"
)

// Index is what can be found in a reading. It does not change when the reading
// does: make another one then.
type Index struct {
	r        *model.Reading
	entries  []entry
	paths    []string            // folded paths of roots and OUs, joined by slashes; the first is empty
	services map[string][]string // the other texts that find a service, by its ID
	tagged   int                 // nodes and policies whose tags were read
	taggable int                 // nodes and policies

	pathOf map[model.NodeID]int // a root's or OU's index in paths
	nodes  []*model.Node        // not entered yet
	whole  bool                 // everything is entered

	named map[string]int32 // the entry of the account with a folded name or e-mail address; nil until Account asks
}

// entry is one thing that can be found. There is one for every account, so it is
// small.
type entry struct {
	of      string // the ID of what it opens
	title   string
	text    string // folded: name, ID and others, one a line; of an account the e-mail address is the first
	letters uint64 // iam.Letters of the name
	nameEnd int32  // in text
	idEnd   int32  // in text
	path    int32  // of the parent, in the index's paths
	kind    found
}

// found is what an entry opens.
type found uint8

const (
	foundRoot found = iota
	foundOU
	foundAccount
	foundSCP
	foundRCP
	foundService
	foundPrincipal
	foundOtherPolicy
)

// foundWords says what each is in one word.
var foundWords = []string{"root", "OU", "account", "SCP", "RCP", "service", "service", "policy"}

// name and id return the folded name and ID.
func (e *entry) name() string { return e.text[:e.nameEnd] }
func (e *entry) id() string   { return e.text[e.nameEnd+1 : e.idEnd] }

// mail returns the folded e-mail address of an account.
func (e *entry) mail() string {
	mail, _, _ := strings.Cut(e.text[e.idEnd+1:], "\n")
	return mail
}

// isNode reports whether the entry opens a node.
func (e *entry) isNode() bool { return e.kind <= foundAccount }

// hit returns what the entry opens.
func (e *entry) hit() Hit {
	h := Hit{Kind: foundWords[e.kind], Name: e.title}
	switch e.kind {
	case foundSCP, foundRCP, foundOtherPolicy:
		h.Policy = model.PolicyID(e.of)
	case foundService:
		h.Service = model.ServiceID(e.of)
	case foundPrincipal:
		h.Principal = model.Principal(e.of)
	default:
		h.Node = model.NodeID(e.of)
	}
	return h
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
			x.paths = append(x.paths, phrase.Fold(strings.ReplaceAll(x.r.PathName(n.ID), " / ", "/")))
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
		x.countTags(string(n.ID))
		e := entry{of: string(n.ID), title: n.Name, kind: foundOf(n.Kind), path: int32(x.pathOf[n.Parent])}
		x.add(e, string(n.ID), x.others(&e))
	}
	x.nodes = x.nodes[most:]
	return false
}

// Len returns how many entries there are.
func (x *Index) Len() int { return len(x.entries) }

// addPolicies adds the policies.
func (x *Index) addPolicies() {
	for _, t := range slices.Concat(model.Evaluated(), x.r.ManagementTypes()) {
		for _, p := range x.r.Policies(t) {
			x.countTags(string(p.ID))
			e := entry{of: string(p.ID), title: p.Name, kind: foundSCP}
			switch {
			case t == model.ResourceControlPolicy:
				e.kind = foundRCP
			case t.IsManagement():
				e.kind = foundOtherPolicy
			}
			x.add(e, string(p.ID), x.others(&e))
		}
	}
}

// addServices adds the services of the catalogue, and the principals that it
// does not have.
func (x *Index) addServices() {
	x.services = map[string][]string{}
	for _, row := range delegation.Table(x.r) {
		e := entry{title: row.Name, kind: foundPrincipal}
		var texts []string
		if row.Service != nil {
			e.of, e.kind = string(row.Service.ID), foundService
			texts = append(texts, row.Service.Covers)
		} else {
			e.of = string(row.Principals[0])
		}
		for _, p := range row.Principals {
			texts = append(texts, string(p))
		}
		x.services[e.of] = texts
		x.add(e, row.ID, x.others(&e))
	}
}

// add adds an entry that is found by its title, an ID and other texts.
func (x *Index) add(e entry, id string, others []string) {
	name := phrase.Fold(e.title)
	id = phrase.Fold(id)
	e.letters = iam.Letters(name)
	e.nameEnd, e.idEnd = int32(len(name)), int32(len(name)+1+len(id))
	if e.text = name + "\n" + id; len(others) > 0 {
		e.text += "\n" + phrase.Fold(strings.Join(others, "\n"))
	}
	x.entries = append(x.entries, e)
}

// foundOf returns what a kind of node is.
func foundOf(k model.NodeKind) found {
	switch k {
	case model.KindRoot:
		return foundRoot
	case model.KindOU:
		return foundOU
	default:
		return foundAccount
	}
}

// others returns the texts that find an entry besides its name and ID. They are
// looked up again for what is shown, since there are many.
func (x *Index) others(e *entry) []string {
	var texts []string
	switch e.kind {
	case foundService, foundPrincipal:
		texts = slices.Clone(x.services[e.of])
	case foundSCP, foundRCP, foundOtherPolicy:
		if p := x.r.Policy(model.PolicyID(e.of)); p != nil {
			texts = append(texts, p.Description)
		}
	default:
		if n := x.r.Node(model.NodeID(e.of)); n != nil {
			texts = append(texts, n.Email)
		}
	}
	tags, _ := x.r.KnownTags(e.of)
	for _, t := range tags {
		texts = append(texts, t.Key+"="+t.Value)
	}
	return texts
}

// countTags counts a node or policy, and whether its tags were read.
func (x *Index) countTags(target string) {
	x.taggable++
	if _, read := x.r.KnownTags(target); read {
		x.tagged++
	}
}

// Tagged returns how many nodes and policies have had their tags read, and how
// many there are. Tags that were not read are not found.
func (x *Index) Tagged() (read, all int) { return x.tagged, x.taggable }
