package verdict

import "encoding/json"

// evidenceAnswer is what AWS says, in JSON.
type evidenceAnswer struct {
	Denied    bool   `json:"denied"`
	Explicit  bool   `json:"explicit"`
	Type      string `json:"type,omitempty"` // scp or rcp
	PolicyARN string `json:"policyArn,omitempty"`
	Sid       string `json:"sid,omitempty"`
}

// answer returns the evidence in its JSON form.
func (e *Evidence) answer() evidenceAnswer {
	a := evidenceAnswer{Denied: e.Denied, Explicit: e.Explicit, PolicyARN: e.PolicyARN}
	if e.Type != "" {
		a.Type = typeWord(e.Type)
	}
	if len(e.Matched) == 1 {
		a.Sid = e.Matched[0].Sid
	}
	return a
}

// EncodeExplained returns a verdict as EncodeAnswer does, together with the
// question that was read from an AWS message, in the form of a batch line, what
// AWS itself says, and what follows from that.
func EncodeExplained(x *Explained, deniedBy, notes []string) ([]byte, error) {
	q := x.Question
	asked := BatchLine{
		Account: string(q.Account), Action: q.Action, Resource: q.Resource, ResourceAccount: string(q.ResourceAccount),
		Principal: q.Principal, Context: map[string]values{}, Absent: q.Absent,
	}
	for key, given := range q.Given {
		asked.Context[key] = given
	}
	candidates := []AnswerReason{}
	for _, r := range x.Candidates {
		candidates = append(candidates, AnswerReason{typeWord(r.Type), r.Level, r.Name, r.Sid, r.Index})
	}
	if x.Unused != "" {
		notes = append(notes, x.Unused)
	}
	return json.Marshal(struct {
		Question   BatchLine      `json:"question"`
		DeniedBy   []string       `json:"blames"`
		Evidence   evidenceAnswer `json:"evidence"`
		Candidates []AnswerReason `json:"candidates"`
		Concluded  []Conclusion   `json:"concluded"`
		Story      []string       `json:"story"`
		Answer
	}{asked, append([]string{}, deniedBy...), x.Evidence.answer(), candidates, append([]Conclusion{}, x.Concluded...), append([]string{}, x.Story...), NewAnswer(nil, x.Judgement, notes)})
}
