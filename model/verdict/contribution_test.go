package verdict_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// A level where nothing allows the request contributes a denial, and the
// headline names all such levels.
func TestLevelsThatAllowNothing(t *testing.T) {
	prod := model.NodeID("")
	for _, n := range modeltest.Demo().Path(modeltest.Payments.Node()) {
		if n.Name == "Prod" {
			prod = n.ID
		}
	}
	r, err := modeltest.Demo().WithEdits(model.Edits{Detached: []model.Attachment{
		{Policy: model.FullAWSAccess, Target: modeltest.Payments.Node()}, {Policy: model.FullAWSAccess, Target: prod},
	}})
	if err != nil {
		t.Fatal(err)
	}
	v := ask(t, r, verdict.Question{Account: modeltest.Payments, Action: "sqs:ListQueues", Resource: "*"})
	if got, want := v.Headline(r), "Denied at Prod and payments-prod: nothing allows it there"; got != want {
		t.Errorf("the verdict is %q, want %q", got, want)
	}
	var at []string
	for i := range v.SCP {
		for _, b := range v.SCP[i].Contributions() {
			if strings.Contains(b.Text, "nothing allows it") {
				at = append(at, v.SCP[i].Rung.Name)
			}
		}
	}
	if want := []string{"Prod", "payments-prod"}; !slices.Equal(at, want) {
		t.Errorf("nothing allows it at %q, want %q", at, want)
	}
}

// A key that is not given is not called absent: no value of it could match.
func TestWhyNotOfAnInvalidValue(t *testing.T) {
	text := `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0/8"}}}}`
	d, _ := model.NewDraft("Draft", text, modeltest.Payments.Node())
	r, err := modeltest.Demo().WithEdits(model.Edits{Drafts: []model.Draft{d}})
	if err != nil {
		t.Fatal(err)
	}
	q := verdict.Question{Account: modeltest.Payments, Action: "s3:GetObject", Resource: "*"}
	for want, given := range map[string]map[string][]string{
		"does not match: source address cannot have the required value": nil,
		"does not match: source address is 10.1.2.3":                    {"aws:SourceIp": {"10.1.2.3"}},
	} {
		q.Given = given
		v := ask(t, r, q)
		if got := v.SCP[len(v.SCP)-1].Contributions(); !slices.ContainsFunc(got, func(b verdict.Contribution) bool { return b.Text == want }) {
			t.Errorf("the draft contributes %+v, want %q", got, want)
		}
	}
}

// A NotAction list without an action excludes nothing.
func TestEmptyNotAction(t *testing.T) {
	d, _ := model.NewDraft("Draft", `{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotAction":[],"Resource":"*"}}`, modeltest.CaseAccount.Node())
	r, err := modeltest.Demo().WithEdits(model.Edits{Drafts: []model.Draft{d}})
	if err != nil {
		t.Fatal(err)
	}
	v, err := verdict.Ask(r, verdict.Question{Account: modeltest.CaseAccount, Action: "s3:GetBucketTagging", Resource: "*"})
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, b := range v.SCP[len(v.SCP)-1].Contributions() {
		texts = append(texts, b.Text)
	}
	if want := "Deny  everything except nothing  on *"; !slices.Contains(texts, want) {
		t.Errorf("the statement reads %q, want %q", texts, want)
	}
}
