package pane

import (
	"deputy/model"
	"deputy/model/scp"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Document shows a policy: what it is, where it is attached, the problems of
// its text, and the text itself.
type Document struct {
	env         *Env
	chosen      func() model.PolicyID
	on          model.PolicyID
	raw         bool // as it is stored, not formatted
	layout      *layout
	made        layoutKey
	margins     map[int]int // the first problem on a line, by the line, counted from 1
	problem     int         // the one that was jumped to, counted from 1
	idle        []idleMark  // statements that can never matter
	highlighted []scp.Span  // in the stored text
	unseen      bool        // the view has not scrolled to the latest highlight yet
	top         int         // rows scrolled past
	rows        int         // rows of facts and text in the last view
	facts       int         // of these, rows before the text
	height      int
	reach       reach
	use         policyUse
	find        finder
	uses        []string // what its statements denied in events
	usesOf      usesKey
}

// layoutKey is what a layout was made of.
type layoutKey struct {
	text  string
	width int
	raw   bool
}

// reach is the number of accounts that a policy applies to, kept until the tree
// or the attachments change.
type reach struct {
	policy     model.PolicyID
	generation uint64
	accounts   int
}

// NewDocument returns a pane that shows the policy that chosen returns; empty
// for none.
func NewDocument(env *Env, chosen func() model.PolicyID) *Document {
	return &Document{env: env, chosen: chosen, find: finder{input: kit.NewInput()}}
}

// Policy returns the policy that is shown.
func (d *Document) Policy() model.PolicyID { return d.chosen() }

// Highlight highlights stretches of the stored text, such as the statements
// that decide a question, and scrolls to the first. Without spans it removes
// the highlights.
func (d *Document) Highlight(spans []scp.Span) {
	d.follow()
	d.highlighted, d.unseen = spans, len(spans) > 0
}

// margin is the width of the column before the text, which holds the numbers of
// problems.
const margin = 3

// View draws the policy's name, the facts about it, and its text.
func (d *Document) View(s kit.Size, focused bool) []string {
	d.follow()
	if s.H < 1 || d.on == "" {
		return kit.Pad(d.env.Theme, nil, s)
	}
	lines := append(make([]string, 0, s.H), d.title(s.W))
	bar := d.find.open()
	d.height = s.H - 1
	if bar {
		d.height--
	}
	facts := d.header(s.W)
	text := d.layOut(s.W)
	d.markIdle()
	d.facts = len(facts)
	d.rows = d.facts
	var rest []string
	if text != nil {
		rest = d.remainingProblems(s.W)
		d.rows += len(text.lines) + len(rest)
	}
	if d.unseen && text != nil {
		d.show(text.shown(d.highlighted[0]).Start)
		d.unseen = false
	}
	d.scroll(0)
	last := min(d.top+d.height, d.rows)
	lights := d.highlights(d.top-d.facts, last-d.facts)
	for i := d.top; i < last; i++ {
		switch {
		case i < d.facts:
			lines = append(lines, facts[i])
		case i < d.rows-len(rest):
			lines = append(lines, d.line(i-d.facts, s.W, lights))
		default:
			lines = append(lines, rest[i-d.rows+len(rest)])
		}
	}
	if bar && s.H > 1 {
		lines = kit.Pad(d.env.Theme, lines, kit.Size{W: s.W, H: s.H - 1})
		lines = append(lines, d.find.view(d.env, s, focused))
	}
	return kit.Pad(d.env.Theme, lines, s)
}

// follow scrolls to the top when another policy is chosen.
func (d *Document) follow() {
	if id := d.chosen(); id != d.on {
		d.on, d.top, d.highlighted, d.unseen, d.problem = id, 0, nil, false, 0
		d.find.close()
	}
}

// layOut breaks the text into lines for a width; nil if there is no text yet.
func (d *Document) layOut(width int) *layout {
	g := d.env.policySummary(d.on)
	if g == nil {
		d.layout = nil
		return nil
	}
	key := layoutKey{g.text, width, d.raw}
	if d.layout == nil || key != d.made {
		d.layout, d.made = newLayout(g.text, !d.raw, width-margin-1), key
		d.find.search(d.layout.text)
		d.markProblems(g)
	}
	return d.layout
}

// line draws one line of the text, with the number of a problem that begins on
// it in the margin.
func (d *Document) line(i, width int, lights []scp.Span) string {
	t := d.layout.lines[i]
	l := widget.NewLine(d.env.Theme, theme.Page, width)
	if k := d.margins[i]; k > 0 {
		m, _ := problemMark(d.env, d.env.policySummary(d.on).problems()[k-1].Severity)
		l.Number(m, d.number(k), margin-1)
	} else {
		l.Number(theme.Muted, d.letterOn(i), margin-1)
	}
	l.To(margin + t.indent)
	for _, s := range d.layout.stretches(t) {
		if d.isIdle(s) {
			s.meaning = theme.Muted
		}
		d.paint(l, s, lights)
	}
	return l.String()
}

// paint puts a stretch of the text on a line, with its highlights.
func (d *Document) paint(l *widget.Line, s stretch, lights []scp.Span) {
	for at := s.start; at < s.end; {
		end, ground := s.end, theme.Page
		for _, span := range lights {
			switch {
			case span.Start <= at && at < span.End:
				end, ground = min(end, span.End), d.find.ground(span)
			case span.Start > at:
				end = min(end, span.Start)
			}
		}
		l.PutOn(s.meaning, ground, d.layout.text[at:end])
		at = end
	}
}

// Do scrolls, searches, changes the form of the text, or copies it.
func (d *Document) Do(c kit.Command) kit.Intent {
	d.follow()
	switch c {
	case kit.Raw:
		d.raw = !d.raw
	case kit.FindIn:
		d.find.typing = true
	case kit.FindNext, kit.FindPrevious:
		by := 1
		if c == kit.FindPrevious {
			by = -1
		}
		if d.canJump() {
			d.nextProblem(by)
			return nil
		}
		return d.nextHit(by)
	case kit.Close:
		d.find.close()
	case kit.Left:
		return Gone{}
	case kit.CopyText:
		if g := d.env.policySummary(d.on); g != nil {
			return Copied{"document", g.text}
		}
	case kit.Copy, kit.CopyARN, kit.Console, kit.WhatIf, kit.LastAccessed, kit.Reload:
		return d.act(c)
	default:
		d.scroll(kit.ScrollRows(c, d.height, d.rows))
	}
	return nil
}

// isResourcePolicy reports whether the document is the organization's resource
// policy.
func (d *Document) isResourcePolicy() bool { return d.on != "" && d.on == d.env.resourcePolicyID() }

// act copies, opens or reloads the policy.
func (d *Document) act(c kit.Command) kit.Intent {
	switch {
	case d.isResourcePolicy():
		return d.env.doResourcePolicy(c)
	case !HasID(d.on):
		if account, _, ok := parseEffectiveID(d.on); ok && c == kit.Reload {
			return Wanted{d.env.wantEffective(account, true)}
		}
		return nil
	case c == kit.Reload:
		return Wanted{model.WantDocument{Policy: d.on}}
	default:
		return doPolicy(d.env, d.on, c)
	}
}

// scroll scrolls down by so many rows, or up if rows is negative.
func (d *Document) scroll(rows int) { d.top = max(0, min(d.top+rows, d.rows-d.height)) }

// Can implements kit.Pane.
func (d *Document) Can(c kit.Command) (ok bool, reason string) {
	d.follow()
	if d.on == "" {
		return false, ""
	}
	text := d.env.policySummary(d.on) != nil
	switch c {
	case kit.Up, kit.Down, kit.PageUp, kit.PageDown, kit.Home, kit.End, kit.Left, kit.Reload:
		return true, ""
	case kit.FindIn, kit.Raw:
		return text, ""
	case kit.CopyText:
		if !text {
			return false, "deputy has not read this document yet."
		}
		return true, ""
	case kit.Copy, kit.CopyARN, kit.Console, kit.WhatIf, kit.LastAccessed:
		if d.isResourcePolicy() {
			return d.env.canResourcePolicy(c)
		}
		if !HasID(d.on) {
			return false, "AWS gives effective policies no ID."
		}
		return canPolicy(d.env, d.on, c)
	case kit.FindNext, kit.FindPrevious:
		return len(d.find.hits) > 0 || d.canJump(), ""
	case kit.Close:
		return d.find.open(), ""
	default:
		return false, ""
	}
}

// Label names what n does.
func (d *Document) Label(c kit.Command) string {
	if c == kit.FindNext && d.canJump() {
		return "next problem"
	}
	return ""
}

// Mouse scrolls.
func (d *Document) Mouse(m kit.Mouse) kit.Intent {
	d.scroll(m.Wheel)
	return nil
}
