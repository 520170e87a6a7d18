package widget_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"deputy/ui/widget"
)

func TestWrapKeepsWordsWhole(t *testing.T) {
	got := widget.Wrap("aws iam create-service-linked-role --aws-service-name x", 30)
	want := []string{"aws iam", "create-service-linked-role", "--aws-service-name x"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCleanShowsControls(t *testing.T) {
	for in, want := range map[string]string{
		"plain":              "plain",
		"\x1b[31mred\x07":    "^[[31mred^G",
		"a\u202eb":           "a<U+202E>b",
		"tab\there":          "tab^Ihere",
		"\xff\xfe":           "\ufffd\ufffd",
		"heart\u2764\ufe0f":  "heart\u2764",
		"\u009b31m":          "<U+009B>31m",
		"family\u200dfamily": "family<U+200D>family",
	} {
		if got := widget.Clean(in); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
}

// Whatever the text, nothing that is drawn is wider than it was measured, and
// no control character is left.
func FuzzClean(f *testing.F) {
	f.Add("payments \u65e5\u672c", 7)
	f.Add("\x1b]52;c;AAAA\x07 \U0001f469\u200d\U0001f469", 3)
	f.Fuzz(func(t *testing.T, s string, width int) {
		width = max(0, min(width, 300))
		clean := widget.Clean(s)
		if strings.ContainsFunc(clean, unicode.IsControl) {
			t.Fatalf("%q is shown as %q", s, clean)
		}
		if cut := widget.Cut(clean, width, "~"); widget.Width(cut) > width {
			t.Fatalf("%q cut to %d cells is %q", s, width, cut)
		}
		for _, l := range widget.Wrap(clean, width) {
			if w := max(ansi.StringWidth(l), ansi.StringWidthWc(l)); w > max(width, 2) {
				t.Fatalf("%q wrapped to %d cells has the line %q", s, width, l)
			}
		}
	})
}
