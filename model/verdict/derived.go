package verdict

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// Derived is a condition key that follows from the question.
type Derived struct {
	Key    string
	Values []string // none if the key is absent
	Why    string
	minor  bool // not worth a word where no policy asks for the key
}

// Text tells the key, its values and why.
func (d Derived) Text() string {
	if len(d.Values) == 0 {
		return d.Key + " is absent (from " + d.Why + ")"
	}
	return d.Key + " = " + strings.Join(d.Values, ", ") + " (from " + d.Why + ")"
}

// fill makes the request: what is given, what follows, what is home.
func (c *evaluation) fill() {
	c.request = scp.NewRequest(c.q.Action, scp.ResourceOf(c.q.Resource), scp.Open)
	c.follows("aws:PrincipalAccount", "the principal's account", string(c.q.Account))
	if !c.outside { // Whether its account is in another one, the question does not say.
		c.follows("aws:PrincipalOrgID", "the organization", c.r.Organization.ID)
	}
	if path := c.r.OrgPath(c.q.Account); path != "" {
		c.follows("aws:PrincipalOrgPaths", "the account's place", path)
	}
	if c.ownerSaid {
		c.ownerKeys()
	}
	c.principalKeys()
	for _, key := range sortedKeys(c.q.Given) {
		c.request.Set(key, c.q.Given[key]...)
		c.stated(key)
	}
	for _, key := range c.q.Absent {
		c.request.SetAbsent(key)
		c.stated(key)
	}
	c.fillGlobalRegion()
}

// stated takes back that a key follows: what is said of it goes before.
func (c *evaluation) stated(key string) {
	c.derived = slices.DeleteFunc(c.derived, func(d Derived) bool { return strings.EqualFold(d.Key, key) })
}

// fillGlobalRegion fills in the Region of a global service, also where another one is
// stated: its requests are always there.
func (c *evaluation) fillGlobalRegion() {
	const key = "aws:RequestedRegion"
	home := string(model.GlobalServiceRegion(c.q.Action, cmp.Or(c.r.Caller.Partition, "aws")))
	if home == "" {
		return
	}
	if presence, values := c.request.Key(key); presence != scp.Open && !slices.Equal(values, []string{home}) {
		c.note("%s is %s, and not as it is stated: requests of this global service are always there.", key, home)
	}
	c.stated(key)
	c.follows(key, "the home Region of a global service", home)
}

// principalKeys fills in what follows from who asks.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
func (c *evaluation) principalKeys() {
	if c.q.Principal == "" {
		return
	}
	const why = "the principal"
	principal, lossy := PrincipalOf(c.q.Principal)
	arn, _ := model.ParseARN(principal) // It was checked.
	switch set, suffixed := strings.CutSuffix(principal, anySuffix); {
	case lossy:
		c.pathless(arn)
	case suffixed && strings.Contains(principal, "/"+ReservedRole):
		c.request.SetOutlines("aws:PrincipalArn", scp.Outline{Head: set + "_", Segment: true})
		c.note("aws:PrincipalArn is %s_ and a suffix that only the account knows. "+
			"The path of a permission set's role has the Region of IAM Identity Center, unless that is us-east-1: write sso/REGION/NAME then.", set)
	default:
		c.follows("aws:PrincipalArn", why, principal)
	}
	kind, name, _ := strings.Cut(arn.Resource, "/")
	minor := len(c.derived)
	c.follows("aws:PrincipalType", why, principalTypes[kind])
	c.follows("aws:PrincipalIsAWSService", why, "false")
	if kind == "user" {
		c.follows("aws:username", why, name[strings.LastIndexByte(name, '/')+1:])
	} else {
		c.request.SetAbsent("aws:username")
		c.derived = append(c.derived, Derived{Key: "aws:username", Why: why})
	}
	for i := range c.derived[minor:] {
		c.derived[minor+i].minor = true
	}
}

// pathless states what a session's ARN says of its role, which is all but the
// path. The roles of permission sets have one of two.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
func (c *evaluation) pathless(role model.ARN) {
	name := strings.TrimPrefix(role.Resource, "role/")
	role.Resource = "role/"
	if strings.HasPrefix(name, ReservedRole) {
		role.Resource += ReservedRolePath
	}
	head := role.String()
	c.request.SetOutlines("aws:PrincipalArn",
		scp.Outline{Head: head + name, Exact: true}, scp.Outline{Head: head, Tail: "/" + name, Segment: role.Resource != "role/"})
	c.note("The session's ARN does not say the role's path: aws:PrincipalArn is %s, or has a path before the name.", head+name)
}

// told are the keys that follow and are worth a word.
func (c *evaluation) told() []Derived {
	return slices.DeleteFunc(slices.Clone(c.derived), func(d Derived) bool { return d.minor && !c.asksFor(d.Key) })
}

// asksFor tells whether a policy that binds asks for a key.
func (c *evaluation) asksFor(key string) bool {
	for _, r := range slices.Concat(c.scps, c.rcps) {
		for _, b := range r.Bound {
			if b.Text != nil && b.Text.UsesKey(key) {
				return true
			}
		}
	}
	return false
}

// principalTypes are what aws:PrincipalType has for the principals that make
// requests, by how their names begin.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principaltype
var principalTypes = map[string]string{
	"root": "Account", "user": "User", "role": "AssumedRole", "assumed-role": "AssumedRole", "federated-user": "FederatedUser",
}

// ownerKeys fills in what follows from the resource's owner.
func (c *evaluation) ownerKeys() {
	c.follows("aws:ResourceAccount", "the resource's owner", string(c.owner))
	if c.r.Node(c.owner.Node()) == nil {
		return
	}
	c.follows("aws:ResourceOrgID", "the resource's owner", c.r.Organization.ID)
	if path := c.r.OrgPath(c.owner); path != "" {
		c.follows("aws:ResourceOrgPaths", "the owner's place", path)
	}
}

func (c *evaluation) follows(key, why string, value string) {
	if value == "" {
		return
	}
	c.request.Set(key, value)
	c.derived = append(c.derived, Derived{Key: key, Values: []string{value}, Why: why})
}
