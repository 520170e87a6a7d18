package aws

import (
	"context"
	"maps"
	"slices"
	"sync"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"deputy/model"
)

// policyReader reads policies, what they are attached to and their documents.
type policyReader struct {
	run    *run
	once   readOnce
	listed []model.PolicyID // by the last listing of policies

	mu      sync.Mutex
	watched watchedNode
}

// takePolicies starts the reading of policies. While one is in progress, a want
// for documents only adds the documents.
func (r *policyReader) takePolicies(w model.WantPolicies) {
	under := r.run.jobIn(slotPolicies)
	if under == nil || isClosed(under.done) {
		r.run.replace(slotPolicies, w, func(j job) { r.readPolicies(j, w.Documents) })
		return
	}
	if w.Documents {
		r.run.start(w, func(j job) {
			<-under.done
			r.readDocuments(j, r.listed)
		})
	}
}

// readPolicies reads the policies of each evaluated type with their attachments
// and, if wanted, their documents: type by type, first the lists, then the
// attachments.
func (r *policyReader) readPolicies(j job, documents bool) {
	on := r.run.tree.enabledTypes(j)
	listed := map[model.PolicyType][]model.Policy{}
	lost := map[model.PolicyType]*model.Failure{}
	var all []model.PolicyID
	for _, t := range model.Evaluated() {
		if !on[t] {
			r.run.reportEnd(model.PartPolicies, string(t), nil)
			r.run.reportEnd(model.PartTargets, string(t), nil)
			continue
		}
		listed[t], lost[t] = r.listPolicies(j, t)
		for _, p := range listed[t] {
			all = append(all, p.ID)
		}
	}
	r.listed = all
	var wg sync.WaitGroup
	if documents {
		wg.Go(func() { r.readDocuments(j, all) })
	}
	for _, t := range model.Evaluated() {
		if on[t] {
			r.readTargets(j, t, listed[t], lost[t])
		}
	}
	wg.Wait()
}

// listPolicies lists the policies of a type. With a failure it returns those
// listed before it.
func (r *policyReader) listPolicies(j job, t model.PolicyType) ([]model.Policy, *model.Failure) {
	const operation = "organizations:ListPolicies"
	var policies []model.Policy
	size := pageSize
	p := j.watch(model.PartPolicies, string(t), operation, 0)
	f := pages(j, operation, string(t),
		func(ctx context.Context, s *session, token *string) (*organizations.ListPoliciesOutput, error) {
			return s.organizations.ListPolicies(ctx, &organizations.ListPoliciesInput{
				Filter: types.PolicyType(t), MaxResults: &size, NextToken: token,
			})
		},
		func(out *organizations.ListPoliciesOutput, unseen func(string) bool) *string {
			page := toPolicies(out.Policies, t, unseen)
			r.run.emit(model.PoliciesFact{Type: t, Policies: page})
			policies = append(policies, ofType(page, t)...)
			p.advance()
			return out.NextToken
		})
	if f != nil {
		p.fail(string(t), f)
	}
	p.end()
	return policies, f
}

// ofType returns the policies of a type: a server may ignore the filter.
func ofType(page []model.Policy, t model.PolicyType) []model.Policy {
	return slices.DeleteFunc(slices.Clone(page), func(p model.Policy) bool { return p.Type != t })
}

// readTargets reads where the policies of a type are attached, policy by policy.
// For SCPs it then reads which of the nodes with any policy have FullAWSAccess
// too: a node without any has nothing else. Lost is why the list of policies is
// not complete; then nobody knows which nodes have no policy.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
func (r *policyReader) readTargets(j job, t model.PolicyType, policies []model.Policy, lost *model.Failure) {
	const operation = "organizations:ListTargetsForPolicy"
	others := slices.DeleteFunc(slices.Clone(policies), func(p model.Policy) bool { return p.ID == t.Full() })
	p := j.watch(model.PartTargets, string(t), operation, len(others))
	if lost != nil {
		p.remember(lost)
	}
	var mu sync.Mutex
	carried := map[model.NodeID][]model.PolicyID{}
	each(others, func(policy model.Policy) {
		targets, f := r.listTargets(j, operation, policy.ID)
		p.advance()
		if f != nil {
			p.fail(string(policy.ID), f)
		}
		mu.Lock()
		defer mu.Unlock()
		for _, n := range targets {
			carried[n] = append(carried[n], policy.ID)
		}
	})
	if t == model.ServiceControlPolicy {
		r.readFullAccess(j, p, carried, len(others) == len(policies))
	}
	p.end()
}

// listTargets lists the nodes that a policy is attached to.
func (r *policyReader) listTargets(j job, operation string, policy model.PolicyID) ([]model.NodeID, *model.Failure) {
	var all []model.NodeID
	size := pageSize
	first := true
	f := pages(j, operation, string(policy),
		func(ctx context.Context, s *session, token *string) (*organizations.ListTargetsForPolicyOutput, error) {
			return s.organizations.ListTargetsForPolicy(ctx, &organizations.ListTargetsForPolicyInput{
				PolicyId: sdk.String(string(policy)), MaxResults: &size, NextToken: token,
			})
		},
		func(out *organizations.ListTargetsForPolicyOutput, unseen func(string) bool) *string {
			page := make([]model.NodeID, 0, len(out.Targets))
			for _, o := range out.Targets {
				if id := sdk.ToString(o.TargetId); unseen(id) {
					page = append(page, model.NodeID(id))
				}
			}
			all = append(all, page...)
			if policy != model.FullAWSAccess {
				last := sdk.ToString(out.NextToken) == ""
				r.run.emit(model.TargetsFact{Policy: policy, Targets: page, First: first, Last: last})
			}
			first = false
			return out.NextToken
		})
	return all, f
}

// smallOrganization is the number of pages up to which the targets of
// FullAWSAccess are always asked for.
const smallOrganization = 20

// readFullAccess finds out which of the nodes that have SCPs attached have
// FullAWSAccess too. It asks for the targets of FullAWSAccess if that takes
// fewer calls or the organization is small, else for each node's policies. If a
// part of the targets could not be read it asks for each node's policies as
// well: without it no list of a node is complete.
//
// At AWS every other node has FullAWSAccess, since a node keeps at least one SCP.
// A server that is not AWS may differ, and lacking says that its list of policies
// has no FullAWSAccess. So such a server is always asked for the targets, and for
// the policies of the nodes that turn out to have none.
func (r *policyReader) readFullAccess(j job, p *progress, carried map[model.NodeID][]model.PolicyID, lacking bool) {
	nodes := slices.Sorted(maps.Keys(carried))
	if !p.hasFailed() && r.run.waitForSlot(j, slotTree) &&
		(lacking || !isAWS(r.run.session.current().endpoint) || max(len(nodes), smallOrganization) > r.run.tree.nodes.size()/int(pageSize)) {
		p.expect(1)
		full, f := r.listTargets(j, "organizations:ListTargetsForPolicy", model.FullAWSAccess)
		p.advance()
		if f == nil || f.Kind == model.FailureNotFound && lacking {
			r.sendPoliciesOfNodes(carried, full)
			nodes = r.run.tree.nodes.listedBeside(carried, full)
		}
	}
	p.expect(len(nodes))
	each(nodes, func(n model.NodeID) {
		f := r.readLevel(j, n, model.ServiceControlPolicy)
		p.advance()
		if f != nil {
			p.remember(f)
		}
	})
}

// sendPoliciesOfNodes sends the policies attached to each node, which follow
// from the targets of all policies.
func (r *policyReader) sendPoliciesOfNodes(carried map[model.NodeID][]model.PolicyID, full []model.NodeID) {
	for _, n := range full {
		if carried[n] != nil {
			carried[n] = append(carried[n], model.FullAWSAccess)
		}
	}
	for n, policies := range carried {
		target := model.AttachedTarget(n, model.ServiceControlPolicy)
		if r.once.put(target, policies) {
			r.run.emit(model.AttachedFact{Node: n, Type: model.ServiceControlPolicy, Policies: policies})
			r.run.reportEnd(model.PartAttached, target, nil)
		}
	}
}
