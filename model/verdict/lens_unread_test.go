package verdict_test

import (
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

func TestLensWithoutOwnerWhereAnRCPIsNotRead(t *testing.T) {
	s := modeltest.PlainSnapshot()
	s.Policies = append(s.Policies, model.Policy{ID: "p-notread000", Name: "NotRead", Type: model.ResourceControlPolicy})
	s.Attachments = append(s.Attachments, model.Attachment{Policy: "p-notread000", Target: "r-plain"})
	for _, n := range []model.NodeID{"r-plain", "ou-plain-00000000", modeltest.CaseAccount.Node(), "111122223333"} {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n}, model.Attachment{Policy: model.RCPFullAWSAccess, Target: n})
	}
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	q := verdict.Question{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a"}
	lens, err := verdict.NewLens(r, q)
	if err != nil {
		t.Fatal(err)
	}
	alone, _ := verdict.Rule(r, q.ForAccount(modeltest.CaseAccount))
	if got := lens.Ruling(modeltest.CaseAccount.Node()); got != alone || got != verdict.Depends {
		t.Errorf("the lens says %v, asked alone it is %v, want Depends", got, alone)
	}
}
