package pane

import (
	"deputy/model"
	"deputy/model/phrase"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// treeNote is the kind of a row that is not a node.
type treeNote uint8

// The notes.
const (
	noteNone     treeNote = iota
	noteOUs               // the OUs in here could not be read
	noteAccounts          // the accounts in here could not be read
	noteUnplaced          // accounts whose place is unknown yet
)

// addGaps appends a row for each kind of child that could not be read.
func (t *Tree) addGaps(n *model.Node, depth int) {
	if n.Kind == model.KindAccount {
		return
	}
	if t.env.Reading.Status(model.PartOUs, string(n.ID)).Progress == model.Failed {
		t.rows = append(t.rows, treeRow{n, depth, noteOUs})
	}
	if t.env.Reading.Status(model.PartAccounts, string(n.ID)).Progress == model.Failed {
		t.rows = append(t.rows, treeRow{n, depth, noteAccounts})
	}
}

// addUnplaced appends, below the tree, what could not be read of the tree as a
// whole, and how many accounts have no known place yet.
func (t *Tree) addUnplaced() {
	if len(t.rows) == 0 {
		return
	}
	r, root := t.env.Reading, t.rows[0].node
	if r.Status(model.PartOUs, "").Progress == model.Failed {
		t.rows = append(t.rows, treeRow{root, 0, noteOUs})
	}
	if r.Status(model.PartAccounts, "").Progress == model.Failed {
		t.rows = append(t.rows, treeRow{root, 0, noteAccounts})
	}
	if t.counted != t.shape { // A fold leaves the number as it is.
		t.counted, t.unplaced = t.shape, 0
		for range r.Accounts() {
			t.unplaced++
		}
		for top := range r.Roots() {
			t.unplaced -= r.AccountCount(top.ID)
		}
	}
	if t.unplaced > 0 {
		t.rows = append(t.rows, treeRow{root, 0, noteUnplaced})
	}
}

// findNote returns the row of a note about a node; -1 if there is none.
func (t *Tree) findNote(id model.NodeID, note treeNote) int {
	if note == noteNone {
		return -1
	}
	for i, r := range t.rows {
		if r.note == note && r.node.ID == id {
			return i
		}
	}
	return -1
}

// drawNote draws a note. The node's overview explains a gap in full.
func (t *Tree) drawNote(l *widget.Line, r treeRow) *widget.Line {
	what := map[treeNote]string{noteOUs: "OUs", noteAccounts: "accounts"}[r.note]
	switch {
	case r.note == noteUnplaced && t.arriving():
		return l.Put(theme.Muted, t.env.Spinner()+" "+phrase.Count(t.unplaced, "account")+" not placed yet")
	case r.note == noteUnplaced:
		return l.Put(theme.Warning, t.env.Theme.Marks.Gap+" "+phrase.Count(t.unplaced, "account")+" whose OU could not be read")
	case r.depth == 0:
		return l.Put(theme.Warning, t.env.Theme.Marks.Gap+" deputy could not read all "+what)
	default:
		return l.Put(theme.Warning, t.env.Theme.Marks.Gap+" deputy could not read the "+what+" here")
	}
}

// arriving reports whether the tree is still being read.
func (t *Tree) arriving() bool {
	for _, p := range []model.Part{model.PartOUs, model.PartAccounts} {
		if s := t.env.Reading.Status(p, ""); s.Progress == model.Waiting || s.Progress == model.Partial {
			return true
		}
	}
	return false
}
