package pane

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Profiles lets choose another profile of the AWS configuration to read with.
type Profiles struct {
	env    *Env
	shown  []string
	typed  input
	window widget.Window
	caret  *tea.Position
}

// NewProfiles gives the list of profiles, with the cursor on the current one.
func NewProfiles(env *Env) *Profiles {
	p := &Profiles{env: env, typed: newInput()}
	p.narrow()
	p.window.To(slices.Index(p.shown, env.Profiles.Current))
	return p
}

const profilesHead = 3

// View draws the names.
func (p *Profiles) View(s Size, _ bool) []string {
	t := p.env.Theme
	p.window.Resize(len(p.shown), max(1, s.H-profilesHead))
	lines, caret := ask(p.env, s.W, "Read with which profile?", fmt.Sprintf("%d of %d", len(p.shown), len(p.env.Profiles.Names)), &p.typed)
	p.caret = caret
	lines = append(lines, widget.NewLine(t, theme.Page, s.W).String())
	for i := p.window.Top; i < p.window.End(); i++ {
		on := i == p.window.Cursor
		l := widget.NewLine(t, ground(on, true), s.W).Put(theme.Accent, cursorMark(p.env, on)).Put(theme.Plain, p.shown[i])
		if p.shown[i] == p.env.Profiles.Current {
			l.Space(2).Put(theme.Muted, "in use")
		}
		lines = append(lines, l.String())
	}
	if len(p.shown) == 0 {
		text := "No profile has these letters."
		if len(p.env.Profiles.Names) == 0 {
			text = "The AWS configuration of this machine names no profile."
		}
		lines = append(lines, widget.NewLine(t, theme.Page, s.W).Space(1).Put(theme.Muted, text).String())
	}
	return pad(t, lines, s)
}

// narrow keeps the names that hold what was typed.
func (p *Profiles) narrow() {
	ws := words(p.typed.value())
	p.shown = slices.DeleteFunc(slices.Clone(p.env.Profiles.Names), func(n string) bool {
		return !hasWords(strings.ToLower(n), ws)
	})
	p.window.Len = len(p.shown)
	p.window.To(0)
}

// Do moves, chooses or leaves.
func (p *Profiles) Do(c Command) Intent {
	switch c {
	case Open:
		return p.choose()
	case Close:
		return Gone{}
	default:
		move(&p.window, c)
		return nil
	}
}

func (p *Profiles) choose() Intent {
	if p.window.Cursor >= len(p.shown) {
		return nil
	}
	return Replied{model.Reply{Kind: model.PromptProfile, Text: p.shown[p.window.Cursor]}}
}

// Can tells which commands make sense.
func (p *Profiles) Can(c Command) (ok bool, reason string) { return canList(c, len(p.shown)) }

// Mouse moves to a row; the second click chooses it.
func (p *Profiles) Mouse(m Mouse) Intent {
	if clicked(&p.window, m, profilesHead) {
		return p.choose()
	}
	return nil
}

// Typing is always on.
func (p *Profiles) Typing() bool { return true }

// Key narrows the list.
func (p *Profiles) Key(k tea.KeyPressMsg) (Intent, bool) {
	if !p.typed.key(k) {
		return nil, false
	}
	p.narrow()
	return nil, true
}

// Paste narrows the list.
func (p *Profiles) Paste(text string) Intent {
	p.typed.paste(text)
	p.narrow()
	return nil
}

// Caret gives where text is typed.
func (p *Profiles) Caret() *tea.Position { return p.caret }

// Label names what Enter does.
func (p *Profiles) Label(c Command) string {
	if c == Open {
		return "read with it"
	}
	return ""
}
