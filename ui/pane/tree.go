package pane

import (
	"slices"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/widget"
)

// Tree is the organization's tree: roots, OUs and accounts. It is flattened
// to the rows that are unfolded, of which only the visible ones are drawn, so
// that a key costs the same at fifty accounts and at fifty thousand.
type Tree struct {
	env      *Env
	window   widget.Window
	rows     []treeRow
	open     map[model.NodeID]bool
	shape    uint64         // generation that rows were made of
	stale    bool           // a fold changed
	shown    bool           // the first level was unfolded once
	unplaced int            // accounts whose place is unknown
	counted  uint64         // generation that these were counted in
	head     int            // lines above the rows in the last view
	unsorted []model.NodeID // whose children are still to be sorted before somebody asks
	sorting  uint64         // generation that these were collected in
}

// treeRow is one row: a node, or a note about it.
type treeRow struct {
	node  *model.Node
	depth int
	note  treeNote
}

// NewTree returns a tree of the environment's reading.
func NewTree(env *Env) *Tree {
	return &Tree{env: env, open: map[model.NodeID]bool{}}
}

// Unfolded returns the roots and OUs whose children are shown.
func (t *Tree) Unfolded() []model.NodeID {
	var ids []model.NodeID
	for id, open := range t.open {
		if open {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// Unfold shows the children of roots and OUs, now or once they are read.
func (t *Tree) Unfold(ids []model.NodeID) {
	for _, id := range ids {
		t.setOpen(id, true)
	}
}

// Selected returns the node under the cursor; nil while nothing is read.
func (t *Tree) Selected() *model.Node {
	t.flatten()
	if len(t.rows) == 0 {
		return nil
	}
	return t.rows[t.window.Cursor].node
}

// Select moves the cursor to a node and unfolds what is above it. It reports
// whether the tree has the node.
func (t *Tree) Select(id model.NodeID) bool {
	path := t.env.Reading.Path(id)
	if len(path) == 0 {
		return false
	}
	for _, n := range path[:len(path)-1] {
		t.setOpen(n.ID, true)
	}
	t.flatten()
	if i := t.find(id); i >= 0 {
		t.window.To(i)
		return true
	}
	return false
}

// View draws the names of the columns, the visible rows and, where the home is not
// beside them, what needs attention most.
func (t *Tree) View(s kit.Size, focused bool) []string {
	t.flatten()
	c := t.columns(s.W)
	foot := t.foot(s)
	lines := make([]string, 0, s.H)
	if t.head = 0; c.shown() && len(t.rows) > 0 {
		t.head = 1
		lines = append(lines, c.heading(t.env, s.W))
	}
	t.window.Resize(len(t.rows), max(1, s.H-t.head-len(foot)))
	for i := t.window.Top; i < t.window.End(); i++ {
		lines = append(lines, t.line(i, s.W, focused, &c))
	}
	if len(t.rows) == 0 {
		lines = append(lines, t.whyEmpty(s.W)...)
	}
	lines = kit.Pad(t.env.Theme, lines, kit.Size{W: s.W, H: max(0, s.H-len(foot))})
	return kit.Pad(t.env.Theme, append(lines, foot...), s)
}

// whyEmpty returns why there are no rows yet.
func (t *Tree) whyEmpty(width int) []string {
	p := newPage(t.env, width)
	if s := t.env.Reading.Status(model.PartRoots, ""); s.Progress == model.Failed {
		p.gap(gapOf(s))
	} else {
		p.Arriving("reading the organization")
	}
	return p.Lines
}

// Do moves, folds and opens.
func (t *Tree) Do(c kit.Command) kit.Intent {
	t.flatten()
	n := t.Selected()
	if c == kit.Toggle {
		return Switched{}
	}
	if n == nil {
		return nil
	}
	switch c {
	case kit.Left:
		t.left(n)
	case kit.Right:
		if n.Kind == model.KindAccount || t.open[n.ID] {
			return Entered{}
		}
		t.setOpen(n.ID, true)
	case kit.Open:
		return Entered{}
	case kit.FoldAll:
		t.foldAll()
	case kit.UnfoldAll:
		for u := range t.env.Reading.Roots() {
			t.setOpen(u.ID, true)
		}
		for u := range t.env.Reading.OUs() {
			t.setOpen(u.ID, true)
		}
		t.keep(n.ID)
	default:
		if !kit.Move(&t.window, c) {
			return doNode(t.env, n, c)
		}
	}
	if now := t.Selected(); now != n {
		return NodeMoved{now.ID}
	}
	return nil
}

// left folds an open OU; on anything else it moves to the parent.
func (t *Tree) left(n *model.Node) {
	if t.rows[t.window.Cursor].note != noteNone {
		t.window.To(t.find(n.ID))
		return
	}
	if t.open[n.ID] {
		t.setOpen(n.ID, false)
		return
	}
	if i := t.find(n.Parent); i >= 0 {
		t.window.To(i)
	}
}

// foldAll folds everything below the roots, and moves the cursor to the visible
// ancestor of where it was.
func (t *Tree) foldAll() {
	path := t.env.Reading.Path(t.Selected().ID)
	clear(t.open)
	for r := range t.env.Reading.Roots() {
		t.open[r.ID] = true
	}
	t.stale = true
	t.flatten()
	for _, n := range path {
		if i := t.find(n.ID); i >= 0 {
			t.window.To(i)
		}
	}
}

// Can implements kit.Pane.
func (t *Tree) Can(c kit.Command) (ok bool, reason string) {
	switch c {
	case kit.Up, kit.Down, kit.PageUp, kit.PageDown, kit.Home, kit.End, kit.Left, kit.Right, kit.Open, kit.FoldAll, kit.UnfoldAll:
		return len(t.rows) > 0, ""
	case kit.Toggle:
		return true, ""
	default:
		return canNode(t.env, t.Selected(), c)
	}
}

// Mouse selects the row; a click on the fold, or a second click, unfolds.
func (t *Tree) Mouse(m kit.Mouse) kit.Intent {
	if m.Wheel != 0 {
		t.window.Scroll(m.Wheel)
		return nil
	}
	i := t.window.Top + m.Y - t.head
	if m.Y < t.head || i >= t.window.End() {
		return nil
	}
	r := t.rows[i]
	t.window.To(i)
	if r.note == noteNone && r.node.Kind != model.KindAccount && (m.Twice || m.X <= 2*r.depth+2) {
		t.setOpen(r.node.ID, !t.open[r.node.ID])
	} else if m.Twice {
		return Entered{}
	}
	return NodeMoved{r.node.ID}
}

// setOpen folds or unfolds a node.
func (t *Tree) setOpen(id model.NodeID, open bool) {
	if t.open[id] != open {
		t.open[id], t.stale = open, true
	}
}

// find returns the row of a node; -1 if it is not visible.
func (t *Tree) find(id model.NodeID) int {
	for i := range t.rows {
		if t.rows[i].node.ID == id {
			return i
		}
	}
	return -1
}

// keep flattens again with the cursor on the same node.
func (t *Tree) keep(id model.NodeID) {
	t.flatten()
	if i := t.find(id); i >= 0 {
		t.window.To(i)
	}
}

// generation returns a number that rises when the tree changes.
func (t *Tree) generation() uint64 {
	g := t.env.Reading.Generation
	return g(model.PartRoots) + g(model.PartOUs) + g(model.PartAccounts)
}

// Prepare returns the next job that sorts what is below the OUs of a large
// organization before a key unfolds all of them.
func (t *Tree) Prepare() kit.Job {
	r := t.env.Reading
	if r.NodeCount() <= manyAccounts || t.env.isReading() {
		return nil
	}
	if now := t.generation(); now != t.sorting {
		t.sorting, t.unsorted = now, t.unsorted[:0]
		for u := range r.OUs() {
			t.unsorted = append(t.unsorted, u.ID)
		}
	}
	if len(t.unsorted) == 0 {
		return nil
	}
	return kit.ShortJob(func() {
		t.env.Spend(func() bool {
			if last := len(t.unsorted) - 1; last >= 0 {
				r.SortChildren(t.unsorted[last])
				t.unsorted = t.unsorted[:last]
			}
			return len(t.unsorted) > 0
		})
	})
}

// flatten makes the rows again if the tree or a fold changed. The cursor stays
// on its node, and the node at its place on the screen.
func (t *Tree) flatten() {
	r, shape := t.env.Reading, t.generation()
	if shape == t.shape && !t.stale {
		return
	}
	var on model.NodeID
	note := noteNone
	if t.window.Cursor < len(t.rows) {
		on, note = t.rows[t.window.Cursor].node.ID, t.rows[t.window.Cursor].note
	}
	t.shape, t.stale = shape, false
	if t.rows = t.rows[:0]; len(t.open) > r.NodeCount()/100 {
		t.rows = slices.Grow(t.rows, r.NodeCount())
	}
	for root := range r.Roots() {
		if !t.shown {
			t.open[root.ID], t.shown = true, true
		}
		t.add(root, 0)
	}
	t.addUnplaced()
	t.window.Len = len(t.rows)
	if i := t.findNote(on, note); i >= 0 {
		t.window.Keep(i)
		return
	}
	for at := on; at != ""; at = parentOf(r, at) {
		if i := t.find(at); i >= 0 {
			t.window.Keep(i)
			return
		}
	}
	t.window.Move(0) // nothing of the way to it is left
}

// add appends a node and, if it is unfolded, what is below it.
func (t *Tree) add(n *model.Node, depth int) {
	t.rows = append(t.rows, treeRow{node: n, depth: depth})
	if !t.open[n.ID] {
		return
	}
	for c := range t.env.Reading.Children(n.ID) {
		t.add(c, depth+1)
	}
	t.addGaps(n, depth+1)
}

// parentOf returns the parent of a node; empty if deputy does not know the
// node.
func parentOf(r *model.Reading, id model.NodeID) model.NodeID {
	if n := r.Node(id); n != nil {
		return n.Parent
	}
	return ""
}
