package plain

import (
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// shape tells a condition whose structure is well known.
func (w *writer) shape(c *clause) (told, bool) {
	topic := topicOfKey(c.key)
	values := c.comparison.Values
	if tag, ok := strings.CutPrefix(c.key, "aws:requesttag/"); ok {
		return tagShape(c, c.comparison.Key.Value[len(c.key)-len(tag):])
	}
	if c.quantity != one || c.negated || len(values) == 0 {
		return w.setShape(c)
	}
	list := func(last string) string { return verdict.SomeValues(values, last) }
	switch {
	case c.absent:
		return told{}, false
	case c.key == "aws:requestedregion" && c.textual() && c.unless:
		return told{placeRegion, "outside " + list(" and "), TopicRegions}, true
	case c.key == "aws:requestedregion" && c.textual():
		return told{placeRegion, "in " + list(" or "), TopicRegions}, true
	case c.key == "aws:principalarn" && c.textual() && c.unless:
		return told{placeUnless, principalWords(c), 0}, true
	case c.key == "aws:principalarn" && c.textual():
		return told{placeAs, "as " + principalWords(c), 0}, true
	case c.key == "s3:x-amz-acl" && !c.unless && c.textual():
		return told{placeWith, "with the ACL " + list(" or "), topic}, true
	case c.key == "aws:currenttime" || c.key == "aws:epochtime":
		return timeShape(c)
	}
	return w.valueShape(c)
}

// textual tells whether the clause compares text as it stands or by patterns.
func (c *clause) textual() bool {
	f, r := c.comparison.Operator.Family, c.comparison.Operator.Relation
	return (f == scp.Strings || f == scp.ARNs) && (r == scp.Equal || r == scp.EqualFold || r == scp.Like)
}

// valueShape tells shapes that hang on a value.
func (w *writer) valueShape(c *clause) (told, bool) {
	topic, value := topicOfKey(c.key), c.comparison.Values[0].Value
	relation := c.comparison.Operator.Relation
	if len(c.comparison.Values) > 1 {
		return told{}, false
	}
	switch {
	case c.unless && c.textual() && value == w.reading.Organization.ID && value != "":
		if who, ok := organizationKeys[c.key]; ok {
			return told{placeUnless, who + " in the organization", topic}, true
		}
	case c.unless && c.key == "ec2:metadatahttptokens" && value == "required":
		return told{placeUnless, "IMDSv2 is required", topic}, true
	case c.unless && c.textual() && c.key == "s3:x-amz-server-side-encryption":
		return told{placeUnless, "encrypted with " + value, topic}, true
	case c.key == "ec2:roledelivery" && relation == scp.Less && (value == "2.0" || value == "2"):
		return told{placeWith, "with role credentials from IMDSv1", topic}, true
	case c.key == "s3:tlsversion" && relation == scp.Less:
		return told{placeWith, "with TLS below " + value, topic}, true
	case c.key == "ec2:metadatahttpputresponsehoplimit" && relation == scp.Greater:
		return told{placeWith, "with more than " + value + " hops to the metadata", topic}, true
	case c.key == "ec2:volumesize" && relation == scp.Greater:
		return told{placeWith, "of more than " + value + " GiB", topic}, true
	}
	return told{}, false
}

// organizationKeys tell what a key's organization is that of.
var organizationKeys = map[string]string{
	"aws:resourceorgid": "the resource is", "aws:principalorgid": "the principal is", "aws:sourceorgid": "the source is",
	"aws:vpceorgid": "the VPC endpoint is",
}

// tagShape tells a condition on a tag of the request.
func tagShape(c *clause, tag string) (told, bool) {
	switch {
	case c.quantity == presence && c.existence() == "absent":
		return told{placeWith, "without a tag " + tag, TopicTags}, true
	case c.quantity == presence && c.existence() == "present":
		return told{placeWith, "with a tag " + tag, TopicTags}, true
	default:
		return told{}, false
	}
}

// setShape tells conditions on keys with several values, and on absence.
func (w *writer) setShape(c *clause) (told, bool) {
	values := c.comparison.Values
	switch {
	case c.key == "aws:assumedroot" && c.quantity == presence && c.existence() == "absent":
		return told{placeUnless, "in a session of AssumeRoot", 0}, true
	case c.quantity != some || c.negated || c.absent || len(values) == 0 || !c.textual():
	case c.key == "aws:calledvia" && c.unless:
		return told{placeUnless, "called through " + verdict.SomeValues(values, " or "), 0}, true
	case c.key == "aws:tagkeys" && !c.unless:
		return told{placeWith, "with a tag " + verdict.SomeValues(values, " or "), TopicTags}, true
	default:
		return w.unitShape(c)
	}
	return told{}, false
}

// placeKeys tell whose place in an organization a key holds.
var placeKeys = map[string]string{
	"aws:principalorgpaths": "the principal is", "aws:resourceorgpaths": "the resource is", "aws:sourceorgpaths": "the source is",
}

// unitShape tells places in the organization by the names of units.
func (w *writer) unitShape(c *clause) (told, bool) {
	who, ok := placeKeys[c.key]
	if !ok || c.comparison.Operator.Family != scp.Strings {
		return told{}, false
	}
	var names []string
	for _, v := range c.comparison.Values {
		name := w.unit(v.Value, c.comparison.Operator.Relation == scp.Like)
		if name == "" {
			return told{}, false
		}
		names = append(names, name)
	}
	p := placeIf
	if c.unless {
		p = placeUnless
	}
	return told{p, who + " " + phrase.JoinMost(names, " or ", verdict.MaxValues), TopicPerimeter}, true
}

// unit names the unit whose path a value is: "in" it and those below it for
// one that ends in a wildcard. Empty for any other value.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths
func (w *writer) unit(value string, pattern bool) string {
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

// timeShape tells a time that comes after or before another.
func timeShape(c *clause) (told, bool) {
	value := c.comparison.Values[0].Value
	if len(c.comparison.Values) > 1 || c.comparison.Operator.Family != scp.Dates {
		return told{}, false
	}
	switch c.comparison.Operator.Relation {
	case scp.Greater:
		return told{placeWith, "after " + value, 0}, true
	case scp.Less:
		return told{placeWith, "before " + value, 0}, true
	default:
		return told{}, false
	}
}

// booleanKeys are what it means that a key is true, and that it is false.
var booleanKeys = map[string][2]string{
	"aws:principalisawsservice":   {"an AWS service calls", "no AWS service calls"},
	"aws:viaawsservice":           {"an AWS service calls on the principal's behalf", "no AWS service calls on the principal's behalf"},
	"aws:securetransport":         {"the request uses TLS", "the request does not use TLS"},
	"aws:multifactorauthpresent":  {"the session has MFA", "the session has no MFA"},
	"ec2:encrypted":               {"encrypted", "not encrypted"},
	"rds:storageencrypted":        {"encrypted", "not encrypted"},
	"elasticfilesystem:encrypted": {"encrypted", "not encrypted"},
}

// booleanWords tells a Bool on a known key. One that holds for a missing key
// too is turned around: "unless an AWS service calls".
func booleanWords(c *clause) (text string, swapped, ok bool) {
	both, known := booleanKeys[c.key]
	if !known || c.quantity != one || len(c.comparison.Values) != 1 {
		return "", false, false
	}
	truth := strings.EqualFold(c.comparison.Values[0].Value, "true")
	if !truth && !strings.EqualFold(c.comparison.Values[0].Value, "false") {
		return "", false, false
	}
	if truth != c.absent {
		return both[0], c.absent, true
	}
	return both[1], c.absent, true
}
