package lint_test

import (
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/lint"
)

// An action that AWS does not have is reported, with what may be meant. What is
// no action at all, and a pattern that matches one, is not.
func TestUnknownActions(t *testing.T) {
	for actions, want := range map[string]string{
		`"ec2:RunInstances", "EC2:runinstances", "s3:Get*", "*", "s3:*", "*:List*", "iam:Create?ser"`: "",
		`"ec2", "s3: Get*", "s3:", ":x"`: "",
		`"ec2:RunInstancs"`:              "misspelt: ec2:RunInstancs (perhaps ec2:RunInstances).",
		`"s3:Gett*", "nosuchservice:*"`:  "misspelt: s3:Gett* and nosuchservice:*.",
	} {
		_, d := model.NewDraft("Draft", `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":[`+actions+`],"Resource":"*"},{"Effect":"Deny","NotAction":[`+actions+`],"Resource":"*"}]}`, "")
		if got := lint.UnknownActions(d); want == "" && got != "" || !strings.HasSuffix(got, want) {
			t.Errorf("of %s it is said %q, want %q", actions, got, want)
		}
	}
}
