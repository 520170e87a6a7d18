package history

import (
	"cmp"

	"deputy/model"
	"deputy/model/catalog"
)

// Words returns what a change did, in one line, with the names that the reading has,
// or that the calls gave.
func (l *Log) Words(c *Change, r *model.Reading) string {
	n := namer{l, r}
	switch c.Kind {
	case Delegation:
		return n.delegation(c)
	case TrustedAccess:
		return "Trusted access for " + serviceName(c) + map[bool]string{false: " switched on", true: " switched off"}[c.off]
	case Account:
		return n.account(c)
	case OU:
		return n.ou(c)
	case Policy, Attachment:
		return n.policy(c)
	default:
		return cmp.Or(otherWords[c.Event.Operation], c.Event.Operation)
	}
}

// otherWords are what calls did that are about no account, OU or policy.
var otherWords = map[string]string{
	"PutResourcePolicy": "Resource policy of the organization written", "DeleteResourcePolicy": "Resource policy of the organization deleted",
	"CreateOrganization": "Organization created", "EnableAllFeatures": "All features requested for the organization",
	"InviteOrganizationToTransferResponsibility": "Another organization invited to transfer its billing",
	"UpdateResponsibilityTransfer":               "Billing transfer renamed", "TerminateResponsibilityTransfer": "Billing transfer ended",
}

// serviceName returns the service of a change in words, with the principal where the
// service has several.
func serviceName(c *Change) string {
	s, ok := catalog.ByID(c.Service)
	switch {
	case !ok:
		return cmp.Or(string(c.Principal), "a service")
	case c.Principal != "" && (len(s.Principals) > 1 || !s.HasPrincipal(c.Principal)):
		return s.Name + " (" + string(c.Principal) + ")"
	}
	return s.Name
}

// unknown stands for what an event does not say: AWS leaves large parameters out.
const unknown = "(unknown)"

// namer finds names for IDs.
type namer struct {
	l *Log
	r *model.Reading
}

// node returns the name of a node; its ID if nobody knows it.
func (n namer) node(id model.NodeID) string {
	if node := n.r.Node(id); node != nil && node.Name != "" {
		return node.Name
	}
	return cmp.Or(n.l.names[string(id)], string(id), unknown)
}

func (n namer) delegation(c *Change) string {
	who := "Delegated administrator"
	if c.Account != "" {
		who = n.node(c.Account.Node())
	}
	name := serviceName(c)
	if s, ok := catalog.ByID(c.Service); ok && c.Event.Service != organizations {
		name = s.Name
		if feature := s.FeatureName(c.Event.Value(valueFeature)); feature != "" {
			name += " (" + feature + ")"
		}
		if s.Regions.Regional {
			name += " in " + string(c.Event.Region)
		}
	}
	if c.off {
		return who + " removed from " + name
	}
	return who + " registered for " + name
}

func (n namer) account(c *Change) string {
	e := c.Event
	name := "Account " + n.node(c.Node)
	switch e.Operation {
	case "CreateAccount", "CreateGovCloudAccount":
		if c.Account == "" {
			return "Creation of an account requested"
		}
		return name + " created"
	case "CloseAccount":
		return name + " closed"
	case "MoveAccount":
		return n.node(c.Node) + " moved from " + n.node(model.NodeID(e.Value("sourceParentId"))) + " to " + n.node(model.NodeID(e.Value("destinationParentId")))
	case "RemoveAccountFromOrganization":
		return name + " removed from the organization"
	case "InviteAccountToOrganization":
		return "Account " + n.invited(e.Value("target.id")) + " invited"
	default: // AcceptHandshake, CancelHandshake
		did := map[string]string{"AcceptHandshake": " accepted", "CancelHandshake": " cancelled"}[e.Operation]
		if account := n.l.invited[e.Value("handshakeId")]; account != "" {
			return "Invitation of account " + n.invited(account) + did
		}
		return "Handshake " + cmp.Or(e.Value("handshakeId"), unknown) + did
	}
}

// invited returns who was invited: the name of an account, or an e-mail address.
func (n namer) invited(target string) string {
	if model.IsAccountID(target) {
		return n.node(model.NodeID(target))
	}
	return cmp.Or(target, unknown)
}

func (n namer) ou(c *Change) string {
	e := c.Event
	name := "OU " + n.node(c.Node)
	switch e.Operation {
	case "CreateOrganizationalUnit":
		return "OU " + cmp.Or(e.Value("name"), string(c.Node), unknown) + " created in " + n.node(model.NodeID(e.Value("parentId")))
	case "UpdateOrganizationalUnit":
		return "OU " + cmp.Or(string(c.Node), unknown) + " renamed to " + cmp.Or(e.Value("name"), unknown)
	default:
		return name + " deleted"
	}
}

func (n namer) policy(c *Change) string {
	e := c.Event
	name := n.policyName(c.Policy)
	switch e.Operation {
	case "CreatePolicy":
		return name + " created"
	case "UpdatePolicy":
		if e.Value(valueContent) == "" {
			return name + ": name or description changed"
		}
		return name + " edited"
	case "DeletePolicy":
		return name + " deleted"
	case "AttachPolicy":
		return name + " attached to " + n.node(c.Node)
	case "DetachPolicy":
		return name + " detached from " + n.node(c.Node)
	case "EnablePolicyType":
		return "Policy type " + cmp.Or(e.Value("policyType"), unknown) + " enabled"
	default:
		return "Policy type " + cmp.Or(e.Value("policyType"), unknown) + " disabled"
	}
}

// policyName returns the type and the name of a policy, as far as anybody knows them.
func (n namer) policyName(id model.PolicyID) string {
	kind, name := n.l.types[id], n.l.names[string(id)]
	if p := n.r.Policy(id); p != nil {
		kind, name = cmp.Or(string(p.Type), kind), cmp.Or(p.Name, name)
	}
	word := "Policy"
	if kind != "" {
		word = model.PolicyType(kind).Singular()
	}
	return word + " " + cmp.Or(name, string(id), unknown)
}
