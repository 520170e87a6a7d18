package pane

import "deputy/model"

// tally counts what is below each root and unit, once for each change of the
// tree.
type tally struct {
	env    *Env
	asOf   uint64
	counts map[model.NodeID]*contents
}

// contents is what is below a node: units, and accounts that are not active.
type contents struct {
	units  int
	states map[model.AccountState]int
}

// of gives what is below a node.
func (t *tally) of(id model.NodeID) contents {
	r := t.env.Reading
	asOf := r.Generation(model.PartRoots) + r.Generation(model.PartUnits) + r.Generation(model.PartAccounts)
	if t.counts == nil || asOf != t.asOf {
		t.count()
		t.asOf = asOf
	}
	if c := t.counts[id]; c != nil {
		return *c
	}
	return contents{}
}

func (t *tally) count() {
	t.counts = map[model.NodeID]*contents{}
	for u := range t.env.Reading.Units() {
		t.above(u, func(c *contents) { c.units++ })
	}
	for a := range t.env.Reading.Accounts() {
		if a.State != model.StateActive {
			t.above(a, func(c *contents) { c.states[a.State]++ })
		}
	}
}

// above counts a node at everything above it.
func (t *tally) above(n *model.Node, add func(*contents)) {
	for _, up := range t.env.Reading.Path(n.ID) {
		if up.ID == n.ID {
			continue
		}
		c := t.counts[up.ID]
		if c == nil {
			c = &contents{states: map[model.AccountState]int{}}
			t.counts[up.ID] = c
		}
		add(c)
	}
}
