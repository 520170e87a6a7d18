package phrase_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"deputy/model/phrase"
)

// TestFold ensures that texts which differ in case only become the same, that none is
// left to fold, and that characters keep their positions.
func TestFold(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		folded := phrase.Fold("a" + string(r) + "B")
		if phrase.Fold(folded) != folded || utf8.RuneCountInString(folded) != 3 {
			t.Errorf("%U becomes %q", r, folded)
		}
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			if got := phrase.Fold("A" + string(other) + "b"); got != folded {
				t.Errorf("%U becomes %q and %U becomes %q", r, folded, other, got)
			}
		}
	}
	if got := phrase.Fold("ſTRAẞE 1\u212a"); got != phrase.Fold("Straße 1k") || strings.ContainsAny(got, "ſK") {
		t.Errorf("got %q", got)
	}
}
