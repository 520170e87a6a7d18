package pane

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"deputy/model"
	"deputy/model/lint"
	"deputy/model/phrase"
	"deputy/model/plain"
	"deputy/model/scp"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// resourcePolicyName is what the screens call the organization's resource
// policy.
const resourcePolicyName = "Resource policy of the organization"

// resourcePolicyID returns the ID of the organization's resource policy, which
// is the end of its ARN; empty if there is none.
func (e *Env) resourcePolicyID() model.PolicyID {
	arn, text := e.Reading.ResourcePolicy()
	if arn == "" && text == "" {
		return ""
	}
	return model.PolicyID("rp-" + strings.TrimPrefix(arn[strings.LastIndexByte(arn, '/')+1:], "rp-"))
}

// resourcePolicyInWords returns the resource policy in plain words, made again
// when it or the tree changed.
func (e *Env) resourcePolicyInWords() *plain.ResourcePolicy {
	asOf := e.Reading.Generation(model.PartResourcePolicy) + e.Reading.Generation(model.PartAccounts) +
		e.Reading.Generation(model.PartOUs) + e.Reading.Generation(model.PartPolicies) + 1
	if e.policyCache.resourcePolicy == nil || e.policyCache.resourcePolicyAsOf != asOf {
		e.policyCache.resourcePolicy, e.policyCache.resourcePolicyAsOf = plain.ReadResourcePolicy(e.Reading), asOf
	}
	return e.policyCache.resourcePolicy
}

// ResourcePolicy shows the organization's resource policy in plain words: what
// each statement lets whom do, and the accounts it names. The cursor is on a
// statement.
type ResourcePolicy struct {
	env    *Env
	cursor int
	first  []int // the line on which each statement begins
	kit.Scroll
}

// NewResourcePolicy returns the pane of the resource policy.
func NewResourcePolicy(env *Env) *ResourcePolicy { return &ResourcePolicy{env: env} }

// View writes the page and returns the part that the user scrolled to.
func (m *ResourcePolicy) View(s kit.Size, focused bool) []string {
	p := newPage(m.env, s.W)
	m.write(p, focused)
	return m.Show(&p.Page, s)
}

// write writes the page.
func (m *ResourcePolicy) write(p *page, focused bool) {
	x := m.env.resourcePolicyInWords()
	p.Say(theme.Strong, "", resourcePolicyName)
	p.Say(theme.Muted, "", "It delegates policy management to accounts that no list of delegated administrators shows.")
	if x.Document == nil {
		p.Blank()
		if !p.state(x.Status, "the resource policy") {
			p.Say(theme.Plain, "", "The organization has none.")
		}
		return
	}
	p.Blank()
	p.Identity("ARN", x.ARN)
	p.Field("size", theme.Plain, fmt.Sprintf("%s of %s characters", phrase.Thousands(utf8.RuneCountInString(x.Document.Text)), phrase.Thousands(scp.ResourcePolicy.Quota())))
	if old := asOf(m.env, x.Status); old != "" {
		p.Field("text", theme.Muted, old)
	}
	m.writeProblems(p, x.Document)
	p.Heading("Who may do what")
	if len(x.Statements) == 0 {
		p.Say(theme.Muted, "", "deputy cannot read any statement.")
	}
	m.writeStatements(p, x, focused)
	m.writeAccounts(p, x)
}

// writeProblems writes the first problems of the document; the document itself
// lists all.
func (m *ResourcePolicy) writeProblems(p *page, d *scp.Document) {
	const most = 4
	found := lint.Check(d)
	for i := range found[:min(most, len(found))] {
		meaning, mark := problemMark(m.env, found[i].Severity)
		p.Say(meaning, mark, found[i].Text())
	}
	if more := len(found) - most; more > 0 {
		p.Say(theme.Muted, m.env.Theme.Marks.Gap, phrase.Count(more, "more problem"))
	}
}

// writeStatements writes a sentence for each statement.
func (m *ResourcePolicy) writeStatements(p *page, x *plain.ResourcePolicy, focused bool) {
	m.first = m.first[:0]
	m.cursor = max(0, min(m.cursor, len(x.Statements)-1))
	for i := range x.Statements {
		s := &x.Statements[i]
		mark, meaning := m.env.Theme.Marks.Allowed, theme.Good
		switch {
		case s.Broken:
			mark, meaning = m.env.Theme.Marks.Unknown, theme.Warning
		case s.Deny:
			mark, meaning = m.env.Theme.Marks.Denied, theme.Danger
		}
		m.first = append(m.first, len(p.Lines))
		on := i == m.cursor
		for k, text := range kit.Wrap(s.Text, p.Width-4) {
			l := widget.NewLine(m.env.Theme, kit.Ground(on, focused), p.Width).Put(theme.Accent, m.env.CursorMark(on && k == 0))
			if k == 0 {
				l.Put(meaning, mark)
			}
			p.Add(l.To(3).Put(theme.Plain, text))
		}
		if s.Sid != "" {
			p.Add(p.Line().To(3).Put(theme.Muted, "statement "+strconv.Itoa(s.Index)+"  "+s.Sid))
		}
	}
}

// writeAccounts writes the accounts that the policy names and whether they can
// act.
func (m *ResourcePolicy) writeAccounts(p *page, x *plain.ResourcePolicy) {
	if len(x.Accounts) == 0 {
		return
	}
	p.Heading("Accounts it names")
	for _, a := range x.Accounts {
		name := strings.TrimSpace(a.Name + " " + string(a.Account))
		switch {
		case a.OutOfUse != "":
			p.Say(theme.Warning, m.env.Theme.Marks.Gap, name+" "+a.OutOfUse)
		case a.Unread:
			p.Say(theme.Muted, m.env.Theme.Marks.Unknown, name+": not read yet")
		default:
			p.Say(theme.Plain, m.env.Theme.Marks.Dot, name)
		}
	}
}

// Do moves between the statements and opens the document.
func (m *ResourcePolicy) Do(c kit.Command) kit.Intent {
	x := m.env.resourcePolicyInWords()
	switch c {
	case kit.Up, kit.Down:
		m.step(map[kit.Command]int{kit.Up: -1, kit.Down: 1}[c], len(x.Statements))
	case kit.Home:
		m.cursor = 0
		m.Turn(c)
	case kit.PageUp, kit.PageDown, kit.End:
		m.Turn(c)
	case kit.Left:
		return Gone{}
	case kit.Open:
		return m.open(x)
	default:
		return m.env.doResourcePolicy(c)
	}
	return nil
}

// step moves the cursor to another statement, and scrolls if there is none.
func (m *ResourcePolicy) step(by, statements int) {
	to := m.cursor + by
	if to < 0 || to >= statements || to >= len(m.first) {
		m.Move(by)
		return
	}
	m.cursor = to
	m.Top = min(m.Top, m.first[to])
	m.Top = max(m.Top, m.first[to]+3-m.Height)
}

// open opens the document with the statement highlighted.
func (m *ResourcePolicy) open(x *plain.ResourcePolicy) kit.Intent {
	if x.Document == nil {
		return nil
	}
	span := scp.Span{End: len(x.Document.Text)}
	if m.cursor < len(x.Statements) {
		span = x.Statements[m.cursor].Span
	}
	return PolicyOpened{Policy: m.env.resourcePolicyID(), Highlight: []scp.Span{span}}
}

// doResourcePolicy carries out a command on the resource policy, wherever it is
// shown.
func (e *Env) doResourcePolicy(c kit.Command) kit.Intent {
	arn, text := e.Reading.ResourcePolicy()
	switch {
	case c == kit.Reload:
		return Wanted{model.WantDelegations{}}
	case e.resourcePolicyID() == "":
		return nil
	case c == kit.Copy:
		return copiedName("resource policy ID", string(e.resourcePolicyID()))
	case c == kit.CopyARN:
		return copiedName("resource policy ARN", arn)
	case c == kit.CopyText:
		return Copied{"document", text}
	default:
		return nil
	}
}

// canResourcePolicy reports whether a command of doResourcePolicy is available.
func (e *Env) canResourcePolicy(c kit.Command) (ok bool, reason string) {
	switch {
	case c == kit.Reload:
		return true, ""
	case c != kit.Copy && c != kit.CopyARN && c != kit.CopyText:
		return false, ""
	case e.resourcePolicyID() == "":
		return false, "There is no resource policy, or deputy has not read it."
	default:
		return true, ""
	}
}

// Can implements kit.Pane.
func (m *ResourcePolicy) Can(c kit.Command) (ok bool, reason string) {
	switch {
	case c.Moves() || c == kit.Left:
		return true, ""
	case c == kit.Open:
		return m.env.resourcePolicyID() != "", ""
	default:
		return m.env.canResourcePolicy(c)
	}
}

// Label names what Enter opens.
func (m *ResourcePolicy) Label(c kit.Command) string {
	if c == kit.Open {
		return "open document"
	}
	return ""
}

// Mouse chooses a statement, and scrolls; the second click opens it.
func (m *ResourcePolicy) Mouse(e kit.Mouse) kit.Intent {
	m.Move(e.Wheel)
	if e.Wheel != 0 {
		return nil
	}
	for i, line := range m.first {
		if m.Top+e.Y >= line {
			m.cursor = i
		}
	}
	if e.Twice {
		return m.Do(kit.Open)
	}
	return nil
}
