package model

import (
	"cmp"
	"slices"
)

// DelegationTable joins the catalogue with what a reading knows: a row for
// each delegable service in the order of the catalogue, then one for each
// principal that AWS returns and the catalogue does not know.
func DelegationTable(r *Reading) []DelegationRow {
	rows := make([]DelegationRow, 0, len(Catalog()))
	for i := range Catalog() {
		rows = append(rows, serviceRow(r, &Catalog()[i]))
	}
	for _, principal := range unknownPrincipals(r) {
		rows = append(rows, principalRow(r, principal))
	}
	return rows
}

// unknownPrincipals are those that are delegated or trusted and no entry of
// the catalogue has.
func unknownPrincipals(r *Reading) []Principal {
	var unknown []Principal
	for _, principal := range r.DelegatedPrincipals() {
		if _, ok := ServiceByPrincipal(principal); !ok {
			unknown = append(unknown, principal)
		}
	}
	for _, principal := range r.TrustedPrincipals() {
		if _, ok := ServiceByPrincipal(principal); !ok && serviceOfAccess(principal) == nil {
			unknown = append(unknown, principal)
		}
	}
	slices.Sort(unknown)
	return slices.Compact(unknown)
}

// serviceOfAccess is the entry that has the principal for trusted access.
func serviceOfAccess(principal Principal) *Service {
	for i := range Catalog() {
		for _, access := range Catalog()[i].TrustedAccess.Principals {
			if access.Name == principal {
				return &Catalog()[i]
			}
		}
	}
	return nil
}

func serviceRow(r *Reading, s *Service) DelegationRow {
	row := DelegationRow{Service: s, ID: string(s.ID), Name: s.Name}
	for _, principal := range s.Principals {
		row.Principals = append(row.Principals, principal.Name)
	}
	row.readHolders(r)
	row.readOwn(r)
	row.readAccess(r, s.TrustedAccess.Principals)
	for i, principal := range s.Principals {
		row.Quotas[i].Quota = principal.Quota
	}
	row.Disagree = disagreements(r, &row)
	row.Notes = slices.Concat(holderNotes(r, &row), quotaNotes(&row), ownNotes(&row), serviceNotes(s))
	return row
}

func principalRow(r *Reading, principal Principal) DelegationRow {
	row := DelegationRow{ID: string(principal), Name: string(principal), Principals: []Principal{principal}}
	row.readHolders(r)
	row.readAccess(r, []AccessPrincipal{{Name: principal, Weight: AccessRequired}})
	row.Disagree = disagreements(r, &row)
	row.Notes = append(unknownNotes(principal), holderNotes(r, &row)...)
	return row
}

// readHolders fills in who holds the row's principals, and counts them.
func (row *DelegationRow) readHolders(r *Reading) {
	row.Certain = true
	for _, principal := range row.Principals {
		certain, gap := r.holdersCertain(principal)
		row.Certain = row.Certain && certain
		row.addGap(gap)
		delegations, _ := r.Holders(principal)
		for _, d := range delegations {
			row.Holders = append(row.Holders, row.holder(r, d))
		}
		row.Quotas = append(row.Quotas, QuotaUse{Principal: principal, Used: len(delegations), Certain: certain})
	}
}

// holdersCertain tells whether the known holders of a principal are all of
// them; if not, and a call failed, what.
func (r *Reading) holdersCertain(principal Principal) (bool, *Gap) {
	own, all := r.Status(PartDelegates, string(principal)), r.Status(PartDelegations, "")
	if own.Known() {
		return true, nil
	}
	gap := cmp.Or(own.Gap, all.Gap, r.Status(PartDelegates, "").Gap)
	for _, account := range slices.Sorted(r.Administrators()) {
		gap = cmp.Or(gap, r.Status(PartDelegations, string(account)).Gap)
	}
	return all.Known() && gap == nil, gap
}

func (row *DelegationRow) addGap(gap *Gap) {
	if gap != nil && !slices.Contains(row.Gaps, *gap) {
		row.Gaps = append(row.Gaps, *gap)
	}
}

func (row *DelegationRow) holder(r *Reading, d Delegation) Holder {
	h := Holder{
		Account: d.Account, Principal: d.Principal, Since: d.Since,
		Mechanisms: []Mechanism{{Name: "organizations", State: MechanismRegistered}},
	}
	if node := r.Node(d.Account.Node()); node != nil {
		h.Name, h.State = node.Name, node.State
		h.Place = r.PathName(node.Parent)
	}
	return h
}

// readAccess fills in the state of trusted access.
func (row *DelegationRow) readAccess(r *Reading, principals []AccessPrincipal) {
	if status := r.Status(PartTrustedAccess, ""); !status.Known() {
		row.Access = AccessUnknown
		row.addGap(status.Gap)
		return
	}
	var on, off, either []Principal
	eitherOn := false
	for _, p := range principals {
		_, trusted, _ := r.Trusted(p.Name)
		switch {
		case p.Weight == AccessExtra:
		case p.Weight == AccessEither:
			either = append(either, p.Name)
			eitherOn = eitherOn || trusted
		case trusted:
			on = append(on, p.Name)
		default:
			off = append(off, p.Name)
		}
	}
	if eitherOn {
		on = append(on, either...)
	} else {
		off = append(off, either...)
	}
	row.AccessOff = off
	switch {
	case len(off) == 0:
		row.Access = AccessOn
	case len(on) == 0:
		row.Access = AccessOff
	default:
		row.Access = AccessPartly
	}
}
