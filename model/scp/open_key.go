package scp

import (
	"slices"
	"strings"

	"deputy/model/scp/solver"
)

// openKey is a condition key, or the resource, that a request leaves open: a
// slot for the solver.
type openKey struct {
	request   *Request
	others    []*Request   // that have the same value of the key
	key       string       // in lower case; empty for the resource
	entry     *entry       // as the request has it
	tests     []*test      // of the key
	resources []*Statement // whose Resource is tested
	form      *form        // of the resource, if that is known
	family    Family       // as which values are tried
}

// Fill implements solver.Slot. The values stand for all that the key's tests
// cannot tell from them.
func (k *openKey) Fill(values ...string) bool {
	e := candidate(k.family, values)
	switch {
	case !k.entry.allows(e), k.form != nil && !k.form.allows(values):
		return false
	case k.key != "":
		k.set(e)
	case len(values) == 0:
		k.request.resource = noResourceType()
	default:
		k.request.resource = Resource{presence: Given, arn: values[0], candidate: true}
	}
	return true
}

// candidate returns an entry to try. Of text nothing is parsed but booleans:
// for tests of other families it counts as open.
func candidate(family Family, values []string) *entry {
	e := &entry{presence: Given, triedAs: family, values: make([]value, len(values))}
	if len(values) == 0 {
		e.presence = Absent
	}
	for i, text := range values {
		if family == Strings {
			e.values[i] = value{text: text, folded: strings.ToLower(text)}
			e.values[i].boolean, e.values[i].isBoolean = parseBool(text)
		} else {
			e.values[i] = parseValue(text)
		}
	}
	return e
}

// allows reports whether an open key may turn out to be as another entry.
func (e *entry) allows(o *entry) bool {
	if e.never != nil && slices.ContainsFunc(o.values, func(v value) bool { return e.never.has(v.text) }) {
		return false
	}
	return len(e.outlines) == 0 || len(o.values) > 0 &&
		slices.ContainsFunc(e.outlines, func(l outline) bool { return l.has(o.values[0].text) })
}

// Clear implements solver.Slot.
func (k *openKey) Clear() {
	if k.key == "" {
		k.request.resource = Resource{presence: Open, form: k.form}
		return
	}
	k.set(k.entry)
}

// set sets the key in all requests that share its value.
func (k *openKey) set(e *entry) {
	k.request.keys[k.key] = e
	for _, r := range k.others {
		r.keys[k.key] = e
	}
}

// Outcomes implements solver.Slot.
func (k *openKey) Outcomes() string {
	var b strings.Builder
	for _, t := range k.tests {
		b.WriteByte(byte(t.evaluate(k.request)))
	}
	for _, s := range k.resources {
		b.WriteByte(byte(s.matchResource(k.request)))
	}
	return b.String()
}

// Domain implements solver.Slot.
func (k *openKey) Domain() solver.Domain {
	k.family = k.comparedAs()
	d := solver.Domain{
		Cost: 1,
		Sets: len(k.entry.outlines) == 0 && slices.ContainsFunc(k.tests, func(t *test) bool { return !t.single() }),
	}
	for _, t := range k.tests {
		d.Cost += t.cost()
	}
	for _, s := range k.resources {
		d.Cost += cost(s.rule.resources)
	}
	if k.family == Strings {
		d.Patterns, d.Incomplete = k.patterns()
	} else {
		d.Values, d.Incomplete = neighbors(k.family, k.tests)
	}
	return d
}

// comparedAs returns the family as which values are tried: text, if any test
// compares the key as that.
func (k *openKey) comparedAs() Family {
	family := Strings
	if len(k.entry.outlines) > 0 {
		return family
	}
	for _, t := range k.tests {
		switch f := t.operator.Family.triedAs(); f {
		case Strings:
			return Strings
		case Existence:
		default:
			family = f
		}
	}
	return family
}

// triedAs returns the family as which values of it are tried: strings, ARNs and
// booleans are all matched as text.
func (f Family) triedAs() Family {
	if f == ARNs || f == Booleans {
		return Strings
	}
	return f
}

// refersToOpen reports whether the test depends on policy variables of open keys.
func (t *test) refersToOpen(r *Request) bool {
	return t.refs && slices.ContainsFunc(t.operands, func(o operand) bool {
		return slices.ContainsFunc(operandPatterns(o), func(p pattern) bool { return p.refersToOpen(r) })
	})
}

// refersToOpen reports whether the pattern has policy variables of open keys.
func (p *pattern) refersToOpen(r *Request) bool { return p.refs && p.resolvable(r) == Unknown }
