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

// readLadder reads the policies on every level above a node, SCPs before RCPs,
// and their documents. It ends when the levels have their names as well: a
// command that waits for the ladder tells them.
func (r *run) readLadder(l lane, id model.NodeID) {
	var names sync.WaitGroup
	defer names.Wait()
	path := r.tree.path(id)
	if path == nil {
		if path = r.locate(l, id, &names); path == nil {
			return
		}
	}
	r.look(id, path)
	r.readRungs(l, path, func(model.PolicyID, model.PolicyType) bool { return true })
}

// readRungs reads the policies on the levels of a path, and the documents that
// are wanted.
func (r *run) readRungs(l lane, path []model.NodeID, wanted func(model.PolicyID, model.PolicyType) bool) {
	on := r.enabled(l)
	var documents sync.WaitGroup
	for _, t := range model.Evaluated() {
		if !on[t] {
			for _, n := range path {
				r.emit(model.LadderFact{Node: n, Type: t})
				r.close(model.PartLadder, model.LadderTarget(n, t), nil)
			}
			continue
		}
		var levels sync.WaitGroup
		for _, n := range path {
			levels.Go(func() { _ = r.readLevel(l, n, t) }) // leaves its own gap
		}
		levels.Wait()
		for _, p := range r.carried(path, t) {
			if wanted(p, t) {
				documents.Go(func() { _ = r.readDocument(l, p) })
			}
		}
	}
	documents.Wait()
}

// looked is the node that a person looks at, and where it was thought to be.
type looked struct {
	node model.NodeID
	path []model.NodeID
}

func (r *run) look(id model.NodeID, path []model.NodeID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.looked = looked{id, path}
}

// lookAgain reads the ladder once more if the tree shows the node somewhere
// else than the saved reading had it.
func (r *run) lookAgain() {
	r.mu.Lock()
	was := r.looked
	r.mu.Unlock()
	if was.node == "" {
		return
	}
	if path := r.tree.path(was.node); path != nil && !slices.Equal(path, was.path) {
		r.take(model.WantLadder{Node: was.node})
	}
}

// carried gives the policies on the levels that were read, each once, from the
// root down.
func (r *run) carried(path []model.NodeID, t model.PolicyType) []model.PolicyID {
	var all []model.PolicyID
	seen := map[model.PolicyID]bool{}
	for _, n := range path {
		for _, p := range r.known.policies(model.LadderTarget(n, t)) {
			if !seen[p] {
				seen[p] = true
				all = append(all, p)
			}
		}
	}
	return all
}

// readLevel reads a node's own list of policies, unless this run has it.
func (r *run) readLevel(l lane, n model.NodeID, t model.PolicyType) *model.Failure {
	const operation = "organizations:ListPoliciesForTarget"
	target := model.LadderTarget(n, t)
	if !r.known.claim(l, target) {
		return nil
	}
	r.tell(model.PartLadder, target, model.Waiting)
	var policies []model.Policy
	size := pageSize
	f := pages(l, operation, string(n),
		func(ctx context.Context, s *session, token *string) (*organizations.ListPoliciesForTargetOutput, error) {
			return s.organizations.ListPoliciesForTarget(ctx, &organizations.ListPoliciesForTargetInput{
				TargetId: sdk.String(string(n)), Filter: types.PolicyType(t), MaxResults: &size, NextToken: token,
			})
		},
		func(out *organizations.ListPoliciesForTargetOutput) *string {
			for _, o := range out.Policies {
				policies = append(policies, toPolicy(o))
			}
			return out.NextToken
		})
	if f != nil {
		if r.known.drop(l, target) {
			r.close(model.PartLadder, target, f)
		}
		return f
	}
	ids := make([]model.PolicyID, len(policies))
	for i, p := range policies {
		ids[i] = p.ID
	}
	if r.known.put(target, ids) {
		r.emit(model.PoliciesFact{Type: t, Policies: policies})
		r.emit(model.LadderFact{Node: n, Type: t, Policies: ids})
		r.close(model.PartLadder, target, nil)
	}
	return nil
}
