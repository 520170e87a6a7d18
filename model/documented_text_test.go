package model_test

import (
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
)

// TestDocumentedText ensures that the texts of the AWS-managed policies are there
// before they are read, that others are not, that a gap is shown as one, and that
// what AWS sends counts once it comes.
func TestDocumentedText(t *testing.T) {
	r := model.NewReading()
	for _, p := range []model.Policy{{ID: model.FullAWSAccess, Type: model.ServiceControlPolicy}, {ID: model.RCPFullAWSAccess, Type: model.ResourceControlPolicy}, {ID: "p-other", Type: model.ServiceControlPolicy}} {
		modeltest.Apply(r, model.PoliciesFact{Type: p.Type, Policies: []model.Policy{p}})
		d, status := r.Document(p.ID)
		parsed := r.ParsedDocument(p.ID, p.Type)
		if full := p.ID == p.Type.Full(); full != (d.Text != "") || full != (parsed != nil) || status.Known() || !d.Taken.IsZero() {
			t.Errorf("%s is %q, %+v before it is read", p.ID, d.Text, status)
		}
		if parsed != nil && len(parsed.Problems) > 0 {
			t.Errorf("%s has problems: %v", p.ID, parsed.Problems)
		}
		modeltest.Apply(r, modeltest.Failed(model.PartDocument, string(p.ID), "DescribePolicy"))
		if d, status := r.Document(p.ID); d.Text != "" || status.Gap == nil {
			t.Errorf("%s is %q, and could not be read", p.ID, d.Text)
		}
		sent := model.Document{Text: `{"Statement":[]}`, Taken: modeltest.Noon}
		modeltest.Apply(r, model.DocumentFact{Policy: p.ID, Document: sent})
		if d, _ := r.Document(p.ID); d != sent || r.ParsedDocument(p.ID, p.Type).Text != sent.Text {
			t.Errorf("%s is %q after it was read", p.ID, d.Text)
		}
	}
}
