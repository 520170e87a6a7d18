package delegation

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/catalog"
)

// AccountDelegations are what one account is delegated administrator for.
type AccountDelegations struct {
	Account model.AccountID
	Name    string // empty while the account is not read
	State   model.AccountState
	Place   string // the names from the root down to the account's parent
	Held    []Held
	Certain bool       // Held is all that the account holds
	Gap     *model.Gap // what could not be read; nil if nothing failed
}

// Held is one delegation of an account.
type Held struct {
	model.Delegation
	Service *catalog.Service // nil where the catalogue does not know the principal
	Name    string           // the service's name, or the principal
}

// ByAccount gives every account that is a delegated administrator,
// by name. An account whose services could not be read is there without them.
func ByAccount(r *model.Reading) []AccountDelegations {
	var all []AccountDelegations
	for account := range r.Administrators() {
		all = append(all, accountDelegations(r, account))
	}
	slices.SortFunc(all, func(a, b AccountDelegations) int {
		return cmp.Or(model.CompareNames(a.Name, b.Name), cmp.Compare(a.Account, b.Account))
	})
	return all
}

func accountDelegations(r *model.Reading, account model.AccountID) AccountDelegations {
	delegations, status := r.Delegations(account)
	d := AccountDelegations{Account: account, Certain: status.Known(), Gap: status.Gap}
	if node := r.Node(account.Node()); node != nil {
		d.Name, d.State = node.Name, node.State
		d.Place = r.PathName(node.Parent)
	}
	for _, delegation := range delegations {
		held := Held{Delegation: delegation, Name: string(delegation.Principal)}
		if s, ok := catalog.ByPrincipal(delegation.Principal); ok {
			held.Service, held.Name = &s, s.Name
		}
		d.Held = append(d.Held, held)
	}
	slices.SortStableFunc(d.Held, func(a, b Held) int { return model.CompareNames(a.Name, b.Name) })
	return d
}
