package aws

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"deputy/model"
)

const (
	describeEffective = "organizations:DescribeEffectivePolicy"
	listInvalid       = "organizations:ListAccountsWithInvalidEffectivePolicy"
	listPolicyErrors  = "organizations:ListEffectivePolicyValidationErrors"
)

// readManagement reads the policies of the enabled management policy types, which
// nothing else waits for: after whatever was asked for before, unless a type is
// asked for by its name. Where the roots cannot be read, that is the gap: which
// types are enabled is not known.
func (r *policyReader) readManagement(j job, w model.WantManagementPolicies) {
	enabled, f := r.managementTypes(j)
	if f != nil {
		return
	}
	if w.Only == "" {
		rest := r.foreseeManagement(j, enabled)
		for _, at := range []jobSlot{slotTree, slotDelegations, slotPolicies} {
			if !r.run.waitForSlot(j, at) && j.wait.Err() != nil {
				break
			}
		}
		for _, p := range rest {
			_ = p.finish() // it made no call, so nothing failed
		}
	} else if !slices.Contains(enabled, w.Only) {
		for _, part := range []model.Part{model.PartPolicies, model.PartTargets, model.PartDocument, model.PartInvalid} {
			r.run.reportEnd(part, string(w.Only), nil)
		}
		return
	} else {
		enabled = []model.PolicyType{w.Only}
	}
	if j.wait.Err() == nil && len(enabled) > 0 {
		r.readTypes(j, enabled)
	}
}

// managementTypes returns the enabled management policy types.
func (r *policyReader) managementTypes(j job) ([]model.PolicyType, *model.Failure) {
	roots, f := r.run.tree.readRoots(j, false)
	return model.ManagementTypes(roots), f
}

// foreseeManagement has the forecast count the calls that will read the types, by the
// saved reading, while others are made.
func (r *policyReader) foreseeManagement(j job, enabled []model.PolicyType) (rest []*progress) {
	saved := r.run.tree.nodes.savedSize()
	for _, t := range enabled {
		for i, calls := range []int{max(1, saved.Policies[t]) + saved.Targets[t], saved.Texts[t], max(1, saved.Invalid[t])} {
			operation := [...]string{listTargets, describePolicy, listInvalid}[i]
			p := &progress{job: j, operation: operation, total: calls, known: true, began: time.Now()}
			r.run.forecast.add(p)
			rest = append(rest, p)
		}
	}
	return rest
}

// readTypes reads the lists of all types, then where their policies are attached and
// their texts, then the accounts with invalid effective policies.
func (r *policyReader) readTypes(j job, enabled []model.PolicyType) {
	var listings []*targetListing
	var wg sync.WaitGroup
	for _, t := range enabled {
		texts := newDocumentQueue(j, string(t), r.run.tree.nodes.savedSize().Texts[t])
		wg.Go(func() { r.readDocuments(j, texts) })
		l := r.newTargetListing(j, t, texts)
		l.take(r.listPolicies(j, t, texts))
		texts.progress.settle(0)
		listings = append(listings, l)
	}
	for _, l := range listings {
		l.listOthers()
		l.texts.end()
		l.progress.end()
	}
	wg.Wait()
	for _, t := range enabled {
		r.readInvalid(j, t)
	}
}

// readInvalid reads which accounts have an invalid effective policy of a type, and
// AWS's reasons for the first of them.
func (r *policyReader) readInvalid(j job, t model.PolicyType) {
	var accounts []model.AccountID
	size := pageSize
	p := j.watch(model.PartInvalid, string(t), listInvalid, 0)
	p.foresee(r.run.tree.nodes.savedSize().Invalid[t])
	f := pages(j, listInvalid, string(t),
		func(ctx context.Context, s *session, token *string) (*organizations.ListAccountsWithInvalidEffectivePolicyOutput, error) {
			return s.organizations.ListAccountsWithInvalidEffectivePolicy(ctx, &organizations.ListAccountsWithInvalidEffectivePolicyInput{
				PolicyType: types.EffectivePolicyType(t), MaxResults: &size, NextToken: token,
			})
		},
		func(out *organizations.ListAccountsWithInvalidEffectivePolicyOutput, unseen func(string) bool) *string {
			for _, o := range out.Accounts {
				if id := sdk.ToString(o.Id); unseen(id) {
					accounts = append(accounts, model.AccountID(id))
				}
			}
			p.advance()
			return out.NextToken
		})
	if f != nil {
		p.remember(f)
	} else {
		r.run.emit(model.InvalidPoliciesFact{Type: t, Accounts: accounts})
	}
	slices.Sort(accounts)
	asked := accounts[:min(len(accounts), model.MostPolicyErrors)]
	p.goOn(listPolicyErrors, len(asked))
	p.settle(0)
	each(asked, func(a model.AccountID) {
		r.readPolicyErrors(j, a, t) // leaves its own gap
		p.advance()
	})
	p.end()
}

// readPolicyErrors reads why an account's effective policy of a type is invalid.
func (r *policyReader) readPolicyErrors(j job, a model.AccountID, t model.PolicyType) {
	target := model.EffectiveTarget(a, t)
	name := "errors " + target
	if !r.once.claim(j, name) {
		return
	}
	r.run.reportProgress(model.PartPolicyErrors, target, model.Waiting)
	var found []model.PolicyError
	size := pageSize
	f := pages(j, listPolicyErrors, target,
		func(ctx context.Context, s *session, token *string) (*organizations.ListEffectivePolicyValidationErrorsOutput, error) {
			return s.organizations.ListEffectivePolicyValidationErrors(ctx, &organizations.ListEffectivePolicyValidationErrorsInput{
				AccountId: sdk.String(string(a)), PolicyType: types.EffectivePolicyType(t), MaxResults: &size, NextToken: token,
			})
		},
		func(out *organizations.ListEffectivePolicyValidationErrorsOutput, unseen func(string) bool) *string {
			for _, o := range out.EffectivePolicyValidationErrors {
				x := model.PolicyError{Code: sdk.ToString(o.ErrorCode), Message: sdk.ToString(o.ErrorMessage), Path: sdk.ToString(o.PathToError)}
				if !unseen(x.Code + "\n" + x.Path + "\n" + x.Message + "\n" + strings.Join(o.ContributingPolicies, " ")) {
					continue
				}
				for _, id := range o.ContributingPolicies {
					x.Policies = append(x.Policies, model.PolicyID(id))
				}
				found = append(found, x)
			}
			return out.NextToken
		})
	if f != nil {
		if r.once.drop(j, name) {
			r.run.reportEnd(model.PartPolicyErrors, target, f)
		}
		return
	}
	if r.once.put(name, nil) {
		r.run.emit(model.PolicyErrorsFact{Account: a, Type: t, Errors: found})
		r.run.reportEnd(model.PartPolicyErrors, target, nil)
	}
}

// readEffective reads the effective policies of an account, and AWS's reasons for
// those that are invalid.
func (r *policyReader) readEffective(j job, w model.WantEffective) {
	enabled, f := r.managementTypes(j)
	if f != nil {
		return // a gap of the roots
	}
	if w.Only != nil {
		enabled = slices.DeleteFunc(enabled, func(t model.PolicyType) bool { return !slices.Contains(w.Only, t) })
	}
	each(enabled, func(t model.PolicyType) {
		if target := model.EffectiveTarget(w.Account, t); w.Again {
			r.once.forget("effective " + target)
			r.once.forget("errors " + target)
		}
		r.describeEffective(j, w.Account, t)
		if slices.Contains(w.Errors, t) {
			r.readPolicyErrors(j, w.Account, t)
		}
	})
}

// describeEffective reads an account's effective policy of a type. That there is none
// is an answer.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeEffectivePolicy.html
func (r *policyReader) describeEffective(j job, a model.AccountID, t model.PolicyType) {
	target := model.EffectiveTarget(a, t)
	name := "effective " + target
	if !r.once.claim(j, name) {
		return
	}
	r.run.reportProgress(model.PartEffective, target, model.Waiting)
	out, f := call(j, describeEffective, target, func(ctx context.Context, s *session) (*organizations.DescribeEffectivePolicyOutput, error) {
		return s.organizations.DescribeEffectivePolicy(ctx, &organizations.DescribeEffectivePolicyInput{
			PolicyType: types.EffectivePolicyType(t), TargetId: sdk.String(string(a)),
		})
	})
	p := model.EffectivePolicy{Account: a, Type: t, Taken: time.Now()}
	switch {
	case f != nil && f.Code == "EffectivePolicyNotFoundException":
		f = nil
	case f == nil && (out.EffectivePolicy == nil || sdk.ToString(out.EffectivePolicy.PolicyContent) == ""):
		f = incomplete(describeEffective, target, "effective policy")
	case f == nil:
		p.Text, p.Updated = sdk.ToString(out.EffectivePolicy.PolicyContent), sdk.ToTime(out.EffectivePolicy.LastUpdatedTimestamp)
	}
	if f != nil {
		if r.once.drop(j, name) {
			r.run.reportEnd(model.PartEffective, target, f)
		}
		return
	}
	if r.once.put(name, nil) {
		r.run.emit(model.EffectivePolicyFact{Policy: p})
		r.run.reportEnd(model.PartEffective, target, nil)
	}
}
