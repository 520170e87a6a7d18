package aws

import (
	"context"
	"maps"
	"slices"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"deputy/aws/rawcall"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// withServiceAccess returns the table with the operations of the services that
// switch their trusted access on by a call of their own.
func withServiceAccess(table map[operationKey]operation) map[operationKey]operation {
	all := maps.Clone(table)
	for _, service := range catalog.Services() {
		rules := service.TrustedAccess
		if rules.Call == nil {
			continue
		}
		r := operation{parameters: catalogParameters(*rules.Call), call: serviceCall(rawcall.SendStep), isDone: hasNeededAccess}
		if rules.Status != nil {
			r.isDone, r.serviceStatus = hasAccessInBoth(rules), describeAccess(rules)
		}
		all[operationKey{rules.Call.Service, rules.Call.Operation}] = r
	}
	return all
}

// hasNeededAccess reports whether AWS Organizations lists the trusted access
// that the service's call switches on, and that registrations need.
func hasNeededAccess(j job, step plan.Step) (bool, *model.Failure) {
	needed := stepService(&step).AccessNeeded(step.Principal)
	trusted, f := j.run.delegations.listTrustedAccess(j)
	if f != nil {
		return false, f
	}
	on := func(p model.Principal) bool {
		return slices.ContainsFunc(trusted, func(t model.TrustedAccess) bool { return t.Principal == p })
	}
	return !slices.ContainsFunc(needed, func(p model.Principal) bool { return !on(p) }), nil
}

// hasAccessInBoth returns a function that reports whether trusted access is on in
// AWS Organizations, and the service does not say that it is off.
func hasAccessInBoth(rules catalog.AccessRules) func(job, plan.Step) (bool, *model.Failure) {
	return func(j job, step plan.Step) (bool, *model.Failure) {
		done, f := hasNeededAccess(j, step)
		if !done || f != nil {
			return done, f
		}
		if said, unread := askForAccess(j, *rules.Status, step.Region); unread == nil {
			return rules.IsOn(said) != catalog.AnswerNo, nil
		}
		return true, nil // as far as is known
	}
}

// describeAccess returns a function that says what the service says of its
// trusted access. Unless that is off, the change may still come.
func describeAccess(rules catalog.AccessRules) func(job, plan.Step) (string, bool) {
	operation := rules.Status.Service + ":" + rules.Status.Operation
	return func(j job, step plan.Step) (string, bool) {
		said, f := askForAccess(j, *rules.Status, step.Region)
		if f != nil {
			return operation + " failed: " + f.Cause, false
		}
		return operation + " reports " + said, rules.IsOn(said) != catalog.AnswerNo
	}
}

// askForAccess asks a service for the state of its trusted access, in its own
// word.
func askForAccess(j job, status catalog.Call, region model.Region) (string, *model.Failure) {
	operation := status.Service + ":" + status.Operation
	got, f := call(j.in(region), operation, string(region), func(ctx context.Context, s *session) (rawcall.Answer, error) {
		return rawcall.Send(ctx, s.in(region), status, nil)
	})
	said := got.Members[status.StateField]
	if f == nil && said == "" {
		f = incomplete(operation, string(region), "state of trusted access")
	}
	return said, f
}

// readServiceAccess reads what a service says of its trusted access.
func (r *delegationReader) readServiceAccess(j job, id model.ServiceID) {
	service, _ := catalog.ByID(id)
	status := service.TrustedAccess.Status
	if status == nil {
		return
	}
	_, partition := r.run.identity.regionsAccount()
	said, f := askForAccess(j, *status, status.GlobalRegion(partition))
	if f == nil {
		r.run.emit(model.ServiceAccessFact{Service: id, Said: said})
	}
	r.run.reportEnd(model.PartServiceAccess, string(id), f)
}

// enableServiceAccess calls EnableAWSServiceAccess.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAWSServiceAccess.html
func enableServiceAccess(ctx context.Context, s *session, step plan.Step) (string, error) {
	out, err := s.organizations.EnableAWSServiceAccess(ctx, &organizations.EnableAWSServiceAccessInput{
		ServicePrincipal: sdk.String(string(step.Principal)),
	})
	if err != nil {
		return "", err
	}
	return requestID(out.ResultMetadata), nil
}

// hasTrustedAccess reports whether trusted access is on for the step's
// principal.
func hasTrustedAccess(j job, step plan.Step) (bool, *model.Failure) {
	trusted, f := j.run.delegations.listTrustedAccess(j)
	return slices.ContainsFunc(trusted, func(t model.TrustedAccess) bool { return t.Principal == step.Principal }), f
}

func accessParameters(s plan.Step) []catalog.Parameter {
	return []catalog.Parameter{{Name: "ServicePrincipal", Value: string(s.Principal)}}
}

// readTrustedAccess reads the service principals with trusted access.
func (r *delegationReader) readTrustedAccess(j job) *model.Failure {
	trusted, f := r.listTrustedAccess(j)
	if f == nil {
		r.run.emit(model.TrustedAccessFact{Trusted: trusted})
	}
	r.run.reportEnd(model.PartTrustedAccess, "", f)
	return f
}

func (r *delegationReader) listTrustedAccess(j job) ([]model.TrustedAccess, *model.Failure) {
	trusted := []model.TrustedAccess{}
	size := pageSize
	p := j.watch(model.PartTrustedAccess, "", "organizations:ListAWSServiceAccessForOrganization", 0)
	f := pages(j, p.operation, "",
		func(ctx context.Context, s *session, token *string) (*organizations.ListAWSServiceAccessForOrganizationOutput, error) {
			return s.organizations.ListAWSServiceAccessForOrganization(ctx, &organizations.ListAWSServiceAccessForOrganizationInput{
				MaxResults: &size, NextToken: token,
			})
		},
		func(out *organizations.ListAWSServiceAccessForOrganizationOutput, unseen func(string) bool) *string {
			for _, o := range out.EnabledServicePrincipals {
				if !unseen(sdk.ToString(o.ServicePrincipal)) {
					continue
				}
				trusted = append(trusted, model.TrustedAccess{
					Principal: model.Principal(sdk.ToString(o.ServicePrincipal)), Since: sdk.ToTime(o.DateEnabled),
				})
			}
			p.advance()
			return out.NextToken
		})
	_ = p.finish() // the failure is that of the list
	return trusted, ignoreBillingOnly(f)
}
