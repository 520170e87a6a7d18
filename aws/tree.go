package aws

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"deputy/model"
)

// treeReader reads the organization's shape: roots, OUs and accounts.
type treeReader struct {
	run   *run
	nodes knownNodes
	walks atomic.Bool // the OUs are wanted, which brings their names

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

// readAccounts lists the accounts. Only where the list is denied does it need the
// OUs, to list the accounts of each.
func (r *treeReader) readAccounts(j job) {
	var accounts accountListing
	r.listAccounts(j, &accounts)
	if accounts.denied != nil {
		roots, f := r.readRoots(j, true)
		r.readOUs(j, roots, f)
		r.listAccountsByParent(j, &accounts)
	}
	accounts.progress.end()
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

	mu   sync.Mutex
	seen map[model.NodeID]bool
}

// readOUs lists the OUs from the roots down, below several parents at the same
// time.
func (r *treeReader) readOUs(j job, roots []model.Node, f *model.Failure) {
	w := &ouWalk{
		job: j, slots: make(chan struct{}, workers), seen: map[model.NodeID]bool{},
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

// visit lists what is below a parent, and below that, each node once.
func (w *ouWalk) visit(parent model.NodeID) {
	w.mu.Lock()
	again := w.seen[parent]
	w.seen[parent] = true
	w.mu.Unlock()
	if again {
		return
	}
	w.progress.expect(1)
	w.wg.Go(func() {
		w.slots <- struct{}{}
		children := w.below(parent)
		<-w.slots
		w.progress.advance()
		for _, c := range children {
			w.visit(c)
		}
	})
}

// below returns the OUs below a parent, as far as they could be listed.
func (w *ouWalk) below(parent model.NodeID) []model.NodeID {
	if f := w.tooMany(); f != nil {
		w.progress.remember(f)
		return nil
	}
	children, f := w.list(parent)
	if f != nil {
		w.progress.fail(string(parent), f)
	}
	return children
}

// tooMany returns a failure if the server has named more OUs than AWS allows: it
// may name new ones for ever, each below the one before.
func (w *ouWalk) tooMany() *model.Failure {
	w.mu.Lock()
	defer w.mu.Unlock()
	most := w.job.run.b.most(w.progress.operation)
	if len(w.seen) <= most {
		return nil
	}
	return endless(w.progress.operation, "", fmt.Sprintf("the tree has no end: more than %d OUs came, which is more than AWS allows", most))
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
		func(out *organizations.ListOrganizationalUnitsForParentOutput, unseen func(string) bool) *string {
			ous := make([]model.Node, 0, len(out.OrganizationalUnits))
			for _, o := range out.OrganizationalUnits {
				if u := toOU(o, parent); unseen(string(u.ID)) {
					ous = append(ous, u)
					children = append(children, u.ID)
				}
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
