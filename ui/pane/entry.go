package pane

// Entry is an action as palette and help show it.
type Entry struct {
	Name   string   // its stable name
	Keys   []string // spelled for people
	Label  string
	Help   string
	Group  string
	Barred string // why it cannot be done now; empty if it can
}
