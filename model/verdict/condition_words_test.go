package verdict_test

import (
	"testing"

	"deputy/model/scp"
	"deputy/model/verdict"
)

// TestOperatorVerb ensures that every way to compare has words, also negated.
func TestOperatorVerb(t *testing.T) {
	for relation := scp.Equal; relation != scp.Missing; relation++ {
		o := scp.Operator{Family: scp.Strings, Relation: relation}
		holds, fails := verdict.OperatorVerb(o, false), verdict.OperatorVerb(o, true)
		if holds == "" || fails == "" || holds == fails {
			t.Errorf("%+v is told as %q, and negated as %q", o, holds, fails)
		}
	}
}
