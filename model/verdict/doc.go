// Package verdict answers whether an organization's SCPs and RCPs block an
// action: for one principal (Ask, Rule), for every account at once (Lens), for a
// part of the accounts at a time (Sweep, LensBuilder), and before and after a
// change (WhatIf, Impact).
//
// Two words go through the package. A ladder is AWS's policy inheritance: the
// path from the root to an account, with the policies attached at each level. A
// rung is one level of it with its policies parsed, ready to be evaluated. SCPs
// apply by the ladder of the principal's account, RCPs by that of the account
// that owns the resource.
//
// A question becomes an evaluation, which finds the ladders and the condition
// keys that follow from the question; Judge evaluates them. What the question
// does not give is open. If open statements leave the answer undecided one by
// one, openStatements finds out what they come to together.
//
// What lives here decides and states its reasons. Sentences about policies that
// do not answer a question are in package plain. The package may import model,
// scp, iam and phrase.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
package verdict
