package finding

import (
	"slices"
	"testing"

	"deputy/model"
	"deputy/model/delegation"
	"deputy/model/sample"
)

// TestPartsAreAllThatKindsNeed ensures that findings are looked for again
// whenever something arrives that a kind of finding needs.
func TestPartsAreAllThatKindsNeed(t *testing.T) {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: sample.Demo()})
	r.Apply(model.AccessReportFact{Report: model.AccessReport{Node: "r-4x9a"}})
	w := &inspector{r: r, rows: delegation.Table(r)}
	for _, k := range kinds {
		keys := k.needs(w)
		if len(keys) == 0 {
			t.Errorf("%s needs nothing", k.code)
		}
		for _, key := range keys {
			if !slices.Contains(Parts, key.Part) {
				t.Errorf("%s needs %s, which is not among the parts", k.code, key)
			}
		}
	}
}
