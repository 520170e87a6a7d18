package model_test

import (
	"testing"

	"deputy/model"
)

func TestLensWithoutOwnerWhereAnRCPIsNotRead(t *testing.T) {
	s := plainSnapshot()
	s.Policies = append(s.Policies, model.Policy{ID: "p-notread000", Name: "NotRead", Type: model.ResourceControlPolicy})
	s.Attachments = append(s.Attachments, model.Attachment{Policy: "p-notread000", Target: "r-plain"})
	for _, n := range []model.NodeID{"r-plain", "ou-plain-00000000", caseAccount.Node(), "111122223333"} {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n}, model.Attachment{Policy: model.RCPFullAWSAccess, Target: n})
	}
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	q := model.Question{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a"}
	lens, err := r.Look(q)
	if err != nil {
		t.Fatal(err)
	}
	alone, _ := r.Rule(q.For(caseAccount))
	if got := lens.Ruling(caseAccount.Node()); got != alone || got != model.Depends {
		t.Errorf("the lens says %v, asked alone it is %v, want Depends", got, alone)
	}
}
