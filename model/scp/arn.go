package scp

import "strings"

// arnOperand is a value of an ARN operator: a pattern for each of the six parts,
// so that no wildcard matches one of the first five colons.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
type arnOperand struct {
	parts [arnParts]pattern
}

// compileARN compiles an ARN pattern. * alone matches every ARN; anything else
// of fewer than six parts matches none.
func compileARN(t template) operand {
	o := &arnOperand{}
	parts := t.components()
	if len(parts) < arnParts {
		if !onlyStars(t.pieces) {
			return never{}
		}
		parts = []template{t, t, t, t, t, t}
	}
	for i, p := range parts {
		o.parts[i] = compilePattern(p, false)
	}
	return o
}

func (o *arnOperand) compare(v *value, r *Request) Truth {
	result, rest := True, v.text
	for i := range o.parts {
		part, after, found := strings.Cut(rest, ":")
		if last := i == arnParts-1; last {
			part = rest
		} else if !found {
			return False
		}
		if result = min(result, o.parts[i].match(part, r, false)); result == False {
			return False
		}
		rest = after
	}
	return result
}

// compareOpen never returns True: not every value is an ARN.
func (o *arnOperand) compareOpen(r *Request) Truth {
	result := Unknown
	for i := range o.parts {
		result = min(result, o.parts[i].matchOpen(r))
	}
	return result
}
