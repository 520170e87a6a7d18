package model

import (
	"cmp"
	"slices"
)

// AccountDelegations are what one account is delegated administrator for.
type AccountDelegations struct {
	Account AccountID
	Name    string // empty while the account is not read
	State   AccountState
	Place   string // the names from the root down to the account's parent
	Held    []Held
	Certain bool // Held is all that the account holds
	Gap     *Gap // what could not be read; nil if nothing failed
}

// Held is one delegation of an account.
type Held struct {
	Delegation
	Service *Service // nil where the catalogue does not know the principal
	Name    string   // the service's name, or the principal
}

// DelegationsByAccount gives every account that is a delegated administrator,
// by name. An account whose services could not be read is there without them.
func DelegationsByAccount(r *Reading) []AccountDelegations {
	var all []AccountDelegations
	for account := range r.Administrators() {
		all = append(all, accountDelegations(r, account))
	}
	slices.SortFunc(all, func(a, b AccountDelegations) int {
		return cmp.Or(CompareNames(a.Name, b.Name), cmp.Compare(a.Account, b.Account))
	})
	return all
}

func accountDelegations(r *Reading, account AccountID) AccountDelegations {
	delegations, status := r.Delegations(account)
	d := AccountDelegations{Account: account, Certain: status.Known(), Gap: status.Gap}
	if node := r.Node(account.Node()); node != nil {
		d.Name, d.State = node.Name, node.State
		d.Place = r.PathName(node.Parent)
	}
	for _, delegation := range delegations {
		held := Held{Delegation: delegation, Name: string(delegation.Principal)}
		if s, ok := ServiceByPrincipal(delegation.Principal); ok {
			held.Service, held.Name = &s, s.Name
		}
		d.Held = append(d.Held, held)
	}
	slices.SortStableFunc(d.Held, func(a, b Held) int { return CompareNames(a.Name, b.Name) })
	return d
}
