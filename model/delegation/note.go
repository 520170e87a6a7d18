package delegation

import (
	"fmt"

	"deputy/model"
	"deputy/model/catalog"
)

// administratorNotes returns notes on accounts of the row that are out of use
// or not in the organization.
func administratorNotes(r *model.Reading, row *Row) []string {
	var notes []string
	for _, account := range row.Accounts() {
		node := r.Node(account.Node())
		switch {
		case node == nil && r.Status(model.PartAccounts, "").Known():
			notes = append(notes, fmt.Sprintf("%s is not in the organization.", account))
		case node != nil && node.State.OutOfUse() != "":
			notes = append(notes, fmt.Sprintf("%s %s.", r.AccountLabel(account), node.State.OutOfUse()))
		}
	}
	return notes
}

// quotaNotes returns notes on quotas that are reached.
func quotaNotes(row *Row) []string {
	var notes []string
	for _, use := range row.Quotas {
		if !use.Reached() || use.Used == 0 {
			continue
		}
		text := fmt.Sprintf("Quota reached: %d of %d administrators.", use.Used, use.Quota.Number)
		if !use.Quota.Documented {
			text = fmt.Sprintf("Quota reached, which AWS does not document: %d of %d administrators.", use.Used, use.Quota.Number)
		}
		if len(row.Quotas) > 1 {
			text = string(use.Principal) + ": " + text
		}
		notes = append(notes, text)
	}
	return notes
}

// serviceAPINotes returns notes on what is known of the service's own list.
func serviceAPINotes(row *Row) []string {
	view := row.ServiceAPI
	switch {
	case view == nil && row.Service.Register.Mechanism == catalog.MechanismServiceAPI:
		return []string{"Only AWS Organizations lists the administrators: the service has no list of its own."}
	case view == nil:
		return nil
	case view.ManagementOnly:
		return []string{"Only the management account can read the service's own list."}
	case !view.Asked():
		return []string{"deputy has not read the service's own list yet."}
	default:
		return nil
	}
}

// serviceNotes returns notes from the catalogue.
func serviceNotes(s *catalog.Service) []string {
	var notes []string
	if text := catalog.AvailabilityNote(s.Availability); text != "" {
		notes = append(notes, text)
	}
	return notes
}

// unknownNotes says why a principal has a row of its own.
func unknownNotes(principal model.Principal) []string {
	if s := ServiceOfAccess(principal); s != nil {
		return []string{fmt.Sprintf("For trusted access of %s, not for a delegation.", s.Name)}
	}
	return []string{"Not in deputy's catalogue."}
}
