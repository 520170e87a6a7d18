// Package finding inspects a whole organization for what is wrong or risky, or
// good to know, and for how far its delegation has come. Each kind of finding is
// one entry of a table: the parts of the reading that it needs, and a function
// that judges them. What could not be read is a finding of its own.
//
// The package may import every other package of the model but sample.
package finding
