package scp

import "slices"

// Explanation is the evaluation of a whole document with its reasons.
type Explanation struct {
	Result
	// Outcomes has one entry for each statement, in the document's order.
	Outcomes []Outcome
}

// Outcome is what one statement makes of a request. Every part is evaluated,
// also where another has decided already.
type Outcome struct {
	Statement *Statement
	// Match is the AND of the parts; Unknown for a broken statement.
	Match Truth
	// Action and Resource are the outcomes of the elements of that name, or of
	// NotAction and NotResource.
	Action, Resource Truth
	// ActionAt and ResourceAt are where the listed value stands that fits the
	// request; empty if none surely does.
	ActionAt, ResourceAt Span
	// Tests are the comparisons of the Condition, in the document's order.
	Tests []Test
	// Excluded are keys, in lower case, that are open, or have several values,
	// and on which the comparisons contradict each other, so that the statement
	// cannot match.
	Excluded []string
	// Residual is what is left to be known; empty unless Match is Unknown. The
	// statement matches if and only if all of it holds.
	Residual []Residual
}

// Test is the outcome of one comparison.
type Test struct {
	Comparison *Comparison
	Result     Truth
	// Presence and Values are what the request says of the key.
	Presence Presence
	Values   []string
	// Fits are places of policy values that equal a value of the request; for
	// a negated operator they are why it does not hold.
	Fits []Span
	// Disputed is set if the key has several values, the operator no set
	// prefix, and the values disagree: AWS does not say what follows.
	Disputed bool
}

// Residual is a part of a statement that is open.
type Residual struct {
	// Resource is set if the part is Resource or NotResource, and the fields
	// Operator, Key, Known and Presence say nothing.
	Resource bool
	Operator Operator
	// Key is the condition key as the document writes it.
	Key string
	// Presence is Given if the key itself is known and its comparison turns on
	// a policy variable, or on what AWS leaves undefined.
	Presence Presence
	// Known are the key's values if it is given.
	Known []string
	// Negated is set if none of Values may fit.
	Negated bool
	// WhenAbsent is what the part comes to if the key is absent.
	WhenAbsent Truth
	// Values are the policy's values that can still fit, with the values of the
	// variables that are known.
	Values []Text
	// Needs are what has to be known, in the order of the text.
	Needs []Need
	// Disputed is as in Test.
	Disputed bool
	Span     Span
}

// Need is something that the request leaves open.
type Need struct {
	// Resource is set for the request's resource; Key is empty then.
	Resource bool
	// Key is a condition key as the document writes it.
	Key string
}

// Needs are all that the outcome turns on, each once, in the order of the text.
func (o *Outcome) Needs() []Need {
	var all []Need
	for _, r := range o.Residual {
		for _, n := range r.Needs {
			all = appendNeed(all, n)
		}
	}
	return all
}

// Explain evaluates every part of every statement and keeps the reasons. Its
// Result is that of Decide.
func (d *Document) Explain(r *Request) Explanation {
	e := Explanation{Result: d.Decide(r)}
	for i := range d.Statements {
		e.Outcomes = append(e.Outcomes, d.Statements[i].Explain(r))
	}
	return e
}

// Explain evaluates the statement and keeps the reasons.
func (s *Statement) Explain(r *Request) Outcome {
	o := Outcome{Statement: s, Match: Unknown}
	if s.Broken {
		return o
	}
	o.Action, o.ActionAt = s.explainAction(r)
	o.Resource, o.ResourceAt = s.explainResource(r)
	o.Match = min(o.Action, o.Resource)
	for i := range s.Comparisons {
		t := s.explainTest(i, r)
		o.Tests = append(o.Tests, t)
		o.Match = min(o.Match, t.Result)
	}
	if o.Match != Unknown {
		return o
	}
	for _, key := range s.rule.contradicted {
		if r.lookup(key).unclear() {
			o.Excluded = append(o.Excluded, key)
			o.Match = False
		}
	}
	if o.Match == Unknown {
		o.Residual = s.residual(&o, r)
	}
	return o
}

func (s *Statement) explainAction(r *Request) (Truth, Span) {
	for i, v := range s.Action.Values {
		if s.rule.actions[i].match(r.folded, r, false) == True {
			return truth(!s.Action.Not), v.Span
		}
	}
	return truth(s.Action.Not), Span{}
}

func (s *Statement) explainResource(r *Request) (Truth, Span) {
	for i, v := range s.Resource.Values {
		if s.rule.resources[i].matchResource(r) == True {
			return truth(!s.Resource.Not), v.Span
		}
	}
	return s.matchResource(r), Span{}
}

func (s *Statement) explainTest(i int, r *Request) Test {
	c, t := &s.Comparisons[i], &s.rule.tests[i]
	out := Test{Comparison: c, Result: t.evaluate(r)}
	out.Presence, out.Values = r.Key(t.key)
	if out.Presence != Given || t.operator.Family == Existence {
		return out
	}
	e := r.lookup(t.key)
	least, most := True, False
	for j := range e.values {
		v := t.holds(&e.values[j], r)
		least, most = min(least, v), max(most, v)
	}
	out.Disputed = t.operator.Set == Single && least != most && least == False && most == True
	for k, o := range t.operands {
		fits := slices.ContainsFunc(e.values, func(v value) bool { return o.compare(&v, r) == True })
		if fits {
			out.Fits = append(out.Fits, c.Values[k].Span)
		}
	}
	return out
}

func appendNeed(so []Need, n Need) []Need {
	if slices.Contains(so, n) {
		return so
	}
	return append(so, n)
}
