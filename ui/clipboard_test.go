package ui

import "testing"

// TestCopiedTextHasNoControls ensures that what is copied holds nothing that a
// terminal acts on when it is pasted, and keeps the lines of documents.
func TestCopiedTextHasNoControls(t *testing.T) {
	for text, want := range map[string]string{
		"{\r\n\t\"a\": 1\n}":         "{\r\n\t\"a\": 1\n}",
		"a\x1b[201~\x03b\x7f\u009bc": "a[201~bc",
	} {
		if got := withoutControls(text); got != want {
			t.Errorf("%q is copied as %q", text, got)
		}
	}
}
