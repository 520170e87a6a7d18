package plan

import (
	"slices"
	"testing"

	"deputy/model"
	"deputy/model/catalog"
)

// TestConsequencesNameTheirRegions ensures that what a removal breaks and destroys
// names the Regions in which it removes something, not all that were chosen, and
// for how long AWS keeps it.
func TestConsequencesNameTheirRegions(t *testing.T) {
	c := catalog.Consequences{Text: "Graphs of {regions} end.", Destroys: true, Lost: "The graphs of {regions}.", KeptDays: 30, ComesBack: catalog.AnswerNo, ComesBackNote: "Not in {regions}."}
	chosen := []model.Region{"eu-central-1", "eu-west-1"}
	for want, steps := range map[string][]Step{
		"eu-west-1":                  {{Region: "eu-west-1"}, {API: organizationsAPI}},
		"eu-central-1 and eu-west-1": {{API: organizationsAPI}}, // on all of them at once
	} {
		p := &draft{plan: &Plan{Order: Order{Regions: chosen}}}
		p.service.Regions.Regional = true
		p.consequences(c, steps)
		said := []string{"Graphs of " + want + " end.", "Registering the same account again does not restore it. Not in " + want + "."}
		if p.plan.Loss != "The graphs of "+want+"." || p.plan.KeptDays != 30 || !slices.Equal(p.plan.Consequences, said) {
			t.Errorf("in %s: %+v", want, p.plan)
		}
	}
}
