package kit

import "deputy/ui/widget"

// Move carries out the commands that move in a list. It reports whether c was one
// of them.
func Move(w *widget.Window, c Command) bool {
	switch c {
	case Up:
		w.Move(-1)
	case Down:
		w.Move(1)
	case PageUp:
		w.Move(1 - max(2, w.Height))
	case PageDown:
		w.Move(max(2, w.Height) - 1)
	case Home:
		w.To(0)
	case End:
		w.To(w.Len - 1)
	default:
		return false
	}
	return true
}

// CanList is Pane.Can for a list in an overlay: it moves, opens and closes.
func CanList(c Command, rows int) (ok bool, reason string) {
	switch c {
	case Close:
		return true, ""
	case Up, Down, PageUp, PageDown, Home, End, Open:
		return rows > 0, ""
	default:
		return false, ""
	}
}

// Click scrolls a list, or moves its cursor to the clicked row. The list begins
// below head lines. It reports whether the click was a double click, which opens
// the row.
func Click(w *widget.Window, m Mouse, head int) bool {
	if m.Wheel != 0 {
		w.Scroll(m.Wheel)
		return false
	}
	i := w.Top + m.Y - head
	if m.Y < head || i >= w.End() {
		return false
	}
	w.To(i)
	return m.Twice
}
