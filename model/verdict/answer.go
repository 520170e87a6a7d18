package verdict

import (
	"encoding/json"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// Answer is a verdict as `deputy can` prints it in JSON.
type Answer struct {
	ID      json.RawMessage `json:"id,omitempty"`
	Verdict string          `json:"verdict"`
	By      []AnswerReason  `json:"by"`
	Missing []AnswerLevel   `json:"missing"`
	Depends []string        `json:"depends"`
	Notes   []string        `json:"notes,omitempty"`
	Gaps    []string        `json:"gaps,omitempty"`
}

// AnswerReason is a statement that denies, in JSON.
type AnswerReason struct {
	Type   string `json:"type"` // scp or rcp
	Level  string `json:"level"`
	Policy string `json:"policy"`
	Sid    string `json:"sid"`
	Index  int    `json:"index"`
}

// AnswerLevel is a level where nothing allows the request, in JSON.
type AnswerLevel struct {
	Type  string `json:"type"`
	Level string `json:"level"`
}

// EncodeAnswer returns a judgement as one JSON object, as `deputy can` prints
// it with --json and --batch.
func EncodeAnswer(id json.RawMessage, j Judgement, notes []string) ([]byte, error) {
	return json.Marshal(NewAnswer(id, j, notes))
}

// NewAnswer converts a judgement to its JSON form.
func NewAnswer(id json.RawMessage, j Judgement, notes []string) Answer {
	a := Answer{
		ID: id, Verdict: j.Ruling.String(), By: []AnswerReason{}, Missing: []AnswerLevel{}, Depends: []string{}, Notes: notes,
	}
	for _, r := range j.By {
		a.By = append(a.By, AnswerReason{typeWord(r.Type), r.Level, r.Name, r.Sid, r.Index})
	}
	for _, m := range j.Missing {
		a.Missing = append(a.Missing, AnswerLevel{typeWord(m.Type), m.Level})
	}
	if j.Ruling == Depends {
		a.Depends = j.Sentences()
	}
	if len(j.Together) > 0 {
		a.Notes = append(slices.Clip(a.Notes), "Denied "+j.togetherClause()+".")
	}
	if len(j.Parts) > 0 {
		a.Notes = append(slices.Clip(a.Notes), "Denied on "+phrase.Join(j.Parts, " and ")+".")
	}
	for _, g := range j.Gaps {
		a.Gaps = append(a.Gaps, g.Sentence())
	}
	a.Gaps = append(a.Gaps, j.Unread()...)
	return a
}

// typeWord returns scp or rcp.
func typeWord(t model.PolicyType) string { return strings.ToLower(t.Abbreviation()) }

// Unread returns, for a ruling of Unknown, a sentence for each thing that is
// needed and has not been read yet. What could not be read is in Gaps instead.
func (j *Judgement) Unread() []string {
	if j.Ruling != Unknown {
		return nil
	}
	var out []string
	for _, v := range slices.Concat(j.SCP, j.RCP) {
		if v.Rung.Gap != nil {
			continue
		}
		before := len(out)
		for _, p := range v.Rung.Policies {
			if p.Text == nil {
				out = append(out, "deputy has not read "+p.Name+", which is attached to "+v.Rung.Name+".")
			}
		}
		if v.Rung.Incomplete && len(out) == before {
			out = append(out, "deputy has not read all policies attached to "+v.Rung.Name+".")
		}
	}
	return out
}
