package model

import (
	"slices"
	"strings"

	"deputy/model/iam"
	"deputy/model/scp"
)

// mandateTeller makes a sentence of a statement of the resource policy.
type mandateTeller struct {
	r *Reading
	s *scp.Statement
	meaning
	applies []iam.Action // the actions of Organizations that it speaks of
	omits   []iam.Action // and all others
	types   []PolicyType // of the policies that it speaks of; none for all
	inside  bool         // the principals are narrowed to the organization's own
}

func newMandateTeller(r *Reading, d *scp.Document, s *scp.Statement) *mandateTeller {
	t := &mandateTeller{r: r, s: s, meaning: newMeaning(d, s)}
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
				t.types = append(t.types, PolicyType(v))
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

func wild(text string) bool { return !whole(text) }

// managesPolicies tells whether what the statement speaks of includes policies.
func (t *mandateTeller) managesPolicies() bool {
	return slices.ContainsFunc(t.applies, func(a iam.Action) bool { return mandateWords[a.Name].object == policiesObject })
}

// changes tells whether the statement speaks of anything but reading.
func (t *mandateTeller) changes() bool {
	return len(t.applies) == 0 || slices.ContainsFunc(t.applies, func(a iam.Action) bool { return !reads(a) })
}

// guards tells whether the statement speaks of changing what guards accounts:
// SCPs, RCPs, or anything but policies.
func (t *mandateTeller) guards() bool {
	types := t.policyTypes()
	guarding := len(types) == 0 || slices.Contains(types, ServiceControlPolicy) || slices.Contains(types, ResourceControlPolicy)
	return t.changes() && (guarding || slices.ContainsFunc(t.applies, func(a iam.Action) bool {
		return !reads(a) && mandateWords[a.Name].object != policiesObject
	}))
}

// policyTypes gives the types of the policies that the statement speaks of;
// none for all.
func (t *mandateTeller) policyTypes() []PolicyType {
	if len(t.types) > 0 {
		return t.types
	}
	return t.typesOfResources()
}

func reads(a iam.Action) bool { return a.Access == iam.Read || a.Access == iam.List }

// sentence tells the whole statement.
func (t *mandateTeller) sentence() string {
	may := " may "
	if t.s.Effect == scp.Deny {
		may = " may not "
	}
	w := words{t.r}
	c := w.conditions(&t.meaning)
	return t.who() + may + t.what() + t.where() + c.tail(" ") + "."
}

// who names whom the statement speaks of.
func (t *mandateTeller) who() string {
	names := make([]string, 0, len(t.s.Principal.Parties))
	for _, p := range t.s.Principal.Parties {
		names = append(names, t.r.party(p))
	}
	switch {
	case t.s.Principal.Not:
		return "Everybody except " + joinWords(names, " and ")
	case t.s.Principal.Any && t.inside:
		return "Everybody in the organization"
	case t.s.Principal.Any:
		return "Everybody"
	case len(names) == 0:
		return "Nobody who is named"
	default:
		return joinWords(names, " and ")
	}
}

// party names one party. An ID such as AROA… stands where the role or user that
// was named is deleted.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
func (r *Reading) party(p scp.Party) string {
	account, name := partyAccount(p), p.Name.Value
	arn, err := ParseARN(name)
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
		return r.accountLabel(account)
	default:
		return arn.Resource + " of " + r.accountLabel(account)
	}
}

// policiesObject stands for policies in the table of words.
const policiesObject = "policies"

// mandateWord is an action in words: what is done to what.
type mandateWord struct {
	order        int
	verb, object string
}

// mandateWords tell the actions that have everyday words; the others are told
// by their names.
var mandateWords = func() map[string]mandateWord {
	all := map[string]mandateWord{}
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
		all[action] = mandateWord{i, verb, object}
	}
	return all
}()

// what tells what may be done, or may not.
func (t *mandateTeller) what() string {
	if t.s.Action.Not {
		if len(t.actions) == 0 || len(t.omits) == 0 {
			return "do everything in AWS Organizations"
		}
		return "do everything in AWS Organizations but " + strings.Join(t.deeds(t.omits), "; ")
	}
	if len(t.omits) == 0 {
		return "do everything in AWS Organizations"
	}
	deeds := t.deeds(t.applies)
	// What fits no known action is newer, misspelt, or another service's.
	for _, v := range valuesOf(t.s.Action.Values) {
		if !slices.ContainsFunc(t.applies, func(a iam.Action) bool { return globFits(strings.ToLower(v), strings.ToLower(a.String())) }) {
			deeds = append(deeds, "call "+v)
		}
	}
	return strings.Join(deeds, "; ")
}

// callMost is how many actions are told by their names.
const callMost = 4

// deeds tells actions, one phrase for each thing that is acted on.
func (t *mandateTeller) deeds(actions []iam.Action) []string {
	var out []string
	rest := actions
	if all := readCount(organizationsActions()); readCount(actions) == all {
		out = append(out, "read the whole organization")
		rest = slices.DeleteFunc(slices.Clone(actions), reads)
	}
	known := slices.DeleteFunc(slices.Clone(rest), func(a iam.Action) bool { return mandateWords[a.Name].verb == "" })
	slices.SortFunc(known, func(a, b iam.Action) int { return mandateWords[a.Name].order - mandateWords[b.Name].order })
	for len(known) > 0 {
		object := mandateWords[known[0].Name].object
		var verbs []string
		for len(known) > 0 && mandateWords[known[0].Name].object == object {
			verbs = append(verbs, mandateWords[known[0].Name].verb)
			known = known[1:]
		}
		out = append(out, joinWords(verbs, " and ")+" "+t.object(object))
	}
	var names []string
	for _, a := range rest {
		if mandateWords[a.Name].verb == "" {
			names = append(names, a.Name)
		}
	}
	if len(names) > 0 {
		out = append(out, "call "+listWords(names, " and ", callMost))
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
func (t *mandateTeller) object(object string) string {
	if object != policiesObject {
		return object
	}
	types := t.policyTypes()
	if len(types) == 0 {
		return object
	}
	names := make([]string, 0, len(types))
	for _, p := range types {
		names = append(names, p.plural())
	}
	return joinWords(names, " and ")
}
