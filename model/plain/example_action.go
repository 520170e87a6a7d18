package plain

import (
	"slices"
	"strings"

	"deputy/model/scp"
)

// commonActions are examples for statements that do not name an action to take
// as one.
var commonActions = []string{
	"s3:GetObject", "ec2:RunInstances", "sqs:SendMessage", "dynamodb:GetItem", "kms:Decrypt", "athena:GetWorkGroup", "iam:CreateUser",
	"sts:AssumeRole", "xray:GetGroup", "lambda:InvokeFunction", "example:Example",
}

// someAction returns an action that the statement applies to; for RCPs one of a
// service that they support. Empty if there is none.
func (m *meaning) someAction(form scp.Type) string {
	fits := func(a string) bool { return m.appliesToAction(a) && (form == scp.SCP || scp.RCPCovers(a)) }
	if !m.notActions {
		for _, v := range m.statement.Action.Values {
			for _, a := range actionsOf(v.Value) {
				if fits(a) {
					return a
				}
			}
		}
	}
	if at := slices.IndexFunc(commonActions, fits); at >= 0 {
		return commonActions[at]
	}
	if form == scp.RCP {
		return m.someCovered(fits)
	}
	return ""
}

// someCovered looks for an action in every service that RCPs support.
func (m *meaning) someCovered(fits func(string) bool) string {
	for _, service := range scp.RCPServices() {
		for _, name := range append(m.actionNames(), "GetExample") {
			if a := service + ":" + name; name != "" && fits(a) {
				return a
			}
		}
	}
	return ""
}

// actionNames returns the names in the action patterns with their wildcards
// filled in.
func (m *meaning) actionNames() []string {
	var out []string
	for _, a := range m.actions {
		_, name, _ := strings.Cut(a, ":")
		out = append(out, fillWildcards.Replace(name))
	}
	return out
}

// actionsOf returns actions that match a pattern, if any can.
func actionsOf(pattern string) []string {
	if !strings.ContainsAny(pattern, "*? \t\r\n") && strings.Count(pattern, ":") == 1 && pattern[0] != ':' && pattern[len(pattern)-1] != ':' {
		return []string{pattern}
	}
	var out []string
	for _, star := range []string{"", "x", "x:x", "s3", "s3:x"} {
		a := strings.ReplaceAll(strings.ReplaceAll(pattern, "*", star), "?", "x")
		service, name, ok := strings.Cut(a, ":")
		if ok && service != "" && name != "" && !strings.ContainsAny(a, " \t\r\n") && !strings.Contains(name, ":") {
			out = append(out, a)
		}
	}
	return out
}
