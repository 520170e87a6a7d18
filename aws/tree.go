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

// treeReader reads the organization's shape: roots, OUs and accounts.
type treeReader struct {
	run   *run
	nodes knownNodes

	mu    sync.Mutex
	roots *rootsCall
}

// readTree reads roots and OUs from the top down and, at the same time, the
// accounts.
func (r *treeReader) readTree(j job) {
	var wg sync.WaitGroup
	var accounts accountListing
	listed, walked := make(chan struct{}), make(chan struct{})
	wg.Go(func() {
		defer close(walked)
		roots, f := r.readRoots(j, true)
		if f != nil {
			<-listed
			roots = r.sendRootOfPath()
		}
		r.readUnits(j, roots, f)
	})
	wg.Go(func() {
		r.listAccounts(j, &accounts)
		close(listed)
		if accounts.needsParents() {
			<-walked
			r.listAccountsByParent(j, &accounts)
		}
		accounts.progress.end()
	})
	wg.Wait()
	r.run.policies.readMovedNode()
}

// sendRootOfPath sends the root that the paths of accounts name, where the roots
// may not be listed. Its name and enabled policy types stay unknown.
func (r *treeReader) sendRootOfPath() []model.Node {
	r.nodes.mu.Lock()
	defer r.nodes.mu.Unlock()
	if r.nodes.root == "" {
		return nil
	}
	roots := []model.Node{{ID: r.nodes.root, Kind: model.KindRoot}}
	r.run.emit(model.RootsFact{Roots: roots})
	return roots
}

// unitWalk lists the OUs below the roots, parent by parent.
type unitWalk struct {
	job      job
	progress *progress
	slots    chan struct{}
	wg       sync.WaitGroup
}

// readUnits lists the OUs from the roots down, below several parents at the same
// time.
func (r *treeReader) readUnits(j job, roots []model.Node, f *model.Failure) {
	w := &unitWalk{
		job: j, slots: make(chan struct{}, workers),
		progress: j.watch(model.PartUnits, "", "organizations:ListOrganizationalUnitsForParent", 0),
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
	f := pages(w.job, w.progress.operation, string(parent),
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
			w.job.run.tree.sendUnits(units)
			return out.NextToken
		})
	return children, f
}

// sendUnits sends OUs that were listed.
func (r *treeReader) sendUnits(units []model.Node) {
	if len(units) == 0 {
		return
	}
	r.nodes.mu.Lock()
	defer r.nodes.mu.Unlock() // so that a nameless unit never follows
	r.nodes.markUnits(units)
	r.run.emit(model.UnitsFact{Units: units})
}

// sendAccounts sends accounts and, before them, the OUs on their paths that were
// not listed yet. Only the IDs of those are known, but the rows can appear.
func (r *treeReader) sendAccounts(accounts []model.Node, ways [][]model.NodeID) {
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
		r.run.emit(model.UnitsFact{Units: units})
	}
	if len(accounts) > 0 {
		r.run.emit(model.AccountsFact{Accounts: accounts})
	}
}

// parents returns every node that may contain accounts.
func (r *treeReader) parents(roots []model.Node) []model.NodeID {
	r.nodes.mu.Lock()
	defer r.nodes.mu.Unlock()
	ids := slices.Sorted(maps.Keys(r.nodes.units))
	for _, root := range roots {
		ids = append(ids, root.ID)
	}
	return ids
}
