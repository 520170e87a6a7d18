package lint

import (
	"fmt"
	"strings"

	"deputy/model/scp"
)

// Warnings tells what is amiss in a policy's text though it can be evaluated, a
// sentence each: its warnings with their places, and the actions that AWS's
// reference does not have.
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
