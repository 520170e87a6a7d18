package lint

import (
	"fmt"
	"strings"

	"deputy/model/scp"
)

// Warnings returns what is doubtful in a policy that can be evaluated, a
// sentence each: the parser's warnings with their places, and the actions that
// AWS's reference does not have.
func Warnings(d *scp.Document) []string {
	var out []string
	for _, p := range d.Problems {
		if p.Severity() == scp.Warning {
			out = append(out, fmt.Sprintf("%s (character %d).", strings.TrimSuffix(p.Sentence, "."), p.Span.Start+1))
		}
	}
	if text := UnknownActions(d); text != "" {
		out = append(out, text)
	}
	return out
}
