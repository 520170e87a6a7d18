package plain

import (
	"slices"
	"strings"

	"deputy/model/iam"
	"deputy/model/phrase"
)

// policiesObject is the object of actions on policies in operationWords.
const policiesObject = "policies"

// operationWord is an action in words: a verb and its object.
type operationWord struct {
	order        int
	verb, object string
}

// operationWords are the actions that have everyday words, by name. The others
// are shown by their names.
var operationWords = func() map[string]operationWord {
	all := map[string]operationWord{}
	for i, line := range []string{
		"CreatePolicy create policies", "UpdatePolicy change policies", "DeletePolicy delete policies",
		"AttachPolicy attach policies", "DetachPolicy detach policies", "DescribePolicy read policies", "ListPolicies list policies",
		"EnablePolicyType enable policy types", "DisablePolicyType disable policy types",
		"TagResource tag resources", "UntagResource untag resources",
		"CreateAccount create accounts", "InviteAccountToOrganization invite accounts", "MoveAccount move accounts",
		"CloseAccount close accounts", "RemoveAccountFromOrganization remove accounts", "DescribeAccount read accounts",
		"ListAccounts list accounts",
		"CreateOrganizationalUnit create OUs", "UpdateOrganizationalUnit rename OUs", "DeleteOrganizationalUnit delete OUs",
		"DescribeOrganizationalUnit read OUs",
		"RegisterDelegatedAdministrator register delegated administrators",
		"DeregisterDelegatedAdministrator deregister delegated administrators",
		"ListDelegatedAdministrators list delegated administrators",
		"EnableAWSServiceAccess enable trusted access", "DisableAWSServiceAccess disable trusted access",
		"PutResourcePolicy replace this policy", "DeleteResourcePolicy delete this policy", "DescribeResourcePolicy read this policy",
		"LeaveOrganization leave the organization", "DeleteOrganization delete the organization",
		"DescribeOrganization read the organization",
	} {
		action, rest, _ := strings.Cut(line, " ")
		verb, object, _ := strings.Cut(rest, " ")
		all[action] = operationWord{i, verb, object}
	}
	return all
}()

// maxCalls is how many actions are listed by their names.
const maxCalls = 4

// operationClauses describes actions, with a clause for each kind of object.
func (w *statementWriter) operationClauses(actions []iam.Action) []string {
	var out []string
	rest := actions
	if all := readCount(organizationsActions()); readCount(actions) == all {
		out = append(out, "read the whole organization")
		rest = slices.DeleteFunc(slices.Clone(actions), reads)
	}
	known := slices.DeleteFunc(slices.Clone(rest), func(a iam.Action) bool { return operationWords[a.Name].verb == "" })
	slices.SortFunc(known, func(a, b iam.Action) int { return operationWords[a.Name].order - operationWords[b.Name].order })
	for len(known) > 0 {
		object := operationWords[known[0].Name].object
		var verbs []string
		for len(known) > 0 && operationWords[known[0].Name].object == object {
			verbs = append(verbs, operationWords[known[0].Name].verb)
			known = known[1:]
		}
		out = append(out, phrase.Join(verbs, " and ")+" "+w.object(object))
	}
	var names []string
	for _, a := range rest {
		if operationWords[a.Name].verb == "" {
			names = append(names, a.Name)
		}
	}
	if len(names) > 0 {
		out = append(out, "call "+phrase.JoinMost(names, " and ", maxCalls))
	}
	return out
}

// readCount counts the actions that only read.
func readCount(actions []iam.Action) int {
	n := 0
	for _, a := range actions {
		if reads(a) {
			n++
		}
	}
	return n
}

// object returns what is acted on; of policies their types.
func (w *statementWriter) object(object string) string {
	if object != policiesObject {
		return object
	}
	types := w.policyTypes()
	if len(types) == 0 {
		return object
	}
	names := make([]string, 0, len(types))
	for _, p := range types {
		names = append(names, p.Plural())
	}
	return phrase.Join(names, " and ")
}

// reads reports whether an action only reads.
func reads(a iam.Action) bool { return a.Access == iam.Read || a.Access == iam.List }

// organizationsActions returns all actions of AWS Organizations.
func organizationsActions() []iam.Action {
	var all []iam.Action
	for _, f := range iam.Find("organizations:", 1<<10) {
		all = append(all, f.Action)
	}
	return all
}
