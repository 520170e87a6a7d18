package plan

import (
	"slices"
	"time"

	"deputy/model"
	"deputy/model/catalog"
)

// Result is how a step ended.
type Result uint8

// The results of a step.
const (
	ResultNone       Result = iota
	ResultDone              // done, and read back
	ResultFailed            // AWS refused; nothing changed
	ResultUnknown           // no answer, and the read-back could not settle it
	ResultNotVisible        // AWS accepted it, but it is not visible yet
)

var resultNames = [...]string{"", "done", "failed", "unknown", "done, not visible yet"}

// String gives the result in one or a few words.
func (r Result) String() string { return resultNames[r] }

// Outcome is how a step ended, and why.
type Outcome struct {
	Result    Result
	Failure   *model.Failure // set for failed and unknown
	Note      string         // what a person should know besides, such as that a lost reply was read back
	RequestID string
	At        time.Time
}

// Execution is a confirmed plan being carried out: it decides which step comes
// next and what to say in the end. It makes no calls itself.
type Execution struct {
	Steps    []Step
	Outcomes []Outcome // of the steps begun, in order
	Stopped  bool      // the user asked to stop after the current step
}

// Next gives the step to carry out; false when there is none left, the user
// asked to stop, or a step that it may rest on did not succeed. A registration
// through a service's own API rests on none in another Region: where one is
// refused the others are made.
func (e *Execution) Next() (Step, bool) {
	n := len(e.Outcomes)
	if e.Stopped || n == len(e.Steps) {
		return Step{}, false
	}
	for i, o := range e.Outcomes {
		if !o.Result.good() && !(e.refused(i) && e.Steps[n].beside(e.Steps[i])) {
			return Step{}, false
		}
	}
	return e.Steps[n], true
}

// refused tells whether a step failed for a reason that may be its Region's:
// nothing changed, and another one may answer otherwise. Expired credentials, a
// conflict or this machine's trouble are the whole plan's, and so is a denial
// until a Region has shown that the caller may make the call.
func (e *Execution) refused(i int) bool {
	o := e.Outcomes[i]
	if o.Result != ResultFailed || o.Failure == nil {
		return false
	}
	switch o.Failure.Kind {
	case model.FailureConstraint, model.FailureInvalid, model.FailureNotFound, model.FailureUnsupported, model.FailureNetwork, model.FailureUnknown:
		return true
	case model.FailureDenied:
		for k, other := range e.Outcomes[:i] {
			if other.Result.good() && e.Steps[k].beside(e.Steps[i]) {
				return true
			}
		}
		return false
	default:
		return false
	}
}

// beside tells whether two steps register the same account by the same service's
// own API, so that none rests on the other.
func (s Step) beside(t Step) bool {
	return s.Action == catalog.ActionRegister && t.Action == catalog.ActionRegister && s.API == t.API && s.API != organizationsAPI && s.Account == t.Account
}

// Record notes how the step given by Next ended.
func (e *Execution) Record(o Outcome) { e.Outcomes = append(e.Outcomes, o) }

// Done tells whether every step succeeded.
func (e *Execution) Done() bool {
	return len(e.Outcomes) == len(e.Steps) && !slices.ContainsFunc(e.Outcomes, func(o Outcome) bool { return !o.Result.good() })
}

// Left gives the steps that were not begun.
func (e *Execution) Left() []Step { return e.Steps[len(e.Outcomes):] }

// Changed tells whether any step changed something, or may have.
func (e *Execution) Changed() bool {
	for _, o := range e.Outcomes {
		if o.Result != ResultFailed {
			return true
		}
	}
	return false
}

// Services gives the services that keep their administrators themselves and
// that a step was about: what they say has to be read again.
func (e *Execution) Services() []model.ServiceID {
	var ids []model.ServiceID
	for _, s := range e.Steps[:len(e.Outcomes)] {
		if service, ok := catalog.ByPrincipal(s.Principal); ok && service.List.Mechanism == catalog.MechanismServiceAPI && !slices.Contains(ids, service.ID) {
			ids = append(ids, service.ID)
		}
	}
	return ids
}

// Changes gives the steps that changed something, or may have, as the journal
// has them.
func (e *Execution) Changes() []JournalEntry {
	var entries []JournalEntry
	for i, o := range e.Outcomes {
		if s := e.Steps[i]; o.Result != ResultFailed {
			entries = append(entries, JournalEntry{
				Phase: Settled, Service: s.API, Region: s.Region, Operation: s.Operation, Parameters: s.Parameters, Account: s.unsaid(),
				Plan: s.Plan, Step: s.Number, Of: s.Of, Outcome: o.Result.String(),
			})
		}
	}
	return entries
}

// good tells whether the next step may follow: a change that AWS accepted and
// that is only not visible yet does not stop a plan.
func (r Result) good() bool { return r == ResultDone || r == ResultNotVisible }
