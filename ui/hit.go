package ui

// hit is a stretch of a line of the last frame where a click runs an action. It is
// made where that line is drawn, so that the two cannot differ.
type hit struct {
	x, y, width int
	action      string // its name in the table of actions
}

// hits are all such stretches of the last frame.
type hits []hit

// action returns the name of the action at a cell; empty if there is none.
func (h hits) action(x, y int) string {
	for _, one := range h {
		if y == one.y && x >= one.x && x < one.x+one.width {
			return one.action
		}
	}
	return ""
}
