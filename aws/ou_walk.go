package aws

import (
	"context"
	"fmt"
	"slices"
	"sync"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"deputy/model"
)

// ouWalk finds the OUs below the roots. Two operations say what is below a
// parent, each with a limit of its own, so that both together are twice as fast:
// ListOrganizationalUnitsForParent brings names, ListChildren only IDs. Most OUs
// have no OU below them, and for these it does not matter which one says so. A
// parent that turns out to have some is listed for their names as well.
type ouWalk struct {
	job      job
	progress *progress

	mu       sync.Mutex
	changed  *sync.Cond // something was added, or a parent is done
	seen     map[model.NodeID]bool
	waiting  []model.NodeID // parents to list, the upper ones first
	unnamed  []model.NodeID // parents whose OUs need names
	underway int            // parents that are being listed
	noIDs    bool           // ListChildren fails, or there are no limits to share
}

// manyParents is how many parents must wait before ListChildren helps: in a
// small organization it would only make more calls.
const manyParents = 8

// readOUs finds the OUs from the roots down.
func (r *treeReader) readOUs(j job, roots []model.Node, f *model.Failure) {
	w := &ouWalk{job: j, seen: map[model.NodeID]bool{}, noIDs: !r.run.b.limiter.limits(), progress: j.watch(model.PartOUs, "", listOUs, 0)}
	w.changed = sync.NewCond(&w.mu)
	w.foresee()
	if len(roots) == 0 && f != nil {
		w.progress.fail("", f)
	}
	for _, root := range roots {
		w.visit(root.ID)
	}
	var wg sync.WaitGroup
	for range workers / 2 {
		wg.Go(func() { w.work(w.nextToName, w.listWithNames) })
		wg.Go(func() { w.work(w.nextToCheck, w.listIDs) })
	}
	wg.Wait()
	w.progress.end()
}

const (
	listOUs      = "organizations:ListOrganizationalUnitsForParent"
	listChildren = "organizations:ListChildren"
)

// visit adds a parent, once.
func (w *ouWalk) visit(parent model.NodeID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen[parent] {
		return
	}
	w.seen[parent] = true
	w.waiting = append(w.waiting, parent)
	w.progress.expect(1)
	w.changed.Broadcast()
}

// foresee estimates the number of calls: the paths of accounts name OUs before
// they are listed.
func (w *ouWalk) foresee() {
	w.progress.settle(0)
	w.progress.foresee(w.job.run.tree.nodes.ouCalls())
}

// work lists what is below parents until there are none left.
func (w *ouWalk) work(next func() (model.NodeID, bool), list func(model.NodeID)) {
	for {
		w.mu.Lock()
		parent, ok := next()
		for !ok && (w.underway > 0 || len(w.waiting)+len(w.unnamed) > 0) {
			w.changed.Wait()
			parent, ok = next()
		}
		if !ok {
			w.mu.Unlock()
			return
		}
		w.underway++
		w.mu.Unlock()
		list(parent)
		w.foresee()
		w.progress.advance()
		w.mu.Lock()
		w.underway--
		w.changed.Broadcast()
		w.mu.Unlock()
	}
}

// nextToName returns the next parent to list with names: one that is known to
// have OUs, else the uppermost.
func (w *ouWalk) nextToName() (parent model.NodeID, ok bool) {
	switch {
	case len(w.unnamed) > 0:
		parent, w.unnamed = w.unnamed[0], w.unnamed[1:]
	case len(w.waiting) > 0:
		at := max(0, slices.IndexFunc(w.waiting, w.job.run.tree.nodes.hasOUs))
		parent = w.waiting[at]
		w.waiting = slices.Delete(w.waiting, at, at+1)
	default:
		return "", false
	}
	return parent, true
}

// nextToCheck returns the next parent that probably has no OUs, the lowermost.
func (w *ouWalk) nextToCheck() (parent model.NodeID, ok bool) {
	if w.noIDs || len(w.waiting) < manyParents {
		return "", false
	}
	for at := len(w.waiting) - 1; at >= 0; at-- {
		if parent = w.waiting[at]; !w.job.run.tree.nodes.hasOUs(parent) {
			w.waiting = slices.Delete(w.waiting, at, at+1)
			return parent, true
		}
	}
	return "", false
}

// listWithNames finds the OUs below a parent with their names.
func (w *ouWalk) listWithNames(parent model.NodeID) {
	if f := w.tooMany(); f != nil {
		w.progress.remember(f)
		return
	}
	size := pageSize
	f := pages(w.job, listOUs, string(parent),
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
				}
			}
			w.job.run.tree.sendOUs(ous)
			w.visitAll(ous)
			return out.NextToken
		})
	if f != nil {
		w.progress.fail(string(parent), f)
	}
}

// listIDs finds out whether a parent has OUs. If so, or if that fails, it leaves
// the parent to listWithNames.
func (w *ouWalk) listIDs(parent model.NodeID) {
	size, found := pageSize, 0
	f := pages(w.job, listChildren, string(parent),
		func(ctx context.Context, s *session, token *string) (*organizations.ListChildrenOutput, error) {
			return s.organizations.ListChildren(ctx, &organizations.ListChildrenInput{
				ParentId: sdk.String(string(parent)), ChildType: types.ChildTypeOrganizationalUnit, MaxResults: &size, NextToken: token,
			})
		},
		func(out *organizations.ListChildrenOutput, unseen func(string) bool) *string {
			ous := make([]model.Node, 0, len(out.Children))
			for _, o := range out.Children {
				if id := sdk.ToString(o.Id); unseen(id) {
					ous = append(ous, model.Node{Kind: model.KindOU, ID: model.NodeID(id), Parent: parent})
				}
			}
			found += len(ous)
			w.job.run.tree.sendUnnamedOUs(ous)
			w.visitAll(ous)
			return out.NextToken
		})
	if f == nil && found == 0 {
		return
	}
	w.progress.expect(1)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.noIDs = w.noIDs || f != nil
	w.unnamed = append(w.unnamed, parent)
}

// visitAll adds the OUs below a parent.
func (w *ouWalk) visitAll(ous []model.Node) {
	for _, u := range ous {
		w.visit(u.ID)
	}
}

// tooMany returns a failure if the server has named more OUs than AWS allows: it
// may name new ones for ever, each below the one before.
func (w *ouWalk) tooMany() *model.Failure {
	w.mu.Lock()
	defer w.mu.Unlock()
	most := w.job.run.b.most(listOUs)
	if len(w.seen) <= most {
		return nil
	}
	return endless(listOUs, "", fmt.Sprintf("the tree has no end: more than %d OUs came, which is more than AWS allows", most))
}
