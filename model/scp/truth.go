package scp

// Truth is the outcome of matching a request that may leave things open. The
// order is False, Unknown, True, so that min is AND and max is OR.
type Truth uint8

// The three outcomes.
const (
	// False means that no way to fill in what is open matches.
	False Truth = iota + 1
	// Unknown means that it depends on what is open.
	Unknown
	// True means that every way to fill in what is open matches.
	True
)

// String returns the outcome as one word.
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

// Not returns the opposite; that of Unknown is Unknown.
func (t Truth) Not() Truth { return False + True - t }

func truth(b bool) Truth {
	if b {
		return True
	}
	return False
}

// negate returns t, or its opposite if the flag is set.
func (t Truth) negate(flag bool) Truth {
	if flag {
		return t.Not()
	}
	return t
}

// either returns the outcome where both of two are possible.
func either(a, b Truth) Truth {
	if a == b {
		return a
	}
	return Unknown
}
