package model

func (r *Reading) NodeName(id NodeID) string {
	if n := r.Node(id); n != nil && n.Name != "" {
		return n.Name
	}
	return string(id)
}

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
