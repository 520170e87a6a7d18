// Package management says what the management account is used for, and what of
// that could be done elsewhere. No SCP applies to the management account, so the
// less it is needed, the better.
//
// A Judge puts each call into a Class: a delegated administrator can make it, it
// needs the management account, it acts on a resource that should move, or nobody
// knows. The class depends on the target as well as on the action. A Tally reads
// CloudTrail events one after the other and counts: who came in, what for, and how
// much of it another account could have done.
//
// judge.go has the judgement and target.go what a call says of its target;
// caller.go knows who made a call, tally.go counts, and report.go draws the
// conclusions. The rules are data of package catalog.
package management
