// Package plain says in plain words what policies do: the restrictions that
// SCPs and RCPs put on a node, statements that have no effect, how two nodes or
// two states of one differ, and what the organization's resource-based
// delegation policy allows.
//
// A sentence is as exact as its statement. The tests check that: they derive
// questions from each Restriction, and package verdict must answer each as the
// sentence says. The package may import model, verdict, scp, iam and phrase.
package plain
