package scp

import (
	"slices"
	"strings"
)

// article names the form behind "a" or "an".
func (f Type) article() string {
	if f == ResourcePolicy {
		return "a " + f.String()
	}
	return "an " + f.String()
}

// principal reads Principal or NotPrincipal. Only "*" leaves no doubt whom the
// statement means; RCPs demand it and SCPs do not take the element.
func (r *parser) principal(m jsonMember, s *Statement) {
	p := Principal{Name: m.name.Span, Span: m.value.span, Not: m.name.Value == "NotPrincipal"}
	p.Any = !p.Not && isAnyone(m.value)
	if r.document.Type == ResourcePolicy {
		p.Parties = r.parties(m)
		s.Principal = p
		return
	}
	s.Principal = p
	plain := m.value.kind == jsonString
	switch {
	case p.Not:
		r.add(UnsupportedPrincipal, m.name.Span, "AWS takes no NotPrincipal here; whom the statement means cannot be told.")
	case !p.Any && m.value.kind != jsonInvalid:
		r.add(UnsupportedPrincipal, m.value.span, `Principal can only be "*"; conditions on aws:PrincipalArn narrow it.`)
	case r.document.Type == SCP:
		r.add(UnsupportedElement, m.name.Span, "An SCP takes no Principal; AWS refuses it. It is evaluated as if it were not there.")
	case p.Any && !plain:
		r.add(UnsupportedElement, m.value.span, `An RCP takes Principal only as "*"; this is evaluated as that.`)
	}
}

// parties reads whom a statement of a resource policy names: "*", or for each
// kind one name or several.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
func (r *parser) parties(m jsonMember) []Party {
	if m.value.kind == jsonString && m.value.text == "*" {
		return []Party{{Name: Text{Value: "*", Span: m.value.span}}}
	}
	if m.value.kind != jsonObject {
		r.wrongType(m.value, m.name.Value, `"*" or an object such as {"AWS": "111122223333"}`)
		return nil
	}
	var out []Party
	for _, kind := range r.unique(m.value) {
		if !slices.Contains(partyKinds, kind.name.Value) {
			r.unknown(kind.name, partyKinds...)
			continue
		}
		for _, name := range r.list(kind).Values {
			out = append(out, Party{Kind: kind.name.Value, Name: name})
		}
	}
	return out
}

// partyKinds are the kinds of principals that a policy can name.
var partyKinds = []string{"AWS", "Service", "Federated", "CanonicalUser"}

// isAnyone reports whether a principal is "*", or {"AWS": "*"}, which is the same.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
func isAnyone(n *jsonValue) bool {
	switch n.kind {
	case jsonString:
		return n.text == "*"
	case jsonArray:
		return len(n.elements) == 1 && isAnyone(n.elements[0])
	case jsonObject:
		return len(n.members) == 1 && n.members[0].name.Value == "AWS" && n.members[0].value.kind != jsonObject && isAnyone(n.members[0].value)
	}
	return false
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

// isNear reports whether text is probably a slip for name: other letter case, or
// one letter too many, missing, wrong or swapped with its neighbour.
func isNear(text, name string) bool {
	a, b := strings.ToLower(text), strings.ToLower(name)
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	swapped := len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
	return len(a) <= 1 && len(b) <= 1 || swapped
}
