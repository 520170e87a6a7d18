package model

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
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
		case row.Service == nil || !row.trusted() || len(row.Holders) > 0:
		case !row.Certain:
			w.missRow(row)
		default:
			w.add(w.undelegated(row))
		}
	}
}

// missRow notes that who holds a row's principals is not known.
func (w *inspector) missRow(row *DelegationRow) {
	if len(row.Gaps) == 0 {
		w.miss("who holds "+row.Name, Status{})
	}
	for i := range row.Gaps {
		w.miss("", Status{Gap: &row.Gaps[i]})
	}
}

// undelegated tells of one service that nobody is delegated for.
func (w *inspector) undelegated(row *DelegationRow) Finding {
	s := row.Service
	f := Finding{
		Severity: SeverityLow, Title: s.Name + ": nobody is delegated",
		Evidence: "Trusted access is " + row.Access.String() + w.since(row) + ", and only the management account, which no SCP binds, can administer it.",
		Place:    FindingPlace{Service: s.ID}, Sources: []string{s.Docs},
		Order: &Order{Direction: Register, Service: s.ID, EnableAccess: row.Access == AccessPartly},
	}
	if s.Core {
		f.Severity = SeverityMedium
	}
	if account, relatives := w.fittest(s); account != "" {
		f.Order.Account = account
		f.Details = append(f.Details, fmt.Sprintf("Fittest: %s, which already holds %s.", w.r.accountLabel(account), listed(relatives, 6)))
	} else {
		f.Details = append(f.Details, "No active account holds another "+s.Family.String()+" service; the plan asks for one.")
	}
	if s.List.Road == RoadService {
		f.Details = append(f.Details, "By what AWS Organizations says; "+s.Name+" keeps a setting of its own as well.")
	}
	if text := availability(s.Availability); text != "" {
		f.Severity = SeverityLow
		f.Details = append(f.Details, text)
	}
	return f
}

// since tells when the first of a service's principals got its trusted access.
func (w *inspector) since(row *DelegationRow) string {
	first := ""
	for _, p := range row.Service.TrustedAccess.Principals {
		if access, on, _ := w.r.Trusted(p.Name); on && !access.Since.IsZero() {
			if day := access.Since.UTC().Format("2006-01-02"); first == "" || day < first {
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
func (w *inspector) fittest(s *Service) (AccountID, []string) {
	var best AccountID
	var relatives []string
	fewest := 0
	for _, account := range w.delegates() {
		if n := w.r.Node(account.Node()); n == nil || n.State != StateActive || account == w.r.Organization.Management {
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
func (w *inspector) relatives(account AccountID, s *Service) (names []string, others int) {
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
func (w *inspector) delegates() []AccountID {
	w.holds("")
	accounts := make([]AccountID, 0, len(w.held))
	for a := range w.held {
		accounts = append(accounts, a)
	}
	slices.Sort(accounts)
	return accounts
}

// holds gives what an account is delegated for.
func (w *inspector) holds(account AccountID) *AccountDelegations {
	if w.held == nil {
		all := DelegationsByAccount(w.r)
		w.held = make(map[AccountID]*AccountDelegations, len(all))
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
		if !row.Certain && (len(row.Holders) > 0 || row.trusted()) {
			w.missRow(row)
		}
		for _, d := range row.Disagree {
			f := Finding{
				Severity: SeverityMedium, Title: row.Name + ": set up in part", Evidence: d.Text,
				Place: row.place(), Order: d.Mend, Sources: []string{pageTrustedAccess},
			}
			if row.Service != nil {
				f.Sources = []string{row.Service.Docs}
			}
			if d.Partial {
				f.Severity, f.Title = SeverityLow, row.Name+": not in every Region"
			}
			if d.Mend == nil {
				f.Mend = "Decide which account is to hold the service, then register and remove what is needed for that."
			}
			w.add(f)
		}
	}
}

func (row *DelegationRow) place() FindingPlace {
	if row.Service != nil {
		return FindingPlace{Service: row.Service.ID}
	}
	return FindingPlace{Principal: row.Principals[0]}
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
					Place:    row.place(), Sources: []string{row.Service.Docs},
					Mend: "Remove one that is not needed before another is registered.",
				})
			}
		}
	}
	slices.SortFunc(single, CompareNames)
	if single = slices.Compact(single); len(single) > 0 {
		w.add(Finding{
			Severity: SeverityNote, Title: counted(len(single), "service") + " with the one administrator that AWS allows",
			Evidence: "Another account can administer one of these only after the one that does: " + strings.Join(single, ", ") + ".",
			Sources:  []string{pageDelegation},
		})
	}
}

// orderNamed gives an order for what is held, by service or by principal.
func orderNamed(d Direction, account AccountID, h Held) *Order {
	o := &Order{Direction: d, Account: account}
	if h.Service != nil {
		o.Service = h.Service.ID
	} else {
		o.Principals = []Principal{h.Principal}
	}
	return o
}

// heldNames gives what is held, by name, once each.
func heldNames(held []Held) []string {
	var names []string
	for _, h := range held {
		names = append(names, h.Name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(CompareNames(a, b), cmp.Compare(a, b)) })
	return slices.Compact(names)
}
