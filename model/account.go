package model

import "strings"

// AccountLabel names an account in a sentence.
func (r *Reading) AccountLabel(account AccountID) string {
	if node := r.Node(account.Node()); node != nil && node.Name != "" {
		return node.Name + " (" + string(account) + ")"
	}
	return string(account)
}

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

// OrgPath gives an account's place as aws:PrincipalOrgPaths has it:
// organization, root and OUs, each followed by a slash. Empty while the place
// is not known up to the root.
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
