package widget

// Window is a cursor and what is visible around it in a list of any length.
// The zero Window is ready.
type Window struct {
	Len    int // rows in the list
	Cursor int // the chosen row
	Top    int // the first visible row
	Height int // visible rows
}

// Resize sets how long the list is and how many rows are visible, and keeps the
// cursor inside.
func (w *Window) Resize(length, height int) {
	w.Len, w.Height = length, height
	w.Move(0)
}

// Move moves the cursor by so many rows and scrolls just enough to show it.
func (w *Window) Move(rows int) { w.To(w.Cursor + rows) }

// To moves the cursor to a row and scrolls just enough to show it.
func (w *Window) To(row int) {
	w.Cursor = max(0, min(row, w.Len-1))
	if w.Height <= 0 {
		return
	}
	if w.Cursor < w.Top {
		w.Top = w.Cursor
	}
	if w.Cursor >= w.Top+w.Height {
		w.Top = w.Cursor - w.Height + 1
	}
	w.Top = max(0, min(w.Top, w.Len-w.Height))
}

// Scroll moves what is visible and takes the cursor along only where it would
// leave the window.
func (w *Window) Scroll(rows int) {
	w.Top = max(0, min(w.Top+rows, w.Len-w.Height))
	w.To(max(w.Top, min(w.Cursor, w.Top+w.Height-1)))
}

// Keep moves the cursor to a row that stays where the cursor was on the screen:
// the list scrolls past rows that arrived above.
func (w *Window) Keep(row int) {
	w.Top += row - w.Cursor
	w.Top = max(0, min(w.Top, w.Len-w.Height))
	w.To(row)
}

// End returns the index after the last visible row.
func (w *Window) End() int { return min(w.Len, w.Top+w.Height) }
