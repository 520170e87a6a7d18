// Package solver finds out whether what a request leaves open can be filled in
// so that policy statements match, or do not match, as wanted.
//
// What is open, a condition key or the resource, is a Slot. A slot could have
// endlessly many values, but the tests at hand tell only few of them apart: two
// values with the same outcome in every test are as good as one. So the solver
// makes a list of candidates for each slot, one for every combination of
// outcomes that some value has, and tries them slot by slot, taking back what
// leads nowhere. Where every list is complete, finding nothing is a proof that
// there is nothing.
//
// Candidates come from three places:
//
//   - For text, ARNs among it, an automaton reads characters with all patterns
//     of the tests at once. Each set of patterns that some text matches together
//     is one of its states, and the text that leads there first is a candidate.
//   - Of numbers, dates, addresses and bytes the caller names the candidates:
//     those that the tests mention and their neighbors.
//   - A key with several values gets sets, which are put together from single
//     values as long as that leads to new outcomes.
//
// Two things keep the search short. Goals that have no slot in common are
// solved apart from each other. And candidates come in stages, likely ones
// first: one for each value that a test mentions mostly suffices.
//
// All work is bounded. What is too much to find out counts as possible, and is
// reported as not sure.
//
// The package knows neither policies nor requests: package scp hands it
// statements and slots, and is the only package that imports it.
package solver
