package verdict

import (
	"maps"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// Derived is a condition key whose value follows from the question, such as
// aws:PrincipalOrgID from the account.
type Derived struct {
	Key         string
	Values      []string // none if the key is absent
	Why         string   // what it follows from, such as "the organization"
	onlyIfAsked bool     // not worth showing unless a policy asks for the key
}

// Text returns the key, its values and what they follow from.
func (d Derived) Text() string {
	if len(d.Values) == 0 {
		return d.Key + " is absent (from " + d.Why + ")"
	}
	return d.Key + " = " + strings.Join(d.Values, ", ") + " (from " + d.Why + ")"
}

// fillRequest makes the request from the keys that follow from the question and
// those that it gives, which take precedence. All other keys stay open.
func (e *evaluation) fillRequest() {
	e.request = scp.NewRequest(e.question.Action, e.resource(), scp.Open)
	e.callParts = e.parts()
	if !e.asker.anyAccount {
		e.derive("aws:PrincipalAccount", "the principal's account", string(e.question.Account))
	}
	if id := e.reading.Organization.ID; !e.outside {
		e.derive("aws:PrincipalOrgID", "the organization", id)
	} else if id != "" { // It may be in another organization, or in none.
		e.request.SetOpenBut("aws:PrincipalOrgID", scp.Outline{Head: id, Exact: true})
		e.request.SetOpenBut("aws:PrincipalOrgPaths", scp.Outline{Head: id + "/"})
	}
	if path := e.reading.OrgPath(e.question.Account); path != "" {
		e.derive("aws:PrincipalOrgPaths", "the account's OU path", path)
	}
	if e.ownerGiven {
		e.deriveOwnerKeys()
	}
	e.derivePrincipalKeys()
	for _, key := range slices.Sorted(maps.Keys(e.question.Given)) {
		if e.differs(key) {
			continue
		}
		e.request.Set(key, e.question.Given[key]...)
		e.dropDerived(key)
	}
	for _, key := range e.question.Absent {
		e.request.SetAbsent(key)
		e.dropDerived(key)
	}
	e.fillRegion()
}

// dropDerived forgets that a key was derived, because the question gives it.
func (e *evaluation) dropDerived(key string) {
	e.derived = slices.DeleteFunc(e.derived, func(d Derived) bool { return strings.EqualFold(d.Key, key) })
}

// derivePrincipalKeys derives the keys that follow from the principal.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
func (e *evaluation) derivePrincipalKeys() {
	if e.question.Principal == "" {
		return
	}
	const why = "the principal"
	principal, lossy := PrincipalOf(e.question.Principal)
	arn, _ := model.ParseARN(principal) // It was checked.
	switch set, placeholder := strings.CutSuffix(principal, placeholderSuffix); {
	case lossy:
		e.openRolePath(arn)
	case placeholder && strings.Contains(principal, "/"+ReservedRole):
		e.request.SetOutlines("aws:PrincipalArn", scp.Outline{Head: set + "_", Segment: true})
		e.note("aws:PrincipalArn is %s_ followed by a suffix that deputy does not know. "+
			"If IAM Identity Center is not in us-east-1, the role's path includes its Region: write sso/REGION/NAME.", set)
	default:
		e.derive("aws:PrincipalArn", why, principal)
	}
	kind, name, _ := strings.Cut(arn.Resource, "/")
	first := len(e.derived)
	e.derive("aws:PrincipalType", why, principalTypes[kind])
	e.derive("aws:PrincipalIsAWSService", why, "false")
	if kind == "user" {
		e.derive("aws:username", why, name[strings.LastIndexByte(name, '/')+1:])
	} else {
		e.request.SetAbsent("aws:username")
		e.derived = append(e.derived, Derived{Key: "aws:username", Why: why})
	}
	for i := range e.derived[first:] {
		e.derived[first+i].onlyIfAsked = true
	}
}

// openRolePath sets aws:PrincipalArn for a session, whose ARN lacks the path of
// its role: the path stays open. Roles of permission sets have a known
// beginning of the path.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
func (e *evaluation) openRolePath(role model.ARN) {
	name := strings.TrimPrefix(role.Resource, "role/")
	role.Resource = "role/"
	if strings.HasPrefix(name, ReservedRole) {
		role.Resource += ReservedRolePath
	}
	head := role.String()
	e.request.SetOutlines("aws:PrincipalArn",
		scp.Outline{Head: head + name, Exact: true}, scp.Outline{Head: head, Tail: "/" + name, Segment: role.Resource != "role/"})
	e.note("The session's ARN does not include the role's path: aws:PrincipalArn is %s, or has a path before the name.", head+name)
}

// relevantDerived returns the derived keys that are worth showing.
func (e *evaluation) relevantDerived() []Derived {
	return slices.DeleteFunc(slices.Clone(e.derived), func(d Derived) bool { return d.onlyIfAsked && !e.asksFor(d.Key) })
}

// asksFor reports whether a policy that applies asks for a key.
func (e *evaluation) asksFor(key string) bool {
	for _, r := range slices.Concat(e.scps, e.rcps) {
		for _, p := range r.Policies {
			if p.Text != nil && p.Text.UsesKey(key) {
				return true
			}
		}
	}
	return false
}

// derive sets a key to a value that follows from the question; an empty value
// leaves it open.
func (e *evaluation) derive(key, why string, value string) {
	if value == "" {
		return
	}
	e.request.Set(key, value)
	e.derived = append(e.derived, Derived{Key: key, Values: []string{value}, Why: why})
}
