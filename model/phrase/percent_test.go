package phrase_test

import (
	"testing"

	"deputy/model/phrase"
)

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		part, whole int
		want        string
	}{
		{0, 10, "0 %"},
		{1, 100_000, "1 %"},
		{1, 3, "33 %"},
		{2, 3, "67 %"},
		{1, 2, "50 %"},
		{5066, 5120, "99 %"},
		{5119, 5120, "99 %"},
		{5120, 5120, "100 %"},
		{5121, 5120, "101 %"},
		{7680, 5120, "150 %"},
		{3, 0, "0 %"},
	} {
		if got := phrase.Percent(c.part, c.whole); got != c.want {
			t.Errorf("%d of %d is %s, not %s", c.part, c.whole, got, c.want)
		}
	}
}
