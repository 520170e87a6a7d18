package aws

import (
	"context"
	"maps"
	"slices"
	"sync"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"deputy/model"
)

// knownNodes is what the run knows of the organization's shape.
type knownNodes struct {
	mu      sync.Mutex
	parents map[model.NodeID]model.NodeID
	units   map[model.NodeID]bool // sent in this run; true if with a name
	pages   int                   // of accounts in the saved reading
	root    model.NodeID          // as a path names it
}

// takeSaved takes the shape of a saved reading until it is read again.
func (t *knownNodes) takeSaved(s *model.Snapshot) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.parents = make(map[model.NodeID]model.NodeID, len(s.Accounts)+len(s.Units)+1)
	for _, nodes := range [][]model.Node{s.Roots, s.Units, s.Accounts} {
		for _, n := range nodes {
			t.parents[n.ID] = n.Parent
		}
	}
	t.pages = (len(s.Accounts) + int(pageSize) - 1) / int(pageSize)
}

func (t *knownNodes) put(id, parent model.NodeID) {
	if t.parents == nil {
		t.parents = map[model.NodeID]model.NodeID{}
	}
	t.parents[id] = parent
}

// path gives the IDs from the root down to the node; nil while it is not known
// up to a root.
func (t *knownNodes) path(id model.NodeID) []model.NodeID {
	t.mu.Lock()
	defer t.mu.Unlock()
	var path []model.NodeID
	for at := id; len(path) < 64; {
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

// readTree reads roots and units from the top down and the accounts beside
// them.
func (r *run) readTree(l lane) {
	var wg sync.WaitGroup
	var accounts accountListing
	listed, walked := make(chan struct{}), make(chan struct{})
	wg.Go(func() {
		defer close(walked)
		roots, f := r.readRoots(l, true)
		if f != nil {
			<-listed
			roots = r.sendRootOfPath()
		}
		r.readUnits(l, roots, f)
	})
	wg.Go(func() {
		r.listAccounts(l, &accounts)
		close(listed)
		if accounts.needsParents() {
			<-walked
			r.listAccountsByParent(l, &accounts)
		}
		accounts.progress.end()
	})
	wg.Wait()
	r.readMovedNode()
}

// sendRootOfPath sends the root that accounts' paths name, where the roots may not
// be listed. Its name and enabled policy types stay unknown.
func (r *run) sendRootOfPath() []model.Node {
	r.nodes.mu.Lock()
	defer r.nodes.mu.Unlock()
	if r.nodes.root == "" {
		return nil
	}
	roots := []model.Node{{ID: r.nodes.root, Kind: model.KindRoot}}
	r.emit(model.RootsFact{Roots: roots})
	return roots
}

// unitWalk lists the units below the roots, parent by parent.
type unitWalk struct {
	lane     lane
	progress *progress
	slots    chan struct{}
	wg       sync.WaitGroup
}

// readUnits walks down from the roots, listing some parents at the same time.
func (r *run) readUnits(l lane, roots []model.Node, f *model.Failure) {
	w := &unitWalk{
		lane: l, slots: make(chan struct{}, workers),
		progress: l.watch(model.PartUnits, "", "organizations:ListOrganizationalUnitsForParent", 0),
	}
	if len(roots) == 0 && f != nil {
		w.progress.fail("", f)
	}
	for _, root := range roots {
		w.visit(root.ID)
	}
	w.wg.Wait()
	w.progress.end()
}

func (w *unitWalk) visit(parent model.NodeID) {
	w.progress.expect(1)
	w.wg.Go(func() {
		w.slots <- struct{}{}
		children, f := w.list(parent)
		<-w.slots
		w.progress.advance()
		if f != nil {
			w.progress.fail(string(parent), f)
		}
		for _, c := range children {
			w.visit(c)
		}
	})
}

func (w *unitWalk) list(parent model.NodeID) ([]model.NodeID, *model.Failure) {
	var children []model.NodeID
	size := pageSize
	f := pages(w.lane, w.progress.operation, string(parent),
		func(ctx context.Context, s *session, token *string) (*organizations.ListOrganizationalUnitsForParentOutput, error) {
			return s.organizations.ListOrganizationalUnitsForParent(ctx, &organizations.ListOrganizationalUnitsForParentInput{
				ParentId: sdk.String(string(parent)), MaxResults: &size, NextToken: token,
			})
		},
		func(out *organizations.ListOrganizationalUnitsForParentOutput) *string {
			units := make([]model.Node, len(out.OrganizationalUnits))
			for i, o := range out.OrganizationalUnits {
				units[i] = toUnit(o, parent)
				children = append(children, units[i].ID)
			}
			w.lane.run.sendUnits(units)
			return out.NextToken
		})
	return children, f
}

// sendUnits sends units that were listed.
func (r *run) sendUnits(units []model.Node) {
	if len(units) == 0 {
		return
	}
	r.nodes.mu.Lock()
	defer r.nodes.mu.Unlock() // so that a nameless unit never follows
	r.nodes.markUnits(units)
	r.emit(model.UnitsFact{Units: units})
}

func (t *knownNodes) markUnits(units []model.Node) {
	if t.units == nil {
		t.units = map[model.NodeID]bool{}
	}
	for _, u := range units {
		t.put(u.ID, u.Parent)
		t.units[u.ID] = u.Name != ""
	}
}

// sendAccounts sends accounts and, before them, the units on their way that
// were not listed yet: they are known by ID, and rows can appear.
func (r *run) sendAccounts(accounts []model.Node, ways [][]model.NodeID) {
	r.nodes.mu.Lock()
	defer r.nodes.mu.Unlock()
	var units []model.Node
	for i, way := range ways {
		if len(way) > 0 {
			r.nodes.root = way[0]
		}
		for j := 1; j < len(way); j++ {
			if _, sent := r.nodes.units[way[j]]; !sent {
				u := model.Node{Kind: model.KindUnit, ID: way[j], Parent: way[j-1]}
				units = append(units, u)
				r.nodes.markUnits([]model.Node{u})
			}
		}
		if accounts[i].Parent != "" {
			r.nodes.put(accounts[i].ID, accounts[i].Parent)
		}
	}
	if len(units) > 0 {
		r.emit(model.UnitsFact{Units: units})
	}
	if len(accounts) > 0 {
		r.emit(model.AccountsFact{Accounts: accounts})
	}
}

// parents lists every node that may hold accounts.
func (r *run) parents(roots []model.Node) []model.NodeID {
	r.nodes.mu.Lock()
	defer r.nodes.mu.Unlock()
	ids := slices.Sorted(maps.Keys(r.nodes.units))
	for _, root := range roots {
		ids = append(ids, root.ID)
	}
	return ids
}

// size gives how many nodes are known.
func (t *knownNodes) size() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.parents) + 1
}
