// Package model holds what an AWS organization is: its nodes (roots, OUs and
// accounts), its policies and its delegated administrators.
//
// Whoever reads an organization sends Facts. A Reading is everything known so
// far: facts are applied to it, in batches and in any order, and it keeps a
// Status for each Part of the organization, so that what could not be read
// stays visible as a Gap. A Snapshot is a frozen copy of a reading, for saving
// and comparing. Want says what the screen or a command needs to know next.
//
// A node inherits policies from every node above it. The path from the root
// down to a node, with the policies attached at each level, is called its
// ladder (Reading.Ladder); one step of it is a Level, a rung where it is judged.
//
// Edits are changes that are only tried out: Reading.WithEdits returns the
// organization as it would be.
//
// What lives here is data and what every other package of the model needs of
// it. What follows from an organization is decided in the packages below this
// folder: verdicts in verdict, sentences in plain, changes in plan, and so on.
//
// The package is pure: no network, no files, no clock, no goroutines. It may
// import phrase, scp and iam, and none of the packages that decide.
package model
