package scp

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the reasons and problems in testdata/case; outcomes are never rewritten")

// A case is a text archive: a comment, then sections that begin with a line
// "-- name --". "policy" and a form (SCP, RCP, resource policy) is a document,
// "problems" lists what is wrong with the document before (none, if the section
// is missing), and "ask" is a question to it: an action, perhaps "on" a resource ("*" for
// none, "?" for one that is not given), then keys ("= absent" and "= open"
// are no values), then "=>" with the outcome of each statement, then reasons.
type section struct{ name, body string }

func readArchive(text string) (comment string, sections []section) {
	for line := range strings.Lines(text) {
		trimmed := strings.TrimRight(line, "\n")
		switch last := len(sections) - 1; {
		case strings.HasPrefix(trimmed, "-- ") && strings.HasSuffix(trimmed, " --"):
			sections = append(sections, section{name: trimmed[3 : len(trimmed)-3]})
		case last < 0:
			comment += line
		default:
			sections[last].body += line
		}
	}
	return comment, sections
}

func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/case/*.txt")
	if err != nil || len(files) < 40 {
		t.Fatalf("found %d cases: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { runCase(t, file) })
	}
}

func runCase(t *testing.T, file string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	comment, sections := readArchive(string(raw))
	if strings.TrimSpace(comment) == "" {
		t.Error("the case does not say what it shows")
	}
	var d *Document
	for i := range sections {
		s := &sections[i]
		switch {
		case strings.HasPrefix(s.name, "policy "):
			d = Parse(s.body, map[string]Type{"SCP": SCP, "RCP": RCP, "resource policy": ResourcePolicy}[s.name[7:]])
			if (i+1 == len(sections) || sections[i+1].name != "problems") && len(d.Problems) > 0 {
				t.Errorf("%s has problems:\n%s", s.name, renderProblems(d))
			}
		case s.name == "problems":
			compare(t, &s.body, renderProblems(d))
		case s.name == "ask":
			s.body = runQuestion(t, d, s.body)
		default:
			t.Fatalf("section %q is unknown", s.name)
		}
	}
	if *update {
		rewrite(t, file, comment, sections)
	}
}

func compare(t *testing.T, want *string, got string) {
	t.Helper()
	if *update {
		*want = got
	}
	if diff := cmp.Diff(strings.TrimSpace(*want), strings.TrimSpace(got)); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

func rewrite(t *testing.T, file, comment string, sections []section) {
	t.Helper()
	var b strings.Builder
	b.WriteString(comment)
	for _, s := range sections {
		fmt.Fprintf(&b, "-- %s --\n%s", s.name, s.body)
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// runQuestion checks one question and returns its text with fresh reasons.
func runQuestion(t *testing.T, d *Document, body string) string {
	t.Helper()
	question, want, _ := strings.Cut(body, "=>")
	want, reasons, _ := strings.Cut(want, "\n")
	r := readQuestion(t, question)
	e := d.Explain(r)
	var truths []string
	for _, o := range e.Outcomes {
		truths = append(truths, o.Match.String())
	}
	got := strings.Join(truths, ", ")
	if d.Broken() {
		got = "broken"
	}
	if got != strings.TrimSpace(want) {
		t.Errorf("%s\ngot  %s\nwant %s", question, got, want)
	}
	fresh := renderReasons(&e)
	compare(t, &reasons, fresh)
	return question + "=>" + want + "\n" + reasons
}

func readQuestion(t *testing.T, text string) *Request {
	t.Helper()
	first, rest, _ := strings.Cut(text, "\n")
	action, resource, given := strings.Cut(first, " on ")
	if !given {
		resource = "*"
	}
	r := NewRequest(action, ResourceOf(strings.TrimPrefix(resource, "?")), Absent)
	for line := range strings.Lines(rest) {
		key, value, ok := strings.Cut(strings.TrimRight(line, "\n"), " = ")
		if key = strings.TrimSpace(key); key == "" {
			continue
		}
		if !ok {
			t.Fatalf("a key needs a value: %q", line)
		}
		setKey(t, r, key, value)
	}
	return r
}

func setKey(t *testing.T, r *Request, key, value string) {
	t.Helper()
	var list []string
	switch {
	case value == "absent":
		r.SetAbsent(key)
	case value == "open":
		r.SetOpen(key)
	case strings.HasPrefix(value, "["):
		if err := json.Unmarshal([]byte(value), &list); err != nil {
			t.Fatal(err)
		}
		r.Set(key, list...)
	default:
		r.Set(key, value)
	}
}

func renderProblems(d *Document) string {
	var b strings.Builder
	for _, p := range d.Problems {
		before := d.Text[:p.Span.Start]
		line := 1 + strings.Count(before, "\n")
		column := p.Span.Start - strings.LastIndex(before, "\n")
		excerpt, _, _ := strings.Cut(d.Text[p.Span.Start:p.Span.End], "\n")
		fmt.Fprintf(&b, "%s at %d:%d %q\n\t%s\n", p.Severity(), line, column, excerpt, p.Sentence)
	}
	return b.String()
}

// renderReasons writes what an explanation says, a line for each part that
// speaks against a match and for each that is open.
func renderReasons(e *Explanation) string {
	var b strings.Builder
	for _, o := range e.Outcomes {
		fmt.Fprintf(&b, "%d %s %s", o.Statement.Index, o.Statement.Effect, o.Match)
		if o.Action == False {
			b.WriteString("; not the action")
		}
		if o.Resource == False {
			b.WriteString("; not the resource")
		}
		for _, test := range o.Tests {
			if test.Result == False {
				fmt.Fprintf(&b, "; not %s %s: %s", test.Comparison.OperatorText.Value, test.Comparison.Key.Value, renderKey(test.Presence, test.Values))
			}
		}
		for _, key := range o.Excluded {
			fmt.Fprintf(&b, "; no value of %s passes", key)
		}
		for _, left := range o.Residual {
			b.WriteString("; turns on " + renderResidual(&left))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func renderKey(p Presence, values []string) string {
	switch p {
	case Absent:
		return "absent"
	case Open:
		return "open"
	default:
		return strings.Join(values, " and ")
	}
}

func renderResidual(r *Residual) string {
	var b strings.Builder
	if r.Resource {
		b.WriteString("the resource")
	} else {
		fmt.Fprintf(&b, "%s (%s)", r.Key, renderKey(r.Presence, r.Known))
	}
	b.WriteString(map[bool]string{false: " being", true: " being none of"}[r.Negated])
	for _, v := range r.Values {
		fmt.Fprintf(&b, " %q", v.Value)
	}
	if !r.Resource {
		fmt.Fprintf(&b, ", %s if absent", r.WhenAbsent)
	}
	for _, n := range r.Needs {
		if n.Key != "" && n.Key != r.Key {
			fmt.Fprintf(&b, ", needs %s", n.Key)
		}
	}
	if r.Disputed {
		b.WriteString(", undefined")
	}
	return b.String()
}
