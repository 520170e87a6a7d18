package verdict

import (
	"encoding/json"
	"slices"
	"strings"

	"deputy/model"
)

// batchAnswer is a verdict as deputy can prints it.
type batchAnswer struct {
	ID      json.RawMessage `json:"id,omitempty"`
	Verdict string          `json:"verdict"`
	By      []batchReason   `json:"by"`
	Missing []batchMissing  `json:"missing"`
	Depends []string        `json:"depends"`
	Notes   []string        `json:"notes,omitempty"`
	Gaps    []string        `json:"gaps,omitempty"`
}

type batchReason struct {
	Type   string `json:"type"` // scp or rcp
	Level  string `json:"level"`
	Policy string `json:"policy"`
	Sid    string `json:"sid"`
	Index  int    `json:"index"`
}

type batchMissing struct {
	Type  string `json:"type"`
	Level string `json:"level"`
}

// EncodeAnswer gives a judgement as one JSON object, as deputy can prints it
// with --json and --batch.
func EncodeAnswer(id json.RawMessage, j Judgement, notes []string) ([]byte, error) {
	return json.Marshal(newAnswer(id, j, notes))
}

// EncodeWhy gives a judgement as EncodeAnswer does, with the question that was
// taken from a text, in the form of a batch's line, and what the text blames.
func EncodeWhy(q Question, blames []string, j Judgement, notes []string) ([]byte, error) {
	asked := BatchLine{
		Account: string(q.Account), Action: q.Action, Resource: q.Resource, ResourceAccount: string(q.ResourceAccount),
		Principal: q.Principal, Context: map[string]values{}, Absent: q.Absent,
	}
	for key, given := range q.Given {
		asked.Context[key] = given
	}
	return json.Marshal(struct {
		Question BatchLine `json:"question"`
		Blames   []string  `json:"blames"`
		batchAnswer
	}{asked, append([]string{}, blames...), newAnswer(nil, j, notes)})
}

func newAnswer(id json.RawMessage, j Judgement, notes []string) batchAnswer {
	a := batchAnswer{
		ID: id, Verdict: j.Ruling.String(), By: []batchReason{}, Missing: []batchMissing{}, Depends: []string{}, Notes: notes,
	}
	for _, r := range j.By {
		a.By = append(a.By, batchReason{typeWord(r.Type), r.Level, r.Name, r.Sid, r.Index})
	}
	for _, m := range j.Missing {
		a.Missing = append(a.Missing, batchMissing{typeWord(m.Type), m.Level})
	}
	if j.Ruling == Depends {
		a.Depends = j.Sentences()
	}
	if len(j.Together) > 0 {
		a.Notes = append(slices.Clip(a.Notes), "Denied "+j.together()+".")
	}
	for _, g := range j.Gaps {
		a.Gaps = append(a.Gaps, g.Sentence())
	}
	a.Gaps = append(a.Gaps, j.Unread()...)
	return a
}

func typeWord(t model.PolicyType) string { return strings.ToLower(t.Abbreviation()) }

// Unread tells for a verdict of Unknown what it takes and is not there though
// nothing failed, a sentence each: what failed is among the gaps.
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
		for _, b := range v.Rung.Bound {
			if b.Text == nil {
				out = append(out, "The text of "+b.Name+", which is attached to "+v.Rung.Name+", has not been read.")
			}
		}
		if v.Rung.Short && len(out) == before {
			out = append(out, "Not all that is attached to "+v.Rung.Name+" has been read.")
		}
	}
	return out
}
