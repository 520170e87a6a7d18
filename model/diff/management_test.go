package diff_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deputy/model"
	"deputy/model/diff"
	"deputy/model/sample"
)

// Effective policies that both readings have are compared, and which are invalid
// where both know; what one lacks is no difference.
func TestDiffOfEffectivePolicies(t *testing.T) {
	a, b := sample.Demo(), sample.Demo()
	effective := func(account model.AccountID, text string) model.EffectivePolicy {
		return model.EffectivePolicy{Account: account, Type: model.TagPolicy, Text: text}
	}
	a.EffectivePolicies = []model.EffectivePolicy{effective("444455556666", "{}"), effective("222233334444", "{}")}
	b.EffectivePolicies = []model.EffectivePolicy{effective("444455556666", `{"a": 1}`), effective("666677778888", "{}")}
	b.InvalidPolicies = slices.Clone(b.InvalidPolicies[1:])
	want := []string{
		"policy changed: The effective tag policy of payments-prod (444455556666) changed.",
		"policy changed: The effective backup policy of streaming-prod (595639700481) is no longer invalid.",
	}
	if diff := cmp.Diff(want, linesOf(diff.Compare(a, b))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	b.Unread = []model.PartKey{{Part: model.PartInvalid, Target: "BACKUP_POLICY"}}
	if diff := cmp.Diff(want[:1], linesOf(diff.Compare(a, b))); diff != "" {
		t.Errorf("where one reading lacks it (-want +got):\n%s", diff)
	}
}
