package scp

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
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
		for _, form := range []Type{SCP, RCP, ResourcePolicy} {
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
			roundTrip(t, d)
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

func TestInvalidUTF8(t *testing.T) {
	d := Parse("{\"Statement\":[],\"Version\":\"\xff\"}", SCP)
	for _, p := range d.Problems {
		if p.Code == NotJSON && p.Span == (Span{27, 28}) {
			return
		}
	}
	t.Errorf("the byte is not told: %v", d.Problems)
}

func TestHighlight(t *testing.T) {
	text := `{"a" : [1, "b", true, nil, 01], #"c": "open` + "\n}"
	var got []string
	names := map[Kind]string{Name: "name", String: "string", Number: "number", Constant: "constant", Punctuation: "punctuation", Invalid: "invalid"}
	for _, h := range Highlight(text) {
		got = append(got, names[h.Kind]+" "+text[h.Span.Start:h.Span.End])
	}
	want := []string{
		"punctuation {", `name "a"`, "punctuation :", "punctuation [", "number 1", "punctuation ,", `string "b"`, "punctuation ,", "constant true",
		"punctuation ,", "invalid nil", "punctuation ,", "invalid 01", "punctuation ]", "punctuation ,", "invalid #", `name "c"`, "punctuation :", `invalid "open`, "punctuation }",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("highlighted differently (-want +got):\n%s", diff)
	}
}

// A resource policy is read with all it names.
func TestParties(t *testing.T) {
	const text = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "AWS": [
          "111122223333",
          "arn:aws:iam::222233334444:role/Manager"
        ],
        "Service": "config.amazonaws.com"
      },
      "Action": "organizations:*",
      "Resource": "*"
    },
    {
      "Effect": "Deny",
      "NotPrincipal": "*",
      "Action": "organizations:*",
      "Resource": "*"
    }
  ]
}
`
	d := Parse(text, ResourcePolicy)
	if len(d.Problems) > 0 {
		t.Errorf("it has the problems %v", d.Problems)
	}
	var got []string
	for _, s := range d.Statements {
		for _, p := range s.Principal.Parties {
			got = append(got, p.Kind+" "+p.Name.Value)
			if text[p.Name.Span.Start:p.Name.Span.End] != strconv.Quote(p.Name.Value) {
				t.Errorf("%s does not stand at %v", p.Name.Value, p.Name.Span)
			}
		}
	}
	want := []string{"AWS 111122223333", "AWS arn:aws:iam::222233334444:role/Manager", "Service config.amazonaws.com", " *"}
	if !slices.Equal(got, want) || d.Statements[0].Principal.Not || !d.Statements[1].Principal.Not {
		t.Errorf("it names %q", got)
	}
	roundTrip(t, d)
	if name, most := ResourcePolicy.String(), ResourcePolicy.Quota(); name != "resource policy" || most != 40000 {
		t.Errorf("a %s has at most %d characters", name, most)
	}
	long := Parse(strings.Repeat(" ", 40000)+text, ResourcePolicy)
	if len(long.Problems) != 1 || !strings.Contains(long.Problems[0].Sentence, "in a resource policy") {
		t.Errorf("of a long one it says %v", long.Problems)
	}
}
