package verdict_test

import (
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// No value matches an empty list, so the result depends only on whether the key
// is present, and the sentence says just that.
func TestEmptyListInSentences(t *testing.T) {
	for condition, want := range map[string]string{
		`{"StringEqualsIfExists": {"aws:SourceVpc": []}}`:               "denied if the source VPC is absent (Draft at payments-prod)",
		`{"BoolIfExists": {"aws:SecureTransport": []}}`:                 "denied if secure transport is absent (Draft at payments-prod)",
		`{"NumericLessThanIfExists": {"s3:max-keys": "many"}}`:          "denied if s3:max-keys is absent (Draft at payments-prod)",
		`{"ForAllValues:StringEquals": {"aws:CalledVia": []}}`:          "denied if the chain of calling services is absent (Draft at payments-prod)",
		`{"ForAnyValue:StringNotEquals": {"aws:CalledVia": []}}`:        "denied unless the chain of calling services is absent (Draft at payments-prod)",
		`{"StringEquals": {"aws:SourceVpc": []}}`:                       "", // never holds
		`{"StringNotEquals": {"aws:SourceVpc": []}}`:                    "", // always holds
		`{"ForAllValues:StringNotEquals": {"aws:CalledVia": []}}`:       "",
		`{"ForAnyValue:StringEquals": {"aws:CalledVia": []}}`:           "",
		`{"StringNotEqualsIfExists": {"aws:SourceVpc": [], "a:b": []}}`: "",
	} {
		if got := sentencesOf(t, condition); got != want {
			t.Errorf("%s reads %q, want %q", condition, got, want)
		}
	}
}

// sentencesOf returns the sentences of a verdict that depends on a Deny with a
// condition.
func sentencesOf(t *testing.T, condition string) string {
	t.Helper()
	text := `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:GetBucketTagging","Resource":"*","Condition":` + condition + `}}`
	d, _ := model.NewDraft("Draft", text, modeltest.CaseAccount.Node())
	r, err := modeltest.Demo().WithEdits(model.Edits{Drafts: []model.Draft{d}})
	if err != nil {
		t.Fatal(err)
	}
	v, err := verdict.Ask(r, verdict.Question{
		Account: modeltest.CaseAccount, Action: "s3:GetBucketTagging", Resource: "*", Principal: "arn:aws:iam::444455556666:role/Deployer",
		Given: map[string][]string{"aws:RequestedRegion": {"eu-west-1"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(v.Sentences(), "; ")
}

// Sentences say of every operator whether it matches an absent key.
func TestAbsenceInSentences(t *testing.T) {
	for condition, want := range map[string]string{
		`{"Bool": {"aws:MultiFactorAuthPresent": false}}`:                "denied if the session was started without MFA (Draft at payments-prod)",
		`{"BoolIfExists": {"aws:MultiFactorAuthPresent": false}}`:        "denied if the session was started without MFA (or aws:MultiFactorAuthPresent is absent) (Draft at payments-prod)",
		`{"ForAnyValue:BoolIfExists": {"aws:SecureTransport": "false"}}`: "denied if the request does not use TLS (Draft at payments-prod)",
		`{"StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"}}`:           "denied if the source VPC is vpc-1 (or is absent) (Draft at payments-prod)",
		`{"StringNotEqualsIfExists": {"aws:SourceVpc": "vpc-1"}}`:        "denied unless the source VPC is vpc-1 (Draft at payments-prod)",
	} {
		if got := sentencesOf(t, condition); got != want {
			t.Errorf("%s reads %q, want %q", condition, got, want)
		}
	}
}

// A sentence has each value, even an empty one, and compares dates as before or
// after.
func TestValuesInSentences(t *testing.T) {
	for condition, want := range map[string]string{
		`{"StringLike": {"s3:prefix": ["", "home/*", " x"]}}`:                                         `denied if the listed prefix matches "", home/* or " x" (Draft at payments-prod)`,
		`{"StringEquals": {"ec2:InstanceType": ["a", "b", "c", "d", "e", "f"]}}`:                      "denied if the instance type is a, b, c, d, e or f (Draft at payments-prod)",
		`{"DateGreaterThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}`:                            "denied if the time is after 2030-01-01T00:00:00Z (Draft at payments-prod)",
		`{"DateLessThanEquals": {"aws:TokenIssueTime": "2030-01-01T00:00:00Z"}}`:                      "denied if the time when the credentials were issued is not after 2030-01-01T00:00:00Z (Draft at payments-prod)",
		`{"NumericGreaterThan": {"aws:MultiFactorAuthAge": 3600}}`:                                    "denied if the age of the MFA authentication in seconds is greater than 3600 (Draft at payments-prod)",
		`{"StringNotEquals": {"aws:SourceAccount": "${aws:PrincipalAccount}"}}`:                       "denied unless the source account is 444455556666 (Draft at payments-prod)",
		`{"ArnNotLike": {"aws:SourceArn": "arn:aws:s3:*:${aws:PrincipalAccount}:*"}}`:                 "denied unless the source ARN matches arn:aws:s3:*:444455556666:* (Draft at payments-prod)",
		`{"StringEquals": {"aws:PrincipalAccount": "${aws:SourceAccount}"}}`:                          "denied if the principal's account (444455556666) is the source account (Draft at payments-prod)",
		`{"StringNotEquals": {"aws:RequestTag/team": "${aws:PrincipalTag/team}"}}`:                    "denied unless the request's tag team is the principal's tag team (Draft at payments-prod)",
		`{"StringLike": {"aws:RequestTag/team": "${aws:PrincipalAccount}-${aws:PrincipalTag/team}"}}`: "denied if the request's tag team matches 444455556666-${aws:PrincipalTag/team} (Draft at payments-prod)",
	} {
		if got := sentencesOf(t, condition); got != want {
			t.Errorf("%s reads %q, want %q", condition, got, want)
		}
	}
}

// allowing returns the demo organization with these conditions on what
// payments-prod allows, in place of FullAWSAccess.
func allowing(t *testing.T, conditions ...string) *model.Reading {
	t.Helper()
	h := model.Edits{Detached: []model.Attachment{{Policy: model.FullAWSAccess, Target: modeltest.Payments.Node()}}}
	for i, c := range conditions {
		text := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":` + c + `}}`
		d, _ := model.NewDraft([]string{"One", "Two", "Three"}[i], text, modeltest.Payments.Node())
		h.Drafts = append(h.Drafts, d)
	}
	r, err := modeltest.Demo().WithEdits(h)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// If one of several Allows of a level is enough, the sentence does not require
// any single one.
func TestAlternativesInSentences(t *testing.T) {
	const vpc, mfa = `{"StringEquals": {"aws:SourceVpc": "vpc-1"}}`, `{"Bool": {"aws:MultiFactorAuthPresent": true}}`
	q := verdict.Question{
		Account: modeltest.Payments, Action: "s3:ListAllMyBuckets", Resource: "*", Principal: "arn:aws:iam::444455556666:role/Deployer",
		Given: map[string][]string{"aws:RequestedRegion": {"eu-west-1"}},
	}
	for want, conditions := range map[string][]string{
		"allowed at payments-prod only if the source VPC is vpc-1 (One)":                                               {vpc},
		"allowed at payments-prod only if the source VPC is vpc-1 (One), or if the session was started with MFA (Two)": {vpc, mfa},
	} {
		v := ask(t, allowing(t, conditions...), q)
		if got := strings.Join(v.Sentences(), "; "); got != want {
			t.Errorf("the verdict reads %q, want %q", got, want)
		}
		for _, b := range v.SCP[len(v.SCP)-1].Contributions() {
			if strings.Contains(b.Text, "only") {
				t.Errorf("%s reads %q, but another may allow it", b.Name, b.Text)
			}
		}
	}
}
