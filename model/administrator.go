package model

import (
	"cmp"
	"iter"
	"slices"
)

// DelegatedAdministrators gives the accounts that are delegated administrators for a service
// principal, by account ID, and how certain that is.
func (r *Reading) DelegatedAdministrators(p Principal) ([]Delegation, Status) {
	status := r.Status(PartAdministrators, string(p))
	if status.Progress == Unread {
		status = r.Status(PartDelegations, "")
	}
	if r.holders == nil || r.heldAsOf != r.generation[PartDelegations] {
		r.holders = map[Principal][]Delegation{}
		for _, ds := range r.delegations {
			for _, d := range ds {
				r.holders[d.Principal] = append(r.holders[d.Principal], d)
			}
		}
		for _, ds := range r.holders {
			slices.SortFunc(ds, func(a, b Delegation) int { return cmp.Compare(a.Account, b.Account) })
		}
		r.heldAsOf = r.generation[PartDelegations]
	}
	return r.holders[p], status
}

// DelegatedPrincipals gives every service principal that somebody holds.
func (r *Reading) DelegatedPrincipals() []Principal {
	r.DelegatedAdministrators("")
	ps := make([]Principal, 0, len(r.holders))
	for p := range r.holders {
		ps = append(ps, p)
	}
	slices.Sort(ps)
	return ps
}

// Delegations gives what an account is delegated administrator for, by
// principal, and how certain that is.
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

// IsAdministrator tells whether the account is a delegated administrator of
// any service, as far as is known.
func (r *Reading) IsAdministrator(a AccountID) bool {
	return r.administrators[a] || len(r.delegations[a]) > 0
}

// Administrators gives every account that is a delegated administrator.
func (r *Reading) Administrators() iter.Seq[AccountID] {
	return func(yield func(AccountID) bool) {
		for a := range r.administrators {
			if !yield(a) {
				return
			}
		}
	}
}

// TrustedAccess tells whether a service principal has trusted access and since when,
// and how certain that is.
func (r *Reading) TrustedAccess(p Principal) (access TrustedAccess, on bool, status Status) {
	access, on = r.trusted[p]
	return access, on, r.Status(PartTrustedAccess, "")
}

// TrustedPrincipals gives every service principal with trusted access.
func (r *Reading) TrustedPrincipals() []Principal {
	ps := make([]Principal, 0, len(r.trusted))
	for p := range r.trusted {
		ps = append(ps, p)
	}
	slices.Sort(ps)
	return ps
}
