package pane

import (
	"fmt"
	"strings"

	"deputy/model/export"
	"deputy/model/guardrail"
	"deputy/model/verdict"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// canBeTest reports whether the question can become a test for deputy test, or why
// not.
func (a *Ask) canBeTest() (ok bool, reason string) {
	q := a.Question()
	switch {
	case !a.form.inAnswer():
		return false, ""
	case a.whatIf != nil:
		return false, "Tests are about the organization as it is: leave the what-if first."
	case a.form.foreign():
		return false, "Tests ask about principals of the organization's accounts; this caller is from elsewhere."
	case q.Account == "":
		return false, "Tests of an OU are about its accounts: ask about one of them first."
	case q.Action == "" || a.form.actionUnfinished():
		return false, "Complete the question first."
	}
	if err := a.wrong(q); err != nil {
		return false, "Complete the question first: " + err.Error()
	}
	return true, ""
}

// copy copies the verdict, or the question and its answer as a test.
func (a *Ask) copy(c kit.Command) kit.Intent {
	if c == kit.TestCase {
		return a.toTestCase()
	}
	return Copied{"the verdict", a.answer.text()}
}

// toTestCase shows the question and its answer as a test, and copies it.
func (a *Ask) toTestCase() kit.Intent {
	text, err := a.testCase()
	if err != nil {
		return Noticed{err.Error(), theme.Warning}
	}
	a.tested, a.testedOf = text, fmt.Sprintf("%+v", a.Question())
	a.form.moveTo(len(a.form.fields))
	return Copied{"the test case, " + bytesWords(len(text)), text}
}

// testCase returns the question and its answer as a test.
func (a *Ask) testCase() (string, error) {
	return guardrail.Case(verdict.NewAsker(a.env.Reading), a.Question())
}

// sayTestCase appends the test case to the answer, if it is to be shown.
func (a *Ask) sayTestCase() {
	if a.tested == "" {
		return
	}
	for line := range strings.Lines(a.tested) {
		a.answer.say(theme.Plain, strings.TrimRight(line, "\n"))
	}
}

// withTestCase adds the test case to what is exported.
func (a *Ask) withTestCase(d *export.Document) *export.Document {
	if a.whatIf != nil || a.form.foreign() {
		return d
	}
	if text, err := a.testCase(); err == nil {
		d.Sections = append(d.Sections, export.Section{Key: "test", Title: "Test, for deputy test", Text: text})
	}
	return d
}
