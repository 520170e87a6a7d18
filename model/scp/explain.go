package scp

import "slices"

// Explanation is the evaluation of a whole document with its reasons.
type Explanation struct {
	Result
	// Outcomes has one entry for each statement, in the document's order.
	Outcomes []Outcome
}

// Outcome is the evaluation of one statement. It has every part of the
// statement, also where one part would decide alone.
type Outcome struct {
	Statement *Statement
	// Match is the AND of the parts; Unknown for a broken statement.
	Match Truth
	// Action is the outcome of Action or NotAction, Resource that of Resource or
	// NotResource.
	Action, Resource Truth
	// Tests are the comparisons of the Condition, in the document's order.
	Tests []Test
	// Excluded are keys, in lower case, whose comparisons contradict each other,
	// so that the statement cannot match although each comparison by itself may
	// hold: the key is open, or has several values.
	Excluded []string
	// Residual are the parts that are Unknown: the statement matches if and only
	// if all of them hold. It is empty unless Match is Unknown.
	Residual []Residual
}

// Test is the outcome of one comparison.
type Test struct {
	Comparison *Comparison
	Result     Truth
	// Presence and Values are what the request says of the key.
	Presence Presence
	Values   []string
}

// Residual is a part of a statement that is Unknown.
type Residual struct {
	// Resource is set if the part is Resource or NotResource. Operator, Key, Known
	// and Presence are not used then.
	Resource bool
	Operator Operator
	// Key is the condition key as the document writes it.
	Key string
	// Presence is Given if the key itself is known and its comparison depends on
	// a policy variable, or on what AWS leaves undefined.
	Presence Presence
	// Known are the key's values if it is given.
	Known []string
	// Negated is set if the part holds where none of Values matches.
	Negated bool
	// WhenAbsent is the outcome of the part if the key is absent.
	WhenAbsent Truth
	// Values are the policy's values that can still match. Policy variables whose
	// values are known are replaced by them.
	Values []Text
	// Needs are what the part depends on, in the order of the text.
	Needs []Need
	// Disputed is set if AWS does not define what follows: the key has several
	// values that differ in outcome, and the operator no set prefix, or a resource
	// of the policy lacks parts of an ARN, and it matters whether they are added.
	Disputed bool
	Span     Span
}

// Need is something open that an outcome depends on.
type Need struct {
	// Resource is set for the request's resource; Key is empty then.
	Resource bool
	// Key is a condition key as the document writes it.
	Key string
}

// Explain evaluates every part of every statement. The Result is that of Decide.
func (d *Document) Explain(r *Request) Explanation {
	e := Explanation{Result: d.Decide(r)}
	for i := range d.Statements {
		e.Outcomes = append(e.Outcomes, d.Statements[i].Explain(r))
	}
	return e
}

// Reasons evaluates like Explain, but has the outcomes only of the statements that
// deny, and of those that may deny or allow.
func (d *Document) Reasons(r *Request) Explanation {
	e := Explanation{Result: d.Decide(r)}
	if e.Deny == False && e.Allow != Unknown {
		return e
	}
	for i := range d.Statements {
		s := &d.Statements[i]
		if s.Broken {
			continue
		}
		if match := s.match(r); match == Unknown || match == True && s.rule.denies {
			e.Outcomes = append(e.Outcomes, s.Explain(r))
		}
	}
	return e
}

// Explain evaluates every part of the statement.
func (s *Statement) Explain(r *Request) Outcome {
	o := Outcome{Statement: s, Match: Unknown}
	if s.Broken {
		return o
	}
	o.Action, o.Resource = truth(s.matchAction(r)), s.matchResource(r)
	o.Match = min(o.Action, o.Resource)
	for i := range s.Comparisons {
		t := Test{Comparison: &s.Comparisons[i], Result: s.rule.tests[i].evaluate(r)}
		t.Presence, t.Values = r.Key(s.rule.tests[i].key)
		o.Tests = append(o.Tests, t)
		o.Match = min(o.Match, t.Result)
	}
	if o.Match != Unknown {
		return o
	}
	for _, key := range s.rule.contradicted {
		if r.lookup(key).inconclusive() {
			o.Excluded = append(o.Excluded, key)
			o.Match = False
		}
	}
	if o.Match == Unknown {
		o.Residual = s.residual(&o, r)
	}
	return o
}

// TestValue returns the outcome of one of the statement's comparisons, by its index
// in Comparisons, as if it had only one of its values. For a value that it does not
// have it is the outcome of the whole comparison.
func (s *Statement) TestValue(comparison int, value string, r *Request) Truth {
	t := s.rule.tests[comparison]
	i := slices.IndexFunc(s.Comparisons[comparison].Values, func(v Text) bool { return v.Value == value })
	if i >= 0 {
		t.operands = t.operands[i : i+1]
	}
	return t.evaluate(r)
}

func appendNeed(so []Need, n Need) []Need {
	if slices.Contains(so, n) {
		return so
	}
	return append(so, n)
}
