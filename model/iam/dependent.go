package iam

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed dependent/actions.txt
var dependentText string

// dependents are the permissions that an action needs, by the action.
var dependents = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	var permission string
	for line := range strings.Lines(dependentText) {
		words := strings.Fields(line)
		switch {
		case words[0] == "#":
		case strings.HasPrefix(line, ">"):
			permission = words[0][1:]
		default:
			for _, name := range words[1:] {
				action := words[0] + ":" + name
				out[action] = append(out[action], permission)
			}
		}
	}
	return out
})

// Dependent returns the permissions that AWS may check with a call of an action, as
// service:Name, beside that of the action: to pass a role to a service, and to tag
// what the call creates. CloudTrail has no event of theirs. Which of them a call needs
// follows from its parameters. Others that the reference names are missing: services
// use them by calls of their own, which CloudTrail records.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html#actions_table
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
func Dependent(action string) []string { return dependents()[action] }
