package verdict_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// Whatever was asked before, an Asker that answers briefly says the same as Ask
// does from the start, also about a reading with edits.
func TestAskerAnswersAsAskDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := modeltest.DrawOrganization(t)
		then, err := r.WithEdits(model.Edits{Drafts: []model.Draft{{
			Name: "draft", Type: model.ServiceControlPolicy, Text: modeltest.DrawDocument(t, []string{"Deny"}, &[]modeltest.Statement{}), Target: "r-law0",
		}}})
		if err != nil {
			t.Fatal(err)
		}
		now := verdict.NewAsker(r).Briefly()
		edited := now.Edited(then)
		for range 4 {
			asked := drawPrincipal(t, modeltest.DrawQuestion(t))
			if rapid.Bool().Draw(t, "no owner") {
				asked.ResourceAccount = ""
			}
			for n := range r.Accounts() {
				q := asked
				q.Account, q.Principal = n.Account(), strings.Replace(asked.Principal, string(modeltest.LawAccount), string(n.ID), 1)
				agree(t, r, now, q)
				agree(t, then, edited, q)
			}
		}
	})
}

func agree(t *rapid.T, r *model.Reading, a *verdict.Asker, q verdict.Question) {
	encode := func(v verdict.Verdict, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		text, err := verdict.EncodeAnswer(nil, v.Judgement, v.Notes)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if got, want := encode(a.Ask(q)), encode(verdict.Ask(r, q)); got != want {
		t.Fatalf("%+v:\nasked among others %s\nasked alone        %s", q, got, want)
	}
}
