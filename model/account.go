package model

import "strings"

// AccountLabel returns an account's name with its ID in parentheses, for a
// sentence; the ID alone while the name is not known.
func (r *Reading) AccountLabel(account AccountID) string {
	if node := r.Node(account.Node()); node != nil && node.Name != "" {
		return node.Name + " (" + string(account) + ")"
	}
	return string(account)
}

// Outside reports whether an account is known not to be in the organization:
// either all accounts were read and it is not among them, or AWS has answered
// that it does not exist. It is false while that is not known.
func (r *Reading) Outside(a AccountID) bool {
	if a == "" || r.Node(a.Node()) != nil {
		return false
	}
	gap := r.Status(PartAccounts, string(a)).Gap
	return r.Status(PartAccounts, "").Known() || gap != nil && gap.Kind == FailureNotFound
}

// OrgPath returns an account's path as the condition key aws:PrincipalOrgPaths
// spells it: the IDs of the organization, the root and the OUs, each followed
// by a slash. It is empty while the path is not known up to the root.
func (r *Reading) OrgPath(a AccountID) string {
	path := r.Path(a.Node())
	if len(path) < 2 || path[0].Kind != KindRoot || r.Organization.ID == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString(r.Organization.ID + "/")
	for _, n := range path[:len(path)-1] {
		b.WriteString(string(n.ID) + "/")
	}
	return b.String()
}
