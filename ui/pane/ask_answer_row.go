package pane

import (
	"fmt"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// answer is the verdict as rows, kept until the question or the reading
// changes.
type answer struct {
	made  string // the question and generation that rows were made of
	width int
	rows  []answerRow
	room  int         // lines that there was room for when they were made
	lines []answerRow // the rows as they are drawn
}

// answerRow is one row of the answer. A row of a statement opens its document.
type answerRow struct {
	level  string
	mark   string
	marked theme.Meaning
	m      theme.Meaning
	text   string
	whole  bool // its text stands nowhere else: it is not cut
	policy model.PolicyID
	span   scp.Span
}

// text returns the answer for the clipboard.
func (a *answer) text() string {
	var b strings.Builder
	for _, r := range a.rows {
		b.WriteString(strings.TrimRight(fmt.Sprintf("%-20s %s %s", r.level, r.mark, r.text), " ") + "\n")
	}
	return b.String()
}

// fold breaks the rows into lines. If there is room for all of every row, it
// cuts none.
func (a *answer) fold(room int) {
	if a.room == room {
		return
	}
	a.room, a.lines = room, nil
	for _, r := range a.rows {
		a.lines = append(a.lines, r.folded(a.width)...)
	}
	if len(a.lines) <= room {
		return
	}
	a.lines = nil
	for _, r := range a.rows {
		if !r.whole {
			a.lines = append(a.lines, r)
			continue
		}
		a.lines = append(a.lines, r.folded(a.width)...)
	}
}

// levelWidth is the width of a level's name.
const levelWidth = 17

// folded returns the lines of a row, the further ones indented below its text.
func (r answerRow) folded(width int) []answerRow {
	const hanging = "  "
	width -= 2
	if r.level != "" {
		width -= levelWidth + 1
	}
	if r.mark != "" {
		width -= widget.Width(r.mark) + 1
	}
	text := widget.Clean(r.text)
	if widget.Width(text) <= width {
		return []answerRow{r}
	}
	var lines []answerRow
	for _, part := range widget.Wrap(text, max(10, width-len(hanging)-1)) {
		line := r
		if line.text = part; lines != nil {
			line.text = hanging + part
			line.level, line.mark = blank(r.level), blank(r.mark)
		}
		lines = append(lines, line)
	}
	return lines
}

// blank returns what stands below a text on further lines: a blank, or nothing
// below nothing.
func blank(text string) string {
	if text == "" {
		return ""
	}
	return " "
}

// row draws one line of the answer.
func (a *Ask) row(i, width int) string {
	r := a.answer.lines[i]
	on := i == a.window.Cursor && a.focus == len(a.fields)
	l := widget.NewLine(a.env.Theme, kit.Ground(on, true), width).Put(theme.Accent, a.env.CursorMark(on)).Space(1)
	if r.level != "" {
		l.Cell(theme.Muted, r.level, levelWidth).Space(1)
	}
	if r.mark != "" {
		l.Put(r.marked, r.mark+" ")
	}
	return l.Put(r.m, r.text).String()
}
