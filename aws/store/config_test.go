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

func TestKeysAndCommands(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.json")
	text := `{"keys": {"ask": ["z", "f2"]}, "commands": [{"name": "ticket", "key": "i", "run": ["open-ticket", "$ACCOUNT_ID"], "readOnly": true}]}`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := LoadConfig(path)
	want := Config{
		Keys:     map[string][]string{"ask": {"z", "f2"}},
		Commands: []Command{{Name: "ticket", Key: "i", Run: []string{"open-ticket", "$ACCOUNT_ID"}, ReadOnly: true}},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestConfigWithMistakes(t *testing.T) {
	for text, says := range map[string]string{
		``:                                      "line 1, column 1: it is empty",
		`{"profiles": {"a": {"readonly_": 1}}}`: `line 1, column 21: "readonly_" is unknown, want one of readOnly, changeProfile`,
		`{"profiles": {"a": {"readonly": true}}}`:  `line 1, column 21: "readonly" is unknown: write "readOnly"`,
		`{"profiles": {"a": {"readOnly": "yes"}}}`: `line 1, column 33: "readOnly" must be true or false, not a string`,
		`{"profiles": {"a": {"readOnly": null}}}`:  `"readOnly" must be true or false, not null`,
		`{"profiles": {"a": {"pace": 101}}}`:       `line 1, column 29: "pace": it must be a number from 1 to 100, not 101`,
		`{"profiles": {"a": {"pace": -1}}}`:        `line 1, column 29: "pace": it must be a number from 1 to 100, not -1`,
		`{"profile": {}}`:                          `"profile" is unknown`,
		`{"profiles": {}} {}`:                      "more after the end",
		`{"profiles": {`:                           "the JSON ends too early",
		`{"keys": {"ask": "z"}}`:                   `line 1, column 18: "ask" must be a list, not a string`,
		`{"keys": {"ask": ["z"], "ask": []}}`:      `line 1, column 25: "ask" appears twice`,
		`{"commands": [{"names": "x"}]}`:           `line 1, column 16: "names" is unknown`,
		`null`:                                     "the value must be an object, not null",
		"{\"profiles\": {\n  \"default\": {\"readOnly\": true},\n  \"default\": {\"pace\": 100}\n}}": `line 3, column 3: "default" appears twice`,
		`{"profiles": {"a": {"readOnly": true, "readOnly": false}}}`:                                 `line 1, column 39: "readOnly" appears twice`,
		`{"profiles": {"a": {}}, "profiles": {}}`:                                                    `line 1, column 25: "profiles" appears twice`,
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
