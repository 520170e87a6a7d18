package typical

import (
	"encoding/json"
	"slices"
	"strings"

	"deputy/model/phrase"
	"deputy/model/verdict"
)

// encoded is a typical verdict as `deputy can` prints it in JSON.
type encoded struct {
	Verdict     string                 `json:"verdict"`
	Headline    string                 `json:"headline"`
	By          []verdict.AnswerReason `json:"by"`
	Missing     []verdict.AnswerLevel  `json:"missing"`
	Conditions  []string               `json:"conditions"`
	Differs     []encodedDifference    `json:"differs"`
	Assumptions []encodedAssumption    `json:"assumptions"`
}

// encodedDifference is an alternative that changes the verdict, in JSON.
type encodedDifference struct {
	Alternative string                 `json:"alternative"`
	Verdict     string                 `json:"verdict"`
	By          []verdict.AnswerReason `json:"by"`
}

// encodedAssumption is an assumption, in JSON.
type encodedAssumption struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	Why   string `json:"why"`
}

// Encode returns the exact verdict as verdict.EncodeAnswer does, with the typical
// one beside it.
func Encode(id json.RawMessage, a *Answer, notes []string) ([]byte, error) {
	exact := verdict.NewAnswer(id, a.Exact.Judgement, notes)
	base := &a.Cases[0]
	judged := verdict.NewAnswer(nil, verdict.Judgement{Ruling: base.Ruling, By: base.by(), Missing: base.missing()}, nil)
	t := encoded{
		Verdict: Name(base.Ruling), Headline: a.Headline(), By: judged.By, Missing: judged.Missing,
		Conditions: append([]string{}, a.Conditions()...), Differs: []encodedDifference{}, Assumptions: []encodedAssumption{},
	}
	for _, d := range a.differences() {
		by := verdict.NewAnswer(nil, verdict.Judgement{By: d.By}, nil).By
		t.Differs = append(t.Differs, encodedDifference{d.Alternative, Name(d.Ruling), by})
	}
	for _, x := range a.Assumptions {
		t.Assumptions = append(t.Assumptions, encodedAssumption{x.Chip.String(), base.value(x), x.Value + ": " + x.Why})
	}
	return json.Marshal(struct {
		verdict.Answer
		Typical encoded `json:"typical"`
	}{exact, t})
}

// differences returns every alternative that changes the verdict: other Regions,
// principals and owners, and who is exempt.
func (a *Answer) differences() []Difference {
	var out []Difference
	for i := range a.Cases {
		if c := &a.Cases[i]; !alike(c.Ruling, a.Ruling()) {
			out = append(out, Difference{Alternative: c.place(), Ruling: c.Ruling, By: c.by()})
		}
	}
	return slices.Concat(out, a.Differs, a.exempted)
}

// value returns what a program needs to ask the same question: the ARN, account or
// key that an assumption gives.
func (c *Case) value(x Assumption) string {
	q := c.Verdicts[0].Question
	switch x.Chip {
	case Principal:
		return q.Principal
	case Region:
		return x.Value
	case Resource:
		var all []string
		for i := range c.Verdicts {
			if resource := c.Verdicts[i].Question.Resource; !slices.Contains(all, resource) {
				all = append(all, resource)
			}
		}
		return strings.Join(all, " ")
	case Owner:
		return string(q.ResourceAccount)
	case Transport:
		return "aws:SecureTransport=true"
	}
	return x.Value
}

// Lines returns what stands below the headline: the assumptions, and alternatives
// that are told beside it.
func (a *Answer) Lines() []string {
	var out []string
	for _, x := range a.Assumptions {
		out = append(out, x.Chip.String()+": "+x.Value+" ("+x.Why+")")
	}
	return append(out, a.Aside()...)
}

// Aside returns the alternatives that are told beside the headline.
func (a *Answer) Aside() []string {
	out := grouped(a.Ruling(), a.Beside)
	for i := range out {
		out[i] = phrase.Sentence(out[i])
	}
	return out
}

// Deciding returns the verdict that decides the first case: that on the resource
// on which the call is denied or depends, if it is authorized on several.
func (a *Answer) Deciding() *verdict.Verdict {
	base := &a.Cases[0]
	for i := range base.Verdicts {
		if base.Verdicts[i].Ruling == base.Ruling {
			return &base.Verdicts[i]
		}
	}
	// It is denied from one network, and not from another.
	return &base.Verdicts[max(0, slices.IndexFunc(base.Verdicts, func(v verdict.Verdict) bool { return v.Ruling.Denied() }))]
}
