// Package verdict answers whether an organization's SCPs and RCPs block an
// action: for one principal (Ask), for every account at once (Lens), a part of
// the accounts at a time (Sweep), and before and after a change (WhatIf).
//
// Two words go through the package. A ladder is AWS's inheritance: the path from
// the root to an account, with the policies attached at each level. A rung is
// one level of it with the texts of its policies, ready to be evaluated. SCPs
// apply by the ladder of the principal's account, RCPs by that of the account
// that owns the resource.
//
// What lives here decides and gives its reasons. Sentences about policies that
// are not about one question are in package plain. The package may import model,
// scp, iam and phrase.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
package verdict
