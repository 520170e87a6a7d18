package ui

import (
	"testing"
	"time"

	"deputy/model"
)

func TestPercentageNeverFalls(t *testing.T) {
	var s session
	shown := 0
	for _, f := range []model.ForecastFact{
		{Done: 5},
		{Done: 10, Total: 40, Left: time.Minute},
		{Done: 12, Total: 90, Left: 2 * time.Minute},
		{Done: 60},
		{Done: 80, Total: 90, Left: 5 * time.Second},
		{Done: 90, Total: 90},
	} {
		s.foresee(f)
		now := s.progressSoFar
		if now.percent < shown || now.percent > 99 || now.left != f.Left {
			t.Errorf("%+v after %d %%: %d %%, %v left", f, shown, now.percent, now.left)
		}
		shown = now.percent
	}
	if shown != 99 {
		t.Errorf("%d %% at the end", shown)
	}
}
