package lint

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"deputy/model/phrase"
	"deputy/model/scp"
)

// parsed adds a problem that the parser reports.
func (c *checker) parsed(p *scp.Problem) {
	at := slices.IndexFunc(parserRules, func(r parserRule) bool { return r.code == p.Code })
	if at < 0 {
		return // No code lacks a rule; a test holds that.
	}
	r := &parserRules[at]
	x := Problem{Rule: &r.Rule, Severity: r.severity, Span: p.Span, Sentence: p.Sentence}
	for _, s := range c.document.Statements {
		if s.Span.Start <= p.Span.Start && p.Span.Start < s.Span.End {
			x.Statement = s.Index
		}
	}
	if c.inTemplate(p) {
		return
	}
	c.judge(p, &x)
	c.found = append(c.found, x)
}

// inTemplate reports whether a problem is only one of a placeholder, which is said
// instead.
func (c *checker) inTemplate(p *scp.Problem) bool {
	switch p.Code {
	case scp.MalformedAction, scp.MalformedResource, scp.MalformedValue, scp.MalformedVariable:
		text := strings.Trim(c.document.Text[p.Span.Start:p.Span.End], `"`)
		if isPlaceholder(text) {
			c.placeholder(p.Span, text)
			return true
		}
	default:
	}
	return false
}

// judge adjusts the severity of a problem of the parser where it depends on more
// than its code, and says how to fix it.
func (c *checker) judge(p *scp.Problem, x *Problem) {
	text := c.document.Text[p.Span.Start:min(p.Span.End, len(c.document.Text))]
	switch p.Code {
	case scp.OverQuota:
		if least := scp.MinifiedLength(c.document.Text); least <= c.document.Type.Quota() {
			x.Fix = fmt.Sprintf("Remove white space, as the console does: that leaves %s.", phrase.Count(least, "character"))
		} else {
			x.Fix = fmt.Sprintf("Even without white space it has %s: split the policy.", phrase.Count(least, "character"))
		}
	case scp.NoVersion:
		if strings.Contains(c.document.Text, "${") {
			x.Severity = Warning
		}
		x.Fix = `Add "Version": "2012-10-17".`
	case scp.OldVersion:
		switch v := c.document.Version.Value; {
		case v != "2008-10-17":
			x.Severity = Error
		case strings.Contains(c.document.Text, "${"):
			x.Severity = Warning
		}
	case scp.MalformedAction:
		if strings.ContainsFunc(text, unicode.IsSpace) {
			x.Severity = Warning // AWS does not say that it refuses a blank.
		}
	case scp.MalformedValue:
		if strings.HasPrefix(p.Sentence, "An IPv6") {
			x.Severity = Hint // It has a meaning, only not a documented one.
		}
	case scp.IncompleteARN:
		x.Fix = "Write all six parts: arn:partition:service:region:account:resource."
	default:
	}
}
