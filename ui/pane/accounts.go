package pane

import (
	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Accounts is the flat list of all accounts: sorted by any column, narrowed by
// typing, drawn by window.
type Accounts struct {
	env    *Env
	window widget.Window
	all    accountRows
	shown  []*accountRow
	kit.ListFilter
	filteredBy string // what shown was filtered by
}

// NewAccounts gives a list of the environment's reading.
func NewAccounts(env *Env) *Accounts {
	return &Accounts{env: env, all: accountRows{env: env, order: byName}, ListFilter: kit.NewListFilter()}
}

// accountsHead is the rows above the list: the summary or filter, and the
// columns' names.
const accountsHead = 2

// gather sorts and filters anew if the accounts, the order or the filter
// changed. The cursor stays on its account.
func (a *Accounts) gather() {
	var on *model.Node
	if a.window.Cursor < len(a.shown) {
		on = a.shown[a.window.Cursor].node
	}
	if !a.all.update() && a.filteredBy == a.ListFilter.Text() {
		return
	}
	a.filteredBy = a.ListFilter.Text()
	a.shown = a.shown[:0]
	at := -1
	for _, x := range a.all.rows {
		if a.ListFilter.Matches(x.searchText) {
			if x.node == on {
				at = len(a.shown)
			}
			a.shown = append(a.shown, x)
		}
	}
	a.window.Len = len(a.shown)
	if at >= 0 {
		a.window.Keep(at)
	} else {
		a.window.To(0)
	}
}

// Selected gives the account under the cursor, nil if there is none.
func (a *Accounts) Selected() *model.Node {
	a.gather()
	if len(a.shown) == 0 {
		return nil
	}
	return a.shown[a.window.Cursor].node
}

// Place gives the account under the cursor.
func (a *Accounts) Place() Place {
	if n := a.Selected(); n != nil {
		return Place{Node: n.ID}
	}
	return Place{}
}

// GoTo puts the cursor on an account, and lets go of a filter that hides it.
func (a *Accounts) GoTo(p Place) bool {
	if n := a.env.Reading.Node(p.Node); n == nil || n.Kind != model.KindAccount {
		return false
	}
	a.gather()
	if a.find(p.Node) {
		return true
	}
	a.ListFilter.Clear()
	a.gather()
	return a.find(p.Node)
}

func (a *Accounts) find(id model.NodeID) bool {
	for i, x := range a.shown {
		if x.node.ID == id {
			a.window.To(i)
			return true
		}
	}
	return false
}

// View draws the visible rows.
func (a *Accounts) View(s kit.Size, focused bool) []string {
	a.gather()
	c := a.columns(s.W)
	p := newPage(a.env, s.W)
	p.Add(a.summary(s.W))
	p.Add(a.head(c, s.W))
	a.window.Resize(len(a.shown), max(0, s.H-accountsHead))
	for i := a.window.Top; i < a.window.End(); i++ {
		p.Add(a.line(i, c, s.W, focused))
	}
	if len(a.shown) == 0 {
		a.writeWhyEmpty(p)
	}
	return kit.Pad(a.env.Theme, p.Lines, s)
}

// summary counts the accounts, or shows the filter.
func (a *Accounts) summary(width int) *widget.Line {
	l := widget.NewLine(a.env.Theme, theme.Page, width).Space(1)
	if a.ListFilter.Shown() {
		a.ListFilter.Draw(l, width-36)
		return l.Put(theme.Muted, thousands(len(a.shown))+" of "+plural(len(a.all.rows), "account"))
	}
	if len(a.all.rows) > 0 {
		l.Put(theme.Strong, plural(len(a.all.rows), "account"))
	} else {
		l.Put(theme.Strong, "Accounts")
	}
	switch s := a.env.Reading.Status(model.PartAccounts, ""); s.Progress {
	case model.Waiting, model.Partial:
		l.Put(theme.Muted, "  "+a.env.Spinner()+" more are arriving")
	case model.Failed:
		l.Put(theme.Warning, "  "+a.env.Theme.Marks.Gap+" some could not be read")
	case model.Saved:
		l.Put(theme.Muted, "  "+asOf(a.env, s))
	case model.Unread, model.Complete:
	}
	return l
}

// writeWhyEmpty says why the list is empty.
func (a *Accounts) writeWhyEmpty(p *page) {
	if a.ListFilter.Active() {
		p.Say(theme.Muted, "", "No account has this in its name, ID, e-mail, state or OU path. Esc clears the filter.")
		return
	}
	if !p.state(a.env.Reading.Status(model.PartAccounts, ""), "accounts") {
		p.Say(theme.Muted, "", "No accounts.")
	}
}

// Do moves, sorts, filters, opens, or goes back to the tree.
func (a *Accounts) Do(c kit.Command) kit.Intent {
	a.gather()
	was := a.Selected()
	switch c {
	case kit.Toggle:
		return Switched{}
	case kit.Open, kit.Right:
		return Entered{}
	case kit.Sort:
		a.all.nextOrder()
		a.gather()
		a.window.To(0)
	case kit.Filter:
		a.ListFilter.Begin()
	case kit.Close:
		a.ListFilter.Clear()
	default:
		if !kit.Move(&a.window, c) {
			return doNode(a.env, was, c)
		}
	}
	return a.moved(was)
}

// moved tells if the cursor has come to another account.
func (a *Accounts) moved(was *model.Node) kit.Intent {
	if now := a.Selected(); now != nil && now != was {
		return NodeMoved{now.ID}
	}
	return nil
}

// Can tells which commands make sense.
func (a *Accounts) Can(c kit.Command) (ok bool, reason string) {
	a.gather()
	switch c {
	case kit.Toggle, kit.Sort, kit.Filter:
		return true, ""
	case kit.Close:
		return a.ListFilter.Shown(), ""
	case kit.Up, kit.Down, kit.PageUp, kit.PageDown, kit.Home, kit.End, kit.Open, kit.Right:
		return len(a.shown) > 0, ""
	default:
		return canNode(a.env, a.Selected(), c)
	}
}

// Mouse chooses an account, or sorts by the column whose name was clicked; a
// second click opens the account.
func (a *Accounts) Mouse(m kit.Mouse) kit.Intent {
	a.gather()
	if m.Wheel != 0 {
		a.window.Scroll(m.Wheel)
		return nil
	}
	was, i := a.Selected(), a.window.Top+m.Y-accountsHead
	switch {
	case m.Y < accountsHead || i >= a.window.End():
		return nil
	case m.Twice:
		return Entered{}
	}
	a.window.To(i)
	return a.moved(was)
}

// Key types into the filter.
func (a *Accounts) Key(k tea.KeyPressMsg) (kit.Intent, bool) {
	was := a.Selected()
	changed, taken := a.ListFilter.Edit(k)
	if !changed {
		return nil, taken
	}
	return a.moved(was), taken
}

// Paste pastes into the filter.
func (a *Accounts) Paste(text string) kit.Intent {
	was := a.Selected()
	a.ListFilter.Paste(text)
	return a.moved(was)
}
