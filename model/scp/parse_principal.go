package scp

import "slices"

// principal reads Principal or NotPrincipal. RCPs must say "*", and SCPs do not
// allow the element; there anything but "*" makes the statement broken.
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
		r.add(UnsupportedPrincipal, m.name.Span, "AWS does not support NotPrincipal here, so deputy cannot tell to whom the statement applies.")
	case !p.Any && m.value.kind != jsonInvalid:
		r.add(UnsupportedPrincipal, m.value.span, `Principal must be "*". Use a condition on aws:PrincipalArn to narrow it.`)
	case r.document.Type == SCP:
		r.add(UnsupportedElement, m.name.Span, "AWS refuses an SCP with Principal. deputy evaluates the statement without it.")
	case p.Any && !plain:
		r.add(PrincipalForm, m.value.span, `In an RCP Principal must be written as "*". deputy evaluates it as that.`)
	}
}

// parties reads the principals that a resource policy names: "*", or for each
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
