package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// Colours are colours of the user's own for some meanings, as "#rrggbb".
type Colours map[Meaning]string

// colourNames are the names in the configuration of the meanings that have a
// colour.
var colourNames = map[Meaning]string{Muted: "muted", Accent: "accent", Good: "good", Warning: "warning", Danger: "danger"}

// String returns the name of a meaning in the configuration; empty if it has no
// colour.
func (m Meaning) String() string { return colourNames[m] }

// Named returns the meaning with a name of the configuration, such as "accent". It
// reports false if there is none.
func Named(name string) (Meaning, bool) {
	for m, n := range colourNames {
		if n == name {
			return m, true
		}
	}
	return Plain, false
}

// palette is the colours of a theme: nil is the terminal's own.
type palette struct {
	inks  [meanings]color.Color
	fills [grounds]color.Color // none where grounds are not filled
	text  color.Color          // plain text on a filled ground, whose contrast with the terminal's own foreground nobody knows
	pages []color.Color        // the grounds that terminals of this kind have
}

// colours returns colours that are written as "#rrggbb", or as the number of one
// of the terminal's; empty is the terminal's own foreground.
func colours(codes ...string) []color.Color {
	all := make([]color.Color, len(codes))
	for i, code := range codes {
		if code != "" {
			all[i] = lipgloss.Color(code)
		}
	}
	return all
}

// newPalette returns a palette. Inks are in the order of the meanings from Muted
// on, fills in that of the grounds from Cursor on.
func newPalette(text string, inks, fills, pages []color.Color) palette {
	p := palette{text: lipgloss.Color(text), pages: pages}
	copy(p.inks[Muted:], inks)
	copy(p.fills[Cursor:], fills)
	return p
}

// The palettes. Each ink has at least a contrast of 4.5:1 on the pages. In the
// terminal's own sixteen, that is so in the palettes of VGA, xterm and Tango: a
// meaning whose colour would be too faint in one of them has the terminal's own
// foreground.
var (
	darkPages, lightPages = colours("#000000", "#1e1e1e"), colours("#ffffff")

	darkPalette = newPalette("#e6edf3", colours("#8b949e", "#6cb6ff", "#6bc46d", "#daaa3f", "#ff7b72"),
		colours("#2d4263", "#2a2f38", "#4a1f23", "#3b3413"), darkPages)
	lightPalette = newPalette("#1f2328", colours("#656d76", "#0550ae", "#116329", "#8a5a00", "#b3261e"),
		colours("#cfe3ff", "#e8ebef", "#ffe0dd", "#fff3bf"), lightPages)
	darkFew      = newPalette("255", colours("245", "75", "77", "179", "209"), colours("18", "236", "52", "58"), darkPages)
	lightFew     = newPalette("235", colours("242", "25", "22", "94", "124"), colours("153", "254", "224", "229"), lightPages)
	darkSixteen  = newPalette("", colours("", "14", "10", "11", "9"), nil, nil)
	lightSixteen = newPalette("", colours("", "4", "", "5", "1"), nil, nil)
)

// paletteOf returns the palette of a terminal. Colours of the user's own need at
// least 256.
func paletteOf(dark bool, level Depth, own Colours) *palette {
	p := map[Depth][2]palette{
		Full: {lightPalette, darkPalette}, Few: {lightFew, darkFew}, Sixteen: {lightSixteen, darkSixteen},
	}[level][map[bool]int{true: 1}[dark]]
	if level >= Sixteen {
		return &p
	}
	for m, code := range own {
		p.inks[m] = lipgloss.Color(code)
		if level == Few {
			p.inks[m] = colorprofile.ANSI256.Convert(p.inks[m])
		}
	}
	return &p
}

// ink returns the colour of a meaning on a ground; nil for the terminal's own. On
// a filled ground, a colour that is too faint is brought nearer to the plain text.
func (p *palette) ink(m Meaning, g Ground) color.Color {
	switch fill := p.fills[g]; {
	case g == Page:
		return p.inks[m]
	case fill == nil:
		return nil
	case p.inks[m] == nil:
		return p.text
	default:
		return readable(p.inks[m], p.text, fill)
	}
}
