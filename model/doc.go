// Package model holds what an AWS organization is: its nodes, policies and
// delegations, the facts in which they are read, and the Reading that facts are
// applied to, with its gaps. It also knows inheritance (which policies are
// attached at which level of a path) and edits of a reading ("what if").
//
// What lives here is data and what every other package of the model needs of
// it. What follows from an organization is decided in the packages below this
// folder: verdicts in verdict, sentences in plain, changes in plan, and so on.
//
// The package is pure: no network, no files, no clock, no goroutines. It may
// import phrase, scp and iam, and none of the packages that decide.
package model
