package plain

import (
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// knownForm describes a condition of a well-known form in its own words, such
// as "outside eu-west-1" for a Region deny.
func (w *writer) knownForm(c *clause) (conditionWords, bool) {
	topic := topicOfKey(c.key)
	values := c.comparison.Values
	if tag, ok := strings.CutPrefix(c.key, "aws:requesttag/"); ok {
		return tagForm(c, c.comparison.Key.Value[len(c.key)-len(tag):])
	}
	if c.quantity != oneValue || c.negated || len(values) == 0 {
		return w.setForm(c)
	}
	list := func(last string) string { return verdict.SomeValues(values, last) }
	switch {
	case c.holdsIfAbsent:
		return conditionWords{}, false
	case c.key == "aws:requestedregion" && c.comparesText() && c.unless:
		return conditionWords{placeRegion, "outside " + list(" and "), TopicRegions}, true
	case c.key == "aws:requestedregion" && c.comparesText():
		return conditionWords{placeRegion, "in " + list(" or "), TopicRegions}, true
	case c.key == "aws:principalarn" && c.comparesText() && c.unless:
		return conditionWords{placeUnless, principalWords(c), 0}, true
	case c.key == "aws:principalarn" && c.comparesText():
		return conditionWords{placeAs, "as " + principalWords(c), 0}, true
	case c.key == "s3:x-amz-acl" && !c.unless && c.comparesText():
		return conditionWords{placeWith, "with the ACL " + list(" or "), topic}, true
	case c.key == "aws:currenttime" || c.key == "aws:epochtime":
		return timeForm(c)
	}
	return w.valueForm(c)
}

// comparesText reports whether the clause compares values as text or by
// patterns.
func (c *clause) comparesText() bool {
	f, r := c.comparison.Operator.Family, c.comparison.Operator.Relation
	return (f == scp.Strings || f == scp.ARNs) && (r == scp.Equal || r == scp.EqualFold || r == scp.Like)
}

// valueForm describes conditions whose words depend on their value.
func (w *writer) valueForm(c *clause) (conditionWords, bool) {
	topic, value := topicOfKey(c.key), c.comparison.Values[0].Value
	relation := c.comparison.Operator.Relation
	if len(c.comparison.Values) > 1 {
		return conditionWords{}, false
	}
	switch {
	case c.unless && c.comparesText() && value == w.reading.Organization.ID && value != "":
		if who, ok := organizationKeys[c.key]; ok {
			return conditionWords{placeUnless, who + " in the organization", topic}, true
		}
	case c.unless && c.key == "ec2:metadatahttptokens" && value == "required":
		return conditionWords{placeUnless, "IMDSv2 is required", topic}, true
	case c.unless && c.comparesText() && c.key == "s3:x-amz-server-side-encryption":
		return conditionWords{placeUnless, "encrypted with " + value, topic}, true
	case c.key == "ec2:roledelivery" && relation == scp.Less && (value == "2.0" || value == "2"):
		return conditionWords{placeWith, "with role credentials from IMDSv1", topic}, true
	case c.key == "s3:tlsversion" && relation == scp.Less:
		return conditionWords{placeWith, "with TLS below " + value, topic}, true
	case c.key == "ec2:metadatahttpputresponsehoplimit" && relation == scp.Greater:
		return conditionWords{placeWith, "with more than " + value + " hops to the metadata", topic}, true
	case c.key == "ec2:volumesize" && relation == scp.Greater:
		return conditionWords{placeWith, "of more than " + value + " GiB", topic}, true
	}
	return conditionWords{}, false
}

// organizationKeys are keys that hold the ID of an organization.
var organizationKeys = map[string]string{
	"aws:resourceorgid": "the resource is", "aws:principalorgid": "the principal is", "aws:sourceorgid": "the source is",
	"aws:vpceorgid": "the VPC endpoint is",
}

// tagForm describes a condition on a tag of the request.
func tagForm(c *clause, tag string) (conditionWords, bool) {
	switch {
	case c.quantity == keyPresence && c.existenceWord() == "absent":
		return conditionWords{placeWith, "without a tag " + tag, TopicTags}, true
	case c.quantity == keyPresence && c.existenceWord() == "present":
		return conditionWords{placeWith, "with a tag " + tag, TopicTags}, true
	default:
		return conditionWords{}, false
	}
}

// setForm describes conditions on keys with several values, and on absent keys.
func (w *writer) setForm(c *clause) (conditionWords, bool) {
	values := c.comparison.Values
	switch {
	case c.key == "aws:assumedroot" && c.quantity == keyPresence && c.existenceWord() == "absent":
		return conditionWords{placeUnless, "in a session of AssumeRoot", 0}, true
	case c.quantity != someValue || c.negated || c.holdsIfAbsent || len(values) == 0 || !c.comparesText():
	case c.key == "aws:calledvia" && c.unless:
		return conditionWords{placeUnless, "called through " + verdict.SomeValues(values, " or "), 0}, true
	case c.key == "aws:tagkeys" && !c.unless:
		return conditionWords{placeWith, "with a tag " + verdict.SomeValues(values, " or "), TopicTags}, true
	default:
		return w.ouForm(c)
	}
	return conditionWords{}, false
}

// orgPathKeys are keys that hold a path in an organization.
var orgPathKeys = map[string]string{
	"aws:principalorgpaths": "the principal is", "aws:resourceorgpaths": "the resource is", "aws:sourceorgpaths": "the source is",
}

// ouForm describes paths in the organization by the names of OUs.
func (w *writer) ouForm(c *clause) (conditionWords, bool) {
	who, ok := orgPathKeys[c.key]
	if !ok || c.comparison.Operator.Family != scp.Strings {
		return conditionWords{}, false
	}
	var names []string
	for _, v := range c.comparison.Values {
		name := w.ouName(v.Value, c.comparison.Operator.Relation == scp.Like)
		if name == "" {
			return conditionWords{}, false
		}
		names = append(names, name)
	}
	p := placeIf
	if c.unless {
		p = placeUnless
	}
	return conditionWords{p, who + " " + phrase.JoinMost(names, " or ", verdict.MaxValues), TopicPerimeter}, true
}

// ouName describes the OU with the given path: "in" it and those below it if
// the value ends in a wildcard, otherwise "directly in" it. Empty for any other
// value.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths
func (w *writer) ouName(value string, pattern bool) string {
	path, below := strings.CutSuffix(value, "*")
	if below && !pattern || strings.ContainsAny(path, "*?$") || !strings.HasSuffix(path, "/") {
		return ""
	}
	id, ok := strings.CutPrefix(path, w.reading.Organization.ID+"/")
	if ok && id == "" && below {
		return "in the organization"
	}
	nodes := w.reading.Path(model.NodeID(strings.TrimSuffix(id[strings.LastIndexByte(strings.TrimSuffix(id, "/"), '/')+1:], "/")))
	if !ok || len(nodes) == 0 || nodes[0].Kind != model.KindRoot {
		return ""
	}
	var actual strings.Builder
	for _, n := range nodes {
		actual.WriteString(string(n.ID) + "/")
	}
	switch name := nodes[len(nodes)-1].Name; {
	case actual.String() != id:
		return ""
	case below:
		return "in " + name
	default:
		return "directly in " + name
	}
}

// timeForm describes a date that comes before or after another.
func timeForm(c *clause) (conditionWords, bool) {
	value := c.comparison.Values[0].Value
	if len(c.comparison.Values) > 1 || c.comparison.Operator.Family != scp.Dates {
		return conditionWords{}, false
	}
	switch c.comparison.Operator.Relation {
	case scp.Greater:
		return conditionWords{placeWith, "after " + value, 0}, true
	case scp.Less:
		return conditionWords{placeWith, "before " + value, 0}, true
	default:
		return conditionWords{}, false
	}
}

// booleanKeyWords are the words for a key that is true, and for one that is
// false.
var booleanKeyWords = map[string][2]string{
	"aws:principalisawsservice":   {"an AWS service calls", "no AWS service calls"},
	"aws:viaawsservice":           {"an AWS service calls on the principal's behalf", "no AWS service calls on the principal's behalf"},
	"aws:securetransport":         {"the request uses TLS", "the request does not use TLS"},
	"aws:multifactorauthpresent":  {"the session has MFA", "the session has no MFA"},
	"ec2:encrypted":               {"encrypted", "not encrypted"},
	"rds:storageencrypted":        {"encrypted", "not encrypted"},
	"elasticfilesystem:encrypted": {"encrypted", "not encrypted"},
}

// booleanWords describes a Bool on a known key. One that also holds for an
// absent key is turned around, as in "unless an AWS service calls"; swapped
// reports that.
func booleanWords(c *clause) (text string, swapped, ok bool) {
	both, known := booleanKeyWords[c.key]
	if !known || c.quantity != oneValue || len(c.comparison.Values) != 1 {
		return "", false, false
	}
	truth := strings.EqualFold(c.comparison.Values[0].Value, "true")
	if !truth && !strings.EqualFold(c.comparison.Values[0].Value, "false") {
		return "", false, false
	}
	if truth != c.holdsIfAbsent {
		return both[0], c.holdsIfAbsent, true
	}
	return both[1], c.holdsIfAbsent, true
}
