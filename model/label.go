package model

func (r *Reading) PolicyName(id PolicyID) string {
	if p := r.policies[id]; p != nil {
		return p.Name
	}
	return string(id)
}

// AccountLabel names an account in a sentence.
func (r *Reading) AccountLabel(account AccountID) string {
	if node := r.Node(account.Node()); node != nil && node.Name != "" {
		return node.Name + " (" + string(account) + ")"
	}
	return string(account)
}

// TypeOf gives a policy's type; empty if it is not known.
func (r *Reading) TypeOf(id PolicyID) PolicyType {
	if p := r.policies[id]; p != nil {
		return p.Type
	}
	return ""
}
