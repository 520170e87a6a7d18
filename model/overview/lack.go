package overview

import (
	"cmp"

	"deputy/model"
	"deputy/model/plain"
)

// Lack is accounts without guardrails that most of their siblings have: those of an
// OU, or some that are directly in it.
type Lack struct {
	Node     model.NodeID
	Direct   bool           // only Some and others directly in the node
	Some     []model.NodeID // if Direct, the first few of the accounts
	Accounts int
	Topics   []plain.Topic
	Among    model.NodeID // where most accounts have them
	Have, Of int          // how many of its accounts have the rarest of them
}

// Most accounts have a guardrail if this share of them has, of a few at least.
const (
	mostOf, mostIn = 2, 3
	fewest         = 3
)

// Lacking returns the accounts without guardrails that most of their siblings have,
// the largest group first.
func (o *Overview) Lacking() []Lack { return o.lacking }

// findLacking finds, for each topic, the topmost nodes in which most accounts have
// it, and in these the nodes whose accounts all lack it.
func (o *Overview) findLacking(r *model.Reading) []Lack {
	l := lackFinder{Overview: o, at: map[lackKey]int{}}
	for _, t := range o.topics {
		for root := range r.Roots() {
			l.look(r.TreeNode(root.ID), t, 0)
		}
	}
	model.SortStable(l.found, func(a, b Lack) int {
		return cmp.Or(cmp.Compare(b.Accounts, a.Accounts), byName(r)(a.Node, b.Node))
	})
	return l.found
}

// lackFinder collects what accounts lack.
type lackFinder struct {
	*Overview
	found []Lack
	at    map[lackKey]int
}

// lackKey is what lacks are joined by.
type lackKey struct {
	node, among model.NodeID
	group       int // of the node's direct accounts; -1 for the whole node
}

// look looks for the topmost nodes in which most accounts have a topic.
func (l *lackFinder) look(e *model.TreeNode, t plain.Topic, depth int) {
	n := l.nodes[e.ID]
	switch {
	case n == nil || n.have[t] == 0 || n.have[t] == n.accounts || depth > model.MaxDepth:
	case n.accounts >= fewest && n.have[t]*mostIn >= n.accounts*mostOf:
		l.collect(e, e, t, depth)
	default:
		for _, c := range e.Below() {
			l.look(c, t, depth+1)
		}
	}
}

// collect adds the topmost nodes below one whose accounts all lack a topic.
func (l *lackFinder) collect(among, e *model.TreeNode, t plain.Topic, depth int) {
	n := l.nodes[e.ID]
	switch {
	case n == nil || n.have[t] == n.accounts || depth > model.MaxDepth:
		return
	case n.have[t] == 0:
		l.add(lackKey{e.ID, among.ID, -1}, Lack{Node: e.ID, Accounts: n.accounts}, t)
		return
	}
	for i, g := range n.direct {
		if !g.set.Has(t) {
			l.add(lackKey{e.ID, among.ID, i}, Lack{Node: e.ID, Direct: true, Some: g.some, Accounts: g.count}, t)
		}
	}
	for _, c := range e.Below() {
		l.collect(among, c, t, depth+1)
	}
}

// add adds a topic to the lack with a key.
func (l *lackFinder) add(key lackKey, x Lack, t plain.Topic) {
	i, known := l.at[key]
	if !known {
		x.Among, x.Have, x.Of = key.among, l.nodes[key.among].accounts, l.nodes[key.among].accounts
		i, l.at[key] = len(l.found), len(l.found)
		l.found = append(l.found, x)
	}
	l.found[i].Topics = append(l.found[i].Topics, t)
	l.found[i].Have = min(l.found[i].Have, l.nodes[key.among].have[t])
}
