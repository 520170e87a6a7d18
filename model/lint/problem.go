package lint

import (
	"cmp"
	"fmt"
	"slices"

	"deputy/model/phrase"
	"deputy/model/scp"
)

// Severity is how much a problem matters.
type Severity uint8

// The severities, the least one first.
const (
	// Hint is what AWS's reference does not have, although AWS may.
	Hint Severity = iota + 1
	// Warning is a statement or value that cannot do what it is meant to do.
	Warning
	// Error is what AWS refuses.
	Error
)

// String returns the severity as one word.
func (s Severity) String() string {
	switch s {
	case Hint:
		return "hint"
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return "no severity"
}

// Problem is an error or a likely mistake in a document.
type Problem struct {
	Rule     *Rule
	Severity Severity
	// Span is the text to look at, always inside the document.
	Span scp.Span
	// Statement counts from 1; 0 if the problem is of no statement.
	Statement int
	// Sentence says what is wrong and what follows. Text that it quotes from the
	// document may have any character but control characters.
	Sentence string
	// Fix says how to fix it; empty if the sentence does.
	Fix string
	// Never is set if the whole statement cannot match any request.
	Never bool
}

// Text returns the sentence and how to fix the problem.
func (p *Problem) Text() string {
	if p.Fix == "" {
		return p.Sentence
	}
	return phrase.Sentence(p.Sentence) + " " + p.Fix
}

// Check returns all problems of a document, in the order of its text. It looks for
// them once.
func Check(d *scp.Document) []Problem {
	found, _ := d.Memo(func(d *scp.Document) any { return check(d) }).([]Problem)
	return slices.Clone(found)
}

func check(d *scp.Document) []Problem {
	c := &checker{document: d, left: effort, selected: map[string]*selection{}, formats: map[string]scp.Resource{}}
	for i := range d.Problems {
		c.parsed(&d.Problems[i])
	}
	if d.Type != scp.ResourcePolicy && len(d.Text) <= longest {
		c.checkSids()
		for i := range d.Statements {
			if c.statement = &d.Statements[i]; !c.statement.Broken {
				c.checkActions()
				c.checkConditions()
				c.checkResources()
			}
		}
	}
	slices.SortStableFunc(c.found, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(b.Severity, a.Severity))
	})
	return c.found
}

// AWS stores no document that comes near these limits. They keep a hostile one from
// taking long: what is beyond them is not compared with the reference.
const (
	longest = 64 << 10 // bytes of the document
	// effort is how many comparisons are made: characters of resources with types.
	effort = 2 << 20
	// mostWide is how many patterns without a service are looked up.
	mostWide = 50
	// mostSimilar is how many unknown names are compared with all others.
	mostSimilar = 20
)

// checker gathers the problems of a document.
type checker struct {
	left      int // of effort
	wide      int // patterns without a service
	similar   int // unknown names that were compared with all others
	document  *scp.Document
	statement *scp.Statement // nil for what is of no statement
	found     []Problem
	selected  map[string]*selection   // by the pattern of an action
	formats   map[string]scp.Resource // by the format of its ARN, as far as they were needed
}

// add adds a problem of the current statement.
func (c *checker) add(rule *Rule, severity Severity, at scp.Span, sentence, fix string) {
	p := Problem{Rule: rule, Severity: severity, Span: at, Sentence: sentence, Fix: fix}
	if c.statement != nil {
		p.Statement = c.statement.Index
	}
	c.found = append(c.found, p)
}

// Count returns how many problems have each severity.
func Count(found []Problem) (errors, warnings, hints int) {
	for i := range found {
		switch found[i].Severity {
		case Error:
			errors++
		case Warning:
			warnings++
		case Hint:
			hints++
		}
	}
	return errors, warnings, hints
}

// Warnings returns the likely mistakes in a policy that can be evaluated, a sentence
// each, with its place.
func Warnings(d *scp.Document) []string {
	var out []string
	for _, p := range Check(d) {
		out = append(out, fmt.Sprintf("%s (character %d).", phrase.TrimStop(p.Text()), p.Span.Start+1))
	}
	return out
}
