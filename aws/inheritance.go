package aws

import (
	"context"
	"slices"
	"sync"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"deputy/model"
)

// readInheritance reads the policies attached to each level above a node, SCPs
// before RCPs, and their documents. It ends when the names of the levels are
// read as well: commands print them. again reads also what this run has read, and
// where the node is.
func (r *policyReader) readInheritance(j job, id model.NodeID, again bool) {
	var names sync.WaitGroup
	defer names.Wait()
	if again {
		r.run.reportProgress(model.PartAttached, string(id), model.Waiting)
	}
	path := r.run.tree.nodes.path(id)
	if path == nil || again {
		if path = r.run.tree.findPath(j, id, again, &names); path == nil {
			return
		}
	} else if !r.run.tree.walks.Load() {
		r.run.tree.readNames(j, path, &names)
	}
	r.watchNode(id, path)
	if again {
		for _, n := range path {
			for _, t := range model.Evaluated() {
				r.once.forget(model.AttachedTarget(n, t))
			}
		}
	}
	r.readLevels(j, path, func(p model.PolicyID, _ model.PolicyType) bool {
		if again {
			r.once.forget(documentItem(p))
		}
		return true
	})
}

// readLevels reads the policies attached to the levels of a path, and the
// documents for which wanted returns true.
func (r *policyReader) readLevels(j job, path []model.NodeID, wanted func(model.PolicyID, model.PolicyType) bool) {
	on := r.run.tree.enabledTypes(j)
	var documents sync.WaitGroup
	for _, t := range model.Evaluated() {
		if !on[t] {
			for _, n := range path {
				r.run.emit(model.AttachedFact{Node: n, Type: t})
				r.run.reportEnd(model.PartAttached, model.AttachedTarget(n, t), nil)
			}
			continue
		}
		var levels sync.WaitGroup
		for _, n := range path {
			levels.Go(func() { _ = r.readLevel(j, n, t) }) // leaves its own gap
		}
		levels.Wait()
		for _, p := range r.policiesOn(path, t) {
			if wanted(p, t) {
				documents.Go(func() { _ = r.readDocument(j, p) })
			}
		}
	}
	documents.Wait()
}

// watchedNode is the node that the user looks at, and its path when its policies
// were read.
type watchedNode struct {
	node model.NodeID
	path []model.NodeID
}

func (r *policyReader) watchNode(id model.NodeID, path []model.NodeID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.watched = watchedNode{id, path}
}

// readMovedNode reads the inheritance of the watched node again if the tree
// shows that the node is not where the saved reading had it.
func (r *policyReader) readMovedNode() {
	r.mu.Lock()
	was := r.watched
	r.mu.Unlock()
	if was.node == "" {
		return
	}
	if path := r.run.tree.nodes.path(was.node); path != nil && !slices.Equal(path, was.path) {
		r.run.dispatch(model.WantLadder{Node: was.node})
	}
}

// policiesOn returns the policies attached to the levels of a path that were
// read, each once, from the root down.
func (r *policyReader) policiesOn(path []model.NodeID, t model.PolicyType) []model.PolicyID {
	var all []model.PolicyID
	seen := map[model.PolicyID]bool{}
	for _, n := range path {
		for _, p := range r.once.policies(model.AttachedTarget(n, t)) {
			if !seen[p] {
				seen[p] = true
				all = append(all, p)
			}
		}
	}
	return all
}

// readLevel reads the policies attached to a node, unless this run has read
// them.
func (r *policyReader) readLevel(j job, n model.NodeID, t model.PolicyType) *model.Failure {
	const operation = "organizations:ListPoliciesForTarget"
	target := model.AttachedTarget(n, t)
	if !r.once.claim(j, target) {
		return nil
	}
	r.run.reportProgress(model.PartAttached, target, model.Waiting)
	var policies []model.Policy
	size := pageSize
	f := pages(j, operation, string(n),
		func(ctx context.Context, s *session, token *string) (*organizations.ListPoliciesForTargetOutput, error) {
			return s.organizations.ListPoliciesForTarget(ctx, &organizations.ListPoliciesForTargetInput{
				TargetId: sdk.String(string(n)), Filter: types.PolicyType(t), MaxResults: &size, NextToken: token,
			})
		},
		func(out *organizations.ListPoliciesForTargetOutput, unseen func(string) bool) *string {
			policies = append(policies, toPolicies(out.Policies, t, unseen)...)
			return out.NextToken
		})
	if f != nil {
		if r.once.drop(j, target) {
			r.run.reportEnd(model.PartAttached, target, f)
		}
		return f
	}
	attached := ofType(policies, t)
	ids := make([]model.PolicyID, len(attached))
	for i, p := range attached {
		ids[i] = p.ID
	}
	if r.once.put(target, ids) {
		r.run.emit(model.PoliciesFact{Type: t, Policies: policies})
		r.run.emit(model.AttachedFact{Node: n, Type: t, Policies: ids})
		r.run.reportEnd(model.PartAttached, target, nil)
	}
	return nil
}
