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

var rulingNames = [...]string{"", "Allowed", "ExplicitlyDenied", "ImplicitlyDenied", "Depends", "Unknown"}

// String returns the ruling's name as it stands in JSON.
func (r Ruling) String() string { return rulingNames[r] }

// Denied reports whether the request is denied, explicitly or implicitly.
func (r Ruling) Denied() bool { return r == ExplicitlyDenied || r == ImplicitlyDenied }

// Words returns the ruling as a heading.
func (r Ruling) Words() string {
	switch r {
	case Allowed:
		return "Not blocked by SCPs and RCPs"
	case ExplicitlyDenied:
		return "Denied"
	case ImplicitlyDenied:
		return "Denied: at some level nothing allows it"
	case Depends:
		return "It depends"
	default:
		return "Unknown: not everything that it takes has been read"
	}
}
