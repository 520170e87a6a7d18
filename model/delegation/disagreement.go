package delegation

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
	"deputy/model/plan"
)

// Disagreement is something about which two sources disagree, or that is only
// partly configured.
type Disagreement struct {
	Text    string      // one sentence
	Fix     *plan.Order // the change that fixes it; nil if deputy has none
	Partial bool        // only some Regions are configured, which may be intended
}

// disagreements returns what two sources disagree about in one row, and what is
// only partly configured. It compares only what is read: a gap is no
// disagreement.
func disagreements(r *model.Reading, row *Row) []Disagreement {
	return slices.Concat(accessDisagreements(r, row), partlyRegistered(r, row), serviceAPIDisagreements(r, row))
}

// accessDisagreements returns the principals that have an administrator and no
// trusted access.
func accessDisagreements(r *model.Reading, row *Row) []Disagreement {
	if row.Access == AccessUnknown {
		return nil
	}
	var all []Disagreement
	for _, principal := range row.Principals {
		registered, _ := r.DelegatedAdministrators(principal)
		if len(registered) == 0 || row.hasAccess(r, principal) {
			continue
		}
		d := Disagreement{Text: fmt.Sprintf("Trusted access is off for %s, but these accounts are registered for it: %s.",
			principal, accountList(r, registered))}
		if row.Service != nil {
			d.Fix = &plan.Order{
				Direction: catalog.Register, Service: row.Service.ID, Principals: []model.Principal{principal},
				Account: registered[0].Account, EnableAccess: true,
			}
		}
		all = append(all, d)
	}
	return all
}

// hasAccess reports whether a principal has the trusted access that it needs.
func (row *Row) hasAccess(r *model.Reading, principal model.Principal) bool {
	needed := []model.Principal{principal}
	if row.Service != nil {
		needed = row.Service.AccessNeeded(principal)
	}
	return !slices.ContainsFunc(needed, func(p model.Principal) bool { _, on, _ := r.TrustedAccess(p); return !on })
}

// partlyRegistered returns the accounts that are registered for some of a
// service's principals only.
func partlyRegistered(r *model.Reading, row *Row) []Disagreement {
	if row.Service == nil || len(row.Principals) < 2 || !row.Certain {
		return nil
	}
	var all []Disagreement
	for _, account := range row.Accounts() {
		var has, lacks []model.Principal
		for i, principal := range row.Principals {
			switch {
			case row.isRegistered(account, principal):
				has = append(has, principal)
			case !row.Quotas[i].Reached():
				lacks = append(lacks, principal)
			}
		}
		if len(lacks) == 0 {
			continue
		}
		all = append(all, Disagreement{
			Text: fmt.Sprintf("%s is registered for %s, but not for %s.",
				r.AccountLabel(account), phrase.Ands(has), phrase.Ands(lacks)),
			Fix: &plan.Order{Direction: catalog.Register, Service: row.Service.ID, Principals: lacks, Account: account},
		})
	}
	if len(all) > 0 {
		return all
	}
	return divided(r, row)
}

// divided returns the disagreement of a service whose principals have different
// accounts, so that no account has all of them and no registration can be
// completed.
func divided(r *model.Reading, row *Row) []Disagreement {
	if len(row.Accounts()) < 2 {
		return nil
	}
	var parts []string
	whole := true
	for _, account := range row.Accounts() {
		var has []model.Principal
		for _, principal := range row.Principals {
			if row.isRegistered(account, principal) {
				has = append(has, principal)
			}
		}
		whole = whole && len(has) == len(row.Principals)
		parts = append(parts, r.AccountLabel(account)+" has "+phrase.Ands(has))
	}
	if whole {
		return nil
	}
	return []Disagreement{{Text: "Different accounts administer parts of the service: " + strings.Join(parts, "; ") + "."}}
}

// isRegistered reports whether an account is registered for a principal.
func (row *Row) isRegistered(account model.AccountID, principal model.Principal) bool {
	return slices.ContainsFunc(row.Administrators, func(h Administrator) bool { return h.Account == account && h.Principal == principal })
}

// accountList lists accounts in a sentence.
func accountList(r *model.Reading, delegations []model.Delegation) string {
	var labels []string
	for _, d := range delegations {
		labels = append(labels, r.AccountLabel(d.Account))
	}
	return strings.Join(labels, ", ")
}
