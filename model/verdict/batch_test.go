package verdict_test

import (
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
		if j, err := b.Judge(); err != nil || j.Ruling != want {
			t.Errorf("with %s it is %v, %v", context, j.Ruling, err)
		}
	}
}
