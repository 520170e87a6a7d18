package kit

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/widget"
)

// List is a list of rows with a cursor that the user can narrow by typing. The
// cursor stays on its row when rows come, go or change their order. A pane embeds
// a List, calls Update before it uses the rows, and draws them itself.
type List[T any] struct {
	ListFilter
	Window widget.Window
	Head   int // lines of the pane above the rows in the last view
	Shown  []T // the rows that the filter lets through
	source Source[T]
	asked  string // what Shown was filtered by
	turned bool   // Shown is in the other direction
}

// Source is where a List has its rows from.
type Source[T any] struct {
	// Rows returns all rows in their order, and whether they changed since the
	// last call.
	Rows func() (all []T, changed bool)
	// Reversed reports whether the rows are shown in the other direction; nil for
	// never.
	Reversed func() bool
	// ID returns what a row is recognized by.
	ID func(T) string
	// Text returns what the filter looks for its words in, in lower case.
	Text func(T) string
	// Moved returns what follows when the cursor comes to another row.
	Moved func(T) Intent
}

// NewList returns a list of the source's rows.
func NewList[T any](s Source[T]) List[T] {
	return List[T]{ListFilter: NewListFilter(), source: s}
}

// Update filters again if the rows or the filter changed.
func (l *List[T]) Update() {
	all, changed := l.source.Rows()
	turned := l.source.Reversed != nil && l.source.Reversed()
	if !changed && l.asked == l.Text() {
		if turned != l.turned { // The order is the same, which takes no time even in a long list.
			l.turned = turned
			slices.Reverse(l.Shown)
			l.Window.Keep(len(l.Shown) - 1 - l.Window.Cursor)
		}
		return
	}
	on, at := l.cursorID(), -1
	l.asked, l.Shown = l.Text(), l.Shown[:0]
	for _, row := range all {
		if !l.Matches(l.source.Text(row)) {
			continue
		}
		if on != "" && l.source.ID(row) == on {
			at = len(l.Shown)
		}
		l.Shown = append(l.Shown, row)
	}
	if l.turned = turned; turned {
		slices.Reverse(l.Shown)
		at = len(l.Shown) - 1 - at
	}
	l.Window.Len = len(l.Shown)
	if at >= 0 && at < len(l.Shown) {
		l.Window.Keep(at)
	} else {
		l.Window.To(0)
	}
}

// Row returns the row under the cursor; ok is false if there is none.
func (l *List[T]) Row() (row T, ok bool) {
	l.Update()
	if l.Window.Cursor < len(l.Shown) {
		return l.Shown[l.Window.Cursor], true
	}
	return row, false
}

// GoToID moves the cursor to a row, and clears a filter that hides it. It reports
// whether there is such a row.
func (l *List[T]) GoToID(id string) bool {
	l.Update()
	if l.find(id) {
		return true
	}
	l.Clear()
	l.Update()
	return l.find(id)
}

func (l *List[T]) find(id string) bool {
	for i, row := range l.Shown {
		if l.source.ID(row) == id {
			l.Window.To(i)
			return true
		}
	}
	return false
}

// Do carries out the commands that move the cursor and those of the filter. It
// reports whether c was one of them.
func (l *List[T]) Do(c Command) (follows Intent, done bool) {
	was := l.current()
	switch {
	case c == Filter:
		l.Begin()
	case c == Close:
		l.Clear()
	case !Move(&l.Window, c):
		return nil, false
	}
	return l.moved(was), true
}

// Sorted moves the cursor to the top, after the user chose another order.
func (l *List[T]) Sorted() Intent {
	was := l.cursorID()
	l.Update()
	l.Window.To(0)
	return l.moved(was)
}

// Can is Pane.Can for the commands that Do knows and for those that open a row.
func (l *List[T]) Can(c Command) bool {
	l.Update()
	switch {
	case c == Filter:
		return true
	case c == Close:
		return l.ListFilter.Visible()
	case c.Moves(), c == Open, c == Right:
		return len(l.Shown) > 0
	default:
		return false
	}
}

// Mouse scrolls, or moves the cursor to the clicked row. It reports whether the
// click was a double click, which opens the row.
func (l *List[T]) Mouse(m Mouse) (follows Intent, opens bool) {
	was := l.current()
	opens = Click(&l.Window, m, l.Head)
	if opens || m.Wheel != 0 {
		return nil, opens
	}
	return l.moved(was), false
}

// Key edits the filter; see Typist.
func (l *List[T]) Key(k tea.KeyPressMsg) (Intent, bool) {
	was := l.current()
	changed, taken := l.Edit(k)
	if !changed {
		return nil, taken
	}
	return l.moved(was), taken
}

// Paste inserts pasted text into the filter.
func (l *List[T]) Paste(text string) Intent {
	was := l.current()
	l.ListFilter.Paste(text)
	return l.moved(was)
}

// current returns the ID of the row under the cursor in an updated list; empty if
// there is none.
func (l *List[T]) current() string {
	l.Update()
	return l.cursorID()
}

func (l *List[T]) cursorID() string {
	if l.Window.Cursor < len(l.Shown) {
		return l.source.ID(l.Shown[l.Window.Cursor])
	}
	return ""
}

// moved returns what follows if the cursor left the row with an ID for another.
func (l *List[T]) moved(was string) Intent {
	row, ok := l.Row()
	if !ok || l.source.ID(row) == was {
		return nil
	}
	return l.source.Moved(row)
}
