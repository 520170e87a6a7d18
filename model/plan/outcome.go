package plan

import (
	"time"

	"deputy/model"
)

// Result is how a step ended.
type Result uint8

// The results of a step.
const (
	ResultNone       Result = iota
	ResultDone              // done, and confirmed by reading it again
	ResultFailed            // AWS refused; nothing changed
	ResultUnknown           // no answer came, and reading it again did not settle it
	ResultNotVisible        // AWS accepted it, but it is not visible yet
)

// resultNames holds the words of the results.
var resultNames = [...]string{"", "done", "failed", "unknown", "done, not visible yet"}

// String returns the result in a few words.
func (r Result) String() string { return resultNames[r] }

// Outcome is how a step ended, and why.
type Outcome struct {
	Result     Result
	Failure    *model.Failure // set for failed and unknown
	Note       string         // what else to know, such as that the reply was lost and the change found by reading
	Unrecorded string         // why the journal does not have the outcome, in sentences; empty if it has
	RequestID  string
	At         time.Time
}

// succeeded reports whether the next step may follow. A change that AWS
// accepted and that is only not visible yet does not stop a plan.
func (r Result) succeeded() bool { return r == ResultDone || r == ResultNotVisible }
