package delegation

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/catalog"
)

// Table joins the catalogue with a reading: a row for each delegable service in
// the order of the catalogue, then one for each principal that AWS returns and
// the catalogue does not have.
func Table(r *model.Reading) []Row {
	rows := make([]Row, 0, len(catalog.Services()))
	for i := range catalog.Services() {
		rows = append(rows, serviceRow(r, &catalog.Services()[i]))
	}
	for _, principal := range unknownPrincipals(r) {
		rows = append(rows, principalRow(r, principal))
	}
	return rows
}

// unknownPrincipals returns the principals that are delegated or have trusted
// access and are not in the catalogue.
func unknownPrincipals(r *model.Reading) []model.Principal {
	var unknown []model.Principal
	for _, principal := range r.DelegatedPrincipals() {
		if _, ok := catalog.ByPrincipal(principal); !ok {
			unknown = append(unknown, principal)
		}
	}
	for _, principal := range r.TrustedPrincipals() {
		if _, ok := catalog.ByPrincipal(principal); !ok && ServiceOfAccess(principal) == nil {
			unknown = append(unknown, principal)
		}
	}
	slices.Sort(unknown)
	return slices.Compact(unknown)
}

// ServiceOfAccess returns the service that a principal with trusted access
// belongs to; nil if there is none.
func ServiceOfAccess(principal model.Principal) *catalog.Service {
	for i := range catalog.Services() {
		for _, access := range catalog.Services()[i].TrustedAccess.Principals {
			if access.Name == principal {
				return &catalog.Services()[i]
			}
		}
	}
	return nil
}

// serviceRow returns the row of a service.
func serviceRow(r *model.Reading, s *catalog.Service) Row {
	row := Row{Service: s, ID: string(s.ID), Name: s.Name}
	for _, principal := range s.Principals {
		row.Principals = append(row.Principals, principal.Name)
	}
	row.readAdministrators(r)
	row.readServiceAPI(r)
	row.readAccess(r, s.TrustedAccess.Principals)
	for i, principal := range s.Principals {
		row.Quotas[i].Quota = principal.Quota
	}
	row.Disagreements = disagreements(r, &row)
	row.Notes = slices.Concat(administratorNotes(r, &row), quotaNotes(&row), serviceAPINotes(&row), serviceNotes(s))
	return row
}

// principalRow returns the row of a principal that the catalogue does not have.
func principalRow(r *model.Reading, principal model.Principal) Row {
	row := Row{ID: string(principal), Name: string(principal), Principals: []model.Principal{principal}}
	row.readAdministrators(r)
	row.readAccess(r, []catalog.AccessPrincipal{{Name: principal, Weight: catalog.AccessRequired}})
	row.Disagreements = disagreements(r, &row)
	row.Notes = append(unknownNotes(principal), administratorNotes(r, &row)...)
	return row
}

// readAdministrators fills in the accounts that are registered for the row's
// principals, and counts them.
func (row *Row) readAdministrators(r *model.Reading) {
	row.Certain = true
	for _, principal := range row.Principals {
		certain, gap := administratorsCertain(r, principal)
		row.Certain = row.Certain && certain
		row.addGap(gap)
		delegations, _ := r.DelegatedAdministrators(principal)
		for _, d := range delegations {
			row.Administrators = append(row.Administrators, row.administrator(r, d))
		}
		row.Quotas = append(row.Quotas, QuotaUse{Principal: principal, Used: len(delegations), Certain: certain})
	}
}

// administratorsCertain reports whether all accounts that are registered for a
// principal are known. If not, it returns the call that failed, if one did.
func administratorsCertain(r *model.Reading, principal model.Principal) (bool, *model.Gap) {
	one, all := r.Status(model.PartAdministrators, string(principal)), r.Status(model.PartDelegations, "")
	if one.Known() {
		return true, nil
	}
	gap := cmp.Or(one.Gap, all.Gap, r.Status(model.PartAdministrators, "").Gap)
	for _, account := range slices.Sorted(r.Administrators()) {
		gap = cmp.Or(gap, r.Status(model.PartDelegations, string(account)).Gap)
	}
	return all.Known() && gap == nil, gap
}

// addGap adds a gap, once.
func (row *Row) addGap(gap *model.Gap) {
	if gap != nil && !slices.Contains(row.Gaps, *gap) {
		row.Gaps = append(row.Gaps, *gap)
	}
}

// administrator returns the administrator of a delegation.
func (row *Row) administrator(r *model.Reading, d model.Delegation) Administrator {
	h := Administrator{
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
func (row *Row) readAccess(r *model.Reading, principals []catalog.AccessPrincipal) {
	if status := r.Status(model.PartTrustedAccess, ""); !status.Known() {
		row.Access = AccessUnknown
		row.addGap(status.Gap)
		return
	}
	var on, off []model.Principal
	for _, p := range principals {
		_, trusted, _ := r.TrustedAccess(p.Name)
		switch {
		case p.Weight == catalog.AccessExtra:
		case trusted:
			on = append(on, p.Name)
		default:
			off = append(off, p.Name)
		}
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
