package pane

import (
	"fmt"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/scp"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// draft takes the pasted text of a policy that AWS does not have, to be tried at
// a node.
type draft struct {
	env      *Env
	at       model.NodeID
	about    model.NodeID
	text     string
	policy   model.Draft
	document *scp.Document
	top      int
	height   int
}

func newDraft(env *Env, at, about model.NodeID) *draft {
	d := &draft{env: env, at: at, about: about}
	d.set("")
	return d
}

// set takes a text and parses it.
func (d *draft) set(text string) {
	d.text, d.top = text, 0
	d.policy, d.document = model.NewDraft("that was pasted", text, d.at)
	for _, s := range d.document.Statements {
		if s.Sid.Value != "" {
			d.policy.Name = s.Sid.Value
			break
		}
	}
}

// wrong tells why the text cannot be tried; empty if it can.
func (d *draft) wrong() string {
	switch {
	case d.text == "":
		return "Paste the policy's document first."
	case d.document.Broken():
		return "What has errors cannot be evaluated: correct the text and paste it again."
	default:
		return ""
	}
}

// View draws what was pasted, with what is wrong with it.
func (d *draft) View(s Size, _ bool) []string {
	p := &page{env: d.env, width: s.W}
	l := p.line().Put(theme.Strong, "Try a new policy at "+d.env.nodeName(d.at))
	p.add(l)
	p.say(theme.Muted, "", onlyAsked)
	if d.text == "" {
		p.blank()
		p.say(theme.Plain, "", "Paste the policy's document: JSON as AWS Organizations takes it. One whose statements have a Principal is an RCP.")
		return pad(d.env.Theme, p.lines, s)
	}
	length := utf8.RuneCountInString(d.text)
	most, _ := d.policy.Type.Quota()
	p.say(theme.Muted, "", fmt.Sprintf("%s, %s of %s characters", shortType(d.policy.Type), thousands(length), thousands(most)))
	head := len(p.lines)
	for _, x := range d.document.Problems {
		mark := d.env.Theme.Marks.Gap
		if x.Severity() == scp.Error {
			mark = d.env.Theme.Marks.Denied
		}
		p.say(severe(x), mark, fmt.Sprintf("%s (character %d)", strings.TrimSuffix(x.Sentence, "."), x.Span.Start+1))
	}
	p.blank()
	text := newLayout(d.text, true, s.W-2)
	for _, line := range text.lines {
		l := widget.NewLine(d.env.Theme, theme.Page, s.W).Space(1 + line.indent)
		for _, x := range text.stretches(line) {
			l.Put(x.meaning, text.text[x.start:x.end])
		}
		p.add(l)
	}
	d.height = s.H - head
	d.top = max(0, min(d.top, len(p.lines)-head-d.height))
	return pad(d.env.Theme, append(p.lines[:head:head], p.lines[head+d.top:]...), s)
}

// Do scrolls, or tries the policy.
func (d *draft) Do(c Command) Intent {
	switch c {
	case Open:
		if why := d.wrong(); why != "" {
			return Noticed{why, theme.Warning}
		}
		return Supposed{model.Hypothesis{Drafts: []model.Draft{d.policy}}, d.about}
	case Up:
		d.top--
	case Down:
		d.top++
	case PageUp:
		d.top -= d.height
	case PageDown:
		d.top += d.height
	default:
	}
	return nil
}

// Can tells which commands make sense.
func (d *draft) Can(c Command) (ok bool, reason string) {
	switch c {
	case Open:
		return true, ""
	case Up, Down, PageUp, PageDown:
		return d.text != "", ""
	default:
		return false, ""
	}
}

// Label names what Enter does.
func (d *draft) Label(c Command) string {
	if c == Open {
		return "try it"
	}
	return ""
}

// Mouse scrolls.
func (d *draft) Mouse(m Mouse) Intent {
	d.top += m.Wheel
	return nil
}

// Typing is always on: a terminal without bracketed paste types what is pasted.
func (d *draft) Typing() bool { return true }

// Key takes characters, and what takes them back.
func (d *draft) Key(k tea.KeyPressMsg) (Intent, bool) {
	switch {
	case k.String() == "ctrl+u":
		d.set("")
	case k.String() == "backspace" && d.text != "":
		_, n := utf8.DecodeLastRuneInString(d.text)
		d.set(d.text[:len(d.text)-n])
	case k.Text != "" && len(d.text) < inputMost:
		d.set(d.text + k.Text)
	default:
		return nil, false
	}
	return nil, true
}

// Paste takes the text instead of what was there.
func (d *draft) Paste(text string) Intent {
	if len(text) > inputMost {
		return Noticed{"That is longer than any policy can be.", theme.Warning}
	}
	d.set(text)
	return nil
}

// Caret is nowhere: the text is pasted as a whole.
func (d *draft) Caret() *tea.Position { return nil }
