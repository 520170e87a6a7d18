package plan_test

import (
	"slices"
	"testing"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/modeltest"
	"deputy/model/plan"
)

// TestRemovalSaysWhatStays ensures that a removal says that trusted access stays on,
// and that nobody administers the service then, only where both are so.
func TestRemovalSaysWhatStays(t *testing.T) {
	const stays, nobody = "Trusted access stays on.", "Trusted access stays on; only the management account then administers it."
	for _, c := range []struct {
		name    string
		service model.ServiceID
		account model.AccountID
		regions []model.Region
		want    string
	}{
		{"the only administrator", "health", "806327065584", nil, nobody},
		{"one of two", "config", "222233334444", nil, stays},
		{"in one Region of several", "guardduty", "222233334444", []model.Region{"eu-west-1"}, stays},
		{"trusted access is off", "s3-storage-lens", "333344445555", nil, ""},
	} {
		r := modeltest.Demo()
		if c.service == "config" {
			r.Apply(model.DelegationsFact{Account: "444455556666", Delegations: []model.Delegation{{Account: "444455556666", Principal: "config.amazonaws.com"}}})
		}
		p := plan.New(r, plan.Order{Direction: catalog.Remove, Service: c.service, Account: c.account, Regions: c.regions})
		for _, text := range []string{stays, nobody} {
			if got := slices.Contains(p.Consequences, text); got != (text == c.want) {
				t.Errorf("%s: %q is said: %t\n%q", c.name, text, got, p.Consequences)
			}
		}
	}
	p := plan.New(modeltest.Demo(), plan.Order{Direction: catalog.Register, Service: "s3-storage-lens", Account: "333344445555", EnableAccess: true})
	if !p.OnlySwitchesAccess() {
		t.Errorf("the plan does more than switching on trusted access: %+v", p.Steps)
	}
}
