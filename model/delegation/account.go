package delegation

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/catalog"
)

// AccountDelegations is what one account is delegated administrator for.
type AccountDelegations struct {
	Account model.AccountID
	Name    string // empty if the account is not read
	State   model.AccountState
	Place   string // the names from the root down to the account's parent
	Held    []Held
	Certain bool       // Held is complete
	Gap     *model.Gap // what could not be read; nil if nothing failed
}

// Held is one delegation of an account.
type Held struct {
	model.Delegation
	Service *catalog.Service // nil if the catalogue does not have the principal
	Name    string           // the service's name, or the principal
}

// ByAccount returns every account that is a delegated administrator, by name.
// An account whose services could not be read is returned without them.
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

// accountDelegations returns the delegations of one account, by the name of the
// service.
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
	model.SortStable(d.Held, func(a, b Held) int { return model.CompareNames(a.Name, b.Name) })
	return d
}

// RelatedServices returns for each account the names of its other services of
// the same family. An account with more of them suits the service better.
func RelatedServices(r *model.Reading, s catalog.Service) map[model.AccountID][]string {
	all := map[model.AccountID][]string{}
	for _, d := range ByAccount(r) {
		for _, h := range d.Held {
			if h.Service != nil && h.Service.Family == s.Family && h.Service.ID != s.ID && !slices.Contains(all[d.Account], h.Name) {
				all[d.Account] = append(all[d.Account], h.Name)
			}
		}
	}
	return all
}
