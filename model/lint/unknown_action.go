package lint

import (
	"slices"
	"strings"

	"deputy/model/iam"
	"deputy/model/phrase"
	"deputy/model/plain"
	"deputy/model/scp"
)

// UnknownActions returns a warning about the actions of a document that AWS's
// reference does not have, and about patterns that match none of it, with what
// may be meant; empty if there are none. The reference has a date, so these
// actions are evaluated like all others.
func UnknownActions(d *scp.Document) string {
	var out []string
	for i := range d.Statements {
		for _, v := range d.Statements[i].Action.Values {
			if text := unknownAction(v.Value); text != "" && !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "Not in AWS's reference of actions of " + iam.AsOf() + ", and so newer, withdrawn or misspelt: " + phrase.Join(out, " and ") + "."
}

// unknownAction returns the action or pattern, perhaps with what may be meant,
// if it matches no known action. It returns nothing for a text that is not an
// action at all: that is an error of the document, which the parser reports.
func unknownAction(action string) string {
	service, name, ok := strings.Cut(action, ":")
	if !ok || service == "" || name == "" || strings.ContainsAny(name, ":") || strings.ContainsAny(action, " \t\r\n") || known(service, name) {
		return ""
	}
	if like := iam.Similar(action, 1); len(like) > 0 && !strings.ContainsAny(action, "*?") {
		return action + " (perhaps " + like[0].String() + ")"
	}
	return action
}

// known reports whether a pattern matches an action of AWS's reference.
func known(service, name string) bool {
	service, name = strings.ToLower(service), strings.ToLower(name)
	return iam.AnyAction(func(s string) bool { return plain.GlobMatches(service, s) }, func(n string) bool { return plain.GlobMatches(name, strings.ToLower(n)) })
}
