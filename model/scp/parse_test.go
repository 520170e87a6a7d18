package scp

import (
	"encoding/json"
	"testing"
	"unicode/utf8"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "{", "}", "[", "]", `"`, `{"a"`, `{"a":`, `{"a":1,}`, "nul", "\xef\xbb\xbf{}", "// x\n{}",
		`{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","NotAction":["iam:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1"]}}}]}`,
		`{"Version":"2008-10-17","Id":"x","Statement":{"Effect":"Allow","Action":"*","Principal":{"AWS":"*"},"NotResource":["arn:aws:s3:::${aws:username, 'x'}"]}}`,
		`{"Statement":[{"Effect":"deny","Effect":"Deny","action":"s3:*","Condition":{"Bool":{"aws:SecureTransport":false},"Null":{}}}]]}`,
		`{"Statement":[{"Effect":"Deny""Action":["s3:*" "ec2:*"],]}`, `{"a":"\u00zz\ud800\n"}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, form := range []Form{SCP, RCP} {
			d := Parse(text, form)
			syntax := false
			for _, p := range d.Problems {
				inside(t, text, p.Span)
				syntax = syntax || p.Code == NotJSON || p.Code == TooDeep
				if p.Sentence == "" || !utf8.ValidString(p.Sentence) {
					t.Errorf("problem %d has the sentence %q", p.Code, p.Sentence)
				}
			}
			if utf8.ValidString(text) && json.Valid([]byte(text)) == syntax {
				t.Errorf("json.Valid is %v, problems: %v", !syntax, d.Problems)
			}
			inside(t, text, d.Span)
			for _, s := range d.Statements {
				inside(t, text, s.Span)
				for _, c := range s.Comparisons {
					inside(t, text, c.Span)
				}
			}
		}
		end := 0
		for _, h := range Highlight(text) {
			if inside(t, text, h.Span); h.Span.Start < end || h.Span.Empty() {
				t.Errorf("highlight %v overlaps or is empty", h)
			}
			end = h.Span.End
		}
	})
}

func inside(t *testing.T, text string, s Span) {
	t.Helper()
	if s.Start < 0 || s.End < s.Start || s.End > len(text) {
		t.Errorf("span %v is outside of a text of %d bytes", s, len(text))
	}
}
