package pane

import (
	"deputy/model"
	"deputy/model/phrase"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Accounts is the flat list of all accounts: sorted by any column, narrowed by
// typing, drawn by window.
type Accounts struct {
	env *Env
	all accountRows
	kit.List[*accountRow]
	toTop bool         // once the rows are sorted again
	goal  model.NodeID // where the cursor goes once there are rows

	widest   map[string]int // of each column, as far as one has seen it
	measured *model.Reading
	asked    map[model.NodeID]bool // for their tags
}

// NewAccounts returns a list of the environment's accounts.
func NewAccounts(env *Env) *Accounts {
	a := &Accounts{env: env, all: accountRows{env: env, order: byName}}
	a.List = kit.NewList(kit.Source[*accountRow]{
		Rows:     a.rows,
		Reversed: func() bool { return env.Lists.Accounts.Reversed },
		ID:       func(x *accountRow) string { return string(x.id) },
		Text:     func(x *accountRow) string { return x.searchText },
		Moved:    func(x *accountRow) kit.Intent { return NodeMoved{x.node.ID} },
	})
	return a
}

// rows returns all rows in the order that is chosen.
func (a *Accounts) rows() ([]*accountRow, bool) {
	a.all.order = accountOrder(a.env.Lists.Accounts.order(accountOrders))
	changed := a.all.update()
	return a.all.rows, changed
}

// accountsHead is the number of lines above the list: the summary or filter, and
// the names of the columns.
const accountsHead = 2

// Selected returns the account under the cursor; nil if there is none.
func (a *Accounts) Selected() *model.Node {
	if x, ok := a.Row(); ok {
		return x.node
	}
	return nil
}

// Place returns the account under the cursor.
func (a *Accounts) Place() Place {
	if n := a.Selected(); n != nil {
		return Place{Node: n.ID}
	}
	return Place{}
}

// GoTo moves the cursor to an account, and clears a filter that hides it.
func (a *Accounts) GoTo(p Place) bool {
	n := a.env.Reading.Node(p.Node)
	if n == nil || n.Kind != model.KindAccount {
		return false
	}
	if a.GoToID(string(p.Node)) {
		return true
	}
	a.goal = p.Node
	return a.all.many() // its row is still to be made
}

// Work returns the next job that makes the rows of many accounts.
func (a *Accounts) Work() kit.Job {
	job := a.all.work()
	if job == nil {
		return nil
	}
	return func() func() {
		take := job()
		return func() { take(); a.settle() }
	}
}

// Prepare returns the next job that makes the rows before somebody asks for them;
// nil while accounts arrive and some rows are there.
func (a *Accounts) Prepare() kit.Job {
	if a.env.isReading() && a.all.made.sortedBy != byNothing {
		return nil
	}
	return a.Work()
}

// settle moves the cursor to where it belongs when new rows are there.
func (a *Accounts) settle() {
	if !a.all.changed {
		return
	}
	a.Update()
	switch {
	case a.goal != "" && a.GoToID(string(a.goal)), a.toTop:
	default:
		return
	}
	if a.goal == "" {
		a.Window.To(0)
	}
	a.goal, a.toTop = "", false
}

// View draws the visible rows.
func (a *Accounts) View(s kit.Size, focused bool) []string {
	a.Update()
	a.Head = accountsHead
	a.Window.Resize(len(a.Shown), max(0, s.H-accountsHead))
	c := a.columns(s.W)
	p := newPage(a.env, s.W)
	p.Add(a.summary(s.W))
	p.Add(a.head(c, s.W))
	for i := a.Window.Top; i < a.Window.End(); i++ {
		p.Add(a.line(i, c, s.W, focused))
	}
	if len(a.Shown) == 0 {
		a.writeWhyEmpty(p)
	}
	return kit.Pad(a.env.Theme, p.Lines, s)
}

// summary counts the accounts, or shows the filter.
func (a *Accounts) summary(width int) *widget.Line {
	l := widget.NewLine(a.env.Theme, theme.Page, width).Space(1)
	if a.ListFilter.Visible() {
		a.ListFilter.Draw(l, width-36)
		return l.Put(theme.Muted, phrase.Thousands(len(a.Shown))+" of "+phrase.Count(len(a.all.rows), "account"))
	}
	if len(a.all.rows) > 0 {
		l.Put(theme.Strong, phrase.Count(len(a.all.rows), "account"))
	} else {
		l.Put(theme.Strong, "Accounts")
	}
	switch s := a.env.Reading.Status(model.PartAccounts, ""); s.Progress {
	case model.Waiting, model.Partial:
		l.Put(theme.Muted, "  "+a.env.Spinner()+" more are loading")
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
		p.Say(theme.Muted, "", "No account matches by name, ID, e-mail, state or OU path. Esc clears the filter.")
		return
	}
	if a.all.many() && a.all.made.sortedBy == byNothing {
		p.Arriving("sorting the accounts")
		return
	}
	if !p.state(a.env.Reading.Status(model.PartAccounts, ""), "accounts") {
		p.Say(theme.Muted, "", "No accounts.")
	}
}

// Do moves, sorts, filters, opens, or switches to the tree.
func (a *Accounts) Do(c kit.Command) kit.Intent {
	switch c {
	case kit.Toggle:
		return Switched{}
	case kit.Open, kit.Right:
		return Entered{}
	case kit.Sort:
		a.env.Lists.Accounts.next(accountOrders)
		a.toTop = a.all.many()
		return a.Sorted()
	case kit.Reverse:
		a.env.Lists.Accounts.Reversed = !a.env.Lists.Accounts.Reversed
		return a.Sorted()
	default:
	}
	if follows, done := a.List.Do(c); done {
		return follows
	}
	return doNode(a.env, a.Selected(), c)
}

// Can implements kit.Pane.
func (a *Accounts) Can(c kit.Command) (ok bool, reason string) {
	switch c {
	case kit.Toggle, kit.Sort, kit.Reverse:
		return true, ""
	default:
	}
	if a.List.Can(c) {
		return true, ""
	}
	return canNode(a.env, a.Selected(), c)
}

// Mouse chooses an account; a second click opens it.
func (a *Accounts) Mouse(m kit.Mouse) kit.Intent {
	follows, opens := a.List.Mouse(m)
	if opens {
		return Entered{}
	}
	return follows
}
