package finding

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"deputy/model"
	"deputy/model/access"
	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/phrase"
)

// needUnusedDelegations returns nothing while no access report was read: AWS generates one
// only when a person asks for it, so that their absence is no gap.
func needUnusedDelegations(w *inspector) []model.PartKey {
	if len(w.r.AccessReports()) == 0 {
		return nil
	}
	return needDelegates(w)
}

// youngDelegation is for how long an administrator may not have needed its service yet.
const youngDelegation = 30 * 24 * time.Hour

// findUnusedDelegations finds delegated administrators that have not used the service that
// they administer, as far as reports about their accounts were read.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
func findUnusedDelegations(w *inspector) {
	if len(w.r.AccessReports()) == 0 {
		return
	}
	for _, account := range w.administrators() {
		var never []delegation.Held
		var of time.Time
		delegations, _ := w.r.Delegations(account)
		for _, h := range w.delegationsOf(account).Held {
			i := slices.IndexFunc(delegations, func(d model.Delegation) bool { return d.Principal == h.Principal })
			if i < 0 {
				continue // not registered with AWS Organizations
			}
			use := access.UseOfDelegation(w.r, delegations[i])
			if use.Never() && use.Generated.Sub(delegations[i].Since) >= youngDelegation {
				never, of = append(never, h), use.Generated
			}
		}
		names := heldNames(never)
		if len(names) == 0 {
			continue
		}
		f := Finding{
			Severity: SeverityLow, Place: Place{Node: account.Node()}, Sources: []string{pageLastAccessed},
			Title:    w.accountName(account) + " has not used " + cmp.Or(oneName(names), phrase.Count(len(names), "service")) + " that it administers",
			Evidence: fmt.Sprintf("AWS's report of %s lists no attempt to use %s in the last %d days.", phrase.Date(of), phrase.Join(names, " or "), model.TrackingDays),
			Fix:      "Remove the delegation if nobody needs it, or use the account for it instead of the management account.",
		}
		if len(names) == 1 {
			f.Order = orderFor(catalog.Remove, account, never[0])
		}
		w.add(f)
	}
}

// oneName returns the only name; empty if there are several.
func oneName(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return ""
}
