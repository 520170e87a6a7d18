package aws

import (
	"context"
	"maps"
	"slices"

	"deputy/aws/serviceapi"
	"deputy/model"
)

// withOwn adds the operations of services with an API of their own to the
// table. The parameters of a call are those of the catalogue.
func withOwn(table map[roadKey]road) map[roadKey]road {
	all := maps.Clone(table)
	for _, service := range model.Catalog() {
		api := serviceapi.Of(service.ID)
		calls := []*model.ServiceCall{service.Register.Call, service.Register.Further, service.Remove.Call}
		for i, call := range calls {
			if call == nil || api.Calls[call.Operation] == nil {
				continue
			}
			r := road{parameters: ownParameters(*call), do: ownDo(api.Calls[call.Operation]), look: looksDesignated}
			if removal := i == len(calls)-1; removal {
				r.look = looksDismissed
				if !call.NamesAccount() && call.Caller == model.PartyManagement {
					r.guard = stillHolds
				}
			}
			all[roadKey{call.Service, call.Operation}] = r
		}
	}
	return all
}

// ownParameters gives what a step of the call must have been shown with.
func ownParameters(call model.ServiceCall) func(model.Step) []model.Parameter {
	return func(s model.Step) []model.Parameter {
		return call.Values(model.Arguments{Account: string(s.Account), Principal: s.Principal, Feature: s.Parameters.Get("Feature")})
	}
}

func ownDo(call serviceapi.Call) func(context.Context, *session, model.Step) (string, error) {
	return func(ctx context.Context, s *session, step model.Step) (string, error) {
		metadata, err := call(ctx, s.in(step.Region), step)
		if err != nil {
			return "", err
		}
		return requestID(metadata), nil
	}
}

// looksDesignated tells whether the service says that the account is its
// administrator in the step's Region, or AWS Organizations does where the
// service has no list. A step that completes a registration ends when both do.
func looksDesignated(l lane, step model.Step) (bool, *model.Failure) {
	service := serviceOf(&step)
	if listed := serviceapi.Of(service.ID).List != nil; !listed || step.Completes {
		if there, f := looksDelegated(l, step); f != nil || !there || !listed {
			return there, f
		}
	}
	setting, f := l.run.settingOf(l, service, step)
	return setting.State == model.SettingEnabled, f
}

// looksDismissed tells whether the service does not list the account any more.
// An administrator whose removal has only begun is still there.
func looksDismissed(l lane, step model.Step) (bool, *model.Failure) {
	service := serviceOf(&step)
	if serviceapi.Of(service.ID).List == nil {
		return not(looksDelegated)(l, step)
	}
	setting, f := l.run.settingOf(l, service, step)
	return f == nil && setting.Account == "", f
}

// serviceOf finds the service of a step, and fills in its principal, which the
// journal does not have.
func serviceOf(step *model.Step) model.Service {
	service, _, _ := model.ServiceOfCall(step.API, step.Operation)
	if step.Principal == "" && len(service.Principals) > 0 {
		step.Principal = service.Principals[0].Name
	}
	return service
}

// settingOf gives the setting that a step is about; a zero one if there is
// none.
func (r *run) settingOf(l lane, service model.Service, step model.Step) (model.Setting, *model.Failure) {
	settings, f, _ := r.listSettings(l, service, step.Region)
	feature := step.Parameters.Get("Feature")
	i := slices.IndexFunc(settings, func(s model.Setting) bool {
		return s.Account == step.Account && (feature == "" || s.Feature == feature)
	})
	if i < 0 {
		return model.Setting{}, f
	}
	return settings[i], f
}

// stillHolds bars a call that removes whoever holds the place, unless that is
// the account of the step.
func stillHolds(l lane, step model.Step) *model.Failure {
	gone, f := looksDismissed(l, step)
	if f == nil && gone {
		f = refusal(step, "account "+string(step.Account)+" does not hold it any more, and the call would remove whoever does", "Plan again")
	}
	return f
}
