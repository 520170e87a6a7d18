package model

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"time"
)

// Delegation says that an account is registered as delegated administrator for
// one service principal.
type Delegation struct {
	Account   AccountID
	Principal Principal
	Since     time.Time
}

// DelegatedAdministrators returns the delegations of a service principal, by
// account ID, and how far they have been read.
func (r *Reading) DelegatedAdministrators(p Principal) ([]Delegation, Status) {
	status := r.Status(PartAdministrators, string(p))
	if status.Progress == Unread {
		status = r.Status(PartDelegations, "")
	}
	if r.byPrincipal == nil || r.byPrincipalAsOf != r.generation[PartDelegations] {
		r.byPrincipal = map[Principal][]Delegation{}
		for _, ds := range r.delegations {
			for _, d := range ds {
				r.byPrincipal[d.Principal] = append(r.byPrincipal[d.Principal], d)
			}
		}
		for _, ds := range r.byPrincipal {
			slices.SortFunc(ds, func(a, b Delegation) int { return cmp.Compare(a.Account, b.Account) })
		}
		r.byPrincipalAsOf = r.generation[PartDelegations]
	}
	return r.byPrincipal[p], status
}

// DelegatedPrincipals returns every service principal that has a delegated
// administrator, in alphabetical order.
func (r *Reading) DelegatedPrincipals() []Principal {
	r.DelegatedAdministrators("") // so that byPrincipal is current
	ps := make([]Principal, 0, len(r.byPrincipal))
	for p := range r.byPrincipal {
		ps = append(ps, p)
	}
	slices.Sort(ps)
	return ps
}

// Delegations returns what an account is delegated administrator for, by
// principal, and how far that has been read.
func (r *Reading) Delegations(a AccountID) ([]Delegation, Status) {
	status := r.Status(PartDelegations, string(a))
	if status.Progress == Unread {
		status = r.Status(PartDelegations, "")
		if !r.administrators[a] && r.Status(PartAdministrators, "").Progress >= Complete {
			status = r.Status(PartAdministrators, "")
		}
	}
	return r.delegations[a], status
}

// IsAdministrator reports whether the account is known to be a delegated
// administrator of any service.
func (r *Reading) IsAdministrator(a AccountID) bool {
	return r.administrators[a] || len(r.delegations[a]) > 0
}

// Administrators returns every account that is known to be a delegated
// administrator, in no particular order.
func (r *Reading) Administrators() iter.Seq[AccountID] { return maps.Keys(r.administrators) }
