package delegation

import (
	"slices"
	"time"

	"deputy/model"
	"deputy/model/phrase"
)

// MechanismState says whether a mechanism has an account as administrator.
type MechanismState uint8

// The states of a mechanism.
const (
	MechanismRegistered MechanismState = iota + 1
	MechanismUnread                    // not known: it was not read
	MechanismAbsent                    // it does not have the account
	MechanismRemoving                  // the account's removal has begun
	MechanismNotOffered                // AWS does not offer the service in the Region
)

// mechanismStateWords holds the words of the states of a mechanism.
var mechanismStateWords = []string{"registered", "unread", "absent", "removing", "not-offered"}

// String returns the state in one word, as screens and files write it.
func (s MechanismState) String() string { return phrase.StateWord(mechanismStateWords, s) }

// Mechanism is a place in which an administrator is registered: AWS
// Organizations, or the service itself, there in a Region for regional
// services.
type Mechanism struct {
	Name   string       // organizations, or the service's name in the SDK
	Region model.Region // empty for a service that is not regional
	State  MechanismState
}

// Administrator is one account that is registered for one principal of a
// service, in AWS Organizations or in the service itself.
type Administrator struct {
	Account    model.AccountID
	Name       string // empty if the account is not read
	State      model.AccountState
	Place      string // the names from the root down to the account's parent
	Principal  model.Principal
	Since      time.Time // zero if AWS does not say
	Mechanisms []Mechanism
}

// mechanismIn returns the state of an account in one Region of a service.
func mechanismIn(s model.RegionAdministrators, name string, account model.AccountID) Mechanism {
	m := Mechanism{Name: name, Region: s.Region, State: MechanismUnread}
	i := slices.IndexFunc(s.Administrators, func(h model.Setting) bool { return h.Account == account })
	switch {
	case s.NotOffered != "":
		m.State = MechanismNotOffered
	case i >= 0 && s.Administrators[i].State == model.SettingDisabling:
		m.State = MechanismRemoving
	case i >= 0:
		m.State = MechanismRegistered
	case s.Status.Known():
		m.State = MechanismAbsent
	}
	return m
}
