// Package theme gives colours their meanings. A screen asks for text of a meaning
// on a ground; this package decides which colours that takes, for dark and light
// terminals and for few colours or none. It may import the modules that draw.
package theme

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Meaning is what a piece of text says by its colour. There are five colours;
// Plain and Strong use the terminal's own foreground.
type Meaning uint8

// The meanings.
const (
	Plain   Meaning = iota
	Strong          // headings and names: bold
	Muted           // what can be skipped
	Accent          // focus and keys
	Good            // allowed, done
	Warning         // half done, gaps
	Danger          // denied, lost
	meanings
)

// Ground is what text stands on.
type Ground uint8

// The grounds. Cursor and Band are the only filled ones, as calm demands.
const (
	Page    Ground = iota
	Cursor         // the row under the cursor where the keys go
	Resting        // the row under the cursor of a pane without the keys
	Band           // the danger band of a wizard
	Lit            // text that decides: a matching statement, a search hit
	grounds
)

// Depth is how many colours the terminal has.
type Depth uint8

// The depths.
const (
	Full    Depth = iota // any
	Few                  // 256
	Sixteen              // the terminal's own palette
	None                 // bold and reverse only
)

// Theme paints text by meaning. Build one with New; it is read-only.
type Theme struct {
	inks  [grounds][meanings]ink
	Marks Marks
	Dark  bool
	Depth Depth
}

// ink is a pair of control sequences around painted text.
type ink struct{ on, off string }

// Marks are the signs beside the colours, each one cell wide.
type Marks struct {
	Open, Closed                                                 string // folds
	Allowed, Denied, Conditional, Differs, Depends, Unknown, Gap string
	Ellipsis, Bar, Vertical, Horizontal, TeeDown, TeeUp          string
	Dot, Alert, Right, Up, Down, Minus                           string
	Full, Rest                                                   string // of a bar
	Spinner                                                      []string
}

var unicodeMarks = Marks{
	Open: "▾", Closed: "▸", Allowed: "✓", Denied: "✗", Conditional: "±", Differs: "≠", Depends: "?", Unknown: "…", Gap: "!",
	Ellipsis: "…", Bar: "▌", Vertical: "│", Horizontal: "─", TeeDown: "┬", TeeUp: "┴", Dot: "·", Alert: "●", Up: "▴", Right: "→", Down: "↓", Full: "█", Rest: "░", Minus: "−",
	Spinner: []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
}

var asciiMarks = Marks{
	Open: "v", Closed: ">", Allowed: "+", Denied: "x", Conditional: "=", Differs: "#", Depends: "?", Unknown: "~", Gap: "!",
	Ellipsis: "~", Bar: ">", Vertical: "|", Horizontal: "-", TeeDown: "+", TeeUp: "+", Dot: "-", Alert: "*", Up: "^", Right: ">", Down: "v", Full: "#", Rest: ".", Minus: "-",
	Spinner: []string{"|", "/", "-", "\\"},
}

// New returns the theme for a dark or light terminal with so many colours. With
// ascii, marks and rules are plain ASCII.
func New(dark bool, level Depth, ascii bool) *Theme { return NewOwn(dark, level, ascii, nil) }

// NewOwn returns a theme with some colours of the user's own, where the terminal
// has enough colours to show them.
func NewOwn(dark bool, level Depth, ascii bool, own Colours) *Theme {
	t := &Theme{Dark: dark, Depth: level, Marks: unicodeMarks}
	if ascii {
		t.Marks = asciiMarks
	}
	p := paletteOf(dark, level, own)
	for g := range grounds {
		for m := range meanings {
			t.inks[g][m] = newInk(style(m, g, p, level))
		}
	}
	return t
}

// style composes the style of a meaning on a ground.
func style(m Meaning, g Ground, p *palette, level Depth) lipgloss.Style {
	s := lipgloss.NewStyle().Bold(m == Strong || level >= Sixteen && (m == Danger || m == Warning))
	if c := p.ink(m, g); c != nil {
		s = s.Foreground(c)
	}
	switch {
	case g == Page:
	case p.fills[g] != nil:
		s = s.Background(p.fills[g])
	case g == Cursor:
		s = s.Reverse(true)
	case g == Resting:
		s = s.Underline(true)
	default:
		s = s.Bold(true)
	}
	return s
}

// newInk takes the control sequences that a style puts around text.
func newInk(s lipgloss.Style) ink {
	on, off, _ := strings.Cut(s.Render("x"), "x")
	return ink{on, off}
}

// Paint returns the text in the colour of its meaning on the ground. The text
// must be clean: see widget.Clean.
func (t *Theme) Paint(m Meaning, g Ground, text string) string {
	i := &t.inks[g][m]
	if i.on == "" || text == "" {
		return text
	}
	return i.on + text + i.off
}

// Inks returns the control sequences before and after text of a meaning on a
// ground, for building long lines without copying.
func (t *Theme) Inks(m Meaning, g Ground) (on, off string) {
	i := &t.inks[g][m]
	return i.on, i.off
}
