package finding

import (
	"fmt"

	"deputy/model"
	"deputy/model/phrase"
)

// needInvalid returns the parts that say which effective policies are invalid.
func needInvalid(w *inspector) []model.PartKey {
	return append(wholeParts(model.PartRoots), ofTypes(model.PartInvalid, w.r.ManagementTypes()...)...)
}

// maxInvalid is how many accounts a finding lists.
const maxInvalid = 12

// findInvalidPolicies finds accounts whose effective policy of a type AWS calls
// invalid, with AWS's reasons as far as they were read.
func findInvalidPolicies(w *inspector) {
	for _, t := range w.r.ManagementTypes() {
		accounts, _ := w.r.InvalidAccounts(t)
		if len(accounts) == 0 {
			continue
		}
		f := Finding{
			Severity: SeverityMedium, Place: Place{Node: accounts[0].Node()}, Sources: []string{pageInvalidPolicies},
			Title:    fmt.Sprintf("%s an invalid effective %s", phrase.CountOf(len(accounts), "account has", "accounts have"), t.Singular()),
			Evidence: "AWS does not fully enforce an effective policy that is invalid.",
			Fix:      "Change the policies that contribute to the error, or detach one of them.",
		}
		if len(accounts) == 1 {
			f.Title = w.accountName(accounts[0]) + " has an invalid effective " + t.Singular()
		}
		if len(accounts) > 1 {
			if reasons, _ := w.r.PolicyErrors(accounts[0], t); len(reasons) > 0 && len(reasons[0].Policies) > 0 {
				f.Place = Place{Policy: reasons[0].Policies[len(reasons[0].Policies)-1]}
			}
		}
		for _, a := range accounts[:min(len(accounts), maxInvalid)] {
			f.Details = append(f.Details, w.invalidReasons(a, t)...)
		}
		if n := len(accounts) - maxInvalid; n > 0 {
			f.Details = append(f.Details, phrase.Count(n, "more account"))
		}
		w.add(f)
	}
}

// invalidReasons returns a line for each of AWS's reasons why an effective policy is
// invalid.
func (w *inspector) invalidReasons(a model.AccountID, t model.PolicyType) []string {
	name := w.accountName(a) + " (" + string(a) + ")"
	reasons, status := w.r.PolicyErrors(a, t)
	switch {
	case status.Gap != nil:
		return []string{name + ": reasons not read: " + status.Gap.Sentence()}
	case len(reasons) == 0:
		return []string{name + ": deputy reads the reasons when you look at the account"}
	}
	lines := make([]string, len(reasons))
	for i, x := range reasons {
		lines[i] = name + ": " + w.r.PolicyErrorText(x)
	}
	return lines
}
