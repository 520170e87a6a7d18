package plain_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/plain"
	language "deputy/model/scp"
)

// withResourcePolicy returns the demo organization with a resource policy of
// these statements.
func withResourcePolicy(statements string) *model.Reading {
	r := modeltest.Demo()
	r.Apply(model.ResourcePolicyFact{
		ARN:  "arn:aws:organizations::111122223333:resourcepolicy/o-4x9acme2k7/rp-7c1e0f4a",
		Text: `{"Version":"2012-10-17","Statement":[` + statements + `]}`,
	})
	return r
}

// Each statement becomes one sentence; what has no everyday words appears as
// the policy writes it.
func TestResourcePolicySentences(t *testing.T) {
	const root = `"Principal":{"AWS":"arn:aws:iam::222233334444:root"}`
	const ou = "arn:aws:organizations::111122223333:ou/o-4x9acme2k7/"
	for _, c := range []struct{ name, statement, want string }{
		{
			"everything that can be read", `"Effect":"Allow",` + root + `,"Action":["organizations:Describe*","organizations:List*"],"Resource":"*"`,
			"security-tooling (222233334444) may read the whole organization.",
		},
		{
			"a role, at OUs, of one type by condition",
			`"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222233334444:role/team/PolicyManager"},
			"Action":["organizations:AttachPolicy","organizations:DetachPolicy"],"Resource":["` + ou + `ou-4x9a-w7k2p9da","arn:aws:organizations::111122223333:policy/o-4x9acme2k7/service_control_policy/*"],
			"Condition":{"StringEquals":{"organizations:PolicyType":"SERVICE_CONTROL_POLICY"}}`,
			"role/team/PolicyManager of security-tooling (222233334444) may attach and detach SCPs at Workloads.",
		},
		{
			"one type by resource", `"Effect":"Allow","Principal":{"AWS":"333344445555"},"Action":["organizations:*Policy"],"Resource":"arn:aws:organizations::111122223333:policy/o-4x9acme2k7/backup_policy/*"`,
			"finops (333344445555) may create, change, delete, attach, detach and read backup policies; replace, delete and read this policy; call DescribeEffectivePolicy, ListAccountsWithInvalidEffectivePolicy and ListTargetsForPolicy.",
		},
		{
			"two types", `"Effect":"Allow",` + root + `,"Action":"organizations:CreatePolicy","Resource":"*","Condition":{"StringLikeIfExists":{"organizations:PolicyType":["TAG_POLICY","AISERVICES_OPT_OUT_POLICY"]}}`,
			"security-tooling (222233334444) may create policies, if the policy type matches TAG_POLICY or AISERVICES_OPT_OUT_POLICY (or is absent).",
		},
		{
			"one policy", `"Effect":"Allow",` + root + `,"Action":"organizations:UpdatePolicy","Resource":"arn:aws:organizations::111122223333:policy/o-4x9acme2k7/service_control_policy/p-nosuch99"`,
			"security-tooling (222233334444) may change SCPs, on p-nosuch99.",
		},
		{
			"everybody in the organization", `"Effect":"Allow","Principal":{"AWS":"*"},"Action":"organizations:DescribeOrganization","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-4x9acme2k7"}}`,
			"Everyone in the organization may read the organization.",
		},
		{
			"everybody of another organization", `"Effect":"Allow","Principal":"*","Action":"organizations:ListRoots","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-another000"}}`,
			"Everyone may call ListRoots, if the principal's organization is o-another000.",
		},
		{
			"a denial with an exception", `"Effect":"Deny","Principal":{"AWS":["222233334444","333344445555"]},"Action":"organizations:DetachPolicy","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/PolicyManager"}}`,
			"security-tooling (222233334444) and finops (333344445555) may not detach policies, unless role/PolicyManager.",
		},
		{
			"everything", `"Effect":"Allow",` + root + `,"Action":"organizations:*","Resource":"*"`,
			"security-tooling (222233334444) may do everything in AWS Organizations.",
		},
		{
			"everything but", `"Effect":"Allow",` + root + `,"NotAction":["organizations:LeaveOrganization","organizations:*ResourcePolicy"],"Resource":"*"`,
			"security-tooling (222233334444) may do everything in AWS Organizations but replace, delete and read this policy; leave the organization.",
		},
		{
			"everybody else", `"Effect":"Deny","NotPrincipal":{"AWS":"222233334444"},"Action":"organizations:PutResourcePolicy","Resource":"*"`,
			"Everyone except security-tooling (222233334444) may not replace this policy.",
		},
		{
			"a service, a deleted role, an account elsewhere",
			`"Effect":"Allow","Principal":{"Service":"config.amazonaws.com","AWS":["AROAEXAMPLEEXAMPLE","999999999999"]},"Action":"organizations:ListAccounts","Resource":"*"`,
			"the service config.amazonaws.com, a deleted role or user (AROAEXAMPLEEXAMPLE) and 999999999999 may list accounts.",
		},
		{
			"an action that is not known", `"Effect":"Allow",` + root + `,"Action":["organizations:FrobnicatePolicy","s3:GetObject","organizations:MoveAccount"],"Resource":"*"`,
			"security-tooling (222233334444) may move accounts; call organizations:FrobnicatePolicy; call s3:GetObject.",
		},
		{
			"all but some resources", `"Effect":"Allow",` + root + `,"Action":"organizations:TagResource","NotResource":["` + ou + `*","arn:aws:organizations::111122223333:account/o-4x9acme2k7/444455556666"]`,
			"security-tooling (222233334444) may tag resources, except on every OU and payments-prod (444455556666).",
		},
		{
			"no statement of everyday form", `"Effect":"Allow",` + root + `,"Action":"organizations:AttachPolicy","Resource":"arn:aws:s3:::bucket","Condition":{"StringEquals":{"organizations:PolicyType":"SERVICE_*"},"Bool":{"aws:MultiFactorAuthPresent":"true"}}`,
			"security-tooling (222233334444) may attach policies, on arn:aws:s3:::bucket, if the policy type is SERVICE_* and the session was started with MFA.",
		},
		{
			"a broken statement", `"Effect":"Grant",` + root + `,"Action":"organizations:AttachPolicy","Resource":"*"`,
			"deputy cannot tell what statement 1 means: Effect must be Allow or Deny, spelled exactly so, not “Grant”.",
		},
		{"nobody", `"Effect":"Allow","Action":"organizations:AttachPolicy","Resource":"*"`, "No named principal may attach policies."},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := plain.ReadResourcePolicy(withResourcePolicy("{" + c.statement + "}"))
			if len(m.Statements) != 1 || m.Statements[0].Text != c.want {
				t.Errorf("got\n%+v\nwant\n%s", m.Statements, c.want)
			}
		})
	}
}

// Accounts that the policy names have their state: those that are not active
// cannot use what they are allowed.
func TestResourcePolicyAccounts(t *testing.T) {
	r := withResourcePolicy(fmt.Sprintf(`{"Effect":"Allow","Principal":{"AWS":[%q,"999999999999","arn:aws:iam::222233334444:user/kim","222233334444"]},
		"Action":"organizations:ListRoots","Resource":"*"},
		{"Effect":"Deny","Principal":{"AWS":"222233334444"},"Action":"organizations:MoveAccount","Resource":"*"}`, modeltest.OldLicensing))
	m := plain.ReadResourcePolicy(r)
	got := map[model.AccountID]string{}
	for _, a := range m.Accounts {
		got[a.Account] = a.OutOfUse
	}
	want := map[model.AccountID]string{modeltest.OldLicensing: "is suspended", "999999999999": "is not in the organization", modeltest.Tooling: ""}
	for account, trouble := range want {
		if had, ok := got[account]; !ok || had != trouble {
			t.Errorf("of %s it says %q (%v), want %q", account, had, ok, trouble)
		}
	}
	if of := m.Of(modeltest.Tooling); len(of) != 2 || of[0].Changes || !of[1].Changes || !of[1].Deny {
		t.Errorf("%s is named by %+v", modeltest.Tooling, of)
	}
	if of := m.Of(modeltest.Payments); of != nil {
		t.Errorf("%s is not named, but for %+v", modeltest.Payments, of)
	}
	unread := model.NewReading()
	unread.Apply(model.ResourcePolicyFact{ARN: "x", Text: `{"Statement":{"Effect":"Allow","Principal":{"AWS":"222233334444"},"Action":"organizations:ListRoots"}}`})
	if a := plain.ReadResourcePolicy(unread).Accounts; len(a) != 1 || !a[0].Unread || a[0].OutOfUse != "" {
		t.Errorf("before the accounts are read it says %+v", a)
	}
}

// No resource policy, one that could not be read, and one with errors are told
// apart.
func TestResourcePolicyMissingOrBroken(t *testing.T) {
	r := model.NewReading()
	r.Apply(model.ResourcePolicyFact{})
	r.Apply(modeltest.Status(model.PartResourcePolicy, "", model.Complete))
	if m := plain.ReadResourcePolicy(r); m.Document != nil || len(m.Statements) > 0 || !m.Status.Known() {
		t.Errorf("without a policy it says %+v", m)
	}
	r = model.NewReading()
	r.Apply(modeltest.Failed(model.PartResourcePolicy, "", "DescribeResourcePolicy"))
	if m := plain.ReadResourcePolicy(r); m.Document != nil || m.Status.Gap == nil {
		t.Errorf("where it could not be read it says %+v", m)
	}
	r = modeltest.Demo()
	r.Apply(model.ResourcePolicyFact{ARN: "x", Text: "no JSON"})
	m := plain.ReadResourcePolicy(r)
	if m.Document == nil || !m.Document.Broken() || len(m.Statements) > 0 || !slices.ContainsFunc(m.Document.Problems, func(p language.Problem) bool { return p.Sentence != "" }) {
		t.Errorf("of a broken one it says %+v", m)
	}
	r = withResourcePolicy(`{"Effect":"Allow","Principal":{"AWS":"222233334444"},"Action":"organizations:ListRoots","Resource":"*","Sid":"` + strings.Repeat("x", 40000) + `"}`)
	if m := plain.ReadResourcePolicy(r); len(m.Document.Problems) != 1 || !strings.Contains(m.Document.Problems[0].Sentence, "40000") || m.Document.Broken() {
		t.Errorf("of a long one it says %+v", m.Document.Problems)
	}
}
