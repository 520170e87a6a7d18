package aws

import (
	"maps"
	"slices"
	"sync"

	"deputy/model"
)

// knownNodes is what a run knows of the organization's shape.
type knownNodes struct {
	mu      sync.Mutex
	parents map[model.NodeID]model.NodeID
	ous     map[model.NodeID]bool // sent in this run; true if the name was known
	inner   map[model.NodeID]bool // roots and OUs that have OUs below them
	listed  map[model.NodeID]bool // in this run, with their place
	pages   int                   // of accounts in the saved reading
	root    model.NodeID          // according to the path of an account
}

// takeSaved takes the shape of a saved reading, until it is read again.
func (t *knownNodes) takeSaved(s *model.Snapshot) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.parents = make(map[model.NodeID]model.NodeID, len(s.Accounts)+len(s.OUs)+1)
	for _, nodes := range [][]model.Node{s.Roots, s.OUs, s.Accounts} {
		for _, n := range nodes {
			t.parents[n.ID] = n.Parent
		}
	}
	t.inner = map[model.NodeID]bool{}
	for _, u := range s.OUs {
		t.inner[u.Parent] = true
	}
	t.pages = (len(s.Accounts) + int(pageSize) - 1) / int(pageSize)
}

func (t *knownNodes) put(id, parent model.NodeID) {
	if t.parents == nil {
		t.parents = map[model.NodeID]model.NodeID{}
	}
	if t.listed == nil {
		t.listed = map[model.NodeID]bool{}
	}
	t.parents[id] = parent
	t.listed[id], t.listed[parent] = true, true
}

// path returns the IDs from the root down to the node; nil if the path is not
// known up to a root.
func (t *knownNodes) path(id model.NodeID) []model.NodeID {
	t.mu.Lock()
	defer t.mu.Unlock()
	var path []model.NodeID
	for at := id; len(path) < mostLevels; {
		path = append(path, at)
		if model.IsRootID(string(at)) {
			slices.Reverse(path)
			return path
		}
		parent, known := t.parents[at]
		if !known || parent == "" {
			return nil
		}
		at = parent
	}
	return nil
}

// hasOUs reports whether a root or OU is known to have OUs below it.
func (t *knownNodes) hasOUs(id model.NodeID) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.inner[id]
}

// listedBeside returns the nodes that this run has listed, without those that
// have policies attached.
func (t *knownNodes) listedBeside(carried map[model.NodeID][]model.PolicyID, full []model.NodeID) []model.NodeID {
	t.mu.Lock()
	rest := maps.Clone(t.listed)
	t.mu.Unlock()
	maps.DeleteFunc(rest, func(n model.NodeID, _ bool) bool { return carried[n] != nil })
	for _, n := range full {
		delete(rest, n)
	}
	return slices.Sorted(maps.Keys(rest))
}

// size returns the number of known nodes.
func (t *knownNodes) size() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.parents) + 1
}

func (t *knownNodes) markOUs(ous []model.Node) {
	if t.ous == nil {
		t.ous = map[model.NodeID]bool{}
	}
	if t.inner == nil {
		t.inner = map[model.NodeID]bool{}
	}
	for _, u := range ous {
		t.put(u.ID, u.Parent)
		t.ous[u.ID] = u.Name != ""
		t.inner[u.Parent] = true
	}
}
