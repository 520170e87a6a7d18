package aws

import (
	"context"
	"strings"
	"sync"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"deputy/model"
)

// readDelegations reads the delegated administrators, trusted access and the
// resource policy beside each other, then what each administrator holds. Asking
// account by account is slower than principal by principal, but only it finds
// principals that nobody knows of.
func (r *run) readDelegations(l lane) {
	var wg sync.WaitGroup
	var accounts []model.AccountID
	var failure *model.Failure
	wg.Go(func() { accounts, failure = r.listAdministrators(l, "") })
	wg.Go(func() { _ = r.readTrustedAccess(l) }) // leaves its own gap
	wg.Go(func() { r.readResourcePolicy(l) })
	wg.Wait()
	p := l.watch(model.PartDelegations, "", "organizations:ListDelegatedServicesForAccount", len(accounts))
	if failure != nil {
		p.fail("", failure)
	}
	each(accounts, func(a model.AccountID) {
		f := r.listServicesOf(l, p.operation, a)
		p.advance()
		if f != nil {
			p.remember(f)
		}
	})
	p.end()
}

// listAdministrators lists the accounts that are delegated administrators of a
// principal, or of any.
func (r *run) listAdministrators(l lane, principal model.Principal) ([]model.AccountID, *model.Failure) {
	const operation = "organizations:ListDelegatedAdministrators"
	fact := model.DelegatesFact{Principal: principal}
	var accounts []model.AccountID
	size := pageSize
	if principal != "" {
		fact.Since = map[model.AccountID]time.Time{}
	}
	r.reportProgress(model.PartDelegates, string(principal), model.Waiting)
	f := pages(l, operation, string(principal),
		func(ctx context.Context, s *session, token *string) (*organizations.ListDelegatedAdministratorsOutput, error) {
			in := &organizations.ListDelegatedAdministratorsInput{MaxResults: &size, NextToken: token}
			if principal != "" {
				in.ServicePrincipal = sdk.String(string(principal))
			}
			return s.organizations.ListDelegatedAdministrators(ctx, in)
		},
		func(out *organizations.ListDelegatedAdministratorsOutput) *string {
			for _, o := range out.DelegatedAdministrators {
				n := toAdministrator(o)
				fact.Accounts = append(fact.Accounts, n)
				accounts = append(accounts, model.AccountID(n.ID))
				if principal != "" {
					fact.Since[model.AccountID(n.ID)] = sdk.ToTime(o.DelegationEnabledDate)
				}
			}
			return out.NextToken
		})
	if f = ignoreBillingOnly(f); f == nil {
		r.emit(fact)
	}
	r.reportEnd(model.PartDelegates, string(principal), f)
	return accounts, f
}

// listServicesOf reads what an account is delegated administrator for. AWS
// answers for an account without delegations that it is not registered.
func (r *run) listServicesOf(l lane, operation string, a model.AccountID) *model.Failure {
	var held []model.Delegation
	size := pageSize
	f := pages(l, operation, string(a),
		func(ctx context.Context, s *session, token *string) (*organizations.ListDelegatedServicesForAccountOutput, error) {
			return s.organizations.ListDelegatedServicesForAccount(ctx, &organizations.ListDelegatedServicesForAccountInput{
				AccountId: sdk.String(string(a)), MaxResults: &size, NextToken: token,
			})
		},
		func(out *organizations.ListDelegatedServicesForAccountOutput) *string {
			for _, o := range out.DelegatedServices {
				held = append(held, model.Delegation{
					Account: a, Principal: model.Principal(sdk.ToString(o.ServicePrincipal)), Since: sdk.ToTime(o.DelegationEnabledDate),
				})
			}
			return out.NextToken
		})
	if f != nil && f.Code == "AccountNotRegisteredException" {
		f, held = nil, nil
	}
	if f == nil {
		r.emit(model.DelegationsFact{Account: a, Delegations: held})
	}
	r.reportEnd(model.PartDelegations, string(a), f)
	return f
}

// readTrustedAccess reads the principals with trusted access.
func (r *run) readTrustedAccess(l lane) *model.Failure {
	trusted, f := r.listTrustedAccess(l)
	if f == nil {
		r.emit(model.TrustedAccessFact{Trusted: trusted})
	}
	r.reportEnd(model.PartTrustedAccess, "", f)
	return f
}

func (r *run) listTrustedAccess(l lane) ([]model.TrustedAccess, *model.Failure) {
	trusted := []model.TrustedAccess{}
	size := pageSize
	p := l.watch(model.PartTrustedAccess, "", "organizations:ListAWSServiceAccessForOrganization", 0)
	f := pages(l, p.operation, "",
		func(ctx context.Context, s *session, token *string) (*organizations.ListAWSServiceAccessForOrganizationOutput, error) {
			return s.organizations.ListAWSServiceAccessForOrganization(ctx, &organizations.ListAWSServiceAccessForOrganizationInput{
				MaxResults: &size, NextToken: token,
			})
		},
		func(out *organizations.ListAWSServiceAccessForOrganizationOutput) *string {
			for _, o := range out.EnabledServicePrincipals {
				trusted = append(trusted, model.TrustedAccess{
					Principal: model.Principal(sdk.ToString(o.ServicePrincipal)), Since: sdk.ToTime(o.DateEnabled),
				})
			}
			p.advance()
			return out.NextToken
		})
	return trusted, ignoreBillingOnly(f)
}

// ignoreBillingOnly turns the answer of an organization that has consolidated
// billing only into none: there is nothing to read there, and so no gap.
func ignoreBillingOnly(f *model.Failure) *model.Failure {
	if f != nil && f.Kind == model.FailureConstraint && strings.Contains(f.Cause, "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE") {
		return nil
	}
	return f
}

// readResourcePolicy reads the policy that delegates the management of
// policies. An organization need not have one.
func (r *run) readResourcePolicy(l lane) {
	out, f := call(l, "organizations:DescribeResourcePolicy", "",
		func(ctx context.Context, s *session) (*organizations.DescribeResourcePolicyOutput, error) {
			return s.organizations.DescribeResourcePolicy(ctx, &organizations.DescribeResourcePolicyInput{})
		})
	fact := model.ResourcePolicyFact{}
	switch {
	case f != nil && f.Code == "ResourcePolicyNotFoundException":
		f = nil
	case f == nil && out.ResourcePolicy != nil:
		fact.Text = sdk.ToString(out.ResourcePolicy.Content)
		if summary := out.ResourcePolicy.ResourcePolicySummary; summary != nil {
			fact.ARN = sdk.ToString(summary.Arn)
		}
	}
	if f = ignoreBillingOnly(f); f == nil {
		r.emit(fact)
	}
	r.reportEnd(model.PartResourcePolicy, "", f)
}
