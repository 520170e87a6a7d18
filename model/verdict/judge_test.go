package verdict_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// judged answers one self-contained line of levels, each a list of documents.
func judged(t *testing.T, action string, levels ...[]string) verdict.Judgement {
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
	b, err := verdict.ParseBatchLine(text)
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
		s3, ec2 verdict.Ruling
	}{
		{"1 denies at two levels", levels{{modeltest.Full}, {modeltest.Full, modeltest.DenyS3}, {modeltest.Full, modeltest.DenyEC2}}, verdict.ExplicitlyDenied, verdict.ExplicitlyDenied},
		{"2 an allow list at the unit", levels{{modeltest.Full}, {modeltest.OnlyEC2}, {modeltest.Full}}, verdict.ImplicitlyDenied, verdict.Allowed},
		{"3 nothing allowed at the root", levels{{modeltest.DenyS3}, {modeltest.Full}, {modeltest.Full}}, verdict.ExplicitlyDenied, verdict.ImplicitlyDenied},
		{"4 layered denies", levels{{modeltest.Full, modeltest.DenyS3}, {modeltest.Full}, {modeltest.Full, modeltest.DenyEC2}}, verdict.ExplicitlyDenied, verdict.ExplicitlyDenied},
		{"5 an allow list above everything allowed", levels{{modeltest.Full}, {modeltest.OnlyEC2}, {modeltest.Full, modeltest.DenyS3}}, verdict.ExplicitlyDenied, verdict.Allowed},
		{"6 a denied service is all that is allowed", levels{{modeltest.Full, modeltest.DenyS3}, {modeltest.OnlyS3}, {modeltest.Full}}, verdict.ExplicitlyDenied, verdict.ImplicitlyDenied},
		{"7 two allow lists at the root add up", levels{{modeltest.OnlyS3, modeltest.OnlyEC2}, {modeltest.Full}, {modeltest.Full}}, verdict.Allowed, verdict.Allowed},
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
	j := judged(t, "s3:PutObject", []string{modeltest.Full, modeltest.DenyS3}, []string{modeltest.OnlyEC2}, []string{modeltest.DenyS3})
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
	if got := judged(t, "s3:PutObject", []string{modeltest.Full, noEffect}).Ruling; got != verdict.Unknown {
		t.Errorf("with a damaged document the answer is %v", got)
	}
	if got := judged(t, "s3:PutObject", []string{modeltest.Full, noEffect}, []string{modeltest.Full, modeltest.DenyS3}).Ruling; got != verdict.ExplicitlyDenied {
		t.Errorf("a deny beside a damaged document gives %v", got)
	}
}

func ask(t *testing.T, r *model.Reading, q verdict.Question) verdict.Verdict {
	t.Helper()
	v, err := verdict.Ask(r, q)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// What is not given is unknown, and giving it decides either way.
func TestAskDependsOnTheRegion(t *testing.T) {
	r := modeltest.Demo()
	q := verdict.Question{Account: modeltest.Payments, Action: "lambda:CreateFunction", Resource: "*"}
	v := ask(t, r, q)
	if v.Ruling != verdict.Depends {
		t.Fatalf("without a Region the answer is %v: %+v", v.Ruling, v.Gaps)
	}
	if s := strings.Join(v.Sentences(), "; "); !strings.Contains(s, "the Region is eu-") {
		t.Errorf("the sentences do not tell the Regions: %s", s)
	}
	q.Given = map[string][]string{"aws:RequestedRegion": {"us-west-2"}}
	q.Principal = "arn:aws:iam::444455556666:role/Deployer"
	if got := ask(t, r, q).Ruling; got != verdict.ExplicitlyDenied {
		t.Errorf("in us-west-2 the answer is %v", got)
	}
}

// Nothing binds the management account's principals; RCPs bind what they do to
// a member's resources.
func TestAskManagementAccount(t *testing.T) {
	r := modeltest.Demo()
	v := ask(t, r, verdict.Question{Account: modeltest.Management, Action: "organizations:LeaveOrganization", Resource: "*"})
	if v.Ruling != verdict.Allowed || !strings.Contains(strings.Join(v.Notes, " "), "management account") {
		t.Errorf("for the management account the answer is %v with the notes %q", v.Ruling, v.Notes)
	}
	v = ask(t, r, verdict.Question{Account: modeltest.Management, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/x", ResourceAccount: modeltest.Payments})
	if len(v.RCP) == 0 {
		t.Error("no RCP ladder for a member's bucket")
	}
}

// Service-linked roles are bound by nothing.
func TestAskServiceLinkedRole(t *testing.T) {
	q := verdict.Question{
		Account: modeltest.Payments, Action: "lambda:CreateFunction", Resource: "*",
		Principal: "arn:aws:iam::444455556666:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty",
		Given:     map[string][]string{"aws:RequestedRegion": {"us-west-2"}},
	}
	if got := ask(t, modeltest.Demo(), q).Ruling; got != verdict.Allowed {
		t.Errorf("for a service-linked role the answer is %v", got)
	}
}

// What could not be read makes the answer unknown.
func TestAskOnAGap(t *testing.T) {
	r := modeltest.Demo()
	r.Apply(model.StatusFact{
		Part: model.PartLadder, Target: model.LadderTarget(modeltest.Payments.Node(), model.ServiceControlPolicy),
		Status: model.Status{Progress: model.Failed, Gap: &model.Gap{Operation: "organizations:ListPoliciesForTarget", Cause: "denied"}},
	})
	r.Apply(model.StatusFact{Part: model.PartTargets, Target: string(model.ServiceControlPolicy), Status: model.Status{Progress: model.Complete}})
	r.Begin()
	r.Apply(model.StatusFact{
		Part: model.PartLadder, Target: model.LadderTarget(modeltest.Payments.Node(), model.ServiceControlPolicy),
		Status: model.Status{Progress: model.Failed, Gap: &model.Gap{Operation: "organizations:ListPoliciesForTarget", Cause: "denied"}},
	})
	v := ask(t, r, verdict.Question{Account: modeltest.Payments, Action: "sqs:SendMessage", Resource: "*", Given: map[string][]string{"aws:RequestedRegion": {"eu-central-1"}}})
	if v.Ruling != verdict.Unknown || len(v.Gaps) == 0 {
		t.Errorf("on a gap the answer is %v with %d gaps", v.Ruling, len(v.Gaps))
	}
}

func TestAskRefusesBadQuestions(t *testing.T) {
	for _, q := range []verdict.Question{
		{Account: modeltest.Payments, Action: "PutObject"},
		{Account: modeltest.Payments, Action: "s3:*"},
		{Account: modeltest.Payments, Action: "s3:PutObject", Resource: "bucket"},
		{Account: modeltest.Payments, Action: "s3:PutObject", Principal: "arn:aws:iam::111122223333:role/x"},
		{Account: modeltest.Payments, Action: "s3:PutObject", Principal: verdict.PrincipalARN("aws", modeltest.Payments, "us-west-2")},
		{Account: modeltest.Payments, Action: "s3:PutObject", Principal: verdict.PrincipalARN("aws", modeltest.Payments, "role/")},
	} {
		if _, err := verdict.Ask(modeltest.Demo(), q); err == nil {
			t.Errorf("%+v is taken for a question", q)
		}
	}
}

// A line that brings its policies derives nothing: a key that its context does
// not give is absent, also where its principal would tell it.
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
