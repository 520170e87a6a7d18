package pane

import (
	"strconv"
	"strings"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Node shows a root, OU or account in tabs: an overview, its SCPs and RCPs by
// level, its delegations, its tags and its policies of other types. The overview of a root is the home.
type Node struct {
	env    *Env
	chosen func() *model.Node
	tabs   []nodeTab
	home   *Home
	beside *Document
	parted bool // something stands beside the node
	at     int
	scps   *policyLevels
	rcps   *policyLevels
	other  *nodeManagement
	head   int           // rows above the tab's own in the last view
	names  kit.Stretches // of the tabs in the last view
	tabRow int
	crumbs kit.Stretches // the path in the last view
	path   []*model.Node // what crumbs are
}

// pathRow is the row of the path.
const pathRow = 1

// nodeTab is one tab: its name, a number behind the name, and its content.
type nodeTab struct {
	name  string
	count func(*model.Node) string
	pane  kit.Pane
}

// tabsBeside is the narrowest pane whose tabs stand beside the node's name.
const tabsBeside = 92

// NewNode returns a pane that shows the node that chosen returns; nil for none.
func NewNode(env *Env, chosen func() *model.Node) *Node {
	n := &Node{env: env, chosen: chosen}
	n.scps = newPolicyLevels(env, chosen, model.ServiceControlPolicy)
	n.rcps = newPolicyLevels(env, chosen, model.ResourceControlPolicy)
	n.other = newNodeManagement(env, chosen)
	n.beside = NewDocument(env, n.policy)
	n.home = newHome(env, chosen)
	delegations := newNodeDelegations(env, chosen)
	n.tabs = []nodeTab{
		{"Overview", func(*model.Node) string { return "" }, newOverview(env, chosen, delegations, func() bool { return n.parted })},
		{"SCPs", n.scps.count, n.scps},
		{"RCPs", n.rcps.count, n.rcps},
		{"Deleg", delegations.count, delegations},
		{"Tags", n.tagCount, newTags(env, chosen)},
		{"Other", n.other.count, n.other},
	}
	return n
}

// View draws name, path, tabs and the current tab.
func (n *Node) View(s kit.Size, focused bool) []string {
	at := n.chosen()
	if at == nil {
		return kit.Pad(n.env.Theme, []string{widget.NewLine(n.env.Theme, theme.Page, s.W).String()}, s)
	}
	lines := n.top(at, s.W, focused)
	n.head = len(lines)
	if s.H <= n.head {
		return kit.Pad(n.env.Theme, lines, s)
	}
	return append(lines, n.tab(at).View(kit.Size{W: s.W, H: s.H - n.head}, focused)...)
}

// tab returns the content of the current tab.
func (n *Node) tab(at *model.Node) kit.Pane {
	if n.at == 0 && at.Kind == model.KindRoot {
		return n.home
	}
	return n.tabs[n.at].pane
}

// top returns the lines above the tab.
func (n *Node) top(at *model.Node, width int, focused bool) []string {
	first := widget.NewLine(n.env.Theme, theme.Page, width).Space(1)
	beside := width >= tabsBeside
	room := width - 2
	tabs := n.tabNames(at)
	if beside {
		room -= tabsWidth(tabs) + 1
	}
	n.title(first, at, room)
	n.tabRow = 0
	if beside {
		n.drawTabs(first.To(width-tabsWidth(tabs)-1), tabs, focused)
	}
	lines := []string{first.String(), n.drawPath(at, width)}
	if !beside {
		n.tabRow = len(lines)
		l := widget.NewLine(n.env.Theme, theme.Page, width)
		n.drawTabs(l, tabs, focused)
		lines = append(lines, l.String())
	}
	if a := at.Account(); a != "" && a == n.env.Reading.Organization.Management {
		lines = append(lines, widget.NewLine(n.env.Theme, theme.Page, width).Space(1).
			Put(theme.Warning, n.env.Theme.Marks.Gap+" No SCP applies to the management account, and no RCP to its resources.").String())
	}
	return append(lines, widget.NewLine(n.env.Theme, theme.Page, width).String())
}

// title draws the name and the ID in so many cells: the ID whole, or not at
// all.
func (n *Node) title(l *widget.Line, at *model.Node, room int) {
	name, id := widget.Clean(nameOf(at)), widget.Clean(string(at.ID))
	end := l.Used() + room
	most := room - widget.Width(id) - 3
	if at.Name == "" || most < 8 {
		l.Cell(theme.Strong, name, room)
		return
	}
	l.Cell(theme.Strong, name, min(most, widget.Width(name))).Space(3)
	l.Cell(theme.Plain, id, end-l.Used())
}

// drawPath draws the path from the root, without its beginning if it is too long.
func (n *Node) drawPath(at *model.Node, width int) string {
	l := widget.NewLine(n.env.Theme, theme.Page, width).Space(1)
	path := n.env.Reading.Path(at.ID)
	n.crumbs.Reset()
	n.path = nil
	if len(path) > 0 && path[0].Kind != model.KindRoot {
		return l.Put(theme.Muted, n.env.Theme.Marks.Unknown+" deputy does not know its place in the tree yet").String()
	}
	names := make([]string, len(path))
	for i, p := range path {
		names[i] = widget.Clean(nameOf(p))
	}
	left, first := "", 0
	for first+1 < len(names) && widget.Width(left+strings.Join(names[first:], " / ")) > width-2 {
		left, first = n.env.Theme.Marks.Ellipsis+" / ", first+1
	}
	from := l.Used() + widget.Width(left)
	for i := first; i < len(path); i++ {
		n.crumbs.Note(from, from+widget.Width(names[i]))
		from += widget.Width(names[i]) + len(" / ")
	}
	n.path = path[first:]
	return l.Put(theme.Muted, left+strings.Join(names[first:], " / ")).String()
}

// tabNames returns the names of the tabs with their numbers.
func (n *Node) tabNames(at *model.Node) []string {
	names := make([]string, len(n.tabs))
	for i, t := range n.tabs {
		if names[i] = t.name; i == 0 && at.Kind == model.KindRoot {
			names[i] = "Home"
		}
		if c := t.count(at); c != "" {
			names[i] += " " + c
		}
	}
	return names
}

// tabsWidth returns the width of all tabs.
func tabsWidth(names []string) int {
	w := 0
	for _, name := range names {
		w += widget.Width(name) + 2
	}
	return w
}

// drawTabs draws the tabs, the current one in brackets.
func (n *Node) drawTabs(l *widget.Line, names []string, focused bool) {
	n.names.Reset()
	for i, name := range names {
		from := l.Used()
		switch {
		case i == n.at && focused:
			l.Put(theme.Accent, "["+name+"]")
		case i == n.at:
			l.Put(theme.Strong, "["+name+"]")
		default:
			l.Put(theme.Muted, " "+name+" ")
		}
		n.names.Note(from, l.Used())
	}
}

// tagCount returns the number of tags.
func (n *Node) tagCount(at *model.Node) string {
	tags, status := n.env.Reading.Tags(string(at.ID))
	return tabCount(n.env, len(tags), status)
}

// tabCount returns a number for a tab: the mark of a gap if it could not be
// read, and nothing while it is unknown.
func tabCount(env *Env, number int, s model.Status) string {
	switch s.Progress {
	case model.Failed:
		return env.Theme.Marks.Gap
	case model.Complete, model.Saved, model.Partial:
		return strconv.Itoa(number)
	default:
		return ""
	}
}

// Do changes the tab, or carries out a command in it.
func (n *Node) Do(c kit.Command) kit.Intent {
	at := n.chosen()
	if at == nil {
		return nil
	}
	switch c {
	case kit.NextTab:
		return n.turn(1)
	case kit.PrevTab:
		return n.turn(-1)
	case kit.Left:
		return Gone{}
	default:
	}
	if ok, _ := n.tab(at).Can(c); ok {
		return n.tab(at).Do(c)
	}
	return doNode(n.env, at, c)
}

// Tab returns the number of the tab that is shown, from 0.
func (n *Node) Tab() int { return n.at }

// ShowTab shows a tab by its number; one that the node does not have is ignored.
func (n *Node) ShowTab(i int) {
	if i >= 0 && i < len(n.tabs) {
		n.at = i
	}
}

// turn switches to another tab, and says which policy is under the cursor
// there.
func (n *Node) turn(by int) kit.Intent {
	n.at = (n.at + by + len(n.tabs)) % len(n.tabs)
	return n.turned()
}

// turned returns what the tab that was turned to needs.
func (n *Node) turned() kit.Intent {
	var all Many
	if p := n.policy(); p != "" {
		all = append(all, PolicyMoved{p})
	}
	for _, w := range n.Needs() {
		all = append(all, Wanted{w})
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// Needs returns what the tab that is shown needs besides what is read of every node:
// an account's effective policies. The reader asks AWS for none twice.
func (n *Node) Needs() []model.Want {
	at := n.chosen()
	if at == nil || at.Account() == "" || n.tabs[n.at].pane != kit.Pane(n.other) {
		return nil
	}
	return []model.Want{n.env.wantEffective(at.Account(), false)}
}

// Can implements kit.Pane.
func (n *Node) Can(c kit.Command) (ok bool, reason string) {
	at := n.chosen()
	if at == nil {
		return false, ""
	}
	switch c {
	case kit.NextTab, kit.PrevTab, kit.Left:
		return true, ""
	default:
	}
	if ok, reason = n.tab(at).Can(c); ok || reason != "" {
		return ok, reason
	}
	return canNode(n.env, at, c)
}

// Mouse chooses a tab, goes to a node of the path, or acts on the click in the tab.
func (n *Node) Mouse(m kit.Mouse) kit.Intent {
	at := n.chosen()
	if at == nil {
		return nil
	}
	if m.Wheel == 0 && m.Y == n.tabRow {
		if i := n.names.At(m.X); i >= 0 {
			n.at = i
			return n.turned()
		}
	}
	if m.Wheel == 0 && m.Y == pathRow {
		if i := n.crumbs.At(m.X); i >= 0 {
			return NodeOpened{n.path[i].ID}
		}
	}
	if m.Wheel == 0 && m.Y < n.head {
		return nil
	}
	m.Y -= n.head
	return n.tab(at).Mouse(m)
}

// policy returns the policy whose document is shown beside the current tab;
// empty for none.
func (n *Node) policy() model.PolicyID {
	if l, ok := n.tabs[n.at].pane.(interface{ nearest() model.PolicyID }); ok {
		return l.nearest()
	}
	if n.at == 0 && n.parted {
		return n.scps.policy()
	}
	return ""
}

// Beside returns what is shown beside the node where there is room: the finding
// under the cursor of the home, beside another overview what policies forbid, and
// beside these the document under the cursor; nil for nothing.
func (n *Node) Beside() kit.Pane {
	at := n.chosen()
	switch {
	case at == nil:
		return nil
	case n.at == 0 && at.Kind == model.KindRoot:
		return n.home.besides()
	case n.at == 0:
		return n.scps
	case n.policy() == "":
		return nil
	default:
		return n.beside
	}
}

// Part says to the pane whether what Beside returns is shown: then it leaves that out.
func (n *Node) Part(parted bool) { n.parted = parted }

// Document returns the pane of the document under the cursor, which follows the
// cursor.
func (n *Node) Document() *Document { return n.beside }
