package pane

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// answer is the verdict as rows, kept until the question or the reading
// changes.
type answer struct {
	env    *Env
	window widget.Window
	made   string // the question and generation that rows were made of
	width  int
	rows   []answerRow
	// typical is set if there is an answer for an ordinary request beside the exact one.
	typical    bool
	seek       typical.Chip // the assumption that the cursor goes to, wherever its row is now
	toHeadline bool         // the cursor goes to the headline
	room       int          // lines that there was room for when they were made
	lines      []answerRow  // the rows as they are drawn
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
	chip   typical.Chip    // the assumption that the row is about
	choice *typical.Choice // a value for it; nil in the row of the assumption itself
}

// isChip reports whether the row is that of an assumption.
func (r answerRow) isChip() bool { return r.chip != 0 && r.choice == nil }

// isHeadline reports whether the row is the verdict in one sentence.
func (r answerRow) isHeadline() bool { return r.m == theme.Strong && r.whole }

// leadToDecision makes the headline open the first statement that decides.
func (x *answer) leadToDecision() {
	at := slices.IndexFunc(x.rows, answerRow.isHeadline)
	if at < 0 {
		return
	}
	for _, mark := range []string{x.env.Theme.Marks.Denied, x.env.Theme.Marks.Depends} {
		i := slices.IndexFunc(x.rows, func(r answerRow) bool { return r.policy != "" && r.mark == mark })
		if i >= 0 {
			x.rows[at].policy, x.rows[at].span = x.rows[i].policy, x.rows[i].span
			return
		}
	}
}

// reset empties the answer for one of another question or width. The cursor
// stays.
func (x *answer) reset(made string, width int) {
	*x = answer{env: x.env, window: x.window, made: made, width: width, seek: x.seek, toHeadline: x.toHeadline}
}

// say appends a text to the answer. Its further lines are indented like the
// first.
func (x *answer) say(m theme.Meaning, text string) {
	said := strings.TrimLeft(text, " ")
	in := text[:len(text)-len(said)]
	for _, line := range widget.Wrap(widget.Clean(said), max(10, x.width-4-len(in))) {
		x.rows = append(x.rows, answerRow{m: m, text: in + line})
	}
}

// warn appends a warning; nothing for an empty text.
func (x *answer) warn(text string) {
	if text != "" {
		x.say(theme.Warning, x.env.Theme.Marks.Gap+" "+text)
	}
}

// levels appends what each policy of each level made of the request. A
// condition that could go either way appears in full unless a sentence above
// explains it.
func (x *answer) levels(v *verdict.Verdict, levels []verdict.RungVerdict) {
	t := x.env.Theme
	for i := range levels {
		level := levels[i].Rung.Name
		for _, b := range levels[i].Contributions() {
			row := answerRow{level: level, policy: b.Policy, span: b.Span, text: b.Name + numbered(b.Index) + "  " + b.Text}
			if b.Name == "" { // the level itself, where nothing allows
				row.text = b.Text
			}
			switch {
			case b.Effect == scp.Deny && b.Match == scp.True:
				row.mark, row.marked, row.whole = t.Marks.Denied, theme.Danger, true
			case b.Match == scp.Unknown:
				row.mark, row.marked, row.whole = t.Marks.Depends, theme.Warning, v.Ruling != verdict.Depends
			case b.Effect == scp.Allow:
				row.mark, row.marked, row.text = t.Marks.Allowed, theme.Good, b.Text
			default:
				row.mark, row.m = " ", theme.Muted
			}
			x.rows = append(x.rows, row)
			level = " "
		}
		if levels[i].Rung.Incomplete && levels[i].Rung.Gap == nil {
			x.rows = append(x.rows, answerRow{level: level, mark: t.Marks.Unknown, marked: theme.Muted, text: "deputy has not read all policies attached here"})
		}
	}
}

// view draws the rows that there is room for, with the cursor if the answer has
// the focus.
func (x *answer) view(room int, focused bool) []string {
	x.fold(room)
	x.window.Resize(len(x.lines), room)
	if i := slices.IndexFunc(x.lines, func(r answerRow) bool { return r.isChip() && r.chip == x.seek }); i >= 0 {
		x.window.To(i)
	}
	x.seek = 0
	if i := slices.IndexFunc(x.lines, answerRow.isHeadline); i >= 0 && x.toHeadline {
		x.window.To(i)
		x.toHeadline = false
	}
	var lines []string
	for i := x.window.Top; i < x.window.End(); i++ {
		lines = append(lines, x.row(i, focused && i == x.window.Cursor))
	}
	return lines
}

// chosen returns the row under the cursor; an empty one if there is none.
func (x *answer) chosen() answerRow {
	if x.window.Cursor < len(x.lines) {
		return x.lines[x.window.Cursor]
	}
	return answerRow{}
}

// text returns the answer for the clipboard.
func (x *answer) text() string {
	var b strings.Builder
	for _, r := range x.rows {
		b.WriteString(strings.TrimRight(fmt.Sprintf("%-20s %s %s", r.level, r.mark, r.text), " ") + "\n")
	}
	return b.String()
}

// fold breaks the rows into lines. If there is room for all of every row, it
// cuts none.
func (x *answer) fold(room int) {
	if x.room == room {
		return
	}
	x.room, x.lines = room, nil
	for _, r := range x.rows {
		x.lines = append(x.lines, r.folded(x.width)...)
	}
	if len(x.lines) <= room {
		return
	}
	x.lines = nil
	for _, r := range x.rows {
		if !r.whole {
			x.lines = append(x.lines, r)
			continue
		}
		x.lines = append(x.lines, r.folded(x.width)...)
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
func (x *answer) row(i int, on bool) string {
	r := x.lines[i]
	l := x.env.Row(on, true, x.width).Space(1)
	if r.level != "" {
		l.Cell(theme.Muted, r.level, levelWidth).Space(1)
	}
	if r.mark != "" {
		l.Put(r.marked, r.mark+" ")
	}
	return l.Put(r.m, r.text).String()
}

// numbered returns a statement's number in brackets; empty for 0.
func numbered(i int) string {
	if i == 0 {
		return ""
	}
	return fmt.Sprintf(" [%d]", i)
}
