package aws

import (
	"context"
	"slices"
	"sync"
	"time"

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
	young  youngParts

	mu      sync.Mutex
	watched watchedNode
}

// takePolicies starts the reading of policies. While one is in progress, a want
// for documents only adds the documents.
func (r *policyReader) takePolicies(w model.WantPolicies) {
	under := r.run.jobIn(slotPolicies)
	if under == nil || isClosed(under.done) {
		r.run.replace(slotPolicies, w, func(j job) { r.readPolicies(j, w) })
		return
	}
	if w.Documents {
		r.run.start(w, func(j job) {
			<-under.done
			q := newDocumentQueue(j, "", r.run.tree.nodes.savedSize().Documents)
			for _, id := range r.listed {
				r.queueDocument(q, id)
			}
			q.end()
			r.readDocuments(j, q)
		})
	}
}

// readPolicies reads the policies of each evaluated type with their attachments
// and, if wanted, their documents: first the lists, then the attachments. The
// documents are read beside them.
func (r *policyReader) readPolicies(j job, w model.WantPolicies) {
	on, wanted := r.run.tree.enabledTypes(j), model.Evaluated()
	if w.Only != "" {
		wanted = []model.PolicyType{w.Only}
	}
	var texts *documentQueue // nil if they are not wanted
	var wg sync.WaitGroup
	if w.Documents {
		texts = newDocumentQueue(j, "", r.run.tree.nodes.savedSize().Documents)
		wg.Go(func() { r.readDocuments(j, texts) })
	}
	var listings []*targetListing
	var all []model.PolicyID
	for _, t := range wanted {
		if !on[t] {
			r.run.reportEnd(model.PartPolicies, string(t), nil)
			r.run.reportEnd(model.PartTargets, string(t), nil)
			continue
		}
		l := r.newTargetListing(j, t, texts)
		policies, lost := r.listPolicies(j, t, texts)
		for _, p := range policies {
			all = append(all, p.ID)
		}
		l.take(policies, lost)
		listings = append(listings, l)
	}
	r.listed = all
	if texts != nil {
		texts.progress.settle(0)
	}
	for _, l := range listings {
		l.listOthers()
	}
	if texts != nil {
		texts.end()
	}
	for _, l := range listings {
		if l.policyType == model.ServiceControlPolicy {
			l.readFullAccess()
		}
		l.progress.end()
	}
	wg.Wait()
}

// listPolicies lists the policies of a type. With a failure it returns those
// listed before it.
func (r *policyReader) listPolicies(j job, t model.PolicyType, texts *documentQueue) ([]model.Policy, *model.Failure) {
	const operation = "organizations:ListPolicies"
	var policies []model.Policy
	size := pageSize
	p := j.watch(model.PartPolicies, string(t), operation, 0)
	p.foresee(r.run.tree.nodes.savedSize().Policies[t])
	f := pages(j, operation, string(t),
		func(ctx context.Context, s *session, token *string) (*organizations.ListPoliciesOutput, error) {
			return s.organizations.ListPolicies(ctx, &organizations.ListPoliciesInput{
				Filter: types.PolicyType(t), MaxResults: &size, NextToken: token,
			})
		},
		func(out *organizations.ListPoliciesOutput, unseen func(string) bool) *string {
			page := toPolicies(out.Policies, t, unseen)
			r.run.emit(model.PoliciesFact{Type: t, Policies: page})
			for _, p := range ofType(page, t) {
				policies = append(policies, p)
				if texts != nil {
					r.queueDocument(texts, p.ID)
				}
			}
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

// targetListing finds out where the policies of a type are attached, policy by
// policy. Of SCPs it then finds out which of the nodes with any policy have
// FullAWSAccess too: a node without any has nothing else.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
type targetListing struct {
	reader     *policyReader
	job        job
	policyType model.PolicyType
	others     []model.PolicyID // without the type's full access
	lacking    bool             // the list of policies has no full access
	progress   *progress
	texts      *documentQueue

	mu      sync.Mutex
	carried map[model.NodeID][]model.PolicyID // by the nodes that others are attached to
}

// newTargetListing begins the part.
func (r *policyReader) newTargetListing(j job, t model.PolicyType, texts *documentQueue) *targetListing {
	l := &targetListing{reader: r, job: j, policyType: t, lacking: true, texts: texts, carried: map[model.NodeID][]model.PolicyID{}}
	l.progress = j.watch(model.PartTargets, string(t), listTargets, 0)
	l.progress.foresee(r.run.tree.nodes.savedSize().Targets[t])
	return l
}

// take takes the policies of the type. Lost is why their list is not complete;
// then nobody knows which nodes have no policy.
func (l *targetListing) take(policies []model.Policy, lost *model.Failure) {
	for _, p := range policies {
		if p.ID == l.policyType.Full() {
			l.lacking = false
		} else {
			l.others = append(l.others, p.ID)
		}
	}
	l.progress.expect(len(l.others) - l.reader.young.countTargets(l.others))
	l.progress.settle(l.fullAccessCalls(0))
	if lost != nil {
		l.progress.remember(lost)
	}
}

// fullAccessCalls estimates how many calls find out which nodes have
// FullAWSAccess, when the targets of so many other policies are known.
func (l *targetListing) fullAccessCalls(listed int) int {
	if l.policyType != model.ServiceControlPolicy || l.reader.run.jobIn(slotTree) == nil {
		return 0
	}
	nodes := len(l.others) // until more is known, one for each
	if listed > 0 {
		nodes = max(0, len(l.carried)*len(l.others)/listed-len(l.reader.young.levels))
	}
	pages, _ := l.reader.run.tree.nodes.pages()
	return min(max(nodes, model.SmallOrganization), pages)
}

const listTargets = "organizations:ListTargetsForPolicy"

// listOthers lists the nodes of every policy but full access.
func (l *targetListing) listOthers() {
	listed := 0
	each(l.others, func(policy model.PolicyID) {
		targets, known := l.reader.sendYoungTargets(policy)
		if !known {
			var f *model.Failure
			if targets, f = l.reader.listTargets(l.job, policy, nil); f != nil {
				l.progress.fail(string(policy), f)
			}
			defer l.progress.advance()
		}
		if len(targets) > 0 && l.texts != nil {
			l.texts.prefer(policy)
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, n := range targets {
			l.carried[n] = append(l.carried[n], policy)
		}
		listed++
		l.progress.settle(l.fullAccessCalls(listed))
	})
}

// listTargets lists the nodes that a policy is attached to, until enough returns
// true, which may be nil.
func (r *policyReader) listTargets(j job, policy model.PolicyID, enough func() bool) ([]model.NodeID, *model.Failure) {
	var all []model.NodeID
	size := pageSize
	first := true
	f := pages(j, listTargets, string(policy),
		func(ctx context.Context, s *session, token *string) (*organizations.ListTargetsForPolicyOutput, error) {
			return s.organizations.ListTargetsForPolicy(ctx, &organizations.ListTargetsForPolicyInput{
				PolicyId: sdk.String(string(policy)), MaxResults: &size, NextToken: token,
			})
		},
		func(out *organizations.ListTargetsForPolicyOutput, unseen func(string) bool) *string {
			page, names := make([]model.NodeID, 0, len(out.Targets)), make([]string, 0, len(out.Targets))
			for _, o := range out.Targets {
				if id := sdk.ToString(o.TargetId); unseen(id) {
					page, names = append(page, model.NodeID(id)), append(names, sdk.ToString(o.Name))
				}
			}
			all = append(all, page...)
			if policy != model.FullAWSAccess {
				last := sdk.ToString(out.NextToken) == ""
				r.run.emit(model.TargetsFact{Policy: policy, Targets: page, Names: names, First: first, Last: last, Taken: time.Now()})
			}
			first = false
			if enough != nil && enough() {
				return nil
			}
			return out.NextToken
		})
	return all, f
}

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
func (l *targetListing) readFullAccess() {
	nodes := l.reader.sendYoungLevels(l.carried)
	tree := &l.reader.run.tree
	if !l.progress.hasFailed() && l.reader.run.jobIn(slotTree) != nil {
		relied := !l.lacking && isAWS(l.reader.run.session.current().endpoint)
		if full, whole := l.listFullAccess(relied, len(nodes)); whole {
			l.reader.sendPoliciesOfNodes(l.carried, full)
			l.reader.run.waitForSlot(l.job, slotTree)
			nodes = tree.nodes.listedBeside(l.carried, full)
		}
	}
	l.progress.expect(len(nodes))
	l.progress.settle(0)
	each(nodes, func(n model.NodeID) {
		f := l.reader.readLevel(l.job, n, model.ServiceControlPolicy)
		l.progress.advance()
		if f != nil {
			l.progress.remember(f)
		}
	})
}

// listFullAccess lists the targets of FullAWSAccess; whole reports whether it
// did. It does not wait for the accounts to be listed to know how many pages
// there will be: of a server that is relied on it gives up once it is known that
// more pages are to come than nodes have SCPs attached, and before that, once it
// has read as many.
func (l *targetListing) listFullAccess(relied bool, nodes int) (full []model.NodeID, whole bool) {
	pages, whole, most := 0, true, max(nodes, model.SmallOrganization)
	tooMany := func() bool {
		known, final := l.reader.run.tree.nodes.pages()
		whole = !relied || known-pages < most && (final || pages < most)
		return !whole
	}
	if tooMany() {
		return nil, false
	}
	full, f := l.reader.listTargets(l.job, model.FullAWSAccess, func() bool {
		pages++
		l.progress.expect(1)
		l.progress.settle(max(0, l.fullAccessCalls(len(l.others))-pages))
		l.progress.advance()
		return tooMany()
	})
	return full, whole && (f == nil || f.Kind == model.FailureNotFound && l.lacking)
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
		r.sendLevel(n, policies)
	}
}

// sendLevel sends the SCPs attached to a node, unless they were read.
func (r *policyReader) sendLevel(n model.NodeID, policies []model.PolicyID) {
	target := model.AttachedTarget(n, model.ServiceControlPolicy)
	if r.once.put(target, policies) {
		r.run.emit(model.AttachedFact{Node: n, Type: model.ServiceControlPolicy, Policies: policies})
		r.run.reportEnd(model.PartAttached, target, nil)
	}
}
