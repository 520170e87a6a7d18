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
type Profiles struct{ pickList[string] }

// NewProfiles returns the list of profiles, with the cursor on the current one.
func NewProfiles(env *Env) *Profiles {
	p := &Profiles{}
	p.pickList = pickList[string]{Query: kit.NewQuery(p.narrow), env: env, does: "use profile", choose: p.reply}
	p.narrow()
	p.window.To(slices.Index(p.rows, env.Profiles.Current))
	return p
}

// View draws the names.
func (p *Profiles) View(s kit.Size, _ bool) []string {
	all := &p.env.Profiles
	empty := "No profile matches."
	if len(all.Names) == 0 {
		empty = "The AWS configuration on this machine has no profiles."
	}
	return p.view(s, pickListText{
		title: "Use which AWS profile?", right: fmt.Sprintf("%d of %d", len(p.rows), len(all.Names)), empty: empty,
	}, func(l *widget.Line, name string) {
		if l.Put(theme.Plain, name); name == all.Current {
			l.Space(2).Put(theme.Muted, "in use")
		}
	})
}

// narrow keeps the names that contain what was typed.
func (p *Profiles) narrow() {
	ws := kit.Words(p.Value())
	p.list(slices.DeleteFunc(slices.Clone(p.env.Profiles.Names), func(n string) bool {
		return !kit.HasWords(strings.ToLower(n), ws)
	}))
	p.window.To(0)
}

// reply replies with the profile under the cursor.
func (p *Profiles) reply() kit.Intent {
	name, ok := p.row()
	if !ok {
		return nil
	}
	return Replied{model.Reply{Kind: model.PromptProfile, Text: name}}
}
