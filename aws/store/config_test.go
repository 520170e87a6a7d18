package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLoadConfig(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.json")
	if got, err := LoadConfig(path); err != nil || got.Profile("any") != (Profile{}) {
		t.Errorf("without a file: %v, %v", got, err)
	}
	text := `{"profiles": {"default": {"pace": 20}, "prod": {"readOnly": true, "changeProfile": "prod-admin", "changeRole": "arn:aws:iam::111122223333:role/Org", "pace": 100}}}`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := LoadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Profile{
		"":     {Pace: 20},
		"prod": {ReadOnly: true, ChangeProfile: "prod-admin", ChangeRole: "arn:aws:iam::111122223333:role/Org", Pace: 100},
		"dev":  {},
	}
	for name, p := range want {
		if diff := cmp.Diff(p, c.Profile(name)); diff != "" {
			t.Errorf("profile %q: %s", name, diff)
		}
	}
}

func TestConfigWithMistakes(t *testing.T) {
	for text, says := range map[string]string{
		``:                                      "empty",
		`{"profiles": {"a": {"readonly_": 1}}}`: "readonly_",
		`{"profiles": {"a": {"readOnly": "yes"}}}`: "readOnly",
		`{"profiles": {"a": {"pace": 101}}}`:       `pace of profile "a" is 101`,
		`{"profiles": {"a": {"pace": -1}}}`:        "must be 1 to 100",
		`{"profile": {}}`:                          "profile",
		`{"profiles": {}} {}`:                      "more after its end",
		`{"profiles": {`:                           "unexpected",
	} {
		path := filepath.Join(t.TempDir(), "config.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := LoadConfig(path)
		if err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
