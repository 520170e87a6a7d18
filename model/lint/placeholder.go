package lint

import (
	"strings"

	"deputy/model/scp"
)

// isPlaceholder reports whether a text has what a template puts a value for, such as
// <account>, [ACCOUNT], {{account}} or ${Account}. A policy variable has a colon in
// its name.
func isPlaceholder(text string) bool {
	if between(text, "<", ">") || between(text, "[", "]") || between(text, "{{", "}}") {
		return true
	}
	for {
		_, rest, found := strings.Cut(text, "${")
		if !found {
			return false
		}
		name, after, found := strings.Cut(rest, "}")
		if found && len(name) > 1 && !strings.Contains(name, ":") {
			return true
		}
		text = after
	}
}

// between reports whether a text has something between two marks.
func between(text, begin, end string) bool {
	_, rest, found := strings.Cut(text, begin)
	i := strings.Index(rest, end)
	return found && i > 0
}

// placeholder adds a hint at the first placeholder of the document. What a template
// makes of it is not known, so nothing else is said of it.
func (c *checker) placeholder(at scp.Span, text string) {
	for i := range c.found {
		if c.found[i].Rule == placeholder {
			return
		}
	}
	c.add(placeholder, Hint, at, scp.Quote(text)+" looks like a template placeholder.", "Check the document that the template produces.")
}
