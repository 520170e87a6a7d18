package plain

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// statementWriter makes a sentence of a statement of the resource policy.
type statementWriter struct {
	r *model.Reading
	s *scp.Statement
	meaning
	applies []iam.Action       // the actions of Organizations that it speaks of
	omits   []iam.Action       // and all others
	types   []model.PolicyType // of the policies that it speaks of; none for all
	inside  bool               // the principals are narrowed to the organization's own
}

func newStatementWriter(r *model.Reading, d *scp.Document, s *scp.Statement) *statementWriter {
	t := &statementWriter{r: r, s: s, meaning: newMeaning(d, s)}
	for _, a := range organizationsActions() {
		if t.acts(a.String()) {
			t.applies = append(t.applies, a)
		} else {
			t.omits = append(t.omits, a)
		}
	}
	// Conditions that have a place of their own in the sentence.
	t.clauses = slices.DeleteFunc(t.clauses, func(c clause) bool {
		if c.unless || c.quantity != one || c.negated || c.absent || !c.textual() {
			return false
		}
		values := valuesOf(c.comparison.Values)
		switch {
		case c.key == "organizations:policytype" && !slices.ContainsFunc(values, wild) && t.types == nil && t.managesPolicies():
			for _, v := range values {
				t.types = append(t.types, model.PolicyType(v))
			}
			return true
		case c.key == "aws:principalorgid" && slices.Equal(values, []string{r.Organization.ID}) && s.Principal.Any:
			t.inside = true
			return true
		}
		return false
	})
	return t
}

func wild(text string) bool { return !verdict.IsLiteral(text) }

// managesPolicies tells whether what the statement speaks of includes policies.
func (t *statementWriter) managesPolicies() bool {
	return slices.ContainsFunc(t.applies, func(a iam.Action) bool { return operationWords[a.Name].object == policiesObject })
}

// changes tells whether the statement speaks of anything but reading.
func (t *statementWriter) changes() bool {
	return len(t.applies) == 0 || slices.ContainsFunc(t.applies, func(a iam.Action) bool { return !reads(a) })
}

// guards tells whether the statement speaks of changing what guards accounts:
// SCPs, RCPs, or anything but policies.
func (t *statementWriter) guards() bool {
	types := t.policyTypes()
	guarding := len(types) == 0 || slices.Contains(types, model.ServiceControlPolicy) || slices.Contains(types, model.ResourceControlPolicy)
	return t.changes() && (guarding || slices.ContainsFunc(t.applies, func(a iam.Action) bool {
		return !reads(a) && operationWords[a.Name].object != policiesObject
	}))
}

// policyTypes gives the types of the policies that the statement speaks of;
// none for all.
func (t *statementWriter) policyTypes() []model.PolicyType {
	if len(t.types) > 0 {
		return t.types
	}
	return t.typesOfResources()
}

func reads(a iam.Action) bool { return a.Access == iam.Read || a.Access == iam.List }

// sentence tells the whole statement.
func (t *statementWriter) sentence() string {
	may := " may "
	if t.s.Effect == scp.Deny {
		may = " may not "
	}
	w := writer{t.r}
	c := w.conditions(&t.meaning)
	return t.who() + may + t.what() + t.where() + c.tail(" ") + "."
}

// who names whom the statement speaks of.
func (t *statementWriter) who() string {
	names := make([]string, 0, len(t.s.Principal.Parties))
	for _, p := range t.s.Principal.Parties {
		names = append(names, party(t.r, p))
	}
	switch {
	case t.s.Principal.Not:
		return "Everybody except " + phrase.Join(names, " and ")
	case t.s.Principal.Any && t.inside:
		return "Everybody in the organization"
	case t.s.Principal.Any:
		return "Everybody"
	case len(names) == 0:
		return "Nobody who is named"
	default:
		return phrase.Join(names, " and ")
	}
}

// party names one party. An ID such as AROA… stands where the role or user that
// was named is deleted.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
func party(r *model.Reading, p scp.Party) string {
	account, name := partyAccount(p), p.Name.Value
	arn, err := model.ParseARN(name)
	switch {
	case name == "*":
		return "everybody"
	case p.Kind == "Service":
		return "the service " + name
	case account == "" && p.Kind == "AWS" && (strings.HasPrefix(name, "AROA") || strings.HasPrefix(name, "AIDA")):
		return "a role or user that is deleted (" + name + ")"
	case account == "":
		return name
	case err != nil || arn.Resource == "root":
		return r.AccountLabel(account)
	default:
		return arn.Resource + " of " + r.AccountLabel(account)
	}
}

// policiesObject stands for policies in the table of words.
const policiesObject = "policies"

// operationWord is an action in words: what is done to what.
type operationWord struct {
	order        int
	verb, object string
}

// operationWords tell the actions that have everyday words; the others are told
// by their names.
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

// what tells what may be done, or may not.
func (t *statementWriter) what() string {
	if t.s.Action.Not {
		if len(t.actions) == 0 || len(t.omits) == 0 {
			return "do everything in AWS Organizations"
		}
		return "do everything in AWS Organizations but " + strings.Join(t.operations(t.omits), "; ")
	}
	if len(t.omits) == 0 {
		return "do everything in AWS Organizations"
	}
	deeds := t.operations(t.applies)
	// What fits no known action is newer, misspelt, or another service's.
	for _, v := range valuesOf(t.s.Action.Values) {
		if !slices.ContainsFunc(t.applies, func(a iam.Action) bool { return GlobMatches(strings.ToLower(v), strings.ToLower(a.String())) }) {
			deeds = append(deeds, "call "+v)
		}
	}
	return strings.Join(deeds, "; ")
}

// maxCalls is how many actions are told by their names.
const maxCalls = 4

// operations tells actions, one phrase for each thing that is acted on.
func (t *statementWriter) operations(actions []iam.Action) []string {
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
		out = append(out, phrase.Join(verbs, " and ")+" "+t.object(object))
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

func readCount(actions []iam.Action) int {
	n := 0
	for _, a := range actions {
		if reads(a) {
			n++
		}
	}
	return n
}

// object names what is acted on; policies by their types.
func (t *statementWriter) object(object string) string {
	if object != policiesObject {
		return object
	}
	types := t.policyTypes()
	if len(types) == 0 {
		return object
	}
	names := make([]string, 0, len(types))
	for _, p := range types {
		names = append(names, p.Plural())
	}
	return phrase.Join(names, " and ")
}
