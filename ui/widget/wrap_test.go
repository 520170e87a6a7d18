package widget_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"deputy/ui/widget"
)

// TestWrap ensures that what one copies or compares is not broken in two.
func TestWrap(t *testing.T) {
	cases := []struct {
		text  string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"one two three", 8, []string{"one two", "three"}},
		{"--service-principal agent-registry.amazonaws.com", 40, []string{"--service-principal", "agent-registry.amazonaws.com"}},
		{"a 0123456789 b", 4, []string{"a", "0123", "4567", "89 b"}},
		{"two  blanks", 20, []string{"two  blanks"}},
		{"支払い 環境", 6, []string{"支払い", "環境"}},
		{"支払い", 3, []string{"支", "払", "い"}},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, widget.Wrap(c.text, c.width)); diff != "" {
			t.Errorf("%q at %d (-want +got):\n%s", c.text, c.width, diff)
		}
	}
}

// TestWrapWhole ensures that what one copies runs over rather than being broken.
func TestWrapWhole(t *testing.T) {
	want := []string{"call", "agent-registry.amazonaws.com", "now"}
	if diff := cmp.Diff(want, widget.WrapWhole(" call  agent-registry.amazonaws.com now", 8)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{""}, widget.WrapWhole("", 8)); diff != "" {
		t.Errorf("an empty text (-want +got):\n%s", diff)
	}
}

// TestWrapFits ensures that no line is too wide and no character is lost,
// whatever the text.
func TestWrapFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := widget.Clean(rapid.String().Draw(t, "text"))
		width := rapid.IntRange(2, 40).Draw(t, "width")
		lines := widget.Wrap(text, width)
		for _, l := range lines {
			if widget.Width(l) > width {
				t.Fatalf("%q is %d cells wide at %d", l, widget.Width(l), width)
			}
		}
		squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if got := squeeze(strings.Join(lines, "")); got != squeeze(text) {
			t.Fatalf("%q became %q", text, got)
		}
	})
}
