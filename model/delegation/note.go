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

// disagreements are what two sources say differently of one row, or what is
// half done. Only what is read is compared: a gap is no disagreement.
func disagreements(r *model.Reading, row *Row) []Disagreement {
	return slices.Concat(accessDisagreements(r, row), halfDone(r, row), serviceAPIDisagreements(r, row))
}

// accessDisagreements are the holders of principals without trusted access.
func accessDisagreements(r *model.Reading, row *Row) []Disagreement {
	if row.Access == AccessUnknown {
		return nil
	}
	var all []Disagreement
	for _, principal := range row.Principals {
		holders, _ := r.DelegatedAdministrators(principal)
		if len(holders) == 0 || row.accessFor(r, principal) {
			continue
		}
		d := Disagreement{Text: fmt.Sprintf("Trusted access is off for %s, yet registered for it: %s.",
			principal, accountList(r, holders))}
		if row.Service != nil {
			d.Fix = &plan.Order{
				Direction: catalog.Register, Service: row.Service.ID, Principals: []model.Principal{principal},
				Account: holders[0].Account, EnableAccess: true,
			}
		}
		all = append(all, d)
	}
	return all
}

// accessFor tells whether the trusted access that a principal rests on is on.
func (row *Row) accessFor(r *model.Reading, principal model.Principal) bool {
	needed, anyOf := []model.Principal{principal}, false
	if row.Service != nil {
		needed, anyOf = row.Service.AccessNeeded(principal)
	}
	on := func(p model.Principal) bool { _, on, _ := r.Trusted(p); return on }
	if anyOf {
		return slices.ContainsFunc(needed, on)
	}
	return !slices.ContainsFunc(needed, func(p model.Principal) bool { return !on(p) })
}

// halfDone are the accounts that hold some of a service's principals only.
func halfDone(r *model.Reading, row *Row) []Disagreement {
	if row.Service == nil || len(row.Principals) < 2 || !row.Certain {
		return nil
	}
	var all []Disagreement
	for _, account := range row.Accounts() {
		var has, lacks []model.Principal
		for i, principal := range row.Principals {
			switch {
			case row.holds(account, principal):
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
	return append(all, divided(r, row, len(all))...)
}

// divided tells of a service whose principals are held by different accounts,
// so that no account has all of them and none can be completed.
func divided(r *model.Reading, row *Row, told int) []Disagreement {
	if told > 0 || len(row.Accounts()) < 2 {
		return nil
	}
	var parts []string
	whole := true
	for _, account := range row.Accounts() {
		var has []model.Principal
		for _, principal := range row.Principals {
			if row.holds(account, principal) {
				has = append(has, principal)
			}
		}
		whole = whole && len(has) == len(row.Principals)
		parts = append(parts, r.AccountLabel(account)+" has "+phrase.Ands(has))
	}
	if whole {
		return nil
	}
	return []Disagreement{{Text: "The service is divided: " + strings.Join(parts, "; ") + "."}}
}

func (row *Row) holds(account model.AccountID, principal model.Principal) bool {
	return slices.ContainsFunc(row.Administrators, func(h Administrator) bool { return h.Account == account && h.Principal == principal })
}

// administratorNotes are what is odd about the accounts that hold a row.
func administratorNotes(r *model.Reading, row *Row) []string {
	var notes []string
	for _, account := range row.Accounts() {
		node := r.Node(account.Node())
		switch {
		case node == nil && r.Status(model.PartAccounts, "").Known():
			notes = append(notes, fmt.Sprintf("%s is not among the accounts of the organization.", account))
		case node != nil && node.State.OutOfUse() != "":
			notes = append(notes, fmt.Sprintf("%s %s.", r.AccountLabel(account), node.State.OutOfUse()))
		}
	}
	return notes
}

// quotaNotes tell of quotas that are used up.
func quotaNotes(row *Row) []string {
	var notes []string
	for _, use := range row.Quotas {
		if !use.Reached() || use.Used == 0 {
			continue
		}
		limit := "the documented limit"
		if !use.Quota.Documented {
			limit = "a limit that AWS does not document"
		}
		text := fmt.Sprintf("%d of %d administrators: %s is used up.", use.Used, use.Quota.Number, limit)
		if len(row.Quotas) > 1 {
			text = string(use.Principal) + ": " + text
		}
		notes = append(notes, text)
	}
	return notes
}

// serviceAPINotes tell what is known of the service's own list as a whole.
func serviceAPINotes(row *Row) []string {
	own := row.ServiceAPI
	switch {
	case own == nil && row.Service.Register.Mechanism == catalog.MechanismServiceAPI:
		return []string{"Only AWS Organizations tells who administers it: the service has no list of its own."}
	case own == nil:
		return nil
	case own.Barred:
		return []string{"The service's own list can be read from the management account only."}
	case !own.Asked():
		return []string{"The service's own list is not read yet."}
	default:
		return nil
	}
}

// serviceNotes are what the catalogue has to say in the table.
func serviceNotes(s *catalog.Service) []string {
	var notes []string
	if text := catalog.AvailabilityNote(s.Availability); text != "" {
		notes = append(notes, text)
	}
	return notes
}

// unknownNotes tell why a principal has a row of its own.
func unknownNotes(principal model.Principal) []string {
	if s := serviceOfAccess(principal); s != nil {
		return []string{fmt.Sprintf("Known for the trusted access of %s, not for a delegation.", s.Name)}
	}
	return []string{"The catalogue does not know this principal."}
}

// accountList names accounts in a sentence.
func accountList(r *model.Reading, delegations []model.Delegation) string {
	var labels []string
	for _, d := range delegations {
		labels = append(labels, r.AccountLabel(d.Account))
	}
	return strings.Join(labels, ", ")
}
