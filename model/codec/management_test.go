package codec_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deputy/model"
	"deputy/model/codec"
	"deputy/model/sample"
)

// What is known of effective policies is in the file, and in fields that a deputy of
// before them ignores: it refuses a part that it does not know.
func TestManagementPolicies(t *testing.T) {
	s := sample.Demo()
	at := time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)
	s.EffectivePolicies = []model.EffectivePolicy{
		{Account: "444455556666", Type: model.S3Policy, Taken: at},
		{Account: "444455556666", Type: model.TagPolicy, Text: `{"a": "\u001b"}`, Updated: at, Taken: at},
	}
	s.Gaps = []model.Gap{{Operation: "organizations:DescribeEffectivePolicy", Cause: "denied", Missing: model.PartKey{Part: model.PartEffective, Target: "444455556666 BACKUP_POLICY"}}}
	s.Gaps = append(s.Gaps, model.Gap{Operation: "organizations:ListHandshakesForOrganization", Cause: "denied", Missing: model.PartKey{Part: model.PartHandshakes}})
	s.Unread = []model.PartKey{{Part: model.PartInvalid, Target: "S3_POLICY"}}
	s.Complete = false
	s.Sort()
	var file bytes.Buffer
	if err := codec.Encode(&file, s); err != nil {
		t.Fatal(err)
	}
	old, _, _ := strings.Cut(file.String(), `,"managementTypes"`)
	for _, word := range []string{"effectivePolicy", "invalidPolicies", "policyErrors", "handshakes"} {
		if strings.Contains(old, word) {
			t.Errorf("an older deputy would find %s, and refuse the file", word)
		}
	}
	got, err := codec.Decode(t.Context(), &file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{s.EffectivePolicies, s.InvalidPolicies, s.Gaps, s.Unread}, []any{got.EffectivePolicies, got.InvalidPolicies, got.Gaps, got.Unread}); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
}

// A file of before these fields is read, with all of the management policies as not
// read and never as none; one where no type of them is enabled lacks nothing.
func TestFileWithoutManagementPolicies(t *testing.T) {
	const head = `{"format":"deputy.reading","version":1,"complete":true,"roots":[{"Id":"r-a1b2","PolicyTypes":[{"Type":"SERVICE_CONTROL_POLICY","Status":"ENABLED"}`
	s, err := codec.Decode(t.Context(), strings.NewReader(head+`,{"Type":"TAG_POLICY","Status":"ENABLED"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	for _, key := range model.ManagementParts(model.TagPolicy) {
		if r.Status(key.Part, key.Target).Known() {
			t.Errorf("%v counts as read", key)
		}
	}
	if _, status := r.InvalidAccounts(model.TagPolicy); status.Known() || s.Complete || !r.ManagementUnread() {
		t.Error("the file counts as complete")
	}
	if s, err = codec.Decode(t.Context(), strings.NewReader(head+`]}]}`)); err != nil || !s.Complete {
		t.Errorf("a file without such types: %v", err)
	}
	for _, wrong := range []string{`"effectivePolicies":[{"TargetId":"1"}]`, `"invalidPolicies":[{"PolicyType":"x"}]`, `"effectivePolicies":[{"TargetId":"1","PolicyType":"x"},{"TargetId":"1","PolicyType":"x"}]`, `"managementUnread":[{"part":"x"}]`} {
		if _, err := codec.Decode(t.Context(), strings.NewReader(`{"format":"deputy.reading","version":1,`+wrong+`}`)); err == nil {
			t.Errorf("%s is taken", wrong)
		}
	}
}
