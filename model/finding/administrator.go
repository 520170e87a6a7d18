package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/phrase"
)

// findInactive finds administrators that cannot act: suspended, closed or being
// closed, not activated yet, or no longer in the organization.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
func findInactive(w *inspector) {
	for _, account := range w.administrators() {
		held, node := w.delegationsOf(account), w.r.Node(account.Node())
		words := ""
		switch {
		case node != nil:
			words = node.State.OutOfUse()
		case w.r.Status(model.PartAccounts, "").Known():
			words = "is not in the organization"
		}
		if words == "" {
			continue
		}
		f := Finding{
			Severity: SeverityHigh, Title: w.accountName(account) + " " + words + " and is a delegated administrator",
			Evidence: fmt.Sprintf("%s %s and is registered for %s.", w.r.AccountLabel(account), words, heldText(held)),
			Place:    Place{Node: account.Node()}, Sources: []string{pageDelegation},
			Fix: "Remove it and register an active account instead.",
		}
		if names := heldNames(held.Held); len(names) == 1 {
			f.Order = orderFor(catalog.Remove, account, held.Held[0])
		} else if len(names) > 1 {
			f.Fix = "Remove it from each of them and register an active account instead."
		}
		w.add(f)
	}
}

// findAmongInactive finds active administrators in an OU in which all other
// accounts, two at least, are out of use: such an OU probably is where accounts
// await their closing.
func findAmongInactive(w *inspector) {
	for _, account := range w.administrators() {
		node := w.r.Node(account.Node())
		if node == nil || node.State != model.StateActive {
			continue
		}
		ou, others := w.r.Node(node.Parent), 0
		if ou == nil || ou.Kind != model.KindOU {
			continue
		}
		for k := range w.r.Children(ou.ID) {
			switch {
			case k.Kind != model.KindAccount || k.ID == node.ID:
			case k.State.OutOfUse() != "":
				others++
			default:
				others = -w.r.NodeCount()
			}
		}
		if others >= 2 {
			w.add(Finding{
				Severity: SeverityMedium, Title: w.accountName(account) + " is a delegated administrator in an OU of inactive accounts",
				Evidence: fmt.Sprintf("It administers %s, and none of the %d other accounts in %s is active.", heldText(w.delegationsOf(account)), others, ou.Name),
				Place:    Place{Node: node.ID}, Sources: []string{pageDelegation},
				Fix: "Move the account to another OU, or delegate to another account.",
			})
		}
	}
}

// minUnrelated is the number of service families from which on the delegations
// of an account count as unrelated.
const minUnrelated = 3

// findUnrelated finds accounts with delegations from many service families:
// whoever can act in one of them can act in all.
func findUnrelated(w *inspector) {
	for _, account := range w.administrators() {
		held := w.delegationsOf(account)
		byFamily := map[catalog.Family][]delegation.Held{}
		for _, h := range held.Held {
			if h.Service != nil {
				byFamily[h.Service.Family] = append(byFamily[h.Service.Family], h)
			}
		}
		_, managing := w.changes(account)
		if len(byFamily)+min(1, len(managing)) < minUnrelated {
			if held.Gap != nil || !held.Certain {
				w.miss("the delegations of "+w.accountName(account), model.Status{Gap: held.Gap})
			}
			continue
		}
		f := Finding{
			Severity: SeverityMedium, Place: Place{Node: account.Node()},
			Title:   w.accountName(account) + " administers unrelated services",
			Fix:     "Use a separate account for each of these areas.",
			Sources: []string{pageDelegation},
		}
		var families []string
		for family := catalog.FamilySecurity; family <= catalog.FamilyOperations; family++ {
			if hs := byFamily[family]; len(hs) > 0 {
				families = append(families, family.String())
				f.Details = append(f.Details, family.String()+": "+strings.Join(heldNames(hs), ", "))
			}
		}
		if len(managing) > 0 {
			families = append(families, "policy management")
			f.Details = append(f.Details, "policy management, through the organization's resource policy: "+strings.Join(managing, " "))
		}
		f.Evidence = fmt.Sprintf("%s is a delegated administrator for %s in these areas: %s.", w.r.AccountLabel(account),
			phrase.Count(len(heldNames(held.Held)), "service"), phrase.Join(families, " and "))
		w.add(f)
	}
}

// heldText lists in a sentence the services that an account administers.
func heldText(d *delegation.AccountDelegations) string {
	if len(d.Held) == 0 {
		return "services that could not be read"
	}
	return strings.Join(heldNames(d.Held), ", ")
}

// heldNames returns the names of the services, each once, in order.
func heldNames(held []delegation.Held) []string {
	var names []string
	for _, h := range held {
		names = append(names, h.Name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(model.CompareNames(a, b), cmp.Compare(a, b)) })
	return slices.Compact(names)
}
