package model

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model/scp"
)

// Remarks tells what is amiss in a policy's text though it can be evaluated, a
// sentence each: its warnings with their places, and the actions that AWS's
// reference does not have.
func Remarks(d *scp.Document) []string {
	var out []string
	for _, p := range d.Problems {
		if p.Severity() == scp.Warning {
			out = append(out, fmt.Sprintf("%s (character %d).", strings.TrimSuffix(p.Sentence, "."), p.Span.Start+1))
		}
	}
	for i := range d.Statements {
		for _, a := range d.Statements[i].Action.Values {
			if strings.ContainsAny(a.Value, "*? ") || !strings.Contains(a.Value, ":") {
				continue
			}
			if doubt := DoubtOf(a.Value); doubt != "" && !slices.Contains(out, doubt) {
				out = append(out, doubt)
			}
		}
	}
	return out
}
