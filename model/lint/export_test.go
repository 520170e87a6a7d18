package lint

import (
	"slices"

	"deputy/model/scp"
)

// HasRule reports whether there is a rule for a problem that the parser reports.
func HasRule(code scp.Code) bool {
	return slices.ContainsFunc(parserRules, func(r parserRule) bool { return r.code == code })
}
