package model_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"deputy/model"
)

const (
	full    = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`
	denyS3  = `{"Version":"2012-10-17","Statement":[{"Sid":"NoS3","Effect":"Deny","Action":"s3:*","Resource":"*"}]}`
	denyEC2 = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ec2:*","Resource":"*"}]}`
	onlyEC2 = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:*","Resource":"*"}]}`
	onlyS3  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}`
)

// judged answers one self-contained line of levels, each a list of documents.
func judged(t *testing.T, action string, levels ...[]string) model.Judgement {
	t.Helper()
	type policy struct {
		Name     string          `json:"name"`
		Document json.RawMessage `json:"document"`
	}
	type level struct {
		ID       string   `json:"id"`
		Policies []policy `json:"policies"`
	}
	line := map[string]any{"request": map[string]any{"action": action, "resource": "*"}}
	var ls []level
	for i, documents := range levels {
		l := level{ID: []string{"root", "ou", "account"}[i], Policies: []policy{}}
		for k, d := range documents {
			l.Policies = append(l.Policies, policy{string(rune('a' + k)), json.RawMessage(d)})
		}
		ls = append(ls, l)
	}
	line["levels"] = ls
	text, err := json.Marshal(line)
	if err != nil {
		t.Fatal(err)
	}
	b, err := model.ParseBatchLine(text)
	if err != nil {
		t.Fatal(err)
	}
	j, err := b.Judge()
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// The scenarios that AWS documents.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
func TestDocumentedScenarios(t *testing.T) {
	type levels = [][]string
	for _, c := range []struct {
		name    string
		levels  levels
		s3, ec2 model.Ruling
	}{
		{"1 denies at two levels", levels{{full}, {full, denyS3}, {full, denyEC2}}, model.ExplicitlyDenied, model.ExplicitlyDenied},
		{"2 an allow list at the unit", levels{{full}, {onlyEC2}, {full}}, model.ImplicitlyDenied, model.Allowed},
		{"3 nothing allowed at the root", levels{{denyS3}, {full}, {full}}, model.ExplicitlyDenied, model.ImplicitlyDenied},
		{"4 layered denies", levels{{full, denyS3}, {full}, {full, denyEC2}}, model.ExplicitlyDenied, model.ExplicitlyDenied},
		{"5 an allow list above everything allowed", levels{{full}, {onlyEC2}, {full, denyS3}}, model.ExplicitlyDenied, model.Allowed},
		{"6 a denied service is all that is allowed", levels{{full, denyS3}, {onlyS3}, {full}}, model.ExplicitlyDenied, model.ImplicitlyDenied},
		{"7 two allow lists at the root add up", levels{{onlyS3, onlyEC2}, {full}, {full}}, model.Allowed, model.Allowed},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := judged(t, "s3:PutObject", c.levels...).Ruling; got != c.s3 {
				t.Errorf("s3:PutObject is %v, want %v", got, c.s3)
			}
			if got := judged(t, "ec2:RunInstances", c.levels...).Ruling; got != c.ec2 {
				t.Errorf("ec2:RunInstances is %v, want %v", got, c.ec2)
			}
		})
	}
}

// Every reason is kept, whatever decided.
func TestEveryReason(t *testing.T) {
	j := judged(t, "s3:PutObject", []string{full, denyS3}, []string{onlyEC2}, []string{denyS3})
	var by []string
	for _, r := range j.By {
		by = append(by, r.Level+" "+r.Name+" "+r.Sid)
	}
	if want := []string{"root b NoS3", "account a NoS3"}; !slices.Equal(by, want) {
		t.Errorf("denied by %q, want %q", by, want)
	}
	var missing []string
	for _, m := range j.Missing {
		missing = append(missing, m.Level)
	}
	if want := []string{"ou", "account"}; !slices.Equal(missing, want) {
		t.Errorf("nothing allows at %q, want %q", missing, want)
	}
}

// A damaged document makes the answer unknown, but for what is denied anyway.
func TestDamagedDocument(t *testing.T) {
	const noEffect = `{"Version":"2012-10-17","Statement":[{"Action":"s3:*","Resource":"*"}]}`
	if got := judged(t, "s3:PutObject", []string{full, noEffect}).Ruling; got != model.Unknown {
		t.Errorf("with a damaged document the answer is %v", got)
	}
	if got := judged(t, "s3:PutObject", []string{full, noEffect}, []string{full, denyS3}).Ruling; got != model.ExplicitlyDenied {
		t.Errorf("a deny beside a damaged document gives %v", got)
	}
}

func ask(t *testing.T, r *model.Reading, q model.Question) model.Verdict {
	t.Helper()
	v, err := r.Ask(q)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// What is not given is unknown, and giving it decides either way.
func TestAskDependsOnTheRegion(t *testing.T) {
	r := demo()
	q := model.Question{Account: payments, Action: "lambda:CreateFunction", Resource: "*"}
	v := ask(t, r, q)
	if v.Ruling != model.Depends {
		t.Fatalf("without a Region the answer is %v: %+v", v.Ruling, v.Gaps)
	}
	if s := strings.Join(v.Sentences(), "; "); !strings.Contains(s, "the Region is eu-") {
		t.Errorf("the sentences do not tell the Regions: %s", s)
	}
	q.Given = map[string][]string{"aws:RequestedRegion": {"us-west-2"}}
	q.Principal = "arn:aws:iam::444455556666:role/Deployer"
	if got := ask(t, r, q).Ruling; got != model.ExplicitlyDenied {
		t.Errorf("in us-west-2 the answer is %v", got)
	}
}

// Nothing binds the management account's principals; RCPs bind what they do to
// a member's resources.
func TestAskManagementAccount(t *testing.T) {
	r := demo()
	v := ask(t, r, model.Question{Account: management, Action: "organizations:LeaveOrganization", Resource: "*"})
	if v.Ruling != model.Allowed || !strings.Contains(strings.Join(v.Notes, " "), "management account") {
		t.Errorf("for the management account the answer is %v with the notes %q", v.Ruling, v.Notes)
	}
	v = ask(t, r, model.Question{Account: management, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/x", ResourceAccount: payments})
	if len(v.RCP) == 0 {
		t.Error("no RCP ladder for a member's bucket")
	}
}

// Service-linked roles are bound by nothing.
func TestAskServiceLinkedRole(t *testing.T) {
	q := model.Question{
		Account: payments, Action: "lambda:CreateFunction", Resource: "*",
		Principal: "arn:aws:iam::444455556666:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty",
		Given:     map[string][]string{"aws:RequestedRegion": {"us-west-2"}},
	}
	if got := ask(t, demo(), q).Ruling; got != model.Allowed {
		t.Errorf("for a service-linked role the answer is %v", got)
	}
}

// What could not be read makes the answer unknown.
func TestAskOnAGap(t *testing.T) {
	r := demo()
	r.Apply(model.StatusFact{
		Part: model.PartLadder, Target: model.LadderTarget(payments.Node(), model.ServiceControlPolicy),
		Status: model.Status{Progress: model.Failed, Gap: &model.Gap{Operation: "organizations:ListPoliciesForTarget", Cause: "denied"}},
	})
	r.Apply(model.StatusFact{Part: model.PartTargets, Target: string(model.ServiceControlPolicy), Status: model.Status{Progress: model.Complete}})
	r.Begin()
	r.Apply(model.StatusFact{
		Part: model.PartLadder, Target: model.LadderTarget(payments.Node(), model.ServiceControlPolicy),
		Status: model.Status{Progress: model.Failed, Gap: &model.Gap{Operation: "organizations:ListPoliciesForTarget", Cause: "denied"}},
	})
	v := ask(t, r, model.Question{Account: payments, Action: "sqs:SendMessage", Resource: "*", Given: map[string][]string{"aws:RequestedRegion": {"eu-central-1"}}})
	if v.Ruling != model.Unknown || len(v.Gaps) == 0 {
		t.Errorf("on a gap the answer is %v with %d gaps", v.Ruling, len(v.Gaps))
	}
}

func TestAskRefusesBadQuestions(t *testing.T) {
	for _, q := range []model.Question{
		{Account: payments, Action: "PutObject"},
		{Account: payments, Action: "s3:*"},
		{Account: payments, Action: "s3:PutObject", Resource: "bucket"},
		{Account: payments, Action: "s3:PutObject", Principal: "arn:aws:iam::111122223333:role/x"},
		{Account: payments, Action: "s3:PutObject", Principal: model.PrincipalARN("aws", payments, "us-west-2")},
		{Account: payments, Action: "s3:PutObject", Principal: model.PrincipalARN("aws", payments, "role/")},
	} {
		if _, err := demo().Ask(q); err == nil {
			t.Errorf("%+v is taken for a question", q)
		}
	}
}

// A line that brings its policies derives nothing: a key that its context does
// not give is absent, also where its principal would tell it.
func TestContainedLineDerivesNothing(t *testing.T) {
	const levels = `"levels":[{"id":"root","policies":[{"name":"full","document":` + full + `},{"name":"unless","document":{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/Admin"}}}}}]}]`
	const request = `"request":{"action":"s3:GetObject","resource":"*","principal":"arn:aws:iam::222222222222:role/Admin","context":`
	for context, want := range map[string]model.Ruling{
		`{}`: model.ExplicitlyDenied,
		`{"AWS:principalarn":"arn:aws:iam::222222222222:role/Admin"}`: model.Allowed,
	} {
		b, err := model.ParseBatchLine([]byte(`{` + levels + `,` + request + context + `}}`))
		if err != nil {
			t.Fatal(err)
		}
		if j, err := b.Judge(); err != nil || j.Ruling != want {
			t.Errorf("with %s it is %v, %v", context, j.Ruling, err)
		}
	}
}
