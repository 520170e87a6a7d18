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
