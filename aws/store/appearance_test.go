package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAppearance ensures that theme and colours are read, and that each mistake in
// them is told with its place.
func TestAppearance(t *testing.T) {
	load := func(text string) (Config, error) {
		path := filepath.Join(t.TempDir(), "config.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return LoadConfig(path)
	}
	c, err := load(`{"theme": "light", "colours": {"accent": "#0550AE", "danger": "#b3261e"}, "profiles": {"a": {"readOnly": true}}}`)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"accent": "#0550AE", "danger": "#b3261e"}, c.Colours.Named()); diff != "" || c.Theme != "light" || !c.Profile("a").ReadOnly {
		t.Errorf("%+v %s", c, diff)
	}
	for text, says := range map[string]string{
		`{"theme": "pink"}`:                         `line 1, column 11: "theme": it must be dark, light or auto, not pink`,
		`{"theme": 1}`:                              `line 1, column 11: "theme" must be a string, not a number`,
		`{"theme": "dark", "theme": "dark"}`:        `line 1, column 19: "theme" appears twice`,
		"{\"colours\": {\n  \"accent\": \"blue\"}}": `line 2, column 13: "accent": it must be a colour such as #6cb6ff, not blue`,
		`{"colours": {"acent": "#6cb6ff"}}`:         `line 1, column 14: "acent" is unknown, want one of muted, accent, good, warning or danger`,
		`{"colours": {"accent": "#6cb6f"}}`:         `line 1, column 24: "accent": it must be a colour`,
	} {
		if _, err := load(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
