package model

import (
	"slices"
	"time"
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
	Failure   *Failure // set for failed and unknown
	Note      string   // what a person should know besides, such as that a lost reply was read back
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
	case FailureConstraint, FailureInvalid, FailureNotFound, FailureUnsupported, FailureNetwork, FailureUnknown:
		return true
	case FailureDenied:
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
	return s.Action == ActionRegister && t.Action == ActionRegister && s.API == t.API && s.API != organizationsAPI && s.Account == t.Account
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
func (e *Execution) Services() []ServiceID {
	var ids []ServiceID
	for _, s := range e.Steps[:len(e.Outcomes)] {
		if service, ok := ServiceByPrincipal(s.Principal); ok && service.List.Road == RoadService && !slices.Contains(ids, service.ID) {
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

// Phase tells whether a journal entry was written before a call or after it.
type Phase string

// The phases of a journal entry.
const (
	Intent  Phase = "intent"
	Settled Phase = "outcome"
)

// JournalEntry is one line of the journal. Two are written for each step: the
// intent before the call, the outcome after it.
type JournalEntry struct {
	Version      int        `json:"v"`
	Time         time.Time  `json:"time"`
	Plan         string     `json:"plan"`
	Step         int        `json:"step"`
	Of           int        `json:"of"`
	Phase        Phase      `json:"phase"`
	Organization string     `json:"organization"`
	Partition    string     `json:"partition"`
	Endpoint     string     `json:"endpoint,omitempty"`
	Caller       string     `json:"caller"`
	Service      string     `json:"service"`
	Region       Region     `json:"region,omitempty"`
	Operation    string     `json:"operation"`
	Parameters   Parameters `json:"parameters"`
	Account      AccountID  `json:"account,omitempty"` // whom it is about, where no parameter says so
	Outcome      string     `json:"outcome,omitempty"` // done, failed, unknown
	Error        string     `json:"error,omitempty"`
	RequestID    string     `json:"requestId,omitempty"`
	Inverse      string     `json:"inverse,omitempty"` // the command that undoes the step; empty if none does
	Reason       string     `json:"reason,omitempty"`
	Order        *Order     `json:"order,omitempty"` // what the whole plan was for
}
