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
	"deputy/model/plan"
)

// The pages that findings about delegations rest on.
const (
	pageDelegation    = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html"
	pageTrustedAccess = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html"
)

// nobody finds delegable services with trusted access and no administrator.
func (w *inspector) nobody() {
	for i := range w.rows {
		row := &w.rows[i]
		switch {
		case row.Service == nil || !trusted(row) || len(row.Administrators) > 0:
		case !row.Certain:
			w.missRow(row)
		default:
			w.add(w.undelegated(row))
		}
	}
}

// missRow notes that who holds a row's principals is not known.
func (w *inspector) missRow(row *delegation.Row) {
	if len(row.Gaps) == 0 {
		w.miss("who holds "+row.Name, model.Status{})
	}
	for i := range row.Gaps {
		w.miss("", model.Status{Gap: &row.Gaps[i]})
	}
}

// undelegated tells of one service that nobody is delegated for.
func (w *inspector) undelegated(row *delegation.Row) Finding {
	s := row.Service
	f := Finding{
		Severity: SeverityLow, Title: s.Name + ": nobody is delegated",
		Evidence: "Trusted access is " + row.Access.String() + w.since(row) + ", and only the management account, which no SCP binds, can administer it.",
		Place:    Place{Service: s.ID}, Sources: []string{s.Docs},
		Order: &plan.Order{Direction: catalog.Register, Service: s.ID, EnableAccess: row.Access == delegation.AccessPartly},
	}
	if s.Core {
		f.Severity = SeverityMedium
	}
	if account, relatives := w.fittest(s); account != "" {
		f.Order.Account = account
		f.Details = append(f.Details, fmt.Sprintf("Fittest: %s, which already holds %s.", w.r.AccountLabel(account), phrase.List(relatives, 6)))
	} else {
		f.Details = append(f.Details, "No active account holds another "+s.Family.String()+" service; the plan asks for one.")
	}
	if s.List.Mechanism == catalog.MechanismServiceAPI {
		f.Details = append(f.Details, "By what AWS Organizations says; "+s.Name+" keeps a setting of its own as well.")
	}
	if text := catalog.AvailabilityNote(s.Availability); text != "" {
		f.Severity = SeverityLow
		f.Details = append(f.Details, text)
	}
	return f
}

// since tells when the first of a service's principals got its trusted access.
func (w *inspector) since(row *delegation.Row) string {
	first := ""
	for _, p := range row.Service.TrustedAccess.Principals {
		if access, on, _ := w.r.Trusted(p.Name); on && !access.Since.IsZero() {
			if day := phrase.Date(access.Since); first == "" || day < first {
				first = day
			}
		}
	}
	if first == "" {
		return ""
	}
	return " since " + first
}

// fittest gives the active member account that holds most other services of
// the same family, and their names; empty if there is none. Of several it takes
// the one with the fewest other duties.
func (w *inspector) fittest(s *catalog.Service) (model.AccountID, []string) {
	var best model.AccountID
	var relatives []string
	fewest := 0
	for _, account := range w.delegates() {
		if n := w.r.Node(account.Node()); n == nil || n.State != model.StateActive || account == w.r.Organization.Management {
			continue
		}
		names, others := w.relatives(account, s)
		if len(names) > len(relatives) || len(names) > 0 && len(names) == len(relatives) && others < fewest {
			best, relatives, fewest = account, names, others
		}
	}
	return best, relatives
}

// relatives gives the names of the services of a family that an account holds,
// and counts what else it holds.
func (w *inspector) relatives(account model.AccountID, s *catalog.Service) (names []string, others int) {
	for _, h := range w.holds(account).Held {
		switch {
		case h.Service == nil || h.Service.Family != s.Family:
			others++
		case h.Service.ID != s.ID && !slices.Contains(names, h.Name):
			names = append(names, h.Name)
		}
	}
	return names, others
}

// delegates gives every account that is a delegated administrator, by ID.
func (w *inspector) delegates() []model.AccountID {
	w.holds("")
	accounts := make([]model.AccountID, 0, len(w.held))
	for a := range w.held {
		accounts = append(accounts, a)
	}
	slices.Sort(accounts)
	return accounts
}

// holds gives what an account is delegated for.
func (w *inspector) holds(account model.AccountID) *delegation.AccountDelegations {
	if w.held == nil {
		all := delegation.ByAccount(w.r)
		w.held = make(map[model.AccountID]*delegation.AccountDelegations, len(all))
		for i := range all {
			w.held[all[i].Account] = &all[i]
		}
	}
	return w.held[account]
}

// disagreement finds what two sources say differently, and what is half done.
func (w *inspector) disagreement() {
	for i := range w.rows {
		row := &w.rows[i]
		if !row.Certain && (len(row.Administrators) > 0 || trusted(row)) {
			w.missRow(row)
		}
		for _, d := range row.Disagree {
			f := Finding{
				Severity: SeverityMedium, Title: row.Name + ": set up in part", Evidence: d.Text,
				Place: placeOf(row), Order: d.Fix, Sources: []string{pageTrustedAccess},
			}
			if row.Service != nil {
				f.Sources = []string{row.Service.Docs}
			}
			if d.Partial {
				f.Severity, f.Title = SeverityLow, row.Name+": not in every Region"
			}
			if d.Fix == nil {
				f.Fix = "Decide which account is to hold the service, then register and remove what is needed for that."
			}
			w.add(f)
		}
	}
}

func placeOf(row *delegation.Row) Place {
	if row.Service != nil {
		return Place{Service: row.Service.ID}
	}
	return Place{Principal: row.Principals[0]}
}

// quotas finds documented quotas that are used up. Where one administrator is
// all that a service allows, that is how it should be: these are one note.
func (w *inspector) quotas() {
	var single []string
	for i := range w.rows {
		row := &w.rows[i]
		for _, u := range row.Quotas {
			if u.Quota.Number == 0 || !u.Quota.Documented {
				continue
			}
			if !u.Certain {
				w.missRow(row)
			}
			switch {
			case !u.Reached() || u.Used == 0:
			case u.Quota.Number == 1:
				single = append(single, row.Name)
			default:
				w.add(Finding{
					Severity: SeverityLow, Title: row.Name + ": no room for another administrator",
					Evidence: fmt.Sprintf("%d of %d administrators are registered for %s, the documented limit.", u.Used, u.Quota.Number, u.Principal),
					Place:    placeOf(row), Sources: []string{row.Service.Docs},
					Fix: "Remove one that is not needed before another is registered.",
				})
			}
		}
	}
	slices.SortFunc(single, model.CompareNames)
	if single = slices.Compact(single); len(single) > 0 {
		w.add(Finding{
			Severity: SeverityNote, Title: phrase.Count(len(single), "service") + " with the one administrator that AWS allows",
			Evidence: "Another account can administer one of these only after the one that does: " + strings.Join(single, ", ") + ".",
			Sources:  []string{pageDelegation},
		})
	}
}

// orderNamed gives an order for what is held, by service or by principal.
func orderNamed(d catalog.Direction, account model.AccountID, h delegation.Held) *plan.Order {
	o := &plan.Order{Direction: d, Account: account}
	if h.Service != nil {
		o.Service = h.Service.ID
	} else {
		o.Principals = []model.Principal{h.Principal}
	}
	return o
}

// heldNames gives what is held, by name, once each.
func heldNames(held []delegation.Held) []string {
	var names []string
	for _, h := range held {
		names = append(names, h.Name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(model.CompareNames(a, b), cmp.Compare(a, b)) })
	return slices.Compact(names)
}
