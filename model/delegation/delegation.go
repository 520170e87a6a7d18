package delegation

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
	"deputy/model/plan"
)

// AccessState tells whether a service has trusted access.
type AccessState uint8

// The states of trusted access.
const (
	AccessUnknown AccessState = iota + 1 // not read
	AccessOff
	AccessPartly // for some of the service's principals only
	AccessOn
)

var accessStateWords = []string{"unknown", "off", "partly", "on"}

// String gives the state in one word, as screens and files write it.
func (s AccessState) String() string { return phrase.StateWord(accessStateWords, s) }

// MechanismState tells what a mechanism says of a holder.
type MechanismState uint8

// The states of a mechanism.
const (
	MechanismRegistered MechanismState = iota + 1
	MechanismUnread                    // it may say anything: it was not asked, or could not be
	MechanismAbsent                    // it does not name the account
	MechanismRemoving                  // the account's removal has begun
	MechanismNotOffered                // AWS does not have the service there
)

var mechanismStateWords = []string{"registered", "unread", "absent", "removing", "not-offered"}

// String gives the state in one word, as screens and files write it.
func (s MechanismState) String() string { return phrase.StateWord(mechanismStateWords, s) }

// Mechanism is a place where a delegation lives: Organizations, or the
// service's own setting.
type Mechanism struct {
	Name   string       // organizations, or the service's name in the SDK
	Region model.Region // empty where the setting has no Region
	State  MechanismState
}

// Administrator is one account that is registered for one principal of a service, in
// AWS Organizations or in the service itself.
type Administrator struct {
	Account    model.AccountID
	Name       string // empty while the account is not read
	State      model.AccountState
	Place      string // the names from the root down to the account's parent
	Principal  model.Principal
	Since      time.Time // zero where AWS did not say
	Mechanisms []Mechanism
}

// QuotaUse is how much of a principal's quota is used.
type QuotaUse struct {
	Principal model.Principal
	Quota     catalog.Quota
	Used      int
	Certain   bool // false if there may be more holders than are known
}

// Reached tells whether there is room for no other administrator.
func (u QuotaUse) Reached() bool { return u.Quota.Number > 0 && u.Used >= u.Quota.Number }

// String gives the use as the table shows it, such as "1 of 3": without a
// limit where none is known, and with … where the holders are not known.
func (u QuotaUse) String() string {
	used := strconv.Itoa(u.Used)
	if !u.Certain {
		used = "…"
	}
	if u.Quota.Number == 0 {
		return used
	}
	return used + " of " + strconv.Itoa(u.Quota.Number)
}

// Disagreement is something that two sources say differently, or that is only
// half done.
type Disagreement struct {
	Text    string      // one sentence
	Fix     *plan.Order // the change that would mend it; nil if deputy has none
	Partial bool        // Regions were left out, which may be meant
}

// Row is one row of the joined table: a delegable service, or a
// principal that AWS returns and the catalogue does not know. Its sentences
// quote names as AWS gives them, with whatever characters they have.
type Row struct {
	Service    *catalog.Service // nil where the catalogue does not know the principal
	ID         string           // the catalogue id, or the principal
	Name       string
	Principals []model.Principal // those of the delegation

	Access         AccessState
	AccessOff      []model.Principal // those without trusted access that the service needs; empty unless Partly or Off
	Administrators []Administrator   // in the order of Principals, then by account; last those that only the service names
	ServiceAPI     *ServiceAPIView   // what the service says itself; nil where it has no list of its own
	Certain        bool              // Holders are all that Organizations has
	Quotas         []QuotaUse        // in the order of Principals
	Disagree       []Disagreement
	Notes          []string    // one sentence each
	Gaps           []model.Gap // what could not be read, and why
}

// Accounts gives the accounts that hold any of the row's principals.
func (row *Row) Accounts() []model.AccountID {
	var accounts []model.AccountID
	for _, h := range row.Administrators {
		accounts = append(accounts, h.Account)
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}

// Unread tells whether nothing is known of who holds the service: neither that
// somebody does, nor that nobody does.
func (row *Row) Unread() bool { return !row.Certain && len(row.Administrators) == 0 }

// Quota gives the use of the quota that is nearest to its end.
func (row *Row) Quota() QuotaUse {
	return slices.MinFunc(row.Quotas, func(a, b QuotaUse) int { return cmp.Compare(a.room(), b.room()) })
}

// room is how many administrators more are possible.
func (u QuotaUse) room() int {
	const plenty = 1 << 30
	if u.Quota.Number == 0 {
		return plenty - u.Used
	}
	return u.Quota.Number - u.Used
}
