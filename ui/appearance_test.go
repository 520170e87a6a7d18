package ui_test

import (
	"image/color"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"deputy/ui"
	"deputy/ui/stage"
	"deputy/ui/theme"
)

// The accent of the two themes on the page, as Bubble Tea writes it.
const (
	darkAccent  = "\x1b[38;2;108;182;255m"
	lightAccent = "\x1b[38;2;5;80;174m"
)

// TestThemeFollowsTheBackground ensures that the terminal's background chooses the
// theme unless the user does, and that a key switches.
func TestThemeFollowsTheBackground(t *testing.T) {
	has := func(s *stage.Stage, accent string) {
		t.Helper()
		if got := s.Styled(); !strings.Contains(got, accent) || strings.Contains(got, map[string]string{darkAccent: lightAccent, lightAccent: darkAccent}[accent]) {
			t.Errorf("the accent is not %q:\n%.300q", accent, got)
		}
	}
	inBubble(t, &world{facts: fresh()}, defaults, func(p scene) {
		has(p.s, darkAccent)
		p.s.Send(tea.BackgroundColorMsg{Color: color.White})
		has(p.s, lightAccent)
		p.s.Press("ctrl+t")
		has(p.s, darkAccent)
		mustShow(t, p.s, `Theme: dark. To keep it, set "theme": "dark" in the configuration.`)
		p.s.Send(tea.BackgroundColorMsg{Color: color.White}) // a wish stays
		has(p.s, darkAccent)
		p.s.Press("ctrl+t")
		has(p.s, lightAccent)
	})
	o := defaults
	o.Theme = theme.Light
	inBubble(t, &world{facts: fresh()}, o, func(p scene) {
		p.s.Send(tea.BackgroundColorMsg{Color: color.Black})
		has(p.s, lightAccent)
	})
}

// TestFaintColoursAreSaid ensures that the user's own colours are used, and those
// that are hard to read are named at the start, once the background is known.
func TestFaintColoursAreSaid(t *testing.T) {
	o := defaults
	o.Colours = theme.Colours{theme.Accent: "#223344", theme.Danger: "#ff5555"}
	const said = "The configured colours for accent have too little contrast here: below 4.5:1."
	for _, c := range []struct {
		choose     func(*ui.Options)
		background color.Color
		said       bool
	}{
		{func(*ui.Options) {}, color.Black, true},
		{func(o *ui.Options) { o.Theme = theme.Dark }, nil, true},
		{func(*ui.Options) {}, nil, false},
		{func(o *ui.Options) { o.Depth = theme.Sixteen }, color.Black, false},
		{func(o *ui.Options) { o.Theme, o.Colours = theme.Light, theme.Colours{theme.Accent: "#223344"} }, color.White, false},
	} {
		o := o
		c.choose(&o)
		inBubble(t, &world{facts: fresh()}, o, func(p scene) {
			if c.background != nil {
				p.s.Send(tea.BackgroundColorMsg{Color: c.background})
			}
			if p.s.Shows(said) != c.said {
				t.Errorf("%+v on %v: it is said: %t\n%s", o, c.background, p.s.Shows(said), p.s.Frame())
			}
			if own := "\x1b[38;2;34;51;68m"; o.Depth == theme.Full && !strings.Contains(p.s.Styled(), own) {
				t.Errorf("the colour is not used: %.300q", p.s.Styled())
			}
		})
	}
}
