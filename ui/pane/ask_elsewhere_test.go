package pane

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/denial"
	"deputy/model/verdict"
	"deputy/ui/kit"
)

// fromElsewhere are denials of callers that are no principals of an account of the
// organization, and what the form says of them.
var fromElsewhere = map[string]struct {
	text, principal, shows string
	account                model.AccountID
}{
	"a web identity": {
		"User: arn:aws:iam::444455556666:role/github is not authorized to perform: sts:AssumeRoleWithWebIdentity",
		"none", "The caller has no AWS account, so no SCP applies to it.", "",
	},
	"a SAML assertion": {
		`{"userIdentity":{"type":"SAMLUser","principalId":"p","userName":"kim","identityProvider":"https://idp"},"eventSource":"sts.amazonaws.com","eventName":"AssumeRoleWithSAML","awsRegion":"eu-west-1","errorCode":"AccessDenied","requestParameters":{"roleArn":"arn:aws:iam::444455556666:role/Admin","principalArn":"arn:aws:iam::444455556666:saml-provider/idp"}}`,
		"none", "The caller has no AWS account, so no SCP applies to it.", "",
	},
	"an AWS service": {
		`{"userIdentity":{"type":"AWSService","invokedBy":"cloudtrail.amazonaws.com"},"eventSource":"s3.amazonaws.com","eventName":"PutObject","awsRegion":"eu-west-1","errorCode":"AccessDenied","resources":[{"ARN":"arn:aws:s3:::acme-trail/x"},{"ARN":"arn:aws:s3:::acme-trail","accountId":"444455556666"}]}`,
		"none", "The caller has no AWS account, so no SCP applies to it.", "",
	},
	"a principal outside": {
		"User: arn:aws:iam::999988887777:user/partner is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/Partner with an explicit deny in a resource control policy",
		"arn:aws:iam::999988887777:user/partner", "Denied at Workloads by RCPOrgPerimeter, statement 2", "999988887777",
	},
}

// A pasted denial of a caller from elsewhere fills the form in, and is judged by the
// RCPs of the resource's owner, as the command line does; never by the SCPs of the
// account that the form was open for.
func TestCallersFromElsewhere(t *testing.T) {
	for name, c := range fromElsewhere {
		t.Run(name, func(t *testing.T) {
			a := askAbout(t, "sandbox-kim", usual)
			d, err := denial.Parse(c.text)
			if err != nil {
				t.Fatal(err)
			}
			a.Paste(c.text)
			work(a)
			q := a.Question()
			if q.Account != c.account || q.Account != d.Account || q.Action != d.Action || q.Resource != d.Resource || q.Principal != d.Principal || q.Owner() != "444455556666" {
				t.Errorf("the form asks %+v of %+v", q, d.Question)
			}
			if !maps.EqualFunc(q.Given, d.Given, slices.Equal) || len(q.Absent) != len(d.Absent) {
				t.Errorf("the form gives %v, without %v; the text %v, without %v", q.Given, q.Absent, d.Given, d.Absent)
			}
			a.Do(kit.Exactly)
			text := strings.Join(strings.Fields(frame(t, a, usual.W, 60)), " ")
			if field(a, askPrincipal) != c.principal || !strings.Contains(text, c.shows) || !strings.Contains(text, "resources of payments-prod") || strings.Contains(text, "NoPublicS3") {
				t.Errorf("the principal is %q:\n%s", field(a, askPrincipal), text)
			}
			if ok, why := a.Can(kit.KeepLens); ok || !strings.Contains(why, "from elsewhere") {
				t.Errorf("the question can stay on: %q", why)
			}
			x, err := a.ask(q)
			want, wrong := verdict.Explain(a.reading(), d.Question, d.Evidence)
			if err != nil || wrong != nil || x.Ruling != want.Ruling || len(x.SCP) > 0 {
				t.Errorf("it is %v with %d levels of SCPs, from the text %v", x.Ruling, len(x.SCP), want.Ruling)
			}
		})
	}
}

// A caller without an account can be typed too, and nothing is assumed of it.
func TestCallerWithoutAnAccountIsTyped(t *testing.T) {
	a := askAbout(t, "payments-prod", usual)
	typeInto(t, a, "kms:Decrypt")
	a.form.moveTo(askPrincipal)
	typeInto(t, a, "none")
	text := strings.Join(strings.Fields(frame(t, a, usual.W, 60)), " ")
	if q := a.Question(); q.Account != "" || q.Principal != "" || strings.Contains(text, "a role that no policy names") || strings.Contains(text, "this account") {
		t.Errorf("it asks %+v:\n%s", q, text)
	}
}
