package scp

// Truth is the outcome of a match against a request that may leave things
// open. The order is False, Unknown, True: the smaller of two is their AND,
// the larger their OR.
type Truth uint8

// The three outcomes.
const (
	// False holds for no way to fill in what is open.
	False Truth = iota + 1
	// Unknown turns on what is open.
	Unknown
	// True holds for every way to fill in what is open.
	True
)

// String is the outcome in one word.
func (t Truth) String() string {
	switch t {
	case False:
		return "false"
	case Unknown:
		return "unknown"
	case True:
		return "true"
	}
	return "no truth"
}

// Not is the opposite; of Unknown it is Unknown.
func (t Truth) Not() Truth { return False + True - t }

func truth(b bool) Truth {
	if b {
		return True
	}
	return False
}

// negate applies Not if the flag is set.
func (t Truth) negate(flag bool) Truth {
	if flag {
		return t.Not()
	}
	return t
}

// either is the outcome where both of two are possible.
func either(a, b Truth) Truth {
	if a == b {
		return a
	}
	return Unknown
}
