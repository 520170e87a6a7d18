package scp

import "strings"

// Type is the kind of policy that a text is read as. The two share a language
// but not all of its rules.
type Type uint8

// The forms of a policy document.
const (
	// SCP is a service control policy: it binds principals.
	// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
	SCP Type = iota + 1
	// RCP is a resource control policy: it binds resources.
	// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
	RCP
	// ResourcePolicy is the organization's own policy, which delegates the
	// management of policies: it grants, and says to whom. It is read and told,
	// never evaluated.
	// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
	ResourcePolicy
)

// String names the form as AWS abbreviates it.
func (f Type) String() string {
	switch f {
	case SCP:
		return "SCP"
	case RCP:
		return "RCP"
	case ResourcePolicy:
		return "resource policy"
	}
	return "policy"
}

// Quota is the largest number of characters that AWS stores for the form.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
func (f Type) Quota() int {
	switch f {
	case RCP:
		return 5120
	case ResourcePolicy:
		return 40000
	default:
		return 10240
	}
}

// article names the form behind "a" or "an".
func (f Type) article() string {
	if f == ResourcePolicy {
		return "a " + f.String()
	}
	return "an " + f.String()
}

// checkType tells what a statement of an RCP may not have or lacks, and that one of a
// resource policy says to nobody. None of it changes how the statement is
// evaluated.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
func (r *parser) checkType(s *Statement) {
	if r.document.Type == ResourcePolicy && s.Principal.Name.Empty() {
		r.add(NoPrincipal, firstByte(s.Span), "The statement has no Principal; a resource policy must say whom each means.")
	}
	if r.document.Type != RCP || s.isFullAccess() {
		return
	}
	if s.Effect == Allow {
		r.add(AllowInRCP, s.EffectSpan, "Of all RCPs only RCPFullAWSAccess may allow; this Allow changes nothing.")
	}
	if s.Principal.Name.Empty() {
		r.add(NoPrincipal, firstByte(s.Span), `The statement has no Principal; an RCP needs "*", for which it is taken.`)
	}
	if s.Action.Given() && s.Action.Not {
		r.add(UnsupportedElement, s.Action.Name, "An RCP takes no NotAction; AWS refuses it.")
	}
	for _, v := range s.Action.Values {
		if !s.Action.Not && v.Value != "" && strings.Trim(v.Value, "*") == "" {
			r.add(BareActionInRCP, v.Span, "The action of an RCP needs a service prefix, such as s3:*.")
		}
	}
}

// isFullAccess reports whether the statement is that of RCPFullAWSAccess.
func (s *Statement) isFullAccess() bool {
	return s.Effect == Allow && s.Principal.Any && len(s.Comparisons) == 0 && s.Condition.Empty() &&
		isOnly(s.Action, "*") && isOnly(s.Resource, "*")
}

func isOnly(l List, value string) bool {
	return !l.Not && len(l.Values) == 1 && l.Values[0].Value == value
}
