package plan_test

import (
	"testing"

	"deputy/model/catalog"
	"deputy/model/modeltest"
	"deputy/model/plan"
)

// TestRegionChoicesOfWholeServices ensures that an order need not name the
// principals of its service.
func TestRegionChoicesOfWholeServices(t *testing.T) {
	for _, s := range catalog.Services() {
		o := plan.Order{Direction: catalog.Register, Service: s.ID, Account: modeltest.Tooling}
		if got := len(plan.RegionChoices(modeltest.Demo(), o)) > 0; got != s.Regions.Regional {
			t.Errorf("%s: there are Regions to choose from: %t", s.ID, got)
		}
	}
}
