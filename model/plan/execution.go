package plan

import (
	"slices"

	"deputy/model"
	"deputy/model/catalog"
)

// Execution is the state of carrying out a confirmed plan. It decides which
// step comes next and sums up how the steps ended. It makes no calls itself.
type Execution struct {
	Steps    []Step
	Outcomes []Outcome // of the steps begun, in order
	Stopped  bool      // the user asked to stop after the current step
}

// Next returns the next step. ok is false if there is none left, if the user
// asked to stop, if the journal does not have an outcome, or if an earlier step
// did not succeed that this one may depend on. Registrations through a service API do not depend on those in other
// Regions: if one Region refuses, the others go on.
func (e *Execution) Next() (Step, bool) {
	n := len(e.Outcomes)
	if e.Stopped || n == len(e.Steps) || e.Unrecorded() != "" {
		return Step{}, false
	}
	for i, o := range e.Outcomes {
		if !o.Result.succeeded() && !(e.failedInRegion(i) && e.Steps[n].independentOf(e.Steps[i])) {
			return Step{}, false
		}
	}
	return e.Steps[n], true
}

// failedInRegion reports whether step i failed for a reason that may concern
// its Region only, so that another Region may accept the call. Expired
// credentials, a conflict and trouble on this machine concern the whole plan.
// So does a denial, unless the same call has succeeded in another Region.
func (e *Execution) failedInRegion(i int) bool {
	o := e.Outcomes[i]
	if o.Result != ResultFailed || o.Failure == nil {
		return false
	}
	switch o.Failure.Kind {
	case model.FailureConstraint, model.FailureInvalid, model.FailureNotFound, model.FailureUnsupported, model.FailureNetwork, model.FailureUnknown:
		return true
	case model.FailureDenied:
		for k, other := range e.Outcomes[:i] {
			if other.Result.succeeded() && e.Steps[k].independentOf(e.Steps[i]) {
				return true
			}
		}
		return false
	default:
		return false
	}
}

// independentOf reports whether two steps register the same account through the
// same service API, so that neither depends on the other.
func (s Step) independentOf(t Step) bool {
	return s.Action == catalog.ActionRegister && t.Action == catalog.ActionRegister && s.API == t.API && s.API != organizationsAPI && s.Account == t.Account
}

// Record adds the outcome of the step that Next returned.
func (e *Execution) Record(o Outcome) { e.Outcomes = append(e.Outcomes, o) }

// Done reports whether every step succeeded.
func (e *Execution) Done() bool {
	return len(e.Outcomes) == len(e.Steps) && !slices.ContainsFunc(e.Outcomes, func(o Outcome) bool { return !o.Result.succeeded() })
}

// Unrecorded returns why the journal does not have the outcome of a step; empty
// if it has all of them.
func (e *Execution) Unrecorded() string {
	for _, o := range e.Outcomes {
		if o.Unrecorded != "" {
			return o.Unrecorded
		}
	}
	return ""
}

// Left returns the steps that have not begun.
func (e *Execution) Left() []Step { return e.Steps[len(e.Outcomes):] }

// Changed reports whether any step changed something, or may have.
func (e *Execution) Changed() bool {
	for _, o := range e.Outcomes {
		if o.Result != ResultFailed {
			return true
		}
	}
	return false
}

// Services returns the services with a service API that the steps so far
// were about. They have to be read again.
func (e *Execution) Services() []model.ServiceID {
	var ids []model.ServiceID
	for _, s := range e.Steps[:len(e.Outcomes)] {
		if service, ok := catalog.ByPrincipal(s.Principal); ok && service.List.Mechanism == catalog.MechanismServiceAPI && !slices.Contains(ids, service.ID) {
			ids = append(ids, service.ID)
		}
	}
	return ids
}

// Changes returns journal entries for the steps that changed something, or may
// have.
func (e *Execution) Changes() []JournalEntry {
	var entries []JournalEntry
	for i, o := range e.Outcomes {
		if s := e.Steps[i]; o.Result != ResultFailed {
			entries = append(entries, JournalEntry{
				Phase: Settled, Service: s.API, Region: s.Region, Operation: s.Operation, Parameters: s.Parameters, Account: s.unnamedAccount(),
				Plan: s.Plan, Step: s.Number, Of: s.Of, Outcome: o.Result.String(), Time: o.At, RequestID: o.RequestID, Reason: s.Reason,
			})
		}
	}
	return entries
}
