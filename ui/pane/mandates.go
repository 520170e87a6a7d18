package pane

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"deputy/model"
	"deputy/model/scp"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// resourcePolicyName is what screens call the organization's resource policy.
const resourcePolicyName = "Resource policy of the organization"

// resourcePolicy gives the ID of the organization's resource policy, which ends
// its ARN; empty while there is none.
func (e *Env) resourcePolicy() model.PolicyID {
	arn, text := e.Reading.ResourcePolicy()
	if arn == "" && text == "" {
		return ""
	}
	return model.PolicyID("rp-" + strings.TrimPrefix(arn[strings.LastIndexByte(arn, '/')+1:], "rp-"))
}

// mandates gives the resource policy in words, made anew when it or the tree
// changed.
func (e *Env) mandates() *model.Mandates {
	asOf := e.Reading.Generation(model.PartResourcePolicy) + e.Reading.Generation(model.PartAccounts) +
		e.Reading.Generation(model.PartUnits) + e.Reading.Generation(model.PartPolicies) + 1
	if e.library.mandates == nil || e.library.mandatesAsOf != asOf {
		e.library.mandates, e.library.mandatesAsOf = e.Reading.Mandates(), asOf
	}
	return e.library.mandates
}

// Mandates shows the organization's resource policy in words: what each
// statement lets whom do, and whom it names. The cursor is on a statement.
type Mandates struct {
	env    *Env
	cursor int
	first  []int // the line on which each statement begins
	scrolled
}

// NewMandates gives the pane of the resource policy.
func NewMandates(env *Env) *Mandates { return &Mandates{env: env} }

// View writes the page and shows the part that was scrolled to.
func (m *Mandates) View(s Size, focused bool) []string {
	p := &page{env: m.env, width: s.W}
	m.write(p, focused)
	return m.show(p, s)
}

func (m *Mandates) write(p *page, focused bool) {
	x := m.env.mandates()
	p.say(theme.Strong, "", resourcePolicyName)
	p.say(theme.Muted, "", "It delegates the management of policies, beside the delegated administrators, and shows in none of their lists.")
	if x.Document == nil {
		p.blank()
		if !p.state(x.Status, "the resource policy") {
			p.say(theme.Plain, "", "There is none.")
		}
		return
	}
	p.blank()
	p.identity("ARN", x.ARN)
	p.field("size", theme.Plain, fmt.Sprintf("%s of %s characters", thousands(utf8.RuneCountInString(x.Document.Text)), thousands(scp.ResourcePolicy.Quota())))
	if old := asOf(m.env, x.Status); old != "" {
		p.field("text", theme.Muted, old)
	}
	m.problems(p, x.Document)
	p.heading("Who may do what")
	if len(x.All) == 0 {
		p.say(theme.Muted, "", "No statement can be read.")
	}
	m.statements(p, x, focused)
	m.accounts(p, x)
}

// problems writes what is wrong with the document; the document itself has the
// rest of many.
func (m *Mandates) problems(p *page, d *scp.Document) {
	const most = 4
	for _, problem := range d.Problems[:min(most, len(d.Problems))] {
		p.say(severe(problem), m.env.Theme.Marks.Gap, problem.Sentence)
	}
	if more := len(d.Problems) - most; more > 0 {
		p.say(theme.Muted, m.env.Theme.Marks.Gap, count(more, "more problem", "more problems"))
	}
}

// statements writes a sentence for each statement.
func (m *Mandates) statements(p *page, x *model.Mandates, focused bool) {
	m.first = m.first[:0]
	m.cursor = max(0, min(m.cursor, len(x.All)-1))
	for i := range x.All {
		s := &x.All[i]
		mark, meaning := m.env.Theme.Marks.Allowed, theme.Good
		switch {
		case s.Broken:
			mark, meaning = m.env.Theme.Marks.Unknown, theme.Warning
		case s.Deny:
			mark, meaning = m.env.Theme.Marks.Denied, theme.Danger
		}
		m.first = append(m.first, len(p.lines))
		on := i == m.cursor
		for k, text := range wrap(s.Text, p.width-4) {
			l := widget.NewLine(m.env.Theme, ground(on, focused), p.width).Put(theme.Accent, cursorMark(m.env, on && k == 0))
			if k == 0 {
				l.Put(meaning, mark)
			}
			p.add(l.To(3).Put(theme.Plain, text))
		}
		if s.Sid != "" {
			p.add(p.line().To(3).Put(theme.Muted, "statement "+strconv.Itoa(s.Index)+"  "+s.Sid))
		}
	}
}

// accounts writes whom the policy names and whether they can act.
func (m *Mandates) accounts(p *page, x *model.Mandates) {
	if len(x.Accounts) == 0 {
		return
	}
	p.heading("Accounts it names")
	for _, a := range x.Accounts {
		name := strings.TrimSpace(a.Name + " " + string(a.Account))
		switch {
		case a.Trouble != "":
			p.say(theme.Warning, m.env.Theme.Marks.Gap, name+" "+a.Trouble)
		case a.Unread:
			p.say(theme.Muted, m.env.Theme.Marks.Unknown, name+": not read yet")
		default:
			p.say(theme.Plain, m.env.Theme.Marks.Dot, name)
		}
	}
}

// Do moves between the statements and opens the document.
func (m *Mandates) Do(c Command) Intent {
	x := m.env.mandates()
	switch c {
	case Up, Down:
		m.step(map[Command]int{Up: -1, Down: 1}[c], len(x.All))
	case Home:
		m.cursor = 0
		m.turn(c)
	case PageUp, PageDown, End:
		m.turn(c)
	case Left:
		return Gone{}
	case Open:
		return m.open(x)
	default:
		return m.env.doResourcePolicy(c)
	}
	return nil
}

// step moves the cursor to another statement, and scrolls where there is none.
func (m *Mandates) step(by, statements int) {
	to := m.cursor + by
	if to < 0 || to >= statements || to >= len(m.first) {
		m.move(by)
		return
	}
	m.cursor = to
	m.top = min(m.top, m.first[to])
	m.top = max(m.top, m.first[to]+3-m.height)
}

// open shows the document with the statement lit.
func (m *Mandates) open(x *model.Mandates) Intent {
	if x.Document == nil {
		return nil
	}
	lit := scp.Span{End: len(x.Document.Text)}
	if m.cursor < len(x.All) {
		lit = x.All[m.cursor].Span
	}
	return PolicyOpened{Policy: m.env.resourcePolicy(), Lit: []scp.Span{lit}}
}

// doResourcePolicy carries out what can be done with the resource policy
// wherever it is shown.
func (e *Env) doResourcePolicy(c Command) Intent {
	arn, text := e.Reading.ResourcePolicy()
	switch {
	case c == Reread:
		return Wanted{model.WantDelegations{}}
	case e.resourcePolicy() == "":
		return nil
	case c == Copy:
		return Copied{"resource policy ID", string(e.resourcePolicy())}
	case c == CopyARN:
		return Copied{"resource policy ARN", arn}
	case c == CopyText:
		return Copied{"document", text}
	default:
		return nil
	}
}

// canResourcePolicy tells whether the command of doResourcePolicy makes sense.
func (e *Env) canResourcePolicy(c Command) (ok bool, reason string) {
	switch {
	case c == Reread:
		return true, ""
	case c != Copy && c != CopyARN && c != CopyText:
		return false, ""
	case e.resourcePolicy() == "":
		return false, "There is no resource policy, or it is not read."
	default:
		return true, ""
	}
}

// Can tells which commands make sense.
func (m *Mandates) Can(c Command) (ok bool, reason string) {
	switch {
	case isMove(c) || c == Left:
		return true, ""
	case c == Open:
		return m.env.resourcePolicy() != "", ""
	default:
		return m.env.canResourcePolicy(c)
	}
}

// Label names what Enter opens.
func (m *Mandates) Label(c Command) string {
	if c == Open {
		return "document"
	}
	return ""
}

// Mouse chooses a statement, and scrolls; the second click opens it.
func (m *Mandates) Mouse(e Mouse) Intent {
	m.move(e.Wheel)
	if e.Wheel != 0 {
		return nil
	}
	for i, line := range m.first {
		if m.top+e.Y >= line {
			m.cursor = i
		}
	}
	if e.Twice {
		return m.Do(Open)
	}
	return nil
}
