package scp

import (
	"slices"
	"strings"
)

// UsesKey reports whether the document compares a condition key or has a policy
// variable of it.
func (d *Document) UsesKey(key string) bool {
	for i := range d.Statements {
		if d.Statements[i].UsesKey(key) {
			return true
		}
	}
	return false
}

// UsesKey reports whether the statement compares a condition key or has a policy
// variable of it.
func (s *Statement) UsesKey(key string) bool {
	key = strings.ToLower(key)
	return s.rule.refersTo(key) || slices.ContainsFunc(s.rule.tests, func(t test) bool { return t.key == key })
}

// Concerns reports whether the statement's Action or NotAction matches the
// request's action. One with errors may.
func (s *Statement) Concerns(r *Request) bool { return s.Broken || s.matchAction(r) }

// refersTo reports whether the statement has a policy variable of the key.
func (r *rule) refersTo(key string) bool {
	has := func(p pattern) bool { return p.refersTo(key) }
	return slices.ContainsFunc(r.resources, has) || slices.ContainsFunc(r.tests, func(t test) bool {
		return slices.ContainsFunc(t.operands, func(o operand) bool {
			switch o := o.(type) {
			case *stringOperand:
				return o.pattern.refersTo(key)
			case *arnOperand:
				return slices.ContainsFunc(o.parts[:], has)
			}
			return false
		})
	})
}

func (p *pattern) refersTo(key string) bool {
	return slices.ContainsFunc(p.pieces, func(c piece) bool { return c.kind == reference && c.key == key })
}

// DistinguishesAccounts reports whether the document may treat two values of a
// key differently that are ARNs of IAM principals and differ only in the
// account.
func (d *Document) DistinguishesAccounts(key string) bool {
	key = strings.ToLower(key)
	return d.broken || slices.ContainsFunc(d.Statements, func(s Statement) bool {
		return s.rule.refersTo(key) || slices.ContainsFunc(s.rule.tests, func(t test) bool {
			return t.key == key && slices.ContainsFunc(t.operands, distinguishesAccounts)
		})
	})
}

func distinguishesAccounts(o operand) bool {
	switch o := o.(type) {
	case *stringOperand:
		return o.pattern.distinguishesAccounts()
	case *arnOperand:
		return o.parts[accountPart].distinguishesAccounts()
	}
	return false
}

// accountPart is the index of the account among the parts of an ARN.
const accountPart = 4

// distinguishesAccounts reports whether something in the pattern could match the
// digits of one account but not those of another. Only a * matches them all; what
// is behind the first slash is behind the account.
func (p *pattern) distinguishesAccounts() bool {
	digit := func(text string) bool { return strings.ContainsAny(text, "0123456789") }
	if p.kind != generalPattern {
		before, _, _ := strings.Cut(p.text, "/")
		return digit(before)
	}
	for i := range p.pieces {
		switch c := &p.pieces[i]; c.kind {
		case literal:
			before, _, slash := strings.Cut(c.text, "/")
			if digit(before) || slash {
				return digit(before)
			}
		case anyOne, partOne, reference:
			return true
		default:
		}
	}
	return false
}
