package kit

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"deputy/ui/theme"
	"deputy/ui/widget"
)

// View returns the visible rows: at most height lines.
func (b *Board) View(height int, focused bool) []string {
	b.window.Resize(len(b.rows), max(0, height))
	b.show()
	lines := make([]string, 0, height)
	for i := b.window.Top; i < b.window.End(); i++ {
		lines = append(lines, b.line(i, focused))
	}
	return lines
}

func (b *Board) line(i int, focused bool) string {
	r := &b.rows[i]
	on := r.item > 0 && r.item == b.rows[b.window.Cursor].item
	if r.drawn != "" {
		return r.drawn
	}
	if r.whole {
		return b.part(&r.parts[0], b.width, on, focused)
	}
	bar := b.look.Theme.Paint(theme.Muted, theme.Page, b.look.Theme.Marks.Vertical)
	side := b.lit()
	return b.part(&r.parts[0], b.half(), on && side == 0, focused) + bar +
		b.part(&r.parts[1], b.width-1-b.half(), on && side == 1, focused)
}

// lit returns the side of the cursor's row that is highlighted: the other side
// if the row has nothing on the cursor's.
func (b *Board) lit() int {
	if b.window.Cursor >= len(b.rows) {
		return b.side
	}
	r := &b.rows[b.window.Cursor]
	if r.parts[b.side].cell == nil && r.parts[1-b.side].cell != nil {
		return 1 - b.side
	}
	return b.side
}

func (b *Board) part(p *boardPart, width int, on, focused bool) string {
	l := widget.NewLine(b.look.Theme, Ground(on, focused), width)
	if p.cell == nil {
		return l.Space(1).Put(theme.Strong, p.text).Put(theme.Muted, p.aside).String()
	}
	l.Put(theme.Accent, b.look.CursorMark(on))
	if p.first && p.cell.Mark != "" {
		l.Put(p.cell.Marked, p.cell.Mark)
	}
	l.To(boardIndent)
	if p.first && p.cell.Column > 0 {
		tint := theme.Muted
		if p.cell.Tinted {
			tint = p.cell.Marked
		}
		l.Cell(tint, p.cell.Label, p.cell.Column-1)
	}
	l.To(boardIndent+p.cell.Column).Put(p.cell.Meaning, p.text)
	if p.text == "" {
		return l.Put(theme.Muted, p.aside).String()
	}
	if p.aside != "" {
		l.Right(theme.Muted, p.aside+" ")
	}
	return l.String()
}

// Text returns all that is on the board as plain text, for the clipboard.
func (b *Board) Text() string {
	var out strings.Builder
	for _, r := range b.rows {
		if r.drawn != "" {
			out.WriteString(strings.TrimRight(ansi.Strip(r.drawn), " "))
		}
		for side, p := range r.parts {
			if side == 1 && !r.whole {
				out.WriteString(" | ")
			}
			if p.cell != nil && p.first && p.cell.Mark+p.cell.Label != "" {
				out.WriteString(strings.TrimSpace(p.cell.Mark+" "+p.cell.Label) + " ")
			}
			out.WriteString(strings.TrimRight(p.text+"  "+p.aside, " "))
		}
		out.WriteByte('\n')
	}
	return out.String()
}
