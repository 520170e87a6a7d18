package kit

// Worker is a pane with work that takes too long to be done while a key waits.
type Worker interface {
	// Work returns the next part of the work; nil while there is none.
	Work() Job
}

// Job is a part of a pane's work. It runs in a goroutine of its own and must not
// touch anything that changes, above all not the reading, which the program's
// goroutine owns. It returns a function that the program's goroutine then runs to
// take over the result; that may take a few milliseconds.
type Job func() (take func())

// ShortJob returns a job that does all of its part in the program's goroutine,
// because it needs the reading. The part must be so short that keys can wait.
func ShortJob(part func()) Job { return func() func() { return part } }
