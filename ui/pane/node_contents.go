package pane

import (
	"deputy/model"
)

// contentCounts counts what is below each root and OU, once for each change
// of the tree.
type contentCounts struct {
	env    *Env
	asOf   uint64
	counts map[model.NodeID]*contentCount
}

// contentCount is what is below a node: OUs, and accounts that are not
// active.
type contentCount struct {
	ous    int
	states map[model.AccountState]int
}

// of returns what is below a node.
func (t *contentCounts) of(id model.NodeID) contentCount {
	r := t.env.Reading
	asOf := r.Generation(model.PartRoots) + r.Generation(model.PartOUs) + r.Generation(model.PartAccounts)
	if t.counts == nil || asOf != t.asOf {
		t.count()
		t.asOf = asOf
	}
	if c := t.counts[id]; c != nil {
		return *c
	}
	return contentCount{}
}

// count counts for all nodes.
func (t *contentCounts) count() {
	t.counts = map[model.NodeID]*contentCount{}
	for u := range t.env.Reading.OUs() {
		t.addToAncestors(u, func(c *contentCount) { c.ous++ })
	}
	for a := range t.env.Reading.Accounts() {
		if a.State != model.StateActive {
			t.addToAncestors(a, func(c *contentCount) { c.states[a.State]++ })
		}
	}
}

// addToAncestors adds a node to the counts of everything above it.
func (t *contentCounts) addToAncestors(n *model.Node, add func(*contentCount)) {
	for _, up := range t.env.Reading.Path(n.ID) {
		if up.ID == n.ID {
			continue
		}
		c := t.counts[up.ID]
		if c == nil {
			c = &contentCount{states: map[model.AccountState]int{}}
			t.counts[up.ID] = c
		}
		add(c)
	}
}
