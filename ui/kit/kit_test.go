package kit_test

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// moved is the intent of the test's lists.
type moved string

func (moved) IsIntent() {}

// listOf returns a list of words that can be replaced.
func listOf(words *[]string) *kit.List[string] {
	var had []string
	l := kit.NewList(kit.Source[string]{
		Rows: func() ([]string, bool) {
			changed := !slices.Equal(had, *words)
			had = slices.Clone(*words)
			return had, changed
		},
		ID:    func(w string) string { return w },
		Text:  strings.ToLower,
		Moved: func(w string) kit.Intent { return moved(w) },
	})
	l.Update()
	l.Window.Resize(len(l.Shown), 10)
	return &l
}

// The cursor of a list stays on its row while rows come and the filter changes,
// and goes to the top when its row is gone.
func TestListKeepsItsRow(t *testing.T) {
	words := []string{"Alpha", "Beta", "Gamma"}
	l := listOf(&words)
	if got, _ := l.Do(kit.Down); got != kit.Intent(moved("Beta")) {
		t.Errorf("down leads to %v", got)
	}
	words = []string{"Aardvark", "Alpha", "Beta", "Gamma"}
	if row, _ := l.Row(); row != "Beta" || l.Window.Cursor != 2 {
		t.Errorf("after another row came the cursor is on %q at %d", row, l.Window.Cursor)
	}
	l.Do(kit.Filter)
	if got, taken := l.Key(tea.KeyPressMsg{Code: 'm', Text: "m"}); !taken || got != kit.Intent(moved("Gamma")) {
		t.Errorf("a filter that hides the row leads to %v", got)
	}
	if !l.GoToID("Alpha") || l.Active() {
		t.Error("a filter hides the row that was gone to")
	}
	if l.GoToID("Delta") {
		t.Error("there is a row that is not there")
	}
}

// The second click on a row opens it; a click above the rows does nothing.
func TestListMouse(t *testing.T) {
	words := []string{"Alpha", "Beta", "Gamma"}
	l := listOf(&words)
	l.Head = 2
	if follows, opens := l.Mouse(kit.Mouse{Y: 3}); opens || follows != kit.Intent(moved("Beta")) {
		t.Errorf("a click leads to %v", follows)
	}
	if _, opens := l.Mouse(kit.Mouse{Y: 3, Twice: true}); !opens {
		t.Error("the second click does not open the row")
	}
	if follows, opens := l.Mouse(kit.Mouse{Y: 1, Twice: true}); opens || follows != nil {
		t.Errorf("a click above the rows leads to %v", follows)
	}
}

// However short a text and its rectangle are, scrolling stays inside.
func TestScrollStaysInside(t *testing.T) {
	look := &kit.Look{Theme: theme.New(true, theme.None, true)}
	for rows := range 5 {
		for height := range 4 {
			p := kit.NewPage(look, 8)
			for range rows {
				p.Add(p.Line().Put(theme.Plain, "x"))
			}
			var s kit.Scroll
			for _, c := range []kit.Command{kit.End, kit.PageDown, kit.Up, kit.PageUp, kit.Down, kit.Home, kit.Down} {
				s.Turn(c)
				lines := s.Show(&p, kit.Size{W: 8, H: height})
				if len(lines) != height || s.Top < 0 || s.Top > max(0, rows-height) {
					t.Fatalf("%d rows in %d lines: %d lines from %d", rows, height, len(lines), s.Top)
				}
			}
		}
	}
}

// Further lines of a sheet's row begin below the text of the first.
func TestSheetIndentsFurtherLines(t *testing.T) {
	look := theme.New(true, theme.None, true)
	var s kit.Sheet
	s.Reset(20)
	s.Item("-", theme.Plain, theme.Plain, "one two three four")
	for i, line := range s.View(look, 10) {
		if text := strings.TrimRight(line, " "); i > 0 && !strings.HasPrefix(text, "   ") || widget.Width(line) != 20 {
			t.Errorf("line %d is %q", i, line)
		}
	}
}
