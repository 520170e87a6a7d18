package finding

import (
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/plan"
)

// findDisagreements finds services about which two sources disagree, and those
// that are only partly configured.
func findDisagreements(w *inspector) {
	for i := range w.rows {
		row := &w.rows[i]
		if !row.Certain && (len(row.Administrators) > 0 || trusted(row)) {
			w.missRow(row)
		}
		for _, d := range row.Disagreements {
			f := Finding{
				Severity: SeverityMedium, Title: row.Name + ": partly configured", Evidence: d.Text,
				Place: placeOf(row), Order: d.Fix, Sources: []string{pageTrustedAccess},
			}
			if row.Service != nil {
				f.Sources = []string{row.Service.Docs}
			}
			if d.Partial {
				f.Severity, f.Title = SeverityLow, row.Name+": not in every Region"
			}
			if d.Fix == nil {
				f.Fix = "Decide which account should administer the service, then register and remove accounts accordingly."
			}
			w.add(f)
		}
	}
}

// placeOf returns the place of a row's service, or of its principal if the
// catalogue does not have it.
func placeOf(row *delegation.Row) Place {
	if row.Service != nil {
		return Place{Service: row.Service.ID}
	}
	return Place{Principal: row.Principals[0]}
}

// orderFor returns an order for a delegation that an account has.
func orderFor(d catalog.Direction, account model.AccountID, h delegation.Held) *plan.Order {
	o := &plan.Order{Direction: d, Account: account}
	if h.Service != nil {
		o.Service = h.Service.ID
	} else {
		o.Principals = []model.Principal{h.Principal}
	}
	return o
}
