package ui

import (
	"encoding/json"
	"slices"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/strictjson"
	"deputy/model/verdict"
	"deputy/ui/pane"
)

// remembered is what the screen keeps of an organization from one start to the
// next: where the user was, and what they set up there. What a newer deputy wrote
// beside it is ignored.
type remembered struct {
	Screen    string             `json:"screen"`
	Place     pane.Place         `json:"place"`
	Inside    bool               `json:"inside,omitempty"` // the keys are in the pane beside the list
	Tab       int                `json:"tab,omitempty"`    // of that pane
	List      bool               `json:"list,omitempty"`   // accounts stand in a list instead of the tree
	Unfolded  []model.NodeID     `json:"unfolded,omitempty"`
	Question  *verdict.Question  `json:"question,omitempty"` // that stays on
	Exactly   bool               `json:"exactly,omitempty"`
	Recent    []pane.Place       `json:"recent,omitempty"`
	Bookmarks []pane.Place       `json:"bookmarks,omitempty"`
	Past      pane.PastQuestions `json:"past,omitzero"`
	Lists     pane.ListChoices   `json:"lists,omitzero"` // how the lists are sorted, and their columns
	Use       *pane.SavedUse     `json:"managementUse,omitempty"`
}

// maxBookmarks is how many bookmarks are kept; the oldest ones go first.
const maxBookmarks = 200

// resume takes up where the user was when they left the organization.
type resume struct {
	app     *App
	pending *remembered // its place is still to be gone to
	moved   bool        // the user has pressed a key: the cursor is theirs
}

// take takes what was remembered. What needs no reading is there at once.
func (m *resume) take(f model.ScreenFact) tea.Cmd {
	var was remembered
	if err := strictjson.DecodeSaved(f.Text, &was); err != nil {
		return m.app.toast.notice("deputy cannot read the place that it saved: " + err.Error())
	}
	env := m.app.env
	env.Recent = was.Recent[:min(len(was.Recent), maxRecent)]
	env.Bookmarks = was.Bookmarks[:min(len(was.Bookmarks), maxBookmarks)]
	env.Past, env.Lists = was.Past, was.Lists
	env.TakeUse(was.Use)
	if env.Lists.Accounts.Columns == nil {
		env.Lists.Accounts.Columns = m.app.options.Columns
	}
	if tree, ok := m.organization().list.(*pane.Tree); ok {
		tree.Unfold(was.Unfolded)
	}
	if was.Question != nil && was.Question.Check() == nil {
		m.app.sweep.start(*was.Question)
		if was.Exactly {
			m.app.sweep.turnExactly()
		}
	}
	m.pending = &was
	return m.goOn()
}

// goOn goes to the place once the reading has it. A place of --goto goes before
// it, and a key that the user has pressed.
func (m *resume) goOn() tea.Cmd {
	was := m.pending
	if was == nil {
		return nil
	}
	if m.moved || m.app.options.Goto != "" {
		m.pending = nil
		return nil
	}
	if !m.app.env.Reading.Status(model.PartRoots, "").Known() {
		return nil
	}
	l := m.app.layout
	if was.Place != (pane.Place{}) && !l.goTo(place{was.Screen, was.Place, was.Inside}) {
		if !m.app.session.nodesComing() && !m.app.session.policiesComing() {
			m.pending = nil // it is gone
		}
		return nil
	}
	m.pending = nil
	if i := l.screenAt(was.Screen); i >= 0 {
		l.at = i
	}
	if _, isTree := l.organization().list.(*pane.Tree); was.List && isTree {
		l.organization().turn()
	}
	if n, ok := l.organization().details[0].(*pane.Node); ok {
		n.ShowTab(was.Tab)
	}
	return m.app.arrived(l.place().on)
}

// organization returns the screen of the tree.
func (m *resume) organization() *screen { return m.app.layout.organization() }

// remember returns what is to be kept for the next start; nil before anything of
// the organization is known.
func (m *resume) remember() []byte {
	if m.app.options.Offline || m.app.env.Reading.Organization.ID == "" {
		return nil
	}
	l, env := m.app.layout, m.app.env
	at := l.place()
	now := remembered{Screen: at.screen, Place: at.on, Inside: at.inside, Recent: env.Recent, Bookmarks: env.Bookmarks, Past: env.Past, Lists: env.Lists, Use: env.KeepUse()}
	if m.pending != nil { // the place was not reached yet
		now.Screen, now.Place, now.Inside = m.pending.Screen, m.pending.Place, m.pending.Inside
	}
	for _, p := range []any{m.organization().list, m.organization().other} {
		if tree, ok := p.(*pane.Tree); ok {
			now.Unfolded = tree.Unfolded()
		}
	}
	_, now.List = m.organization().list.(*pane.Accounts)
	if n, ok := m.organization().details[0].(*pane.Node); ok {
		now.Tab = n.Tab()
	}
	if s := m.app.sweep; s.on {
		now.Question, now.Exactly = &s.question, s.exactly
	}
	text, err := json.Marshal(now)
	if err != nil {
		panic(err) // strings and numbers can be written
	}
	return text
}

// bookmark adds the place of the cursor to the bookmarks, or removes it.
func (m *resume) bookmark() tea.Cmd {
	at := m.app.layout.place().on
	if at.Name() == "" { // nothing, or a finding, which may be gone when one comes back
		return m.app.toast.notice("You cannot bookmark this: go to a root, OU, account, policy or service.")
	}
	env := m.app.env
	said := "Bookmark added: B lists them."
	if i := slices.Index(env.Bookmarks, at); i >= 0 {
		env.Bookmarks, said = slices.Delete(slices.Clone(env.Bookmarks), i, i+1), "Bookmark removed."
	} else {
		env.Bookmarks = append([]pane.Place{at}, env.Bookmarks[:min(len(env.Bookmarks), maxBookmarks-1)]...)
	}
	if text := m.remember(); text != nil {
		m.app.session.load.want(model.WantSave{Screen: text})
	}
	return m.app.toast.notice(said)
}

// noBookmarks says that there are none; empty if there are some.
func (m *resume) noBookmarks() string {
	if len(m.app.env.Bookmarks) == 0 {
		return "There are no bookmarks yet: b adds the place under the cursor."
	}
	return ""
}
