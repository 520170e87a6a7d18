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
		r.readOUs(j, roots, f)
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

// ouWalk lists the OUs below the roots, parent by parent.
type ouWalk struct {
	job      job
	progress *progress
	slots    chan struct{}
	wg       sync.WaitGroup
}

// readOUs lists the OUs from the roots down, below several parents at the same
// time.
func (r *treeReader) readOUs(j job, roots []model.Node, f *model.Failure) {
	w := &ouWalk{
		job: j, slots: make(chan struct{}, workers),
		progress: j.watch(model.PartOUs, "", "organizations:ListOrganizationalUnitsForParent", 0),
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

func (w *ouWalk) visit(parent model.NodeID) {
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

func (w *ouWalk) list(parent model.NodeID) ([]model.NodeID, *model.Failure) {
	var children []model.NodeID
	size := pageSize
	f := pages(w.job, w.progress.operation, string(parent),
		func(ctx context.Context, s *session, token *string) (*organizations.ListOrganizationalUnitsForParentOutput, error) {
			return s.organizations.ListOrganizationalUnitsForParent(ctx, &organizations.ListOrganizationalUnitsForParentInput{
				ParentId: sdk.String(string(parent)), MaxResults: &size, NextToken: token,
			})
		},
		func(out *organizations.ListOrganizationalUnitsForParentOutput) *string {
			ous := make([]model.Node, len(out.OrganizationalUnits))
			for i, o := range out.OrganizationalUnits {
				ous[i] = toOU(o, parent)
				children = append(children, ous[i].ID)
			}
			w.job.run.tree.sendOUs(ous)
			return out.NextToken
		})
	return children, f
}

// sendOUs sends OUs that were listed.
func (r *treeReader) sendOUs(ous []model.Node) {
	if len(ous) == 0 {
		return
	}
	r.nodes.mu.Lock()
	defer r.nodes.mu.Unlock() // so that a nameless OU never follows
	r.nodes.markOUs(ous)
	r.run.emit(model.OUsFact{OUs: ous})
}

// sendAccounts sends accounts and, before them, the OUs on their paths that were
// not listed yet. Only the IDs of those are known, but the rows can appear.
func (r *treeReader) sendAccounts(accounts []model.Node, ways [][]model.NodeID) {
	r.nodes.mu.Lock()
	defer r.nodes.mu.Unlock()
	var ous []model.Node
	for i, way := range ways {
		if len(way) > 0 {
			r.nodes.root = way[0]
		}
		for j := 1; j < len(way); j++ {
			if _, sent := r.nodes.ous[way[j]]; !sent {
				u := model.Node{Kind: model.KindOU, ID: way[j], Parent: way[j-1]}
				ous = append(ous, u)
				r.nodes.markOUs([]model.Node{u})
			}
		}
		if accounts[i].Parent != "" {
			r.nodes.put(accounts[i].ID, accounts[i].Parent)
		}
	}
	if len(ous) > 0 {
		r.run.emit(model.OUsFact{OUs: ous})
	}
	if len(accounts) > 0 {
		r.run.emit(model.AccountsFact{Accounts: accounts})
	}
}

// parents returns every node that may contain accounts.
func (r *treeReader) parents(roots []model.Node) []model.NodeID {
	r.nodes.mu.Lock()
	defer r.nodes.mu.Unlock()
	ids := slices.Sorted(maps.Keys(r.nodes.ous))
	for _, root := range roots {
		ids = append(ids, root.ID)
	}
	return ids
}
