package model

import (
	"slices"
	"strings"
)

// AccountState is the State of an account (2025-09-09), which replaced Status.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
type AccountState uint8

// The states of an account. StateNotGiven means that neither State nor Status
// was sent.
const (
	StateNotGiven AccountState = iota
	StatePendingActivation
	StateActive
	StateSuspended
	StatePendingClosure
	StateClosed
)

var accountStates = [...]string{"", "PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED"}

// String returns the state in AWS's spelling; empty if it was not given.
func (s AccountState) String() string { return accountStates[s] }

// Words returns the state as people write it, such as "pending closure".
func (s AccountState) Words() string {
	if s == StateNotGiven {
		return "not given by AWS"
	}
	return strings.ToLower(strings.ReplaceAll(s.String(), "_", " "))
}

// outOfUse holds, for each state in which an account cannot act, the end of a
// sentence that says so.
var outOfUse = map[AccountState]string{
	StatePendingActivation: "is not active yet",
	StateSuspended:         "is suspended",
	StatePendingClosure:    "is being closed",
	StateClosed:            "is closed",
}

// OutOfUse returns why an account in this state cannot act, as the end of a
// sentence about it, such as "is suspended"; empty if it can.
func (s AccountState) OutOfUse() string { return outOfUse[s] }

// ParseAccountState returns the state that AWS spells s. An unknown spelling
// is StateNotGiven.
func ParseAccountState(s string) AccountState {
	return AccountState(max(0, slices.Index(accountStates[:], s)))
}
