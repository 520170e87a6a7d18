package diff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/diff"
	"deputy/model/sample"
)

// A difference says who made it, by the calls between the two readings; calls of
// before, of something else or of another direction are not named.
func TestByWhom(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC) }
	a, b := sample.Demo(), sample.Demo()
	a.Taken, b.Taken = at(10), at(20)
	account := b.Accounts[3]
	b.Accounts[3].Parent = b.OUs[0].ID
	b.Delegations = append(b.Delegations, model.Delegation{Account: account.Account(), Principal: "macie.amazonaws.com", Since: at(12)})
	b.Delegations = slices.DeleteFunc(b.Delegations, func(d model.Delegation) bool { return d.Principal == "detective.amazonaws.com" })
	b.TrustedAccess = append(b.TrustedAccess, model.TrustedAccess{Principal: "macie.amazonaws.com", Since: at(11)})
	id := 0
	event := func(hour int, by, service, operation string, values ...string) model.ChangeEvent {
		id++
		e := model.ChangeEvent{ID: string(rune('a' + id)), At: at(hour), Service: service, Operation: operation, Region: "us-east-1", By: by}
		for i := 0; i+1 < len(values); i += 2 {
			e.Values = append(e.Values, model.EventValue{Name: values[i], Value: values[i+1]})
		}
		return e
	}
	b.History = &model.History{From: at(0).AddDate(0, 0, -90), To: at(20), Events: []model.ChangeEvent{
		event(9, "too early", "organizations", "RegisterDelegatedAdministrator", "accountId", string(account.ID), "servicePrincipal", "macie.amazonaws.com"),
		event(11, "role Ci", "organizations", "EnableAWSServiceAccess", "servicePrincipal", "macie.amazonaws.com"),
		event(12, "role Ci", "macie2", "EnableOrganizationAdminAccount", "account", string(account.ID)),
		event(13, "role Other", "organizations", "RegisterDelegatedAdministrator", "accountId", "999999999999", "servicePrincipal", "macie.amazonaws.com"),
		event(14, "permission set PlatformAdmin (jo)", "detective", "DisableOrganizationAdminAccount"),
		event(15, "role First", "organizations", "MoveAccount", "accountId", string(account.ID)),
		event(16, "role Second", "organizations", "MoveAccount", "accountId", string(account.ID)),
		event(17, "role Second", "organizations", "MoveAccount", "accountId", string(account.ID)),
		event(21, "too late", "organizations", "MoveAccount", "accountId", string(account.ID)),
	}}
	b.Sort()
	want := map[string]string{
		"became a delegated administrator for macie.amazonaws.com":           "By role Ci (2026-11-20 12:00Z).",
		"is no longer a delegated administrator for detective.amazonaws.com": "By permission set PlatformAdmin (jo) (2026-11-20 14:00Z).",
		"Trusted access for macie.amazonaws.com was switched on":             "By role Ci (2026-11-20 11:00Z).",
		"moved from": "By role Second (2026-11-20 17:00Z) and role First (2026-11-20 15:00Z).",
	}
	all := diff.Compare(a, b)
	for text, by := range want {
		i := slices.IndexFunc(all, func(d diff.Difference) bool { return strings.Contains(d.Text, text) })
		if i < 0 || all[i].ByWhom() != by {
			t.Errorf("%s: %v, want %q", text, all, by)
		}
	}
	effects, _ := diff.CompareEffects(a, b)
	for _, d := range effects {
		if d.Kind == diff.Delegation && strings.Contains(strings.Join(d.Details, " "), "look for") {
			t.Errorf("it is known by whom: %q", d.Details)
		}
	}
	b.History = nil
	for _, d := range diff.Compare(a, b) {
		if d.ByWhom() != "" {
			t.Errorf("without a history: %+v", d)
		}
	}
}
