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
	counted bool                  // all accounts were listed in this run
	saved   model.ReadingCalls    // of the saved reading; zero if there is none
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
	t.saved = s.Calls()
}

// savedSize returns how many calls the parts of the saved reading take.
func (t *knownNodes) savedSize() model.ReadingCalls {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.saved
}

// ouCalls returns how many parents there are, as far as they are known.
func (t *knownNodes) ouCalls() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return max(len(t.ous)+1, t.saved.OUs)
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

// pages returns on how many pages a list of all known nodes would be; final
// reports whether that will hardly change.
func (t *knownNodes) pages() (n int, final bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return (len(t.parents) + 1) / int(pageSize), t.counted || t.saved.Accounts > 0
}

// allListed says that all accounts have been listed.
func (t *knownNodes) allListed() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counted = true
}

// rootOfPath returns the root that the path of an account names; empty if none did.
func (t *knownNodes) rootOfPath() model.NodeID {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.root
}

// putAccounts notes where accounts are, and returns the OUs on the ways to them.
func (t *knownNodes) putAccounts(accounts []model.Node, ways [][]model.NodeID) (ous []model.Node) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, way := range ways {
		if len(way) > 0 {
			t.root = way[0]
		}
		for j := 1; j < len(way); j++ {
			ous = append(ous, model.Node{Kind: model.KindOU, ID: way[j], Parent: way[j-1]})
		}
		if accounts[i].Parent != "" {
			t.put(accounts[i].ID, accounts[i].Parent)
		}
	}
	return ous
}

// putPath notes the nodes of a path, and returns the OUs among them whose names are
// not known.
func (t *knownNodes) putPath(path []model.NodeID) (ous []model.Node) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := 1; i < len(path); i++ {
		if model.IsOUID(string(path[i])) && !t.ous[path[i]] {
			ous = append(ous, model.Node{Kind: model.KindOU, ID: path[i], Parent: path[i-1]})
		} else if model.IsAccountID(string(path[i])) {
			t.put(path[i], path[i-1])
		}
	}
	t.mark(ous)
	return ous
}

// markNewOUs notes OUs that are sent, and returns those that were not sent before.
func (t *knownNodes) markNewOUs(ous []model.Node) (news []model.Node) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, u := range ous {
		if _, sent := t.ous[u.ID]; !sent {
			news = append(news, u)
			t.mark([]model.Node{u})
		}
	}
	return news
}

// markOUs notes OUs that are sent.
func (t *knownNodes) markOUs(ous []model.Node) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.mark(ous)
}

func (t *knownNodes) mark(ous []model.Node) {
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
