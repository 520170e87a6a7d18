package pane

import (
	"deputy/model"
	"deputy/ui/kit"
)

// Place is somewhere that the user can be and come back to: a node, a policy, a
// service of the Delegations screen, or a finding. The zero Place is nowhere.
type Place struct {
	Node      model.NodeID
	Policy    model.PolicyID
	Service   model.ServiceID
	Principal model.Principal // instead of Service, where the catalogue does not know it
	Finding   string          // of the Findings screen, as that recognizes it
}

// Name returns the ID or the name that AWS knows the place by; empty for a finding.
func (p Place) Name() string {
	return string(p.Node) + string(p.Policy) + string(p.Service) + string(p.Principal)
}

// Placed is a list whose cursor is on a place and can be moved to one.
type Placed interface {
	// Place returns what the cursor is on; nowhere while the list is empty.
	Place() Place
	// GoTo puts the cursor on a place; false if the list does not have it.
	GoTo(p Place) bool
}

// Intent returns the intent to go to the place; nil for nowhere.
func (p Place) Intent() kit.Intent {
	switch {
	case p.Node != "":
		return NodeOpened{p.Node}
	case p.Policy != "":
		return PolicyShown{p.Policy}
	case p.Service != "" || p.Principal != "":
		return ServiceShown{p.Service, p.Principal}
	case p.Finding != "":
		return FindingShown{p.Finding}
	default:
		return nil
	}
}

// Place returns the node under the cursor.
func (t *Tree) Place() Place {
	if n := t.Selected(); n != nil {
		return Place{Node: n.ID}
	}
	return Place{}
}

// GoTo moves the cursor to a node, and unfolds what is above it.
func (t *Tree) GoTo(p Place) bool { return t.Select(p.Node) }
