package pane

import (
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/verdict/typical"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Lens lists the accounts by the answer to the question that is kept on, and by
// what decides it.
type Lens struct {
	env    *Env
	of     *typical.Lens
	asked  int // how many accounts it had answers for
	width  int // that rows were made for
	groups []typical.LensGroup
	rest   []*model.Node // whose answers are still to be explained
	rows   []lensRow
	head   int // lines above the rows in the last view
	window widget.Window
}

// lensRow is a line of a group's heading, or one of its accounts.
type lensRow struct {
	group   *typical.LensGroup // on the heading's first line
	text    string             // of the heading
	account *model.Node
}

// NewLens returns the list for the environment's lens.
func NewLens(env *Env) *Lens { return &Lens{env: env} }

// gather makes the rows again if the lens has new answers. The cursor stays on
// its account.
func (p *Lens) gather(width int) {
	if p.regroup(); p.of == nil || p.width == width {
		return
	}
	var on *model.Node
	if p.window.Cursor < len(p.rows) {
		on = p.rows[p.window.Cursor].account
	}
	p.width, p.rows = width, p.rows[:0]
	at := 0
	for i := range p.groups {
		p.addHead(&p.groups[i])
		for _, n := range p.groups[i].Accounts {
			if n == on {
				at = len(p.rows)
			}
			p.rows = append(p.rows, lensRow{account: n})
		}
	}
	p.window.Len = len(p.rows)
	p.window.Keep(at)
}

// regroup groups the accounts again if the lens has new answers. The answers of
// many are explained first, between keys.
func (p *Lens) regroup() {
	l := p.env.Lens
	if l == nil || p.of == l && p.asked == l.Total().Total() {
		return
	}
	p.of, p.asked, p.width = l, l.Total().Total(), 0
	p.groups, p.rest = nil, nil
	if p.asked <= manyAccounts {
		p.groups = typical.Groups(p.env.Reading, p.of)
		return
	}
	p.rest = make([]*model.Node, 0, p.asked)
	for n := range p.env.Reading.Accounts() {
		p.rest = append(p.rest, n)
	}
}

// Work returns the next job that explains answers; nil if the groups are there.
func (p *Lens) Work() kit.Job {
	if p.regroup(); len(p.rest) == 0 {
		return nil
	}
	return kit.ShortJob(func() {
		p.env.Spend(func() bool {
			if len(p.rest) > 0 {
				p.of.Explain(p.env.Reading, p.rest[0])
				p.rest = p.rest[1:]
			}
			return len(p.rest) > 0
		})
		if len(p.rest) == 0 {
			p.groups, p.width = typical.Groups(p.env.Reading, p.of), 0
		}
	})
}

// addHead appends the heading of a group: how many accounts it has, and all that
// decides.
func (p *Lens) addHead(g *typical.LensGroup) {
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
	if p.env.Lens == nil {
		off := widget.NewLine(t, theme.Page, s.W).Space(1).Put(theme.Muted, "The question is off.")
		return kit.Pad(t, []string{off.String()}, s)
	}
	lines := p.question(s.W)
	p.head = len(lines)
	if len(p.rows) == 0 {
		lines = append(lines, widget.NewLine(t, theme.Page, s.W).Space(1).Put(theme.Muted, t.Marks.Unknown+" the accounts are being asked").String())
	}
	p.window.Resize(len(p.rows), max(1, s.H-p.head))
	for i := p.window.Top; i < p.window.End(); i++ {
		lines = append(lines, p.line(i, s.W, focused))
	}
	return kit.Pad(t, lines, s)
}

// question draws the whole question, and what is assumed in it.
func (p *Lens) question(width int) []string {
	l, t := p.env.Lens, p.env.Theme
	var lines []string
	for _, text := range kit.Wrap(questionWords(l.Question), width-2) {
		lines = append(lines, widget.NewLine(t, theme.Page, width).Space(1).Put(theme.Strong, text).String())
	}
	for _, text := range kit.Wrap(p.env.assumedInLens(), width-2) {
		lines = append(lines, widget.NewLine(t, theme.Page, width).Space(1).Put(theme.Muted, text).String())
	}
	return lines
}

// assumedInLens says how the lens answers, and whether another Region would make a
// difference.
func (e *Env) assumedInLens() string {
	l := e.Lens
	switch {
	case l.Exactly:
		return "in every account, exactly: over all that the question does not give"
	case l.ElsewhereDiffers:
		return "in every account, for an ordinary request; other Regions answer differently (>)"
	default:
		return "in every account, for an ordinary request"
	}
}

// line draws one row.
func (p *Lens) line(i, width int, focused bool) string {
	r, t := p.rows[i], p.env.Theme
	on := i == p.window.Cursor
	l := p.env.Row(on, focused, width)
	switch {
	case r.group != nil:
		mark, m := kindMark(t, r.group.Kind)
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
	if c == kit.Exactly {
		return LensTurned{}
	}
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
	if c == kit.Exactly {
		return p.env.Lens != nil, ""
	}
	return len(p.rows) > 0 && (c.Moves() || c == kit.Open), ""
}

// Mouse chooses a row; the second click opens it.
func (p *Lens) Mouse(m kit.Mouse) kit.Intent {
	if kit.Click(&p.window, m, p.head) {
		return p.chosen()
	}
	return nil
}

// LensWords returns the whole question of a lens in one line, and what is special
// about its answers.
func LensWords(l *typical.Lens) string {
	text := questionWords(l.Question)
	switch {
	case l.Exactly:
		return text + ", exactly"
	case l.ElsewhereDiffers:
		return text + ", others differ"
	default:
		return text
	}
}

// ShortLensWords returns the action and the Region of a lens.
func ShortLensWords(l *typical.Lens) string {
	if region := regionOf(l.Question); region != "" {
		return l.Question.Action + " in " + region
	}
	return l.Question.Action
}
