package scp

import "strings"

// rule is a compiled statement.
type rule struct {
	// services has a bit for each service that the actions can belong to; see
	// serviceBit.
	services uint64
	denies   bool
	// others is set for NotAction.
	others    bool
	actions   []pattern
	resources []pattern
	tests     []test
	// contradicted are the keys whose tests contradict each other: no value of
	// the key, nor its absence, passes all of them.
	contradicted []string
	// cost is how many comparisons a match makes at most.
	cost int
}

func compile(s *Statement, variables bool) rule {
	r := rule{
		denies:    s.Effect == Deny,
		others:    s.Action.Not,
		actions:   make([]pattern, 0, len(s.Action.Values)),
		resources: make([]pattern, 0, len(s.Resource.Values)),
		tests:     make([]test, 0, len(s.Comparisons)),
	}
	for _, v := range s.Action.Values {
		p := compilePattern(parseTemplate(v.Value, false), true)
		r.services |= p.service()
		r.actions = append(r.actions, p)
	}
	for _, v := range s.Resource.Values {
		r.resources = append(r.resources, compileResource(v.Value, variables))
	}
	for i := range s.Comparisons {
		r.tests = append(r.tests, compileTest(&s.Comparisons[i], variables))
	}
	r.cost = cost(r.actions) + cost(r.resources)
	for i := range r.tests {
		r.cost += r.tests[i].cost()
	}
	r.contradicted = contradictions(r.tests)
	return r
}

// Result is the evaluation of a whole document: whether a Deny and whether an
// Allow of it matches. For a broken document both are Unknown.
type Result struct {
	Deny, Allow Truth
	// Broken is set if the document has errors.
	Broken bool
}

// Decide evaluates the document against a request, without reasons and without
// allocating memory. Statements of the same effect are ORed.
func (d *Document) Decide(r *Request) Result {
	if d.broken {
		return Result{Deny: Unknown, Allow: Unknown, Broken: true}
	}
	result := Result{Deny: False, Allow: False}
	for i := range d.Statements {
		s := &d.Statements[i]
		sum := &result.Allow
		if s.rule.denies {
			sum = &result.Deny
		}
		if *sum != True {
			*sum = max(*sum, s.match(r))
		}
	}
	return result
}

// CertainDeny returns the first statement without errors that certainly denies a request,
// whatever the rest of the document means: a Deny is final. It is nil if there is none.
func (d *Document) CertainDeny(r *Request) *Statement {
	for i := range d.Statements {
		if s := &d.Statements[i]; !s.Broken && s.rule.denies && s.match(r) == True {
			return s
		}
	}
	return nil
}

// UnknownStatements returns the statements whose match depends on what the
// request leaves open; none of a broken document.
func (d *Document) UnknownStatements(r *Request) []*Statement {
	var open []*Statement
	for i := range d.Statements {
		if s := &d.Statements[i]; !d.broken && s.match(r) == Unknown {
			open = append(open, s)
		}
	}
	return open
}

// Match returns whether the statement matches, without reasons and without allocating
// memory; Unknown for a broken one.
func (s *Statement) Match(r *Request) Truth {
	if s.Broken {
		return Unknown
	}
	return s.match(r)
}

// match reports whether a statement, which must not be broken, matches.
func (s *Statement) match(r *Request) Truth {
	if !s.matchAction(r) {
		return False
	}
	result := s.matchResource(r)
	for i := range s.rule.tests {
		if result == False {
			return False
		}
		result = min(result, s.rule.tests[i].evaluate(r))
	}
	if result == Unknown {
		for _, key := range s.rule.contradicted {
			if r.lookup(key).inconclusive() {
				return False
			}
		}
	}
	return result
}

// matchAction: Action matches if any of its patterns does, NotAction if none.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
func (s *Statement) matchAction(r *Request) bool {
	if s.rule.services&r.service == 0 {
		return s.rule.others
	}
	for i := range s.rule.actions {
		if s.rule.actions[i].match(r.folded, r, false) == True {
			return !s.rule.others
		}
	}
	return s.rule.others
}

// serviceBit is one of 64 bits for a service prefix; some services share one.
func serviceBit(service string) uint64 {
	sum := uint64(0)
	for i := range len(service) {
		sum = (sum ^ uint64(service[i])) * 0x9e3779b97f4a7c15
	}
	return 1 << (sum >> 58)
}

// service returns the bit of the service that a pattern of actions names, or
// all bits if it can match several.
func (p *pattern) service() uint64 {
	text := p.text
	if p.kind == generalPattern && p.pieces[0].kind == literal {
		text = p.pieces[0].text
	}
	if service, _, ok := strings.Cut(text, ":"); ok {
		return serviceBit(service)
	}
	return ^uint64(0)
}

// matchResource: Resource matches if any of its patterns does, NotResource if
// none. A statement that has neither applies to all resources.
func (s *Statement) matchResource(r *Request) Truth {
	if !s.Resource.Given() {
		return True
	}
	result := False
	for i := range s.rule.resources {
		if result = max(result, s.rule.resources[i].matchResource(r)); result == True {
			break
		}
	}
	return result.negate(s.Resource.Not)
}
