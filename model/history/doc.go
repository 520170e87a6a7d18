// Package history says what happened lately in the organization: which delegations,
// accounts, OUs and policies were changed, when and by whom, from the calls in
// CloudTrail's event history of the management account.
//
// operation.go lists the calls that change something, event.go keeps what matters of
// an event, change.go joins events that belong together with deputy's own journal, and
// words.go says what a call did.
package history
