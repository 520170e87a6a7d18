package guardrail

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"deputy/model"
	"deputy/model/phrase"
)

// Report is what the tests of several files come to.
type Report struct {
	Results   []Result
	Coverage  *Coverage
	Verbose   bool // the text lists the tests that pass
	Uncovered bool // texts list the Deny statements that no test exercises
}

// Failed returns how many tests failed.
func (r *Report) Failed() (n int) {
	for i := range r.Results {
		if !r.Results[i].Passed() {
			n++
		}
	}
	return n
}

// Subject says what a failure is about: the action, and the accounts.
func (f *Failure) subject() string {
	if len(f.Accounts) == 0 {
		return f.Action
	}
	first := string(f.Accounts[0])
	if name := f.Names[0]; name != "" && name != first {
		first = name + " (" + first + ")"
	}
	if more := len(f.Accounts) - 1; more > 0 {
		first += " and " + phrase.Count(more, "more account")
	}
	if f.Action == "" {
		return first
	}
	return f.Action + " in " + first
}

// headline says what a failure is about, what is expected and what came.
func (r *Result) headline(f *Failure) string {
	text := "want " + r.Test.Expect.String() + ", got " + f.Got
	if s := f.subject(); s != "" {
		text = s + ": " + text
	}
	return oneLine(text)
}

// oneLine returns a text without line breaks.
func oneLine(text string) string {
	return strings.NewReplacer("\r", " ", "\n", " ", "\u2028", " ", "\u2029", " ").Replace(text)
}

// Text returns the report as go test prints one.
func (r *Report) Text() string {
	var b strings.Builder
	for start := 0; start < len(r.Results); {
		end := start
		for end < len(r.Results) && r.Results[end].File == r.Results[start].File {
			end++
		}
		r.fileText(&b, r.Results[start:end])
		start = end
	}
	b.WriteString(r.coverageText())
	return b.String()
}

// fileText writes the tests of one file.
func (r *Report) fileText(b *strings.Builder, results []Result) {
	failed, questions := 0, 0
	for i := range results {
		x := &results[i]
		questions += x.Questions
		switch {
		case !x.Passed():
			failed++
			fmt.Fprintf(b, "--- FAIL: %s (%s)\n", oneLine(x.Test.Name), phrase.Count(x.Questions, "question"))
		case r.Verbose:
			fmt.Fprintf(b, "--- PASS: %s (%s)\n", oneLine(x.Test.Name), phrase.Count(x.Questions, "question"))
		}
		for k := range x.Failures {
			f := &x.Failures[k]
			fmt.Fprintf(b, "    %s:%d: %s\n", oneLine(x.File), x.Test.Line, x.headline(f))
			for _, why := range f.Why {
				fmt.Fprintf(b, "        %s\n", oneLine(why))
			}
		}
		if note := x.note(); note != "" {
			fmt.Fprintf(b, "    %s:%d: %s\n", oneLine(x.File), x.Test.Line, note)
		}
	}
	file := oneLine(results[0].File)
	if failed > 0 {
		fmt.Fprintf(b, "FAIL  %s  %d of %s failed, %s\n", file, failed, phrase.Count(len(results), "test"), phrase.Count(questions, "question"))
		return
	}
	fmt.Fprintf(b, "ok    %s  %s, %s\n", file, phrase.Count(len(results), "test"), phrase.Count(questions, "question"))
}

// note says which exemptions of a test are not needed; nothing if all are.
func (r *Result) note() string {
	if len(r.Unneeded) == 0 {
		return ""
	}
	return oneLine("note: " + phrase.Join(r.Unneeded, " and ") + " under except: no policy exempts that. Take it out, so that the test fails if one does.")
}

// coverageText says how many Deny statements the tests exercise, and which they do
// not.
func (r *Report) coverageText() string {
	all, missed := r.Coverage.Statements()
	if all == 0 {
		return "coverage: no Deny statements in the policies that apply\n"
	}
	text := fmt.Sprintf("coverage: %d of %s (%s)", all-len(missed), phrase.Count(all, "Deny statement"), phrase.Percent(all-len(missed), all))
	if len(missed) == 0 {
		return text + "\n"
	}
	if !r.Uncovered {
		return text + "; --coverage lists the others\n"
	}
	text += "; no test exercises:\n"
	for _, s := range missed {
		text += "    " + oneLine(strings.ToUpper(s.Type)+" "+s.String()) + "\n"
	}
	return text
}

// TAP returns the report in the Test Anything Protocol, version 14.
// https://testanything.org/tap-version-14-specification.html
func (r *Report) TAP() string {
	var b strings.Builder
	fmt.Fprintf(&b, "TAP version 14\n1..%d\n", len(r.Results))
	escape := strings.NewReplacer(`\`, `\\`, `#`, `\#`)
	for i := range r.Results {
		x := &r.Results[i]
		mark := "ok"
		if !x.Passed() {
			mark = "not ok"
		}
		fmt.Fprintf(&b, "%s %d - %s\n", mark, i+1, escape.Replace(oneLine(x.Test.Name)))
		if x.Passed() {
			continue
		}
		fmt.Fprintf(&b, "  ---\n  file: %s\n  line: %d\n  failures:\n", quoted(x.File), x.Test.Line)
		for k := range x.Failures {
			fmt.Fprintf(&b, "    - message: %s\n", quoted(x.headline(&x.Failures[k])))
			for n, why := range x.Failures[k].Why {
				if n == 0 {
					b.WriteString("      why:\n")
				}
				fmt.Fprintf(&b, "        - %s\n", quoted(why))
			}
		}
		b.WriteString("  ...\n")
	}
	for line := range strings.Lines(r.coverageText()) {
		b.WriteString("# " + line)
	}
	return b.String()
}

// JUnit returns the report as JUnit XML, which CI services read.
func (r *Report) JUnit() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"%d\" failures=\"%d\">\n", len(r.Results), r.Failed())
	for start := 0; start < len(r.Results); {
		end := start
		for end < len(r.Results) && r.Results[end].File == r.Results[start].File {
			end++
		}
		suite := &Report{Results: r.Results[start:end]}
		fmt.Fprintf(&b, "  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\">\n", escapeXML(suite.Results[0].File), end-start, suite.Failed())
		for i := range suite.Results {
			suite.Results[i].junit(&b)
		}
		b.WriteString("  </testsuite>\n")
		start = end
	}
	b.WriteString("</testsuites>\n")
	return b.String()
}

// junit writes one test.
func (r *Result) junit(b *strings.Builder) {
	fmt.Fprintf(b, "    <testcase classname=\"%s\" name=\"%s\" file=\"%s\" line=\"%d\"", escapeXML(r.File), escapeXML(r.Test.Name), escapeXML(r.File), r.Test.Line)
	if r.Passed() {
		b.WriteString("/>\n")
		return
	}
	b.WriteString(">\n")
	for i := range r.Failures {
		f := &r.Failures[i]
		fmt.Fprintf(b, "      <failure message=\"%s\">%s</failure>\n", escapeXML(r.headline(f)), escapeXML(strings.Join(f.Why, "\n")))
	}
	b.WriteString("    </testcase>\n")
}

// escapeXML returns a text as XML has it. Characters that XML cannot have are
// replaced, and those that a terminal acts on.
func escapeXML(text string) string {
	text = strings.Map(func(r rune) rune {
		if (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) && r != '\n' {
			return unicode.ReplacementChar
		}
		return r
	}, text)
	return xmlEscapes.Replace(text)
}

// xmlEscapes replaces what XML gives a meaning; a line break stays one in attributes.
var xmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;", "\n", "&#xA;", "\ufffe", "\ufffd", "\uffff", "\ufffd")

// GitHub returns failures as workflow commands, which GitHub shows at the lines of
// the files, followed by the report as text.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
func (r *Report) GitHub() string {
	var b strings.Builder
	message := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	command := func(kind string, x *Result, text string) {
		fmt.Fprintf(&b, "::%s file=%s,line=%d,title=%s::%s\n", kind, property.Replace(x.File), x.Test.Line, property.Replace(x.Test.Name), message.Replace(text))
	}
	for i := range r.Results {
		x := &r.Results[i]
		for k := range x.Failures {
			command("error", x, strings.Join(append([]string{x.headline(&x.Failures[k])}, x.Failures[k].Why...), "\n"))
		}
		if note := x.note(); note != "" {
			command("notice", x, strings.TrimPrefix(note, "note: "))
		}
	}
	for line := range strings.Lines(r.Text()) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") { // What a name holds must not be read as a command.
			line = strings.Replace(line, "::", ": :", 1)
		}
		b.WriteString(line)
	}
	return b.String()
}

// JSON returns the report as one object.
func (r *Report) JSON() ([]byte, error) {
	type failure struct {
		Accounts []model.AccountID `json:"accounts"`
		Action   string            `json:"action"`
		Got      string            `json:"got"`
		Why      []string          `json:"why"`
	}
	type test struct {
		File      string    `json:"file"`
		Line      int       `json:"line"`
		Name      string    `json:"name"`
		Passed    bool      `json:"passed"`
		Expect    string    `json:"expect"`
		Questions int       `json:"questions"`
		Failures  []failure `json:"failures"`
		Unneeded  []string  `json:"unneededExceptions,omitempty"`
	}
	var out struct {
		Version  int    `json:"version"`
		Passed   int    `json:"passed"`
		Failed   int    `json:"failed"`
		Tests    []test `json:"tests"`
		Coverage struct {
			Statements   int         `json:"statements"`
			NotExercised []Statement `json:"notExercised"`
		} `json:"coverage"`
	}
	out.Version, out.Failed = 1, r.Failed()
	out.Passed = len(r.Results) - out.Failed
	out.Tests = make([]test, len(r.Results))
	for i := range r.Results {
		x := &r.Results[i]
		out.Tests[i] = test{x.File, x.Test.Line, x.Test.Name, x.Passed(), x.Test.Expect.String(), x.Questions, []failure{}, x.Unneeded}
		for _, f := range x.Failures {
			accounts := append([]model.AccountID{}, f.Accounts...)
			out.Tests[i].Failures = append(out.Tests[i].Failures, failure{accounts, f.Action, f.Got, append([]string{}, f.Why...)})
		}
	}
	all, missed := r.Coverage.Statements()
	out.Coverage.Statements, out.Coverage.NotExercised = all, append([]Statement{}, missed...)
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(out); err != nil {
		return nil, fmt.Errorf("write the results: %w", err)
	}
	return b.Bytes(), nil
}
