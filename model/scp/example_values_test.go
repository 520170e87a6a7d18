package scp

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTrials(t *testing.T) {
	d := Parse(`{"Version":"2012-10-17","Statement":[
		{"Effect":"Deny","Action":"*","Resource":["*","arn:aws:s3:::plain","arn:aws:s3:::b-?/*","arn:aws:s3:::${k:user}/${k:team, 'all'}/${k:none}"],"Condition":{
			"StringLike":{"k:a":["eu-*","x?","${k:user}"]},"StringNotEquals":{"K:A":["eu-","a*"]},"NumericLessThan":{"k:a":["5","many"]},"DateEquals":{"k:a":["2020","never"]},
			"IpAddress":{"k:a":["10.1.2.3/8","here"]},"ArnLike":{"k:a":["arn:aws:iam::*:role/x?","*"]},"Bool":{"k:a":true},"BinaryEquals":{"k:a":"QQ=="},"Null":{"k:a":"true"}}}]}`, SCP)
	r := NewRequest("s3:GetObject", OpenResource(), Absent)
	r.Set("k:user", "me")
	r.SetOpen("k:team")
	want := []string{
		"eu-", "xx", "me", "a*", "5", "4", "6", "2020", "2019-12-31T23:59:59Z", "2020-01-01T00:00:01Z", "10.0.0.0",
		"arn:aws:iam:::role/xx", "arn:aws:iam::111122223333:role/any", "true", "QQ==",
	}
	if diff := cmp.Diff(want, d.ExampleValues("k:A", r)); diff != "" {
		t.Errorf("the trials differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"arn:aws:s3:::plain", "arn:aws:s3:::b-x/", "arn:aws:s3:::me/all/x"}, d.ExampleResources(r)); diff != "" {
		t.Errorf("the trials differ (-want +got):\n%s", diff)
	}
}

// TestTrialsFit: what a comparison without negation asks for is among its
// trials, if nothing else is open.
func TestTrialsFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawStatement(t)
		d := lawDocument(t, []lawStatement{s})
		r := NewRequest("s3:GetObject", noResourceType(), Absent)
		r.Set("k:other", "a")
		for i, c := range d.Statements[0].Comparisons {
			test := &d.Statements[0].rule.tests[i]
			if c.Operator.Negated || c.Operator.Family == Existence || test.evaluateOpen(&entry{presence: Open}, r) == False {
				continue
			}
			fits := false
			for _, v := range d.ExampleValues(c.Key.Value, r) {
				filled := r.Clone()
				filled.Set(c.Key.Value, v)
				fits = fits || test.evaluate(filled) == True
			}
			if !fits {
				t.Fatalf("no trial fits %s: %v", d.Text, d.ExampleValues(c.Key.Value, r))
			}
		}
	})
}

func TestOperatorString(t *testing.T) {
	for _, b := range bases {
		for _, set := range []string{"", allPrefix, anyPrefix} {
			for _, exists := range []string{"", existsSuffix} {
				op, spelling := parseOperator(set + b.name + exists)
				if op == (Operator{}) {
					continue
				}
				again, _ := parseOperator(op.String())
				if again != op || spelling != set+b.name+exists {
					t.Errorf("%s%s%s reads as %v, which is written %s", set, b.name, exists, op, spelling)
				}
			}
		}
	}
	if got := (Operator{}).String(); got != "" {
		t.Errorf("no operator is written %q", got)
	}
}
