package aws

import (
	"context"
	"slices"
	"sync"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// delegationReader reads what AWS Organizations knows of delegations: delegated
// administrators, trusted access and the resource policy.
type delegationReader struct{ run *run }

// readDelegations reads the delegated administrators, trusted access and the
// resource policy at the same time, then the services of each administrator.
// Asking account by account is slower than asking by service principal, but only
// so are principals found that the catalog does not have.
func (r *delegationReader) readDelegations(j job) {
	var wg sync.WaitGroup
	var accounts []model.AccountID
	var failure *model.Failure
	wg.Go(func() { accounts, failure = r.listAdministrators(j, "") })
	wg.Go(func() { _ = r.readTrustedAccess(j) }) // leaves its own gap
	wg.Go(func() { r.readResourcePolicy(j) })
	wg.Wait()
	p := j.watch(model.PartDelegations, "", "organizations:ListDelegatedServicesForAccount", len(accounts))
	if failure != nil {
		p.fail("", failure)
	}
	each(accounts, func(a model.AccountID) {
		f := r.listServicesOf(j, p.operation, a)
		p.advance()
		if f != nil {
			p.remember(f)
		}
	})
	p.end()
}

// listAdministrators lists the accounts that are delegated administrators of a
// service principal; of any, if principal is empty.
func (r *delegationReader) listAdministrators(j job, principal model.Principal) ([]model.AccountID, *model.Failure) {
	const operation = "organizations:ListDelegatedAdministrators"
	fact := model.AdministratorsFact{Principal: principal}
	var accounts []model.AccountID
	size := pageSize
	if principal != "" {
		fact.Since = map[model.AccountID]time.Time{}
	}
	r.run.reportProgress(model.PartAdministrators, string(principal), model.Waiting)
	f := pages(j, operation, string(principal),
		func(ctx context.Context, s *session, token *string) (*organizations.ListDelegatedAdministratorsOutput, error) {
			in := &organizations.ListDelegatedAdministratorsInput{MaxResults: &size, NextToken: token}
			if principal != "" {
				in.ServicePrincipal = sdk.String(string(principal))
			}
			return s.organizations.ListDelegatedAdministrators(ctx, in)
		},
		func(out *organizations.ListDelegatedAdministratorsOutput, unseen func(string) bool) *string {
			for _, o := range out.DelegatedAdministrators {
				if !unseen(sdk.ToString(o.Id)) {
					continue
				}
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
		r.run.emit(fact)
	}
	r.run.reportEnd(model.PartAdministrators, string(principal), f)
	return accounts, f
}

// listServicesOf lists the services of which an account is delegated
// administrator. For an account without any, AWS answers
// AccountNotRegisteredException.
func (r *delegationReader) listServicesOf(j job, operation string, a model.AccountID) *model.Failure {
	var held []model.Delegation
	size := pageSize
	f := pages(j, operation, string(a),
		func(ctx context.Context, s *session, token *string) (*organizations.ListDelegatedServicesForAccountOutput, error) {
			return s.organizations.ListDelegatedServicesForAccount(ctx, &organizations.ListDelegatedServicesForAccountInput{
				AccountId: sdk.String(string(a)), MaxResults: &size, NextToken: token,
			})
		},
		func(out *organizations.ListDelegatedServicesForAccountOutput, unseen func(string) bool) *string {
			for _, o := range out.DelegatedServices {
				if !unseen(sdk.ToString(o.ServicePrincipal)) {
					continue
				}
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
		r.run.emit(model.DelegationsFact{Account: a, Delegations: held})
	}
	r.run.reportEnd(model.PartDelegations, string(a), f)
	return f
}

// registerAdministrator calls RegisterDelegatedAdministrator.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html
func registerAdministrator(ctx context.Context, s *session, step plan.Step) (string, error) {
	out, err := s.organizations.RegisterDelegatedAdministrator(ctx, &organizations.RegisterDelegatedAdministratorInput{
		AccountId: sdk.String(string(step.Account)), ServicePrincipal: sdk.String(string(step.Principal)),
	})
	if err != nil {
		return "", err
	}
	return requestID(out.ResultMetadata), nil
}

// deregisterAdministrator calls DeregisterDelegatedAdministrator.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeregisterDelegatedAdministrator.html
func deregisterAdministrator(ctx context.Context, s *session, step plan.Step) (string, error) {
	out, err := s.organizations.DeregisterDelegatedAdministrator(ctx, &organizations.DeregisterDelegatedAdministratorInput{
		AccountId: sdk.String(string(step.Account)), ServicePrincipal: sdk.String(string(step.Principal)),
	})
	if err != nil {
		return "", err
	}
	return requestID(out.ResultMetadata), nil
}

// isDelegated reports whether the step's account is a delegated administrator of
// the step's principal.
func isDelegated(j job, step plan.Step) (bool, *model.Failure) {
	accounts, f := j.run.delegations.listAdministrators(j, step.Principal)
	return slices.Contains(accounts, step.Account), f
}

func delegationParameters(s plan.Step) []catalog.Parameter {
	return []catalog.Parameter{{Name: "AccountId", Value: string(s.Account)}, {Name: "ServicePrincipal", Value: string(s.Principal)}}
}
