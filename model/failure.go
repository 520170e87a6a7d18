package model

import "strings"

// FailureKind sorts failures by what a person can do about them.
type FailureKind uint8

// The kinds of failure.
const (
	FailureUnknown        FailureKind = iota
	FailureDenied                     // not permitted
	FailureThrottled                  // too many requests, even after all retries
	FailureCredentials                // none, expired, or refused
	FailureNoOrganization             // the caller's account is in no organization
	FailureNotFound                   // the target does not exist
	FailureConflict                   // another change is under way
	FailureConstraint                 // AWS's rules forbid it
	FailureInvalid                    // a parameter is malformed
	FailureUnsupported                // the operation does not exist here
	FailureNetwork                    // no answer: time-out, reset, name not found
	FailureService                    // AWS's own fault (5xx)
	FailureCancelled                  // given up by the user
	FailureLocal                      // this machine: files, locks
	FailureForeign                    // the answer is not AWS's own: a proxy's page, a redirect, half an answer
)

// Failure is an error that a screen can explain: what failed, on what, why, and
// what to do.
type Failure struct {
	Kind      FailureKind
	Operation string // service and operation, such as organizations:ListRoots
	Target    string // the ID that the operation was called with; may be empty
	Code      string // AWS's error name, such as AccessDeniedException
	Cause     string // why, in AWS's own words where there are any
	Fix       string // how to fix it, one sentence
	RequestID string
}

// Error returns the failure in one line: operation, target, cause and fix.
func (f *Failure) Error() string {
	var b strings.Builder
	b.WriteString(f.Operation)
	if f.Target != "" {
		b.WriteString(" of " + f.Target)
	}
	b.WriteString(": " + f.Cause)
	if f.Fix != "" {
		b.WriteString(". " + f.Fix)
	}
	return b.String()
}
