package model

// Outside tells that an account is known not to be in the organization: it is
// not among all accounts, or AWS has said that there is none. False while that is
// not known.
func (r *Reading) Outside(a AccountID) bool {
	if a == "" || r.Node(a.Node()) != nil {
		return false
	}
	gap := r.Status(PartAccounts, string(a)).Gap
	return r.Status(PartAccounts, "").Known() || gap != nil && gap.Kind == FailureNotFound
}
