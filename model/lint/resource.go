package lint

import (
	"slices"
	"strings"

	"deputy/model/iam"
	"deputy/model/phrase"
	"deputy/model/scp"
)

// resourceType is a type of the reference, ready to be compared with patterns.
type resourceType struct {
	iam.ResourceType
	open     scp.Resource // any resource of the type
	services []string     // that its ARNs name
}

// typesOf returns the resource types of what a pattern of an action selects.
func (s *selection) typesOf() ([]resourceType, bool) {
	if !s.typed {
		var types []iam.ResourceType
		types, s.none = iam.ResourceTypes(s.actions)
		for _, t := range types {
			x := resourceType{ResourceType: t}
			if len(t.Formats) > 0 {
				x.open = scp.ResourceLike(t.Formats, false)
				for _, f := range t.Formats {
					x.services = append(x.services, strings.SplitN(f+":::", ":", 4)[2])
				}
			}
			s.types = append(s.types, x)
		}
		s.typed = true
	}
	return s.types, s.none
}

// takes reports whether the resource at an index of a statement's list may match a
// resource of the type. service is what its ARN names; empty if that is open.
func (t *resourceType) takes(s *scp.Statement, i int, service string) bool {
	switch {
	case len(t.Formats) == 0:
		return true
	case service != "" && !slices.Contains(t.services, service):
		return false
	}
	value := s.Resource.Values[i].Value
	return t.isUser() && strings.HasSuffix(value, ":root") || t.mayBe(value) && s.MayMatchResource(i, t.open)
}

// serviceOf returns the service that an ARN of a policy names; empty if wildcards
// leave it open.
func serviceOf(value string) string {
	parts := strings.SplitN(value, ":", 4)
	if len(parts) < 4 || strings.HasSuffix(parts[1], "*") || strings.ContainsAny(parts[2], "*?$") {
		return ""
	}
	return parts[2]
}

// mayBe reports whether a resource may be of the type by what the reference does not
// say of the type's names.
func (t *resourceType) mayBe(value string) bool {
	if t.Service != "s3" || t.Name != "bucket" {
		return true
	}
	// The format ${BucketName} stands for any text, but no bucket has a slash.
	// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
	parts := strings.SplitN(value, ":", arnParts)
	return len(parts) < arnParts || !strings.Contains(withoutVariables(parts[arnParts-1]), "/")
}

// checkResources finds resources that no ARN can be, and those that the statement's
// actions do not act on.
func (c *checker) checkResources() {
	s := c.statement
	if slices.ContainsFunc(s.Resource.Values, func(v scp.Text) bool { return strings.Trim(v.Value, "*") == "" }) {
		return // Everything matches.
	}
	dead := make([]bool, len(s.Resource.Values))
	for i, v := range s.Resource.Values {
		dead[i] = c.checkARN(i, v)
	}
	if !s.Resource.Not && s.Resource.Given() {
		c.checkActionsOnResources(dead)
		if len(dead) > 0 && !slices.Contains(dead, false) {
			c.never()
		}
	}
}

// never marks the statement's problems of resources as such that it never matches.
func (c *checker) never() {
	for i := range c.found {
		if p := &c.found[i]; p.Statement == c.statement.Index && (p.Rule == resourceNoAction || p.Rule == impossibleARN) {
			p.Never = true
			if p.Rule == resourceNoAction {
				p.Severity = Warning
				p.Sentence = strings.TrimSuffix(p.Sentence, ".") + ": the statement never matches."
			}
		}
	}
}

// checkActionsOnResources compares the statement's actions with its resources. dead
// says which resources cannot match anything, and gets those that no action acts on.
func (c *checker) checkActionsOnResources(dead []bool) {
	s := c.statement
	if s.Action.Not || len(s.Action.Values) == 0 {
		return
	}
	acted := make([]bool, len(dead))
	for i, v := range s.Resource.Values {
		acted[i] = !strings.HasPrefix(v.Value, "arn:") || isPlaceholder(v.Value) // Other problems say so.
	}
	unsure := slices.Contains(acted, true)
	var idle []scp.Text // actions that act on none of the resources
	for _, a := range s.Action.Values {
		x := c.choose(a.Value)
		if x.any || !x.known() || c.left < 0 {
			return // It may act on anything.
		}
		if !c.act(x, dead, acted) {
			idle = append(idle, a)
		}
	}
	if c.left < 0 {
		return
	}
	for i, v := range s.Resource.Values {
		if !dead[i] && !acted[i] {
			dead[i] = true
			c.found = slices.DeleteFunc(c.found, func(p Problem) bool { return p.Rule == unknownARN && p.Span == v.Span })
			c.add(resourceNoAction, Hint, v.Span, c.noActionOn(v.Value), "")
		}
	}
	if slices.Contains(dead, false) && len(idle) > 0 && !unsure {
		c.idleActions(idle)
	}
}

// act sets which of the current statement's resources the selected actions act on,
// and reports whether they act on any. dead says which of them nothing acts on.
func (c *checker) act(x *selection, dead, acted []bool) bool {
	acts := false
	for i := range dead {
		if !dead[i] && !(acted[i] && acts) && c.mayAct(x, i) {
			acts, acted[i] = true, true
		}
	}
	return acts
}

// mayAct reports whether the selected actions may act on the resource at an index of
// the current statement's list.
func (c *checker) mayAct(x *selection, i int) bool {
	value := c.statement.Resource.Values[i].Value
	acts, known := x.acts[value]
	if !known {
		types, _ := x.typesOf()
		service := serviceOf(value)
		acts = slices.ContainsFunc(types, func(t resourceType) bool { return t.takes(c.statement, i, service) })
		c.left -= len(value) * len(types)
		x.acts[value] = acts
	}
	return acts
}

// isUser reports whether the type is that of IAM users. The reference has none for
// the root user, who has access keys and a password as users have.
func (t *resourceType) isUser() bool { return t.Service == "iam" && t.Name == "user" }

// mostActions is how many actions a sentence names.
const mostActions = 6

// idleActions adds the problem of actions that act on none of the statement's
// resources, of which others are acted on.
func (c *checker) idleActions(idle []scp.Text) {
	if len(idle) == 1 {
		c.add(actionNoResource, Hint, idle[0].Span, c.actsOn(idle[0].Value)+": none of the statement's resources is of that type.", "")
		return
	}
	names := make([]string, len(idle))
	for i, a := range idle {
		names[i] = a.Value
	}
	c.add(actionNoResource, Hint, idle[0].Span, "According to AWS's reference of "+iam.AsOf()+", these actions do not act on any of the statement's resources: "+
		phrase.JoinMost(names, " and ", mostActions)+".", "")
}

// noActionOn says why no action of the statement acts on a resource.
func (c *checker) noActionOn(value string) string {
	if len(c.statement.Action.Values) == 1 {
		return c.actsOn(c.statement.Action.Values[0].Value) + ", not on " + scp.Quote(value) + "."
	}
	return "According to AWS's reference of " + iam.AsOf() + ", none of the statement's actions acts on " + scp.Quote(value) + "."
}

// mostTypes is how many resource types a sentence names.
const mostTypes = 4

// actsOn says what the actions of a pattern act on.
func (c *checker) actsOn(pattern string) string {
	types, none := c.choose(pattern).typesOf()
	var names []string
	for i := range types {
		names = append(names, types[i].Service+" "+types[i].Name)
	}
	text := scp.Quote(pattern) + " acts on "
	switch {
	case len(names) == 0:
		return text + "*, which no ARN matches"
	case none:
		return text + "* or " + phrase.JoinMost(names, " or ", mostTypes)
	default:
		return text + phrase.JoinMost(names, " or ", mostTypes)
	}
}
