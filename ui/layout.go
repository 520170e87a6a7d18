package ui

import (
	"slices"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/kit"
	"deputy/ui/pane"
)

// The breakpoints: the sizes at which the layout changes.
const (
	minWidth, minHeight = 60, 15 // below this deputy asks for more room
	splitWidth          = 100    // from here on list and detail stand side by side
	wideWidth           = 180    // from here on a document stands beside the node that it applies to
	maxListWidth        = 60     // the list's greatest width beside a detail
	minDetailWidth      = 80     // what a wide list must leave to a detail beside it
	frameRows           = 5      // header, tabs, two rules, footer
	tabsRow             = 1      // below the header
	bodyTop             = 3      // header, tabs, rule
)

// layout is what can be seen: one of the screens, or the topmost of the overlays
// that lie on it. It decides which pane has the keys.
type layout struct {
	env      *pane.Env
	size     kit.Size
	screens  []*screen
	at       int        // the current screen
	overlays []kit.Pane // the last one has the keys
	trail    trail
}

// newLayout returns the layout of an environment: every screen, in the order of
// their keys, and no overlay.
func newLayout(env *pane.Env) *layout {
	l := &layout{env: env}
	l.reset()
	return l
}

// reset makes all screens again and removes the overlays.
func (l *layout) reset() {
	l.screens = []*screen{newOrganization(l.env), newPolicies(l.env), newDelegations(l.env), newFindings(l.env)}
	l.at, l.overlays, l.trail = 0, nil, trail{move: moveTravels}
}

// readAgain makes the layout ready for a new run of reading: prompts of the run
// before are gone, and the node under the cursor is read again.
func (l *layout) readAgain() {
	for _, s := range l.screens {
		s.requested = ""
	}
	l.remove(func(o kit.Pane) bool {
		_, prompt := o.(*pane.Prompt)
		return prompt
	})
}

// resize takes the size of the terminal.
func (l *layout) resize(width, height int) {
	l.size = kit.Size{W: width, H: height}
	l.env.Wide, l.env.Beside = width >= wideWidth, width >= splitWidth
}

// tooSmall reports whether the terminal has no room for anything but the notice
// that says so.
func (l *layout) tooSmall() bool {
	return l.size.W > 0 && (l.size.W < minWidth || l.size.H < minHeight)
}

// screen returns the current screen.
func (l *layout) screen() *screen { return l.screens[l.at] }

// organization returns the screen of the tree.
func (l *layout) organization() *screen { return l.screens[0] }

// screenAt returns the index of a screen, -1 if there is none of that name.
func (l *layout) screenAt(name string) int {
	return slices.IndexFunc(l.screens, func(s *screen) bool { return s.name == name })
}

// overlaid reports whether an overlay hides the screen.
func (l *layout) overlaid() bool { return len(l.overlays) > 0 }

// focused returns the pane that the keys go to: the top overlay, else the pane
// of the screen.
func (l *layout) focused() kit.Pane {
	if n := len(l.overlays); n > 0 {
		return l.overlays[n-1]
	}
	return l.screen().focused()
}

// typist returns the pane with the keys if it takes text now, else nil.
func (l *layout) typist() kit.Typist {
	if t, ok := l.focused().(kit.Typist); ok && t.Typing() {
		return t
	}
	return nil
}

// stopTyping ends the typing in the screen's filter or finder before another place
// is shown: who comes back does not type.
func (l *layout) stopTyping() {
	for _, p := range []kit.Pane{l.screen().list, l.screen().detail()} {
		if t, ok := p.(kit.Typist); ok && t.Typing() {
			t.Key(tea.KeyPressMsg{Code: tea.KeyEnter})
		}
	}
}

// usable returns the first key that works now: while one types, keys with a
// character are text. It is empty if there is none.
func (l *layout) usable(keys []string) string {
	t := l.typist()
	for _, k := range keys {
		if t == nil || t.Caret() == nil || utf8.RuneCountInString(k) > 1 {
			return k
		}
	}
	return ""
}

// searchKey spells the key that searches the whole organization from here.
func (l *layout) searchKey() string {
	var taken []string
	for name, c := range map[string]kit.Command{"filter": kit.Filter, "find": kit.FindIn} {
		if ok, _ := l.focused().Can(c); ok {
			taken = append(taken, l.env.Keys[name]...)
		}
	}
	for _, k := range l.env.Keys["search"] {
		if !slices.Contains(taken, k) {
			return k
		}
	}
	return l.env.Key("search")
}

// taker returns the pane that a command goes to: the one with the keys. The
// tabs of the pane beside a list turn from the list too.
func (l *layout) taker(c kit.Command) kit.Pane {
	p, s := l.focused(), l.screen()
	if c != kit.NextTab && c != kit.PrevTab || l.overlaid() || s.inDetail {
		return p
	}
	if columns := s.columns(l.size.W); len(columns) > 1 {
		return columns[1].pane
	}
	return p
}

// push lays an overlay on the screen.
func (l *layout) push(p kit.Pane) { l.overlays = append(l.overlays, p) }

// remove removes the overlays that match.
func (l *layout) remove(match func(kit.Pane) bool) {
	l.overlays = slices.DeleteFunc(l.overlays, match)
	l.trail.forget(match)
}

// raise lays a pane on top of all overlays, wherever among them it was.
func (l *layout) raise(p kit.Pane) {
	l.overlays = slices.DeleteFunc(l.overlays, func(o kit.Pane) bool { return o == p })
	l.push(p)
}

// has reports whether a pane is among the overlays.
func (l *layout) has(p kit.Pane) bool { return slices.Contains(l.overlays, p) }

// noColumns says why there are no columns to choose; empty if there are.
func (l *layout) noColumns() string {
	if _, ok := l.screen().list.(*pane.Accounts); !ok || l.overlaid() {
		return "Only the list of accounts has columns to choose: press 1, then t."
	}
	return ""
}

// askBeside reports whether the question stands beside the tree. It does so
// while it stays on: every key that changes it then shows in the tree.
func (l *layout) askBeside() bool {
	_, ok := l.organization().detail().(*pane.Ask)
	return ok
}

// leave leaves the pane with the keys: an overlay, a document, the pane beside the
// list. Esc leads back along the trail instead.
func (l *layout) leave() {
	l.trail.move = moveLeaves
	s := l.screen()
	switch {
	case l.overlaid():
		l.overlays = l.overlays[:len(l.overlays)-1]
	case l.at == 0 && l.askBeside():
		s.drop()
	case s.inDetail && len(s.details) > 1:
		s.details = s.details[:len(s.details)-1]
	case s.inDetail:
		s.inDetail = false
	}
}

// visible returns the panes that can be seen.
func (l *layout) visible() []kit.Pane {
	if l.overlaid() {
		return []kit.Pane{l.focused()}
	}
	columns := l.screen().columns(l.size.W)
	panes := make([]kit.Pane, len(columns))
	for i, c := range columns {
		panes[i] = c.pane
	}
	return panes
}

// paneAt returns the pane at a column of the terminal, and where in it that is.
func (l *layout) paneAt(x int) (column, int) {
	if l.overlaid() {
		return column{pane: l.focused()}, x
	}
	c := l.screen().at(x, l.size.W)
	return c, max(0, x-c.at)
}

// caret returns the text cursor's place on the terminal, nil for none.
func (l *layout) caret() *tea.Cursor {
	t := l.typist()
	if t == nil {
		return nil
	}
	at := t.Caret()
	if at == nil {
		return nil
	}
	left := 0
	if !l.overlaid() {
		left = l.screen().offset(l.size.W)
	}
	return tea.NewCursor(at.X+left, at.Y+bodyTop)
}

// body draws what stands between header and footer, and returns the columns of
// the rules between the panes.
func (l *layout) body() (lines []string, rules []int) {
	size := kit.Size{W: l.size.W, H: l.size.H - frameRows}
	if l.overlaid() {
		return l.focused().View(size, true), nil
	}
	return l.screen().view(l.env.Theme, size)
}

// place is a screen, what the cursor is on there, and whether the keys are in
// the pane beside the list.
type place struct {
	screen string
	on     pane.Place
	inside bool
}

// place returns where the user is.
func (l *layout) place() place {
	s := l.screen()
	p := place{screen: s.name, inside: s.inDetail}
	if list, ok := s.list.(pane.Placed); ok {
		p.on = list.Place()
	}
	return p
}

// goTo shows a place; it reports false, and shows nothing, if it is not there.
func (l *layout) goTo(to place) bool {
	i := l.screenAt(to.screen)
	if i < 0 {
		return false
	}
	l.stopTyping()
	s := l.screens[i]
	if to.on != (pane.Place{}) && !s.goTo(to.on) {
		return false
	}
	l.at, l.overlays = i, nil
	if len(s.details) > 1 {
		s.details = s.details[:1]
	}
	s.inDetail = s.detail() != nil && to.inside
	return true
}
