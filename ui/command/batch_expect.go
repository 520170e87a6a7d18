package command

import (
	"bytes"
	"encoding/json"
	"slices"

	"deputy/model/guardrail"
	"deputy/model/scp"
)

// expect compares the answer to a line with what the line expects, if it does, and
// adds what comes out to the answer.
func (x *batchItem) expect(check func(guardrail.Expectation, *scp.Document) (guardrail.Outcome, error)) {
	if x.err != nil || x.line.Expect == "" && len(x.line.Except) == 0 {
		return
	}
	if x.err = x.compare(check); x.err != nil {
		x.answer = nil
	}
}

// compare does the work of expect.
func (x *batchItem) compare(check func(guardrail.Expectation, *scp.Document) (guardrail.Outcome, error)) error {
	e, err := guardrail.ParseExpectation(x.line.Expect)
	switch {
	case err != nil:
		return bad("%s", err)
	case len(x.line.Except) > 0 && e != guardrail.Denied:
		return bad("except lists who is exempt from a denial: it needs \"expect\": \"denied\"")
	}
	exemptions, err := guardrail.Exemptions(x.line.Except)
	if err != nil {
		return bad("%s", err)
	}
	o, err := check(e, exemptions)
	if err != nil {
		return bad("%s", err)
	}
	text, err := json.Marshal(struct {
		Expect string   `json:"expect"`
		Met    bool     `json:"met"`
		Got    string   `json:"got"`
		Why    []string `json:"why,omitempty"`
	}{x.line.Expect, o.Met, o.Got, o.Why})
	if err != nil {
		return bad("%s", err)
	}
	x.expected = &o
	x.answer = append(append(bytes.TrimSuffix(slices.Clone(x.answer), []byte("}")), ','), text[1:]...)
	return nil
}
