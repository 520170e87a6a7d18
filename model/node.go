package model

import "time"

// NodeKind is the kind of a node.
type NodeKind uint8

// The kinds of node. KindUnknown is that of a node that only its ID is known of.
const (
	KindUnknown NodeKind = iota
	KindRoot
	KindOU
	KindAccount
)

// Node is a root, an organizational unit (OU) or an account. Fields that the
// kind does not have are zero.
type Node struct {
	ID     NodeID
	Kind   NodeKind
	Name   string
	ARN    string
	Parent NodeID // empty for a root, and for an account whose parent is not known yet

	// Roots.
	PolicyTypes []PolicyTypeStatus

	// Accounts.
	Email    string
	State    AccountState
	Joined   time.Time
	JoinedBy string // INVITED or CREATED
}

// Account returns the node's ID as an account ID; empty for other kinds.
func (n *Node) Account() AccountID {
	if n == nil || n.Kind != KindAccount {
		return ""
	}
	return AccountID(n.ID)
}
