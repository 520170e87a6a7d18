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
	p := j.watch(model.PartDelegations, "", listServicesOperation, 0)
	p.foresee(r.run.tree.nodes.savedSize().Delegations)
	var wg sync.WaitGroup
	var accounts []model.AccountID
	var failure *model.Failure
	wg.Go(func() { accounts, failure = r.listAdministrators(j) })
	wg.Go(func() { _ = r.readTrustedAccess(j) }) // leaves its own gap
	wg.Go(func() { r.readResourcePolicy(j) })
	wg.Wait()
	p.expect(len(accounts))
	p.settle(0)
	if failure != nil {
		p.fail("", failure)
	}
	services := askOnce(j)
	each(accounts, func(a model.AccountID) {
		f := r.listServices(a, services)
		p.advance()
		if f != nil {
			p.remember(f)
		}
	})
	p.end()
}

// listAdministrators lists the accounts that are delegated administrators of any
// service.
func (r *delegationReader) listAdministrators(j job) (accounts []model.AccountID, f *model.Failure) {
	r.run.reportProgress(model.PartAdministrators, "", model.Waiting)
	listed, f := askAdministrators(j, "")
	if f = ignoreBillingOnly(f); f == nil {
		r.run.emit(model.AdministratorsFact{Accounts: listed})
	}
	r.run.reportEnd(model.PartAdministrators, "", f)
	for _, n := range listed {
		accounts = append(accounts, model.AccountID(n.ID))
	}
	return accounts, f
}

// listAdministratorsOf lists the accounts that are delegated administrators of a
// service principal. A server that is not AWS may ignore which one is asked for
// and list those of every service, so each account's own list confirms it:
// servicesOf returns that.
func (r *delegationReader) listAdministratorsOf(j job, principal model.Principal, servicesOf servicesOf) *model.Failure {
	r.run.reportProgress(model.PartAdministrators, string(principal), model.Waiting)
	listed, f := askAdministrators(j, principal)
	fact := model.AdministratorsFact{Principal: principal, Since: map[model.AccountID]time.Time{}}
	for _, n := range listed {
		if f != nil {
			break
		}
		var held []model.Delegation
		held, f = servicesOf(model.AccountID(n.ID))
		for _, d := range held {
			if d.Principal == principal {
				fact.Accounts = append(fact.Accounts, n)
				fact.Since[d.Account] = d.Since
			}
		}
	}
	if f = ignoreBillingOnly(f); f == nil {
		r.run.emit(fact)
	}
	r.run.reportEnd(model.PartAdministrators, string(principal), f)
	return f
}

// askAdministrators calls ListDelegatedAdministrators, for all services if
// principal is empty.
func askAdministrators(j job, principal model.Principal) (accounts []model.Node, f *model.Failure) {
	size := pageSize
	f = pages(j, "organizations:ListDelegatedAdministrators", string(principal),
		func(ctx context.Context, s *session, token *string) (*organizations.ListDelegatedAdministratorsOutput, error) {
			in := &organizations.ListDelegatedAdministratorsInput{MaxResults: &size, NextToken: token}
			if principal != "" {
				in.ServicePrincipal = sdk.String(string(principal))
			}
			return s.organizations.ListDelegatedAdministrators(ctx, in)
		},
		func(out *organizations.ListDelegatedAdministratorsOutput, unseen func(string) bool) *string {
			for _, o := range out.DelegatedAdministrators {
				if unseen(sdk.ToString(o.Id)) {
					accounts = append(accounts, toAdministrator(o))
				}
			}
			return out.NextToken
		})
	return accounts, f
}

// servicesOf returns the services of which an account is delegated
// administrator.
type servicesOf func(model.AccountID) ([]model.Delegation, *model.Failure)

// askOnce returns a servicesOf that asks AWS once for each account, however often
// it is called.
func askOnce(j job) servicesOf {
	type answer struct {
		come    chan struct{}
		held    []model.Delegation
		failure *model.Failure
	}
	var mu sync.Mutex
	asked := map[model.AccountID]*answer{}
	return func(a model.AccountID) ([]model.Delegation, *model.Failure) {
		mu.Lock()
		x, again := asked[a]
		if !again {
			x = &answer{come: make(chan struct{})}
			asked[a] = x
		}
		mu.Unlock()
		if !again {
			x.held, x.failure = askServices(j, a)
			close(x.come)
		}
		<-x.come // not a lock, which fake time would not pass
		return x.held, x.failure
	}
}

// listServices lists the services of which an account is delegated
// administrator.
func (r *delegationReader) listServices(a model.AccountID, servicesOf servicesOf) *model.Failure {
	held, f := servicesOf(a)
	if f == nil {
		r.run.emit(model.DelegationsFact{Account: a, Delegations: held})
	}
	r.run.reportEnd(model.PartDelegations, string(a), f)
	return f
}

const listServicesOperation = "organizations:ListDelegatedServicesForAccount"

// askServices calls ListDelegatedServicesForAccount. For an account without any,
// AWS answers AccountNotRegisteredException.
func askServices(j job, a model.AccountID) (held []model.Delegation, f *model.Failure) {
	size := pageSize
	f = pages(j, listServicesOperation, string(a),
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
		return nil, nil
	}
	return held, f
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
// the step's principal: both lists must say so.
func isDelegated(j job, step plan.Step) (bool, *model.Failure) {
	listed, f := askAdministrators(j, step.Principal)
	if f != nil || !slices.ContainsFunc(listed, func(n model.Node) bool { return n.ID == step.Account.Node() }) {
		return false, f
	}
	held, f := askServices(j, step.Account)
	return slices.ContainsFunc(held, func(d model.Delegation) bool { return d.Principal == step.Principal }), f
}

func delegationParameters(s plan.Step) []catalog.Parameter {
	return []catalog.Parameter{{Name: "AccountId", Value: string(s.Account)}, {Name: "ServicePrincipal", Value: string(s.Principal)}}
}
