package scp

// stringOperand is a value of a string operator.
type stringOperand struct {
	pattern pattern
	fold    bool
}

// compileString compiles a value of a string operator. Only for the Like operators
// * and ? are wildcards.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String
func compileString(r Relation, t template) operand {
	fold := r == EqualFold
	if r != Like {
		t = t.literals()
	}
	return &stringOperand{compilePattern(t, fold), fold}
}

func (o *stringOperand) compare(v *value, r *Request) Truth {
	if o.fold {
		return o.pattern.match(v.folded, r, true)
	}
	return o.pattern.match(v.text, r, false)
}

func (o *stringOperand) compareOpen(r *Request) Truth { return o.pattern.matchOpen(r) }

// matchOpen is match for text that is not known.
func (p *pattern) matchOpen(r *Request) Truth {
	if p.kind == anyPattern {
		return True
	}
	if p.refs && p.resolvable(r) == False {
		return False
	}
	return Unknown
}
