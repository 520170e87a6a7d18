package verdict_test

import (
	"strings"
	"testing"

	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// A line that brings its own policies derives nothing: a key that its context
// does not have is absent, even if it would follow from the principal.
func TestContainedLineDerivesNothing(t *testing.T) {
	const levels = `"levels":[{"id":"root","policies":[{"name":"full","document":` + modeltest.Full + `},{"name":"unless","document":{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/Admin"}}}}}]}]`
	const request = `"request":{"action":"s3:GetObject","resource":"*","principal":"arn:aws:iam::222222222222:role/Admin","context":`
	for context, want := range map[string]verdict.Ruling{
		`{}`: verdict.ExplicitlyDenied,
		`{"AWS:principalarn":"arn:aws:iam::222222222222:role/Admin"}`: verdict.Allowed,
	} {
		b, err := verdict.ParseBatchLine([]byte(`{` + levels + `,` + request + context + `}}`))
		if err != nil {
			t.Fatal(err)
		}
		if j, err := b.Judge(&verdict.BatchDocuments{}); err != nil || j.Ruling != want {
			t.Errorf("with %s it is %v, %v", context, j.Ruling, err)
		}
	}
}

// A policy is taken for none that was there before, whether it comes as an object
// or as a string, as an SCP or as an RCP.
func TestBatchDocumentsAreToldApart(t *testing.T) {
	const deny = `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}`
	const text = `"{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"*\"}}"`
	const request = `"request":{"action":"s3:GetObject","resource":"*"}`
	const inverse = `{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotAction":"ec2:*","Resource":"*"}}`
	level := func(document string) string {
		return `[{"id":"root","policies":[{"name":"full","document":` + modeltest.Full + `},{"name":"p","document":` + document + `}]}]`
	}
	var documents verdict.BatchDocuments
	for range 2 {
		for _, c := range []struct {
			line string
			want verdict.Ruling
		}{
			{`"rcps":[{"id":"root","policies":[{"name":"p","document":` + deny + `}]}]`, verdict.ExplicitlyDenied},
			{`"levels":` + level(deny), verdict.ExplicitlyDenied},
			{`"levels":` + level(text), verdict.ExplicitlyDenied},
			{`"levels":` + level(modeltest.DenyEC2), verdict.Allowed},
			{`"levels":` + level(inverse), verdict.ExplicitlyDenied},
		} {
			b, err := verdict.ParseBatchLine([]byte(`{` + c.line + `,` + request + `}`))
			if err != nil {
				t.Fatal(err)
			}
			if j, err := b.Judge(&documents); err != nil || j.Ruling != c.want {
				t.Errorf("%s is %v, %v; want %v", c.line, j.Ruling, err, c.want)
			}
		}
	}
}

// What AWS refuses or does not define leads to no sure verdict: an RCP with the
// action * leaves a gap that says why, and an ARN of fewer than six parts depends on
// how AWS reads it.
func TestBatchOfWhatAWSDoesNotTake(t *testing.T) {
	const request = `"request":{"action":"sqs:SendMessage","resource":"arn:aws:sqs:eu-west-1:111122223333:qq"}`
	for _, c := range []struct {
		line string
		want verdict.Ruling
		says string
	}{
		{`"rcps":[{"id":"root","policies":[{"name":"p","document":{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}}}]}]`, verdict.Unknown, "AWS refuses an RCP with the action *"},
		{`"levels":[{"id":"root","policies":[{"name":"full","document":` + modeltest.Full + `},{"name":"p","document":{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"arn:aws:sqs:*:qq"}}}]}]`, verdict.Depends, "AWS does not document how it matches"},
		{`"levels":[{"id":"root","policies":[{"name":"full","document":` + modeltest.Full + `},{"name":"p","document":{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"arn:aws:sns:*:qq"}}}]}]`, verdict.Allowed, ""},
	} {
		b, err := verdict.ParseBatchLine([]byte(`{` + c.line + `,` + request + `}`))
		if err != nil {
			t.Fatal(err)
		}
		j, err := b.Judge(&verdict.BatchDocuments{})
		if err != nil || j.Ruling != c.want {
			t.Errorf("%s is %v, %v; want %v", c.line, j.Ruling, err, c.want)
		}
		if text, err := verdict.EncodeAnswer(b.ID, j, nil); err != nil || !strings.Contains(string(text), c.says) {
			t.Errorf("%s, %v; want %q", text, err, c.says)
		}
	}
}
