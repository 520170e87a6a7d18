package pane

import (
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/delegation"
)

// nodeName returns a node's name, or its ID if deputy does not know the node.
func (e *Env) nodeName(id model.NodeID) string {
	if n := e.Reading.Node(id); n != nil {
		return nameOf(n)
	}
	return string(id)
}

// administratorName returns the name of a delegated administrator, or "account"
// while it is unknown.
func administratorName(h delegation.Administrator) string {
	if h.Name == "" {
		return "account"
	}
	return h.Name
}

// nameOf returns a node's name, or its ID while the name is unknown.
func nameOf(n *model.Node) string {
	if n.Name == "" {
		return string(n.ID)
	}
	return n.Name
}

// badgesOf returns the words behind a node's name.
func badgesOf(r *model.Reading, n *model.Node) []string {
	var badges []string
	if a := n.Account(); a != "" {
		if a == r.Organization.Management {
			badges = append(badges, "mgmt")
		}
		if ds, _ := r.Delegations(a); len(ds) > 0 {
			badges = append(badges, "admin for "+strconv.Itoa(len(ds)))
		} else if r.IsAdministrator(a) {
			badges = append(badges, "admin")
		}
		if n.State != model.StateActive && n.State != model.StateNotGiven {
			badges = append(badges, n.State.Words())
		}
	}
	switch r.NodeChange(n.ID) {
	case model.NodeAdded:
		badges = append(badges, "new")
	case model.NodeMoved:
		badges = append(badges, "moved")
	case model.NodeUnchanged:
	}
	return badges
}

// kindName returns the word for a kind of node.
func kindName(k model.NodeKind) string {
	switch k {
	case model.KindRoot:
		return "root"
	case model.KindOU:
		return "OU"
	case model.KindAccount:
		return "account"
	default:
		return "node"
	}
}

// policyName returns a policy's name, or its ID while the name is unknown.
func policyName(r *model.Reading, id model.PolicyID) string {
	if p := r.Policy(id); p != nil && p.Name != "" {
		return p.Name
	}
	return string(id)
}

// ShortCaller returns the ARN of an IAM or STS identity without partition and
// account: role/OrgReader, user/nik, or sso/OrgReader for a permission set. The
// ARN of a session does not have the role's path, so the path is left out.
func ShortCaller(arn string) string {
	p, err := model.ParseARN(arn)
	if err != nil {
		return arn
	}
	parts := strings.Split(p.Resource, "/")
	kind, name := parts[0], parts[len(parts)-1]
	if kind == "assumed-role" && len(parts) == 3 {
		kind, name = "role", parts[1]
	}
	if rest, ok := strings.CutPrefix(name, "AWSReservedSSO_"); ok {
		if at := strings.LastIndex(rest, "_"); at > 0 {
			rest = rest[:at]
		}
		return "sso/" + rest
	}
	if len(parts) == 1 {
		return kind
	}
	return kind + "/" + name
}
