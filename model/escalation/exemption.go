package escalation

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// Exemption is what takes a principal out of a Deny statement, if it has it: a
// name, a tag or a source identity.
type Exemption struct {
	Type      model.PolicyType
	Policy    model.PolicyID
	Name      string // the policy's
	Statement int    // from 1
	Key       string // the condition key, as the policy writes it
	Pattern   string // the value that is exempt, as the policy writes it; empty if any value is

	relation scp.Relation
}

// identity is what a principal can be exempt by.
type identity uint8

const (
	byName identity = iota + 1
	byTag
	bySourceIdentity
)

const (
	principalARN   = "aws:principalarn"
	principalTag   = "aws:principaltag/"
	sourceIdentity = "aws:sourceidentity"
)

// identityOf returns what a condition key says of a principal; zero if it is
// nothing that a principal can give itself.
func identityOf(key string) identity {
	switch key = strings.ToLower(key); {
	case key == principalARN:
		return byName
	case strings.HasPrefix(key, principalTag):
		return byTag
	case key == sourceIdentity:
		return bySourceIdentity
	}
	return 0
}

// exempts reports whether a comparison in a Deny statement exempts principals: it
// has a negated operator, or demands that they lack a tag.
func exempts(c *scp.Comparison) bool {
	switch identityOf(c.Key.Value) {
	case byName:
		return c.Operator.Negated
	case byTag, bySourceIdentity:
		return c.Operator.Negated || c.Operator.Family == scp.Existence
	}
	return false
}

// exemptionsOf returns the exemptions of a comparison.
func exemptionsOf(c *scp.Comparison, of Exemption) []Exemption {
	of.Key, of.relation = c.Key.Value, c.Operator.Relation
	if c.Operator.Family == scp.Existence {
		return []Exemption{of}
	}
	var out []Exemption
	for _, v := range c.Values {
		of.Pattern = v.Value
		if !slices.Contains(out, of) {
			out = append(out, of)
		}
	}
	return out
}

// tagKey returns the key of the tag of an exemption by tag.
func (e *Exemption) tagKey() string { return e.Key[len(principalTag):] }

// resource returns the part of a pattern of names behind the account, such as
// role/BreakGlass. Of a pattern whose wildcards take the account in as well it is
// what is left.
func (e *Exemption) resource() string {
	rest, parts := e.Pattern, 0
	for i, inside := 0, false; i < len(rest); i++ {
		switch {
		case strings.HasPrefix(rest[i:], "${"):
			inside = true
		case rest[i] == '}':
			inside = false
		case rest[i] == ':' && !inside:
			if parts++; parts == arnParts-1 {
				return rest[i+1:]
			}
		}
	}
	for _, kind := range []string{"role/", "user/"} {
		if i := strings.LastIndex(rest, kind); i > 0 && rest[i-1] == '*' {
			return rest[i-1:]
		} else if i >= 0 {
			return rest[i:]
		}
	}
	return rest
}

// arnParts is how many parts an ARN has, divided by colons.
const arnParts = 6

// Who returns the exempt principal, such as "role/BreakGlass" or "the tag
// team=identity"; a tag without a value stands for any.
func (e *Exemption) Who() string {
	switch identityOf(e.Key) {
	case byTag:
		return strings.TrimSuffix("the tag "+e.tagKey()+"="+e.Pattern, "=")
	case bySourceIdentity:
		return strings.TrimSpace("a source identity " + e.Pattern)
	}
	return e.resource()
}

// Source returns AWS's page about what the exemption depends on.
func (e *Exemption) Source() string {
	switch identityOf(e.Key) {
	case byTag:
		return PageSessionTags
	case bySourceIdentity:
		return PageSourceIdentity
	}
	resource := e.resource()
	for _, known := range []struct{ name, page string }{
		{"AWSControlTower", PageControlTowerRole}, {"OrganizationAccountAccessRole", PageAccountAccess}, {"stacksets-exec-", PageStackSetRoles}, {"user/", PageUserCredentials},
	} {
		if strings.Contains(resource, known.name) {
			return known.page
		}
	}
	return PageTrust
}
