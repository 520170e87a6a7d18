package iam

// Calls returns all calls whose parts are known.
func Calls() []Call { return calls }
