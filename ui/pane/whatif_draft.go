package pane

import (
	"fmt"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/lint"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// policyDraft takes the pasted text of a policy that AWS does not have, to try
// it at a node.
type policyDraft struct {
	env      *Env
	at       model.NodeID
	about    model.NodeID
	text     string
	policy   model.Draft
	document *scp.Document
	top      int
	height   int
}

// newPolicyDraft returns an empty draft for a node.
func newPolicyDraft(env *Env, at, about model.NodeID) *policyDraft {
	d := &policyDraft{env: env, at: at, about: about}
	d.set("")
	return d
}

// set replaces the text and parses it.
func (d *policyDraft) set(text string) {
	d.text, d.top = text, 0
	d.policy, d.document = model.NewDraft("that was pasted", text, d.at)
	for _, s := range d.document.Statements {
		if s.Sid.Value != "" {
			d.policy.Name = s.Sid.Value
			break
		}
	}
}

// whyNot returns why the text cannot be tried; empty if it can.
func (d *policyDraft) whyNot() string {
	switch {
	case d.text == "":
		return "Paste the policy's document first."
	case d.document.Broken():
		return "deputy cannot evaluate a policy with errors: correct it and paste it again."
	default:
		return ""
	}
}

// View draws the pasted text and its problems.
func (d *policyDraft) View(s kit.Size, _ bool) []string {
	p := newPage(d.env, s.W)
	l := p.Line().Put(theme.Strong, "Try a new policy at "+d.env.nodeName(d.at))
	p.Add(l)
	p.Say(theme.Muted, "", onlyAQuestion)
	if d.text == "" {
		p.Blank()
		p.Say(theme.Plain, "", "Paste the policy's document: JSON as AWS Organizations takes it. One whose statements have a Principal is an RCP.")
		return kit.Pad(d.env.Theme, p.Lines, s)
	}
	length := utf8.RuneCountInString(d.text)
	most, _ := d.policy.Type.Quota()
	p.Say(theme.Muted, "", fmt.Sprintf("%s, %s of %s characters", shortType(d.policy.Type), phrase.Thousands(length), phrase.Thousands(most)))
	head := len(p.Lines)
	for _, x := range lint.Check(d.document) {
		m, mark := problemMark(d.env, x.Severity)
		p.Say(m, mark, fmt.Sprintf("%s (character %d)", strings.TrimSuffix(x.Text(), "."), x.Span.Start+1))
	}
	p.Blank()
	text := newLayout(d.text, true, s.W-2)
	for _, line := range text.lines {
		l := widget.NewLine(d.env.Theme, theme.Page, s.W).Space(1 + line.indent)
		for _, x := range text.stretches(line) {
			l.Put(x.meaning, text.text[x.start:x.end])
		}
		p.Add(l)
	}
	d.height = s.H - head
	d.top = max(0, min(d.top, len(p.Lines)-head-d.height))
	return kit.Pad(d.env.Theme, append(p.Lines[:head:head], p.Lines[head+d.top:]...), s)
}

// Do scrolls, or tries the policy.
func (d *policyDraft) Do(c kit.Command) kit.Intent {
	switch c {
	case kit.Open:
		if why := d.whyNot(); why != "" {
			return Noticed{why, theme.Warning}
		}
		return ChangeAdded{model.Edits{Drafts: []model.Draft{d.policy}}, d.about}
	case kit.Up:
		d.top--
	case kit.Down:
		d.top++
	case kit.PageUp:
		d.top -= d.height
	case kit.PageDown:
		d.top += d.height
	default:
	}
	return nil
}

// Can implements kit.Pane.
func (d *policyDraft) Can(c kit.Command) (ok bool, reason string) {
	switch c {
	case kit.Open:
		return true, ""
	case kit.Up, kit.Down, kit.PageUp, kit.PageDown:
		return d.text != "", ""
	default:
		return false, ""
	}
}

// Label names what Enter does.
func (d *policyDraft) Label(c kit.Command) string {
	if c == kit.Open {
		return "preview"
	}
	return ""
}

// Mouse scrolls.
func (d *policyDraft) Mouse(m kit.Mouse) kit.Intent {
	d.top += m.Wheel
	return nil
}

// Typing reports true: a terminal without bracketed paste types what the user
// pastes.
func (d *policyDraft) Typing() bool { return true }

// Key appends characters, or removes them.
func (d *policyDraft) Key(k tea.KeyPressMsg) (kit.Intent, bool) {
	switch {
	case k.String() == "ctrl+u":
		d.set("")
	case k.String() == "backspace" && d.text != "":
		_, n := utf8.DecodeLastRuneInString(d.text)
		d.set(d.text[:len(d.text)-n])
	case k.Text != "" && len(d.text) < kit.MaxInput:
		d.set(d.text + k.Text)
	default:
		return nil, false
	}
	return nil, true
}

// Paste replaces the text.
func (d *policyDraft) Paste(text string) kit.Intent {
	if len(text) > kit.MaxInput {
		return Noticed{"This is longer than any policy can be.", theme.Warning}
	}
	d.set(text)
	return nil
}

// Caret returns nil: the text is pasted as a whole.
func (d *policyDraft) Caret() *tea.Position { return nil }
