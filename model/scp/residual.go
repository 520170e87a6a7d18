package scp

import (
	"slices"
	"strings"
)

// residual returns the parts of a statement that are Unknown.
func (s *Statement) residual(o *Outcome, r *Request) []Residual {
	var out []Residual
	if o.Resource == Unknown {
		out = append(out, s.residualResource(r))
	}
	for i := range o.Tests {
		if o.Tests[i].Result == Unknown {
			out = append(out, s.residualTest(&o.Tests[i], &s.rule.tests[i], r))
		}
	}
	return out
}

func (s *Statement) residualResource(r *Request) Residual {
	out := Residual{Resource: true, Negated: s.Resource.Not, Span: s.Resource.Span}
	if r.resource.Presence() == Open {
		out.Needs = append(out.Needs, Need{Resource: true})
	}
	for i, v := range s.Resource.Values {
		p := &s.rule.resources[i]
		if p.matchResource(r) != Unknown {
			continue
		}
		out.Disputed = out.Disputed || p.disputed(r)
		out.Values = append(out.Values, p.substitute(v, r))
		out.Needs = p.needs(out.Needs, r)
	}
	return out
}

func (s *Statement) residualTest(explained *Test, t *test, r *Request) Residual {
	c := explained.Comparison
	out := Residual{
		Operator: c.Operator, Key: c.Key.Value, Presence: explained.Presence, Negated: c.Operator.Negated,
		Known: explained.Values, WhenAbsent: t.whenAbsent(), Span: c.Span,
	}
	e := r.lookup(t.key)
	if e.presence == Given && c.Operator.Set == Single && c.Operator.Family != Existence {
		least, most := t.extremes(e, r)
		out.Disputed = least == False && most == True
	}
	if e.presence == Open || out.Disputed {
		out.Needs = append(out.Needs, Need{Key: c.Key.Value})
	}
	for i, o := range t.operands {
		if e.presence != Open && !out.Disputed && !undecided(o, e, r) {
			continue
		}
		if e.presence == Open && !e.mayFit(o, r) {
			continue
		}
		v := c.Values[i]
		for _, p := range operandPatterns(o) {
			v, out.Needs = p.substitute(v, r), p.needs(out.Needs, r)
		}
		out.Values = append(out.Values, v)
	}
	return out
}

// mayFit reports whether the open value of the key can match an operand.
func (e *entry) mayFit(o operand, r *Request) bool {
	if len(e.outlines) == 0 {
		return e.compareOpen(o, r) != False
	}
	return slices.ContainsFunc(e.outlines, func(s outline) bool { return s.compare(o, r) != False })
}

// whenAbsent returns the outcome of the test if the key is absent.
func (t *test) whenAbsent() Truth {
	if t.operator.Family == Existence {
		return t.evaluateNull(&entry{presence: Absent})
	}
	return t.evaluateAbsent()
}

func undecided(o operand, e *entry, r *Request) bool {
	for i := range e.values {
		if o.compare(&e.values[i], r) == Unknown {
			return true
		}
	}
	return false
}

// operandPatterns returns the patterns of an operand, which can have policy
// variables.
func operandPatterns(o operand) []pattern {
	switch o := o.(type) {
	case *stringOperand:
		return []pattern{o.pattern}
	case *arnOperand:
		return o.parts[:]
	default:
		return nil
	}
}

// substitute replaces the policy variables in a pattern's text by their values,
// as far as the request has these.
func (p *pattern) substitute(v Text, r *Request) Text {
	for i := range p.pieces {
		if c := &p.pieces[i]; c.kind == reference {
			if text, known := c.resolve(r, false); known {
				v.Value = strings.ReplaceAll(v.Value, c.raw, text)
			}
		}
	}
	return v
}

// needs appends the open keys that the pattern refers to.
func (p *pattern) needs(so []Need, r *Request) []Need {
	for i := range p.pieces {
		if c := &p.pieces[i]; c.kind == reference && r.lookup(c.key).presence == Open {
			so = appendNeed(so, Need{Key: c.name()})
		}
	}
	return so
}

// name returns the key of a policy variable as the document writes it.
func (p *piece) name() string {
	name, _, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(p.raw, "${"), "}"), ",")
	return strings.TrimSpace(name)
}
