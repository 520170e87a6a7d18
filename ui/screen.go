package ui

import (
	"strings"

	"deputy/ui/pane"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// The widths at which the layout changes.
const (
	leastWidth, leastHeight = 60, 15 // below this deputy asks for more room
	splitWidth              = 100    // from here on list and detail stand side by side
	wideWidth               = 180    // from here on a document stands beside the ladder
	listMost                = 60     // the list's greatest width beside a detail
	frameRows               = 5      // header, tabs, two rules, footer
)

// screen is a list and what is shown of the row under its cursor. Details are a
// stack: a document opened from a node's pane lies on it.
type screen struct {
	name     string
	list     pane.Pane
	details  []pane.Pane
	inDetail bool
	full     bool // the list takes the whole width until a detail is entered
}

// detail gives the pane on top of the stack; nil if there is none.
func (s *screen) detail() pane.Pane {
	if len(s.details) == 0 {
		return nil
	}
	return s.details[len(s.details)-1]
}

// focused gives the pane that the keys go to.
func (s *screen) focused() pane.Pane {
	if s.inDetail && s.detail() != nil {
		return s.detail()
	}
	return s.list
}

// split gives the widths of list and detail; zero for a part that is hidden.
func (s *screen) split(width int) (list, detail int) {
	switch {
	case s.detail() == nil:
		return width, 0
	case width >= splitWidth && !s.full:
		list = min(width/3, listMost)
		return list, width - list - 1
	case s.inDetail:
		return 0, width
	default:
		return width, 0
	}
}

// view draws the body and gives the column of the rule between the panes, -1
// if there is none.
func (s *screen) view(t *theme.Theme, size pane.Size) (lines []string, rule int) {
	left, right := s.split(size.W)
	switch {
	case right == 0:
		return s.list.View(size, true), -1
	case left == 0:
		return s.detail().View(size, true), -1
	}
	lines = s.list.View(pane.Size{W: left, H: size.H}, !s.inDetail)
	beside := s.detail().View(pane.Size{W: right, H: size.H}, s.inDetail)
	bar := t.Paint(theme.Muted, theme.Page, t.Marks.Vertical)
	for i := range lines {
		lines[i] += bar + beside[i]
	}
	return lines, left
}

// at finds the pane at a column of the body and the column inside it.
func (s *screen) at(x, width int) (p pane.Pane, column int, inDetail bool) {
	left, right := s.split(width)
	switch {
	case right == 0:
		return s.list, x, false
	case left == 0:
		return s.detail(), x, true
	case x < left:
		return s.list, x, false
	default:
		return s.detail(), max(0, x-left-1), true
	}
}

// rule draws a horizontal rule with a joint where the panes' rule meets it.
func rule(t *theme.Theme, width, joint int, mark string) string {
	line := strings.Repeat(t.Marks.Horizontal, width)
	if joint >= 0 && joint < width {
		line = strings.Repeat(t.Marks.Horizontal, joint) + mark + strings.Repeat(t.Marks.Horizontal, width-joint-1)
	}
	return t.Paint(theme.Muted, theme.Page, line)
}

// tooSmall draws the notice for terminals that deputy cannot use.
func tooSmall(t *theme.Theme, s pane.Size) []string {
	lines := make([]string, 0, s.H)
	for _, text := range []string{"deputy needs 60 columns and 15 rows.", "Enlarge the terminal, or press q to quit."} {
		for _, w := range widget.Wrap(text, s.W) {
			lines = append(lines, widget.NewLine(t, theme.Page, s.W).Put(theme.Plain, w).String())
		}
	}
	for len(lines) < s.H {
		lines = append(lines, widget.NewLine(t, theme.Page, s.W).String())
	}
	return lines[:s.H]
}
