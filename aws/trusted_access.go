package aws

import (
	"context"
	"maps"
	"slices"
	"strings"

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
			r.serviceStatus = askService(*rules.Status)
		}
		all[operationKey{rules.Call.Service, rules.Call.Operation}] = r
	}
	return all
}

// hasNeededAccess reports whether AWS Organizations lists the trusted access
// that the service's call switches on, and that registrations need.
func hasNeededAccess(j job, step plan.Step) (bool, *model.Failure) {
	needed, anyOf := stepService(&step).AccessNeeded(step.Principal)
	trusted, f := j.run.delegations.listTrustedAccess(j)
	if f != nil {
		return false, f
	}
	on := func(p model.Principal) bool {
		return slices.ContainsFunc(trusted, func(t model.TrustedAccess) bool { return t.Principal == p })
	}
	if anyOf {
		return slices.ContainsFunc(needed, on), nil
	}
	return !slices.ContainsFunc(needed, func(p model.Principal) bool { return !on(p) }), nil
}

// askService returns a function that asks the service for the state of its
// trusted access. Unless the state is off, the change may still come.
func askService(status catalog.Call) func(job, plan.Step) (string, bool) {
	return func(j job, step plan.Step) (string, bool) {
		operation := status.Service + ":" + status.Operation
		got, f := call(j.in(step.Region), operation, string(step.Region), func(ctx context.Context, s *session) (rawcall.Answer, error) {
			return rawcall.Send(ctx, s.in(step.Region), status, nil)
		})
		switch said := got.Members[status.StateField]; {
		case f != nil:
			return operation + " could not be read: " + f.Cause, false
		case said == "":
			return operation + " says nothing of it", false
		default:
			return operation + " says " + said, !strings.HasPrefix(said, "DISABLED") && said != "false"
		}
	}
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
	return trusted, ignoreBillingOnly(f)
}
