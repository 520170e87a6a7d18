package scp

import "strings"

// Type is the type of policy that a text is read as. The types share a language
// but not all of its rules.
type Type uint8

// The types of policies.
const (
	// SCP is a service control policy, which applies to principals.
	// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
	SCP Type = iota + 1
	// RCP is a resource control policy, which applies to resources.
	// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
	RCP
	// ResourcePolicy is the organization's resource-based delegation policy. It
	// grants member accounts the management of policies. It is parsed, but not
	// evaluated.
	// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
	ResourcePolicy
)

// String returns the type as AWS abbreviates it.
func (t Type) String() string {
	switch t {
	case SCP:
		return "SCP"
	case RCP:
		return "RCP"
	case ResourcePolicy:
		return "resource policy"
	}
	return "policy"
}

// Quota returns how many characters a policy of the type may have at most.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
func (t Type) Quota() int {
	switch t {
	case RCP:
		return 5120
	case ResourcePolicy:
		return 40000
	default:
		return 10240
	}
}

// withArticle returns the type behind "a" or "an".
func (t Type) withArticle() string {
	if t == ResourcePolicy {
		return "a " + t.String()
	}
	return "an " + t.String()
}

// checkType reports what the document's type does not allow in a statement, or
// requires of it. Only the action * of an RCP leaves open what the statement does.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
func (r *parser) checkType(s *Statement) {
	if r.document.Type == ResourcePolicy && s.Principal.Name.Empty() {
		r.add(NoPrincipal, firstByte(s.Span), "The statement has no Principal, which a resource policy requires.")
	}
	if r.document.Type != RCP || s.isFullAccess() {
		return
	}
	if s.Effect == Allow {
		r.add(AllowInRCP, s.EffectSpan, "Only RCPFullAWSAccess can allow: this Allow has no effect.")
	}
	if s.Principal.Name.Empty() {
		r.add(NoPrincipal, firstByte(s.Span), `The statement has no Principal. An RCP needs "*", and deputy evaluates it as that.`)
	}
	if s.Action.Given() && s.Action.Not {
		r.add(UnsupportedElement, s.Action.Name, "AWS refuses an RCP with NotAction.")
	}
	for _, v := range s.Action.Values {
		if s.Effect != Allow && !s.Action.Not && v.Value != "" && strings.Trim(v.Value, "*") == "" {
			r.add(BareActionInRCP, v.Span, "AWS refuses an RCP with the action *: each action needs a service prefix, such as s3:*.")
		}
	}
}

// isFullAccess reports whether the statement is that of RCPFullAWSAccess, the
// policy that AWS attaches everywhere.
func (s *Statement) isFullAccess() bool {
	return s.Effect == Allow && s.Principal.Any && len(s.Comparisons) == 0 && s.Condition.Empty() &&
		isOnly(s.Action, "*") && isOnly(s.Resource, "*")
}

func isOnly(l List, value string) bool {
	return !l.Not && len(l.Values) == 1 && l.Values[0].Value == value
}
