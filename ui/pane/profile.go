package pane

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Profiles lets the user choose another profile of the AWS configuration.
type Profiles struct {
	env    *Env
	shown  []string
	window widget.Window
	kit.Query
}

// NewProfiles returns the list of profiles, with the cursor on the current one.
func NewProfiles(env *Env) *Profiles {
	p := &Profiles{env: env}
	p.Query = kit.NewQuery(p.narrow)
	p.narrow()
	p.window.To(slices.Index(p.shown, env.Profiles.Current))
	return p
}

const profilesHead = 3

// View draws the names.
func (p *Profiles) View(s kit.Size, _ bool) []string {
	t := p.env.Theme
	p.window.Resize(len(p.shown), max(1, s.H-profilesHead))
	lines := p.Lines(&p.env.Look, s.W, "Read with which profile?", fmt.Sprintf("%d of %d", len(p.shown), len(p.env.Profiles.Names)))
	lines = append(lines, widget.NewLine(t, theme.Page, s.W).String())
	for i := p.window.Top; i < p.window.End(); i++ {
		on := i == p.window.Cursor
		l := widget.NewLine(t, kit.Ground(on, true), s.W).Put(theme.Accent, p.env.CursorMark(on)).Put(theme.Plain, p.shown[i])
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
	return kit.Pad(t, lines, s)
}

// narrow keeps the names that contain what was typed.
func (p *Profiles) narrow() {
	ws := kit.Words(p.Value())
	p.shown = slices.DeleteFunc(slices.Clone(p.env.Profiles.Names), func(n string) bool {
		return !kit.HasWords(strings.ToLower(n), ws)
	})
	p.window.Len = len(p.shown)
	p.window.To(0)
}

// Do moves, chooses or leaves.
func (p *Profiles) Do(c kit.Command) kit.Intent {
	switch c {
	case kit.Open:
		return p.choose()
	case kit.Close:
		return Gone{}
	default:
		kit.Move(&p.window, c)
		return nil
	}
}

// choose replies with the profile under the cursor.
func (p *Profiles) choose() kit.Intent {
	if p.window.Cursor >= len(p.shown) {
		return nil
	}
	return Replied{model.Reply{Kind: model.PromptProfile, Text: p.shown[p.window.Cursor]}}
}

// Can implements kit.Pane.
func (p *Profiles) Can(c kit.Command) (ok bool, reason string) { return kit.CanList(c, len(p.shown)) }

// Mouse moves to a row; the second click chooses it.
func (p *Profiles) Mouse(m kit.Mouse) kit.Intent {
	if kit.Click(&p.window, m, profilesHead) {
		return p.choose()
	}
	return nil
}

// Label names what Enter does.
func (p *Profiles) Label(c kit.Command) string {
	if c == kit.Open {
		return "read with it"
	}
	return ""
}
