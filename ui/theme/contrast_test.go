package theme_test

import (
	"fmt"
	"image/color"
	"slices"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"deputy/ui/theme"
)

// terminal is what a terminal shows: its own colours where a theme leaves them,
// and the sixteen that only the terminal knows.
type terminal struct {
	name       string
	page, text string
	own        []string // the sixteen; nil for those of xterm
	profile    colorprofile.Profile
	depth      theme.Depth
	dark       bool
}

// The palettes of the sixteen colours, from the terminals' sources and manuals.
var (
	vga   = []string{"#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa", "#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff"}
	xterm = []string{"#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5", "#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"}
	tango = []string{"#2e3436", "#cc0000", "#4e9a06", "#c4a000", "#3465a4", "#75507b", "#06989a", "#d3d7cf", "#555753", "#ef2929", "#8ae234", "#fce94f", "#729fcf", "#ad7fa8", "#34e2e2", "#eeeeec"}
)

func terminals() []terminal {
	var all []terminal
	for _, page := range []string{"#000000", "#1e1e1e"} {
		all = append(all,
			terminal{name: "true colour", page: page, text: "#c8c8d0", profile: colorprofile.TrueColor, depth: theme.Full, dark: true},
			terminal{name: "256 colours", page: page, text: "#c8c8d0", profile: colorprofile.ANSI256, depth: theme.Few, dark: true})
	}
	all = append(all,
		terminal{name: "true colour", page: "#ffffff", text: "#000000", profile: colorprofile.TrueColor, depth: theme.Full},
		terminal{name: "256 colours", page: "#ffffff", text: "#000000", profile: colorprofile.ANSI256, depth: theme.Few})
	for name, own := range map[string][]string{"VGA": vga, "xterm": xterm, "Tango": tango} {
		all = append(all,
			terminal{name: name, page: "#000000", text: own[7], own: own, profile: colorprofile.ANSI, depth: theme.Sixteen, dark: true},
			terminal{name: name, page: "#ffffff", text: "#000000", own: own, profile: colorprofile.ANSI, depth: theme.Sixteen})
	}
	return all
}

// shown returns the colour that a terminal shows for one that is asked for.
func (x *terminal) shown(asked color.Color, instead string) color.Color {
	if asked == nil {
		return lipgloss.Color(instead)
	}
	asked = x.profile.Convert(asked)
	if c, basic := asked.(ansi.BasicColor); basic && x.own != nil {
		return lipgloss.Color(x.own[c])
	}
	return asked
}

// faint returns what cannot be read on a terminal, with its contrast.
func (x *terminal) faint(t *theme.Theme) (found []string) {
	for ground := theme.Page; ground <= theme.Lit; ground++ {
		for meaning := theme.Plain; meaning <= theme.Danger; meaning++ {
			cells := uv.NewScreenBuffer(1, 1)
			uv.NewStyledString(t.Paint(meaning, ground, "x")).Draw(cells, cells.Bounds())
			style := cells.CellAt(0, 0).Style
			ink, paper := x.shown(style.Fg, x.text), x.shown(style.Bg, x.page)
			if style.Fg == nil && style.Bg != nil {
				found = append(found, fmt.Sprintf("meaning %d has the terminal's own colour on the filled ground %d", meaning, ground))
			}
			if ratio := theme.Contrast(ink, paper); ratio < 4.5 {
				found = append(found, fmt.Sprintf("meaning %d on ground %d: %.2f:1", meaning, ground, ratio))
			}
		}
	}
	return found
}

// TestContrast ensures that every meaning can be read on every ground, the page
// included, as terminals of some kinds show them.
func TestContrast(t *testing.T) {
	for _, x := range terminals() {
		for _, text := range x.faint(theme.New(x.dark, x.depth, false)) {
			t.Errorf("%s on %s: %s", x.name, x.page, text)
		}
	}
}

// TestContrastFindsFaintText ensures that the test above sees what was too faint
// once, and what nobody may choose unwarned.
func TestContrastFindsFaintText(t *testing.T) {
	once := theme.Colours{theme.Muted: "#7d8590"}
	dark := terminals()[2]
	if got := dark.faint(theme.NewOwn(true, theme.Full, false, once)); !slices.Equal(got, []string{"meaning 2 on ground 0: 4.47:1"}) {
		t.Errorf("muted text of old is found to be %v", got)
	}
	own := theme.Colours{theme.Muted: "#7d8590", theme.Danger: "#aa0000", theme.Good: "#00ff00"}
	if diff := cmp.Diff([]theme.Meaning{theme.Muted, theme.Danger}, own.Faint(true)); diff != "" {
		t.Errorf("on a dark page (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]theme.Meaning{theme.Muted, theme.Good}, own.Faint(false)); diff != "" {
		t.Errorf("on a light page (-want +got):\n%s", diff)
	}
	wrong := terminal{page: "#000000", text: "#aaaaaa", own: vga, profile: colorprofile.ANSI, depth: theme.Sixteen}
	if len(wrong.faint(theme.New(false, theme.Sixteen, false))) == 0 {
		t.Error("the light theme can be read on a black page")
	}
}

// TestContrastRatio compares with ratios that WCAG's own examples have.
func TestContrastRatio(t *testing.T) {
	for want, pair := range map[string][2]string{"21.00": {"#000000", "#ffffff"}, "4.54": {"#767676", "#ffffff"}, "1.00": {"#123456", "#123456"}} {
		if got := fmt.Sprintf("%.2f", theme.Contrast(lipgloss.Color(pair[0]), lipgloss.Color(pair[1]))); got != want {
			t.Errorf("%v have a contrast of %s, not %s", pair, got, want)
		}
	}
}

// TestOwnColours ensures that the user's own colours are used where the terminal
// has them, and adapted to filled grounds.
func TestOwnColours(t *testing.T) {
	own := theme.Colours{theme.Accent: "#123456"}
	page, cursor := theme.NewOwn(true, theme.Full, false, own), terminals()[0]
	if on, _ := page.Inks(theme.Accent, theme.Page); on != "\x1b[38;2;18;52;86m" {
		t.Errorf("the accent is %q", on)
	}
	if got := cursor.faint(page); !slices.Equal(got, []string{"meaning 3 on ground 0: 1.65:1"}) {
		t.Errorf("besides the page: %v", got)
	}
	if diff := cmp.Diff(theme.New(true, theme.Sixteen, false).Paint(theme.Accent, theme.Page, "x"),
		theme.NewOwn(true, theme.Sixteen, false, own).Paint(theme.Accent, theme.Page, "x")); diff != "" {
		t.Errorf("in sixteen colours (-want +got):\n%s", diff)
	}
}
