package verdict_test

import (
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// What a level above leaves open of a key is not settled by how it is read
// there: as text above, as a number below.
func TestLensReadsAKeyAsAllLevelsDo(t *testing.T) {
	s := modeltest.PlainSnapshot()
	for n, text := range map[model.NodeID]string{
		"r-plain":           `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"k:n":"true"}}}`,
		"ou-plain-00000000": `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"NumericEquals":{"k:n":"5"}}},{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"NumericNotEquals":{"k:n":"5"}}}`,
	} {
		id := model.PolicyID("p-" + string(n))
		s.Policies = append(s.Policies, model.Policy{ID: id, Name: string(id), Type: model.ServiceControlPolicy})
		s.Documents[id] = model.Document{Text: `{"Version":"2012-10-17","Statement":[` + text + `]}`}
		s.Attachments = append(s.Attachments, model.Attachment{Policy: id, Target: n})
	}
	for _, n := range []model.NodeID{"r-plain", "ou-plain-00000000", modeltest.CaseAccount.Node(), "111122223333"} {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n}, model.Attachment{Policy: model.RCPFullAWSAccess, Target: n})
	}
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	q := verdict.Question{Action: "s3:GetObject", ResourceAccount: modeltest.CaseAccount}
	lens, err := verdict.NewLens(r, q)
	if err != nil {
		t.Fatal(err)
	}
	if alone, _ := verdict.Rule(r, q.ForAccount(modeltest.CaseAccount)); alone != verdict.ExplicitlyDenied || lens.Ruling(modeltest.CaseAccount.Node()) != alone {
		t.Errorf("asked alone it is %v, the lens says %v, want a denial of both", alone, lens.Ruling(modeltest.CaseAccount.Node()))
	}
}
