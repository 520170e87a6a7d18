package delegation

import (
	"slices"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// AccessState says whether a service has trusted access.
type AccessState uint8

// The states of trusted access.
const (
	AccessUnknown AccessState = iota + 1 // not read
	AccessOff
	AccessPartly // for some of the service's principals only
	AccessOn
)

// accessStateWords holds the words of the states of trusted access.
var accessStateWords = []string{"unknown", "off", "partly", "on"}

// String returns the state in one word, as screens and files write it.
func (s AccessState) String() string { return phrase.StateWord(accessStateWords, s) }

// Row is one row of the table: a delegable service, or a principal that AWS
// returns and the catalogue does not have. Its sentences quote names as AWS has
// them, with whatever characters they contain.
type Row struct {
	Service    *catalog.Service // nil if the catalogue does not have the principal
	ID         string           // the catalogue id, or the principal
	Name       string
	Principals []model.Principal // the principals of the delegation

	Access         AccessState
	AccessOff      []model.Principal // the principals that lack trusted access; empty unless it is partly on or off
	Administrators []Administrator   // in the order of Principals, then by account; those that only the service names come last
	ServiceAPI     *ServiceAPIView   // what the service itself says; nil if it has no list of its own
	Certain        bool              // all administrators in AWS Organizations are known
	Quotas         []QuotaUse        // in the order of Principals
	Disagreements  []Disagreement
	Notes          []string    // one sentence each
	Gaps           []model.Gap // what could not be read, and why
}

// Accounts returns the accounts that are registered for any of the row's
// principals.
func (row *Row) Accounts() []model.AccountID {
	var accounts []model.AccountID
	for _, h := range row.Administrators {
		accounts = append(accounts, h.Account)
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}

// Unread reports whether it is not known at all whether the service has an
// administrator.
func (row *Row) Unread() bool { return !row.Certain && len(row.Administrators) == 0 }
