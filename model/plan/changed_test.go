package plan_test

import (
	"testing"
	"time"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/modeltest"
	"deputy/model/plan"
)

// TestChangedSince ensures that a plan which no longer holds says what changed,
// from which value to which.
func TestChangedSince(t *testing.T) {
	order := plan.Order{Direction: catalog.Register, Service: "account-management", Account: modeltest.Payments}
	for want, change := range map[string]func(*model.Reading){
		"": func(*model.Reading) {},
		"The organization: o-4x9acme2k7 before, o-other00000 now.":         func(r *model.Reading) { r.Organization.ID = "o-other00000" },
		"The state of account 444455556666: ACTIVE before, SUSPENDED now.": func(r *model.Reading) { r.Node(modeltest.Payments.Node()).State = model.StateSuspended },
		"Delegated administrators for account.amazonaws.com: none before, 222233334444 now.": func(r *model.Reading) {
			r.Apply(model.DelegationsFact{Account: "222233334444", Delegations: []model.Delegation{{Account: "222233334444", Principal: "account.amazonaws.com", Since: time.Unix(1, 0)}}})
		},
	} {
		r := modeltest.Demo()
		before := plan.New(r, order)
		change(r)
		after := plan.New(r, order)
		if got := after.ChangedSince(before); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
		if (before.Digest() == after.Digest()) != (want == "") {
			t.Errorf("%q: the digests are %s and %s", want, before.Digest(), after.Digest())
		}
	}
}
