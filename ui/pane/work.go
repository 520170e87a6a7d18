package pane

// Worker is a pane with work that takes longer than a key may.
type Worker interface {
	// Work gives the next part of it; nil while nothing is to be done.
	Work() Job
}

// Job is a part of a pane's work. It runs beside the program and touches nothing
// that changes, above all not the reading, which has one owner. What it gives
// runs in the program, for a few milliseconds, and takes over what was made.
type Job func() (take func())

// soon is a job that the reading is needed for: a part so small that keys can
// wait for it.
func soon(part func()) Job { return func() func() { return part } }
