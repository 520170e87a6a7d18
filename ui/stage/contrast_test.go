package stage_test

import (
	"fmt"
	"image/color"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"deputy/ui/theme"
)

// TestEveryCellCanBeRead walks over the screens and looks at each cell of each frame:
// what is written has a contrast of 4.5:1 with what it stands on, whatever lies on
// what. Where the terminal's own foreground stands, it stands on the page.
func TestEveryCellCanBeRead(t *testing.T) {
	t.Parallel()
	skipShort(t)
	for _, c := range []struct {
		depth theme.Depth
		page  color.Color
	}{
		{theme.Full, color.Black},
		{theme.Full, color.White},
		{theme.Few, color.Black},
		{theme.Few, color.White},
	} {
		t.Run(fmt.Sprint(c.depth, c.page), func(t *testing.T) {
			t.Parallel()
			s := setting{w: 120, h: 40}
			s.options.Depth = c.depth
			play(t, s, func(r *rig) {
				r.Send(tea.BackgroundColorMsg{Color: c.page})
				told := map[string]bool{}
				r.Drawn = func(frame string) {
					for _, text := range faintCells(frame, 120, 40, c.page) {
						if !told[text] {
							told[text] = true
							t.Errorf("%s, in\n%s", text, r.Frame())
						}
					}
				}
				walkEverywhere(r)
			})
		})
	}
}

// walkEverywhere shows every screen, pane and overlay.
func walkEverywhere(r *rig) {
	r.loaded()
	for _, keys := range []string{
		"+ down down enter tab enter down enter esc tab tab tab esc esc", "2 down enter f", "esc esc 3 down enter esc t down esc", "4 down enter esc",
		"1 ? pgdown esc : esc A tab tab esc", "1 t down enter esc t", "z R",
	} {
		r.Press(strings.Fields(keys)...)
		r.Wait(time.Second)
	}
	r.found("payments-prod")
	addChange(r, 0, "Sandbox")
	r.Press("esc", "esc")
	asked("payments-prod", "ec2:RunInstances", "")(r)
	r.Press("ctrl+n")
	r.Wait(2 * time.Second)
	r.Press("v", "down", "enter", "esc", "L")
	r.begin("x", "platform-automation", "service-catalog")
	r.Wait(2 * time.Second)
	r.Press("tab", "esc")
}

// faintCells returns what of a frame cannot be read on a page.
func faintCells(frame string, w, h int, page color.Color) (found []string) {
	cells := uv.NewScreenBuffer(w, h)
	uv.NewStyledString(frame).Draw(cells, cells.Bounds())
	for y := range h {
		for x := range w {
			c := cells.CellAt(x, y)
			if c == nil || strings.TrimSpace(c.Content) == "" || c.Style.Fg == nil && c.Style.Bg == nil {
				continue
			}
			ink, paper := c.Style.Fg, c.Style.Bg
			if paper == nil {
				paper = page
			}
			if ink == nil {
				found = append(found, fmt.Sprintf("line %d has the terminal's own colour on a filled ground", y+1))
			} else if ratio := theme.Contrast(ink, paper); ratio < 4.5 {
				found = append(found, fmt.Sprintf("line %d: %v on %v has %.2f:1", y+1, ink, paper, ratio))
			}
		}
	}
	return found
}
