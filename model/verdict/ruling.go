package verdict

// Ruling is the outcome of a verdict in one word.
type Ruling uint8

// The rulings. Allowed means that no SCP and no RCP blocks the request. It may
// still be denied: these policies never grant anything, and deputy does not
// read identity policies.
const (
	RulingNone Ruling = iota
	Allowed
	ExplicitlyDenied // a Deny matches
	ImplicitlyDenied // at some level nothing allows it
	Depends          // the answer depends on something that the question does not give
	Unknown          // something that is needed has not been read
)

// rulings are the texts of each ruling. RulingNone reads like Unknown.
var rulings = [...]struct{ name, heading, short, clause string }{
	RulingNone:       {"", unknownHeading, "unknown", "it is unknown"},
	Allowed:          {"Allowed", "Not blocked by SCPs and RCPs", "not blocked", "it is not blocked"},
	ExplicitlyDenied: {"ExplicitlyDenied", "Denied", "denied", "it is denied"},
	ImplicitlyDenied: {"ImplicitlyDenied", "Denied: at some level nothing allows it", "denied", "it is denied"},
	Depends:          {"Depends", "It depends", "depends", "it depends on what is not given"},
	Unknown:          {"Unknown", unknownHeading, "unknown", "it is unknown"},
}

// unknownHeading is the heading of Unknown.
const unknownHeading = "Unknown: deputy has not read everything that this needs"

// String returns the ruling's name as it stands in JSON.
func (r Ruling) String() string { return rulings[r].name }

// Heading returns the ruling as a heading.
func (r Ruling) Heading() string { return rulings[r].heading }

// Short returns the ruling in a word or two.
func (r Ruling) Short() string { return rulings[r].short }

// Clause returns the ruling as a clause inside a sentence.
func (r Ruling) Clause() string { return rulings[r].clause }

// Denied reports whether the request is denied, explicitly or implicitly.
func (r Ruling) Denied() bool { return r == ExplicitlyDenied || r == ImplicitlyDenied }
