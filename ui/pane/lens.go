package pane

import (
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/verdict"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Lens lists the accounts by the answer to the question that is kept on, and by
// what decides it.
type Lens struct {
	env    *Env
	of     *verdict.Lens
	width  int // that rows were made for
	rows   []lensRow
	window widget.Window
}

// lensRow is a line of a group's heading, or one of its accounts.
type lensRow struct {
	group   *verdict.LensGroup // on the heading's first line
	text    string             // of the heading
	account *model.Node
}

// NewLens returns the list for the environment's lens.
func NewLens(env *Env) *Lens { return &Lens{env: env} }

// gather makes the rows again if the lens has new answers. The cursor stays on
// its account.
func (p *Lens) gather(width int) {
	if p.env.Lens == nil || p.of == p.env.Lens && p.width == width {
		return
	}
	var on *model.Node
	if p.window.Cursor < len(p.rows) {
		on = p.rows[p.window.Cursor].account
	}
	p.of, p.width, p.rows = p.env.Lens, width, p.rows[:0]
	groups := verdict.Groups(p.env.Reading, p.env.Lens)
	at := 0
	for i := range groups {
		p.head(&groups[i])
		for _, n := range groups[i].Accounts {
			if n == on {
				at = len(p.rows)
			}
			p.rows = append(p.rows, lensRow{account: n})
		}
	}
	p.window.Len = len(p.rows)
	p.window.Keep(at)
}

// head appends the heading of a group: how many accounts it has, and all that
// decides.
func (p *Lens) head(g *verdict.LensGroup) {
	for i, reason := range append([]string{g.Reason}, g.More...) {
		text := phrase.Count(len(g.Accounts), "account") + ": " + reason
		if i > 0 {
			text = "and " + reason
		}
		for k, line := range kit.Wrap(text, p.width-lensIndent-1) {
			row := lensRow{text: line}
			if i+k == 0 {
				row.group = g
			}
			p.rows = append(p.rows, row)
		}
	}
}

// lensIndent is the column in which headings begin.
const lensIndent = 3

// View draws the question and the groups.
func (p *Lens) View(s kit.Size, focused bool) []string {
	p.gather(s.W)
	t := p.env.Theme
	head := widget.NewLine(t, theme.Page, s.W).Space(1)
	if p.env.Lens == nil {
		return kit.Pad(t, []string{head.Put(theme.Muted, "The question is off.").String()}, s)
	}
	head.Put(theme.Strong, p.env.Lens.Question.Action).Put(theme.Muted, "  in every account, by what decides")
	lines := []string{head.String()}
	if len(p.rows) == 0 {
		lines = append(lines, widget.NewLine(t, theme.Page, s.W).Space(1).Put(theme.Muted, t.Marks.Unknown+" the accounts are being asked").String())
	}
	p.window.Resize(len(p.rows), max(1, s.H-1))
	for i := p.window.Top; i < p.window.End(); i++ {
		lines = append(lines, p.line(i, s.W, focused))
	}
	return kit.Pad(t, lines, s)
}

// line draws one row.
func (p *Lens) line(i, width int, focused bool) string {
	r, t := p.rows[i], p.env.Theme
	on := i == p.window.Cursor
	l := p.env.Row(on, focused, width)
	switch {
	case r.group != nil:
		mark, m := rulingMark(t, r.group.Ruling)
		number, reason, _ := strings.Cut(r.text, ":")
		return l.Put(m, mark).To(lensIndent).Put(theme.Strong, number+":").Put(theme.Plain, reason).String()
	case r.account == nil:
		return l.To(lensIndent).Put(theme.Plain, r.text).String()
	}
	l.Space(4).Cell(theme.Plain, nameOf(r.account), min(34, width/3)).Space(1).Cell(theme.Muted, string(r.account.ID), 14)
	return l.Put(theme.Muted, p.env.Reading.PathName(r.account.Parent)).String()
}

// Do moves, and opens an account.
func (p *Lens) Do(c kit.Command) kit.Intent {
	if c != kit.Open {
		kit.Move(&p.window, c)
		return nil
	}
	return p.chosen()
}

// chosen opens the account under the cursor.
func (p *Lens) chosen() kit.Intent {
	if p.window.Cursor < len(p.rows) {
		if n := p.rows[p.window.Cursor].account; n != nil {
			return NodeOpened{n.ID}
		}
	}
	return nil
}

// Can implements kit.Pane.
func (p *Lens) Can(c kit.Command) (ok bool, reason string) {
	return len(p.rows) > 0 && (c.Moves() || c == kit.Open), ""
}

// Mouse chooses a row; the second click opens it.
func (p *Lens) Mouse(m kit.Mouse) kit.Intent {
	if kit.Click(&p.window, m, 1) {
		return p.chosen()
	}
	return nil
}
