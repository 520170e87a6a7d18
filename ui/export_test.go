package ui

// At returns how many entering moves led to what is on the screen, and whether it
// is something that only helps to choose.
func (a *App) At() (depth int, choosing bool) {
	return len(a.layout.trail.steps), helpsToChoose(a.layout.focused())
}

// AtFirst reports whether the tree has the keys, and nothing is opened.
func (a *App) AtFirst() bool {
	l := a.layout
	return l.at == 0 && !l.overlaid() && !l.screen().inDetail && len(l.screen().details) == 1
}

// Environment returns the environment of a command of the user's.
func Environment(outside, variables []string) []string { return environment(outside, variables) }
