package codec_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/codec"
	"deputy/model/modeltest"
	"deputy/model/sample"
)

// textOf returns the files of a reading by their paths.
func textOf(t interface {
	Helper()
	Fatal(...any)
}, s *model.Snapshot,
) map[string]string {
	t.Helper()
	files, err := codec.Text(s)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		out[f.Path] = string(f.Text)
	}
	if len(out) != len(files) {
		t.Fatal("two files have one path")
	}
	return out
}

// TestText ensures that each change of an organization is seen in the files of what
// changed and nowhere else, and that names cannot lead out of the folder.
func TestText(t *testing.T) {
	before := textOf(t, sample.Demo())
	for path, text := range before {
		if !codec.IsTextPath(path) {
			t.Errorf("%s is no path of a reading", path)
		}
		if strings.HasSuffix(path, ".json") && !json.Valid([]byte(text)) {
			t.Errorf("%s is no JSON", path)
		}
	}
	s := sample.Demo()
	s.Taken = s.Taken.AddDate(0, 0, 1)
	id := s.Policies[0].ID
	s.Documents[id] = model.Document{Text: "not JSON \x1b", Taken: s.Taken}
	s.Accounts[5].Name = "new\n  111111111111 \"forged\""
	var different []string
	for path, text := range textOf(t, s) {
		if before[path] != text {
			different = append(different, path)
		}
	}
	want := []string{"reading.json", "tree.txt", "accounts/" + string(s.Accounts[5].ID) + ".json", "policies/" + string(id) + ".document.txt"}
	if len(different) != len(want) {
		t.Errorf("%q differ, want %q", different, want)
	}
	s.Policies = append(s.Policies, model.Policy{ID: "../../x", Name: "x", Type: model.ServiceControlPolicy}, model.Policy{ID: "p-AAAAAAAA", Type: model.ServiceControlPolicy}, model.Policy{ID: "p-aaaaaaaa", Type: model.ServiceControlPolicy})
	after := textOf(t, s)
	lower := map[string]bool{}
	for path := range after {
		if !codec.IsTextPath(path) || strings.Contains(path, "..") || lower[strings.ToLower(path)] {
			t.Errorf("%s is no path of a reading, or is there twice", path)
		}
		lower[strings.ToLower(path)] = true
	}
	for _, bad := range []string{".git/config", "../x.json", "policies/../../x.json", "policies/.x.json", "/etc/x.json", "x.json", "policies/a/b.json", ""} {
		if codec.IsTextPath(bad) {
			t.Errorf("%s may be a file of a reading", bad)
		}
	}
}

// TestTextLaws ensures that equal readings have equal files, and that different ones
// differ in a file that is not reading.json.
func TestTextLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := modeltest.Organization(t)
		b := modeltest.Changed(t, a)
		var x, y bytes.Buffer
		if err := codec.Encode(&x, a); err != nil {
			t.Fatal(err)
		}
		if err := codec.Encode(&y, b); err != nil {
			t.Fatal(err)
		}
		one, two, same := textOf(t, a), textOf(t, b), true
		for path := range two {
			same = same && one[path] == two[path]
		}
		if same = same && len(one) == len(two); same != bytes.Equal(x.Bytes(), y.Bytes()) {
			t.Fatalf("the files are the same: %v", same)
		}
	})
}

// TestTextOfManagementPolicies ensures that what is known of effective policies is in
// files of its own, which have no time at which they were read.
func TestTextOfManagementPolicies(t *testing.T) {
	s := sample.Demo()
	s.EffectivePolicies = []model.EffectivePolicy{
		{Account: "444455556666", Type: model.S3Policy, Taken: s.Taken},
		{Account: "444455556666", Type: model.TagPolicy, Text: `{"tags":{}}`, Taken: s.Taken},
	}
	s.InvalidPolicies = []model.InvalidPolicy{{Account: "444455556666", Type: model.BackupPolicy}}
	s.Gaps = []model.Gap{{Operation: "DescribeEffectivePolicy", Cause: "denied", Missing: model.PartKey{Part: model.PartEffective, Target: "1 TAG_POLICY"}}}
	s.Unread = []model.PartKey{{Part: model.PartInvalid, Target: "S3_POLICY"}}
	got := textOf(t, s)
	for path, want := range map[string]string{
		"effective-policies/444455556666-S3_POLICY.txt":   "",
		"effective-policies/444455556666-TAG_POLICY.json": "{\n  \"tags\": {}\n}\n",
		"invalid-policies.json":                           "[\n  {\n    \"AccountId\": \"444455556666\",\n    \"PolicyType\": \"BACKUP_POLICY\"\n  }\n]\n",
		"management-unread.json":                          "[\n  {\n    \"part\": \"invalidPolicies\",\n    \"of\": \"S3_POLICY\"\n  }\n]\n",
	} {
		if text, ok := got[path]; !ok || text != want {
			t.Errorf("%s is %q", path, text)
		}
	}
	for path := range got {
		if !codec.IsTextPath(path) {
			t.Errorf("%s is no path of a reading", path)
		}
	}
	if !strings.Contains(got["management-gaps.json"], "1 TAG_POLICY") || strings.Contains(got["reading.json"], "TargetId") {
		t.Error("what is missing is not in a file of its own")
	}
}
