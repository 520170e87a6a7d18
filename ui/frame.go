package ui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/pane"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// View composes the frame.
func (a *App) View() tea.View {
	v := tea.NewView(strings.Join(a.frame(), "\n"))
	v.AltScreen = true
	v.WindowTitle = "deputy"
	if a.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if t, ok := a.focused().(pane.Typist); ok && t.Typing() {
		if at := t.Caret(); at != nil {
			v.Cursor = tea.NewCursor(at.X+a.offset(), at.Y+bodyTop)
		}
	}
	return v
}

// offset gives the column where the pane with the keys begins.
func (a *App) offset() int {
	if len(a.overlays) > 0 {
		return 0
	}
	return a.screen().offset(a.size.W)
}

// frame gives the lines of the whole screen.
func (a *App) frame() []string {
	if a.size.W == 0 {
		return nil
	}
	if a.size.W < leastWidth || a.size.H < leastHeight {
		return tooSmall(a.env.Theme, a.size)
	}
	t, body := a.env.Theme, pane.Size{W: a.size.W, H: a.size.H - frameRows}
	var lines []string
	var joints []int
	if len(a.overlays) > 0 {
		lines = a.focused().View(body, true)
	} else {
		lines, joints = a.screen().view(t, body)
	}
	frame := make([]string, 0, a.size.H)
	frame = append(frame, a.header(), a.tabs(), rule(t, a.size.W, joints, t.Marks.TeeDown))
	frame = append(frame, lines...)
	return append(frame, rule(t, a.size.W, joints, t.Marks.TeeUp), a.footer())
}

// header tells the organization, who asks, and how fresh the reading is.
func (a *App) header() string {
	r := a.env.Reading
	l := widget.NewLine(a.env.Theme, theme.Page, a.size.W).Space(1)
	if r.Caller.Demo {
		l.Put(theme.Warning, "DEMO  ")
	}
	if a.options.ReadOnly != "" {
		l.Put(theme.Warning, "READ-ONLY  ")
	}
	if r.Organization.ID != "" {
		l.Put(theme.Strong, r.Organization.ID).Put(theme.Muted, "  management ").Put(theme.Plain, string(r.Organization.Management))
	}
	if r.Caller.ARN != "" {
		l.Put(theme.Muted, "  you: ").Put(theme.Plain, shortARN(r.Caller.ARN)+" "+roleOf(r.Caller.Role))
	}
	return l.Right(a.freshness()).String()
}

// shortARN gives the part of an ARN behind the account.
func shortARN(arn string) string {
	if p, err := model.ParseARN(arn); err == nil {
		return p.Resource
	}
	return arn
}

func roleOf(r model.CallerRole) string {
	switch r {
	case model.CallerManagement:
		return "(management account)"
	case model.CallerDelegated:
		return "(delegated administrator)"
	case model.CallerMember:
		return "(member, or no organizations:List* permission)"
	default:
		return ""
	}
}

// whole lists the parts that the header's percentage is made of.
var whole = []model.Part{
	model.PartOrganization, model.PartRoots, model.PartUnits, model.PartAccounts,
	model.PartDelegations, model.PartTrustedAccess, model.PartDocument,
}

// loading tells whether anything is being read.
func (a *App) loading() bool {
	for _, p := range whole {
		if s := a.env.Reading.Status(p, ""); s.Progress == model.Waiting || s.Progress == model.Partial {
			return true
		}
	}
	return a.env.Reading.Organization.ID == "" && a.env.Reading.Status(model.PartOrganization, "").Gap == nil
}

// freshness tells how far the reading is and how old.
func (a *App) freshness() (theme.Meaning, string) {
	var done, total int
	var left time.Duration
	var at time.Time
	for _, p := range whole {
		s := a.env.Reading.Status(p, "")
		done, total, left = done+s.Done, total+max(s.Total, s.Done), max(left, s.Left)
		if s.At.After(at) {
			at = s.At
		}
	}
	gaps := len(a.env.Reading.Gaps())
	switch {
	case a.loading() && total > 0 && left > 0:
		return theme.Muted, fmt.Sprintf("loading %d %%, %s left ", done*100/total, left.Round(time.Second))
	case a.loading():
		return theme.Muted, "loading "
	case gaps > 0:
		return theme.Warning, fmt.Sprintf("%s incomplete, %d gaps ", a.env.Theme.Marks.Gap, gaps)
	case at.IsZero():
		return theme.Muted, ""
	default:
		return theme.Muted, "complete " + at.UTC().Format("15:04Z") + " "
	}
}

// tabs names the screens.
func (a *App) tabs() string {
	l := widget.NewLine(a.env.Theme, theme.Page, a.size.W).Space(1)
	for i, s := range a.screens {
		m := theme.Muted
		if i == a.at && len(a.overlays) == 0 {
			m = theme.Strong
		}
		l.Put(theme.Accent, fmt.Sprint(i+1)).Put(m, " "+s.name+"   ")
	}
	return l.String()
}

// footer tells the next step, or a notice for some seconds.
func (a *App) footer() string {
	l := widget.NewLine(a.env.Theme, theme.Page, a.size.W).Space(1)
	if a.toast.text != "" {
		return l.Put(a.toast.meaning, a.toast.text).String()
	}
	for rank := 1; rank < 10; rank++ {
		for i := range a.actions {
			x := &a.actions[i]
			if x.Rank != rank {
				continue
			}
			reason, ok := a.reason(x)
			if !ok {
				continue
			}
			key, label := theme.Accent, theme.Plain
			if reason != "" {
				key, label = theme.Muted, theme.Muted
			}
			l.Put(key, keyName(x.Keys[0])).Put(label, " "+x.Label+"   ")
		}
	}
	return l.String()
}

// keyName spells a key for people.
func keyName(k string) string {
	names := map[string]string{
		"up": "↑", "down": "↓", "left": "←", "right": "→", "enter": "Enter", "esc": "Esc", "tab": "Tab", "shift+tab": "Shift+Tab",
		"pgup": "PgUp", "pgdown": "PgDn", "home": "Home", "end": "End", "backspace": "Backspace",
	}
	if n, ok := names[k]; ok {
		return n
	}
	return k
}
