// Package recorded is what the screen knows of CloudTrail events in files: what it
// asks for, and what comes back. Whoever reads the files gives each event to the
// counters of a Pass, one Counter for each goroutine, and sends the fact that the
// pass ends with. A million events so come to the screen as one fact.
//
// want.go says what is asked for, fact.go what comes back, pass.go counts, denials.go
// counts the denials of each statement, call.go lists calls.
package recorded
