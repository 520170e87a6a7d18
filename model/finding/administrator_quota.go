package finding

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// findQuotas finds documented quotas of administrators that are reached.
// Services that allow one administrator, and have it, are as they should be:
// one note lists them.
func findQuotas(w *inspector) {
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
					Severity: SeverityLow, Title: row.Name + ": at its quota of delegated administrators",
					Evidence: fmt.Sprintf("%d of %d delegated administrators are registered for %s. AWS documents this quota.", u.Used, u.Quota.Number, u.Principal),
					Place:    placeOf(row), Sources: []string{row.Service.Docs},
					Fix: "Remove one that you no longer need before you register another.",
				})
			}
		}
	}
	slices.SortFunc(single, model.CompareNames)
	if single = slices.Compact(single); len(single) > 0 {
		w.add(Finding{
			Severity: SeverityNote, Title: phrase.Count(len(single), "service") + " at the quota of one delegated administrator",
			Evidence: "Before another account can administer one of these, remove its current administrator: " + strings.Join(single, ", ") + ".",
			Sources:  []string{pageDelegation},
		})
	}
}
