package ui_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"deputy/model"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/stage"
	"deputy/ui/theme"
)

// fuzzKeys are what a byte of the fuzz presses; more keys than bytes of one
// kind, so that overlays are opened and left often.
var fuzzKeys = []string{
	"up", "down", "left", "right", "pgup", "pgdown", "home", "end", "enter", "enter", "esc", "esc", "tab", "shift+tab",
	"/", ":", "?", "A", "P", "U", "R", "r", "1", "2", "3", "4", "t", "f", "s", "n", "N", "y", "Y", "c", "o", "d", "x", "u", "a", "L",
	"[", "]", "backspace", "m", "-", "+", "k", "p", "space", "ctrl+n", "ctrl+k", "ctrl+u", "=", ">", "v", "C", "w",
}

// FuzzKeys ensures that no sequence of keys, sizes, pastes and facts breaks a
// frame or the program, on the demo and on organizations that are hard to show.
// The stage checks each frame.
func FuzzKeys(f *testing.F) {
	f.Add([]byte("/pay\x08\x08"), uint8(80), uint8(24), uint8(0))
	f.Add([]byte{24, 8, 1, 1, 9, 35, 10, 10, 17, 12, 12, 12, 1, 8}, uint8(120), uint8(40), uint8(1))
	f.Add([]byte{15, 1, 1, 8, 16, 7, 10, 18, 8, 19, 10, 20, 20}, uint8(60), uint8(15), uint8(2))
	hostile := sample.Hostile()
	f.Fuzz(func(t *testing.T, keys []byte, w, h, kind uint8) {
		facts := busy()
		if n := int(kind) % (len(hostile) + 1); n > 0 {
			facts = []model.Fact{model.SavedFact{Snapshot: hostile[n-1].Snapshot}, unfinished()}
		}
		o := defaults
		o.ASCII, o.Depth = kind&64 != 0, theme.Depth(kind>>7)
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			o.Now = time.Now
			s := stage.New(t, ui.New(ctx, &world{facts: facts}, o), int(w), int(h))
			defer s.End()
			defer cancel()
			s.Wait(50 * time.Millisecond)
			for i, k := range keys[:min(len(keys), 60)] {
				switch {
				case k >= 250:
					s.Resize(1+int(k)*i%220, 1+int(k)*i%70)
				case k >= 245:
					s.Paste("arn:aws:organizations::111122223333:account/o-4x9acme2k7/444455556666\x1b[2J")
				default:
					s.Press(fuzzKeys[int(k)%len(fuzzKeys)])
				}
			}
		})
	})
}
