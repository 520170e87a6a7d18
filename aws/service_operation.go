package aws

import (
	"context"
	"maps"

	"deputy/aws/serviceapi"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// withServiceAPIs returns the table with the operations of the services that
// have a service API. The parameters of a call are those of the catalog.
func withServiceAPIs(table map[operationKey]operation) map[operationKey]operation {
	all := maps.Clone(table)
	for _, service := range catalog.Services() {
		api := serviceapi.Of(service.ID)
		calls := []*catalog.Call{service.Register.Call, service.Register.Further, service.Remove.Call}
		for i, call := range calls {
			if call == nil || api.Calls[call.Operation] == nil {
				continue
			}
			r := operation{parameters: catalogParameters(*call), call: serviceCall(api.Calls[call.Operation]), isDone: isDesignated}
			if removal := i == len(calls)-1; removal {
				r.isDone = isRemoved
				if !call.NamesAccount() && call.Caller == catalog.PartyManagement {
					r.guard = checkStillAdministrator
				}
			}
			all[operationKey{call.Service, call.Operation}] = r
		}
	}
	return all
}

// catalogParameters returns the parameters that a step of the call must have.
func catalogParameters(call catalog.Call) func(plan.Step) []catalog.Parameter {
	return func(s plan.Step) []catalog.Parameter {
		return call.Values(catalog.Arguments{Account: string(s.Account), Principal: s.Principal, Feature: s.Parameters.Get("Feature"), Priority: s.Parameters.Get("Priority")})
	}
}

func serviceCall(call serviceapi.Call) func(context.Context, *session, plan.Step) (string, error) {
	return func(ctx context.Context, s *session, step plan.Step) (string, error) {
		metadata, err := call(ctx, s.in(step.Region), step)
		if err != nil {
			return "", err
		}
		return requestID(metadata), nil
	}
}

// isDesignated reports whether the service lists the account as its
// administrator in the step's Region; for a service without a list, whether AWS
// Organizations does. A step that completes a registration needs both.
func isDesignated(j job, step plan.Step) (bool, *model.Failure) {
	service := stepService(&step)
	if listed := serviceapi.Of(service.ID).List != nil; !listed || step.Completes {
		if there, f := isDelegated(j, step); f != nil || !there || !listed {
			return there, f
		}
	}
	setting, f := j.run.services.settingOf(j, service, step)
	return setting.State == model.SettingEnabled, f
}

// isRemoved reports whether the service does not list the account any more. An
// administrator whose removal has only begun is still listed.
func isRemoved(j job, step plan.Step) (bool, *model.Failure) {
	service := stepService(&step)
	if serviceapi.Of(service.ID).List == nil {
		return isUndone(isDelegated)(j, step)
	}
	setting, f := j.run.services.settingOf(j, service, step)
	return f == nil && setting.Account == "", f
}

// checkStillAdministrator refuses a call that removes the current administrator
// without naming it, unless that is the step's account.
func checkStillAdministrator(j job, step plan.Step) *model.Failure {
	gone, f := isRemoved(j, step)
	if f == nil && gone {
		f = refusal(step, "account "+string(step.Account)+" is no longer the administrator, and the call would remove the account that is", "Plan again")
	}
	return f
}
