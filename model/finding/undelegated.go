package finding

import (
	"fmt"
	"slices"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/phrase"
	"deputy/model/plan"
)

// findUndelegated finds services with trusted access and no delegated
// administrator.
func findUndelegated(w *inspector) {
	for i := range w.rows {
		row := &w.rows[i]
		switch {
		case row.Service == nil || !trusted(row) || len(row.Administrators) > 0:
		case !row.Certain:
			w.missRow(row)
		default:
			w.add(undelegatedService(w, row))
		}
	}
}

// undelegatedService returns the finding about one service without an
// administrator.
func undelegatedService(w *inspector, row *delegation.Row) Finding {
	s := row.Service
	f := Finding{
		Severity: SeverityLow, Title: s.Name + ": no delegated administrator",
		Evidence: "Trusted access is " + row.Access.String() + trustedSince(w, row) + ". Only the management account can administer the service, and SCPs do not apply to it.",
		Place:    Place{Service: s.ID}, Sources: []string{s.Docs},
		Order: &plan.Order{Direction: catalog.Register, Service: s.ID, EnableAccess: row.Access == delegation.AccessPartly},
	}
	if s.Core {
		f.Severity = SeverityMedium
	}
	if account, relatives := bestCandidate(w, s); account != "" {
		f.Order.Account = account
		f.Details = append(f.Details, fmt.Sprintf("Best candidate: %s, which already administers %s.", w.r.AccountLabel(account), phrase.List(relatives, 6)))
	} else {
		f.Details = append(f.Details, "No active account administers another "+s.Family.String()+" service. The plan asks you for an account.")
	}
	if s.List.Mechanism == catalog.MechanismServiceAPI {
		f.Details = append(f.Details, "This is what AWS Organizations reports. "+s.Name+" has an administrator setting of its own as well.")
	}
	if text := catalog.AvailabilityNote(s.Availability); text != "" {
		f.Severity = SeverityLow
		f.Details = append(f.Details, text)
	}
	return f
}

// trustedSince says since when the first of a service's principals has had
// trusted access.
func trustedSince(w *inspector, row *delegation.Row) string {
	first := ""
	for _, p := range row.Service.TrustedAccess.Principals {
		if access, on, _ := w.r.TrustedAccess(p.Name); on && !access.Since.IsZero() {
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

// bestCandidate returns the active member account that administers most other
// services of the same family, and their names; empty if there is none. Between
// equals it takes the one with the fewest services of other families.
func bestCandidate(w *inspector, s *catalog.Service) (model.AccountID, []string) {
	var best model.AccountID
	var relatives []string
	fewest := 0
	for _, account := range w.administrators() {
		if n := w.r.Node(account.Node()); n == nil || n.State != model.StateActive || account == w.r.Organization.Management {
			continue
		}
		names, others := relatedServices(w, account, s)
		if len(names) > len(relatives) || len(names) > 0 && len(names) == len(relatives) && others < fewest {
			best, relatives, fewest = account, names, others
		}
	}
	return best, relatives
}

// relatedServices returns the names of the other services of a family that an
// account administers, and the number of its services of other families.
func relatedServices(w *inspector, account model.AccountID, s *catalog.Service) (names []string, others int) {
	for _, h := range w.delegationsOf(account).Held {
		switch {
		case h.Service == nil || h.Service.Family != s.Family:
			others++
		case h.Service.ID != s.ID && !slices.Contains(names, h.Name):
			names = append(names, h.Name)
		}
	}
	return names, others
}
