// Package lint finds problems in one policy document: what the
// parser of package scp reports, and what only shows beside AWS's Service
// Authorization Reference. It needs no organization. The package may import plain,
// scp, iam and phrase.
//
// A Problem is an error where AWS refuses the document, a warning where a statement
// cannot match or exempt as it is meant, and a hint where the reference, which has a
// date, may only be older or younger than AWS. A false alarm is worse than silence:
// where a rule cannot be sure, it says nothing.
//
// Check in problem.go is the one place that decides. The rules are in rule.go, and
// those of each element in the file named like it.
package lint
