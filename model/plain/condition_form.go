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
	if c.quantity != oneValue || c.negated || len(values) == 0 {
		return w.setForm(c)
	}
	switch {
	case c.holdsIfAbsent:
		return conditionWords{}, false
	case c.key == "aws:requestedregion" && c.comparesText() && c.unless:
		// The Regions are what the restriction is about: all of them are listed.
		return conditionWords{place: placeRegion, text: "outside " + phrase.Join(verdict.WordsOfValues(values, c.variables), " and "), topic: TopicRegions}, true
	case c.key == "aws:requestedregion" && c.comparesText():
		return conditionWords{place: placeRegion, text: "in " + phrase.Join(verdict.WordsOfValues(values, c.variables), " or "), topic: TopicRegions}, true
	case c.key == "aws:principalarn" && c.comparesText():
		names := principalNames(c)
		if c.unless {
			return conditionWords{place: placeUnless, text: w.join(names, " or ", verdict.MaxValues), who: names}, true
		}
		return conditionWords{place: placeAs, text: "as " + w.join(names, " or ", verdict.MaxValues)}, true
	case c.key == "s3:x-amz-acl" && !c.unless && c.comparesText():
		return conditionWords{place: placeWith, text: "with the ACL " + w.values(c, " or "), topic: topic}, true
	case c.key == "aws:currenttime" || c.key == "aws:epochtime":
		return timeForm(c)
	case grants[c.key] != "" && !c.unless && c.comparesText():
		return conditionWords{place: placeWith, text: "granting " + grants[c.key] + " to " + w.join(granteeWords(c), " or ", verdict.MaxValues), topic: TopicPublic}, true
	case !c.unless && len(values) == 1 && c.comparison.Operator.Family == scp.Booleans:
		return booleanForm(c)
	}
	return w.valueForm(c)
}

// grants are what the keys of grants in a request are about.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
var grants = map[string]string{
	"s3:x-amz-grant-full-control": "full control", "s3:x-amz-grant-read": "read access", "s3:x-amz-grant-write": "write access",
	"s3:x-amz-grant-read-acp": "access to read the ACL", "s3:x-amz-grant-write-acp": "access to write the ACL",
}

// granteeWords returns to whom ACLs grant something.
func granteeWords(c *clause) []string {
	words := verdict.WordsOfValues(c.comparison.Values, c.variables)
	for i, v := range words {
		switch _, group, _ := strings.Cut(v, "//acs.amazonaws.com/groups/global/"); group {
		case "AllUsers":
			words[i] = "everybody"
		case "AuthenticatedUsers":
			words[i] = "every AWS account"
		}
	}
	return words
}

// booleanForms are the words directly after the action for a key that is true, and
// for one that is false.
var booleanForms = map[string][2]string{
	"ec2:encrypted":                             {"with encryption", "without encryption"},
	"rds:storageencrypted":                      {"with encryption", "without encryption"},
	"elasticfilesystem:encrypted":               {"with encryption", "without encryption"},
	"ec2:public":                                {"that are public", "that are not public"},
	"ec2:associatepublicipaddress":              {"with a public IP address", "without a public IP address"},
	"aws:securetransport":                       {"over TLS", "without TLS"},
	"rds:publiclyaccessible":                    {"that are publicly accessible", "that are not publicly accessible"},
	"sagemaker:intercontainertrafficencryption": {"with encryption between containers", "without encryption between containers"},
}

// booleanForm describes a Bool that reads best directly after the action.
func booleanForm(c *clause) (conditionWords, bool) {
	words, ok := booleanForms[c.key]
	at := 0
	switch value := c.comparison.Values[0].Value; {
	case strings.EqualFold(value, "false"):
		at = 1
	case !strings.EqualFold(value, "true"):
		ok = false
	}
	return conditionWords{place: placeWith, text: words[at], topic: topicOfKey(c.key)}, ok
}

// comparesText reports whether the clause compares values as text or by
// patterns.
func (c *clause) comparesText() bool {
	f, r := c.comparison.Operator.Family, c.comparison.Operator.Relation
	return (f == scp.Strings || f == scp.ARNs) && (r == scp.Equal || r == scp.EqualFold || r == scp.Like)
}

// comparing is what a form asks of how values are compared.
type comparing uint8

// What a form asks.
const (
	comparingText comparing = iota + 1
	comparingEqual
	comparingLess
	comparingGreater
	comparingAnyhow
)

// holds reports whether a clause compares its values so.
func (o comparing) holds(c *clause) bool {
	switch r := c.comparison.Operator.Relation; o {
	case comparingText:
		return c.comparesText()
	case comparingEqual:
		return r == scp.Equal
	case comparingLess:
		return r == scp.Less
	case comparingGreater:
		return r == scp.Greater
	default:
		return true
	}
}

// oneValueForm is the words for a key that is compared with one value.
type oneValueForm struct {
	key    string
	unless bool
	value  string // empty for any
	how    comparing
	place  place
	words  string // %s stands for the value
}

// oneValueForms are the keys whose words depend on their value.
var oneValueForms = []oneValueForm{
	{"ec2:metadatahttptokens", true, "required", comparingAnyhow, placeUnless, "IMDSv2 is required"},
	{"s3:x-amz-server-side-encryption", true, "", comparingText, placeUnless, "encrypted with %s"},
	{"ec2:roledelivery", false, "2.0", comparingLess, placeWith, "with role credentials from IMDSv1"},
	{"ec2:roledelivery", false, "2", comparingLess, placeWith, "with role credentials from IMDSv1"},
	{"s3:tlsversion", false, "", comparingLess, placeWith, "with TLS below %s"},
	{"ec2:metadatahttpputresponsehoplimit", false, "", comparingGreater, placeWith, "with a hop limit above %s for instance metadata"},
	{"ec2:volumesize", false, "", comparingGreater, placeWith, "of more than %s GiB"},
	{"ec2:add/group", false, "all", comparingText, placeWith, "with everyone"},
	{"lambda:principal", false, "*", comparingEqual, placeIf, "everyone gets access"},
	{"lambda:functionurlauthtype", false, "NONE", comparingText, placeWith, "without authentication"},
	{"iam:permissionsboundary", true, "", comparingText, placeUnless, "with the permissions boundary %s"},
}

// valueForm describes conditions whose words depend on their value.
func (w *writer) valueForm(c *clause) (conditionWords, bool) {
	value := c.comparison.Values[0].Value
	if len(c.comparison.Values) > 1 {
		return conditionWords{}, false
	}
	out := conditionWords{place: placeUnless, topic: topicOfKey(c.key)}
	if who := organizationKeys[c.key]; who != "" && c.unless && c.comparesText() {
		switch {
		case value == w.reading.Organization.ID && value != "":
			out.text = who + " in the organization"
		case c.variables && strings.EqualFold(value, "${aws:PrincipalOrgID}"):
			out.text = who + " in the principal's organization"
		case c.variables && strings.EqualFold(value, "${aws:ResourceOrgID}"):
			out.text = who + " in the resource's organization"
		}
		return out, out.text != ""
	}
	for _, f := range oneValueForms {
		if f.key == c.key && f.unless == c.unless && (f.value == "" || f.value == value) && f.how.holds(c) {
			out.place, out.text = f.place, strings.Replace(f.words, "%s", arnWords(value), 1)
			return out, true
		}
	}
	return conditionWords{}, false
}

// organizationKeys are keys that hold the ID of an organization.
var organizationKeys = map[string]string{
	"aws:resourceorgid": "the resource is", "aws:principalorgid": "the principal is", "aws:sourceorgid": "the source is",
	"aws:vpceorgid": "the VPC endpoint is",
}

// setForm describes conditions on keys with several values, and on absent keys.
func (w *writer) setForm(c *clause) (conditionWords, bool) {
	values := c.comparison.Values
	switch {
	case c.key == "aws:assumedroot" && c.quantity == keyPresence && c.existenceWord() == "absent":
		return conditionWords{place: placeUnless, text: "in an sts:AssumeRoot session"}, true
	case c.quantity == keyPresence && c.existenceWord() == "present" && presentForms[c.key] != "":
		return conditionWords{place: placeWith, text: presentForms[c.key], topic: topicOfKey(c.key)}, true
	case c.key == "s3:x-amz-server-side-encryption" && c.quantity == keyPresence && c.existenceWord() == "absent":
		return conditionWords{place: placeWith, text: "without requesting encryption", topic: TopicEncryption}, true
	case len(values) == 0 || !c.comparesText():
	case c.key == "aws:tagkeys":
		return w.tagKeysForm(c)
	case c.quantity != someValue || c.negated || c.holdsIfAbsent:
	case c.key == "aws:calledvia" && c.unless:
		return conditionWords{place: placeUnless, text: "called through " + w.values(c, " or ")}, true
	default:
		return w.ouForm(c)
	}
	return conditionWords{}, false
}

// presentForms are the words for keys that are present.
var presentForms = map[string]string{
	"s3:x-amz-server-side-encryption-customer-algorithm": "encrypted with a customer-provided key (SSE-C)",
	"ec2:sourceinstancearn":                              "with credentials of an EC2 instance",
	"ssm:sourceinstancearn":                              "with credentials of a managed node",
	"lambda:sourcefunctionarn":                           "with credentials of a Lambda function",
	"glue:credentialissuingservice":                      "with credentials from Glue",
	"aws:sourceaccount":                                  "on behalf of an account",
}

// tagKeysForm describes which tags the request may have.
func (w *writer) tagKeysForm(c *clause) (conditionWords, bool) {
	keys := w.values(c, " or ")
	many := len(c.comparison.Values) > 1
	var text string
	switch {
	case c.quantity == someValue && c.negated:
		text = "with a tag other than " + keys
	case c.quantity == someValue && c.unless && many:
		text = "with none of the tags " + w.values(c, ", ")
	case c.quantity == someValue && c.unless:
		text = "without a tag " + keys
	case c.quantity == someValue:
		text = "with a tag " + keys
	case c.quantity == everyValue && !c.negated:
		text = "with no tag other than " + keys
	default:
		return conditionWords{}, false
	}
	return conditionWords{place: placeWith, text: text, topic: TopicTags}, true
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
	return conditionWords{place: p, text: who + " " + w.join(names, " or ", verdict.MaxValues), topic: TopicPerimeter}, true
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
		return unknownPlace(path, below)
	}
	var actual strings.Builder
	for _, n := range nodes {
		actual.WriteString(string(n.ID) + "/")
	}
	switch name := nodes[len(nodes)-1].Name; {
	case actual.String() != id:
		return unknownPlace(path, below)
	case below:
		return "in " + name
	default:
		return "directly in " + name
	}
}

// unknownPlace describes a path by the ID at its end, for a place that is not in
// the tree as it has been read.
func unknownPlace(path string, below bool) string {
	parts := strings.Split(strings.TrimSuffix(path, "/"), "/")
	last := parts[len(parts)-1]
	switch {
	case len(parts) == 1 && below:
		return "in organization " + last
	case len(parts) == 1:
		return ""
	case !below:
		return "directly in " + last
	default:
		return "in " + last
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
		return conditionWords{place: placeWith, text: "after " + value}, true
	case scp.Less:
		return conditionWords{place: placeWith, text: "before " + value}, true
	default:
		return conditionWords{}, false
	}
}

// booleanWords describes a Bool on a known key. One that also holds for an
// absent key is turned around, as in "unless an AWS service calls"; swapped
// reports that.
func booleanWords(c *clause) (text string, swapped, ok bool) {
	yes, no, known := verdict.TrueFalseWords(c.key)
	if !known || c.quantity != oneValue || len(c.comparison.Values) != 1 {
		return "", false, false
	}
	truth := strings.EqualFold(c.comparison.Values[0].Value, "true")
	if !truth && !strings.EqualFold(c.comparison.Values[0].Value, "false") {
		return "", false, false
	}
	if truth != c.holdsIfAbsent {
		return yes, c.holdsIfAbsent, true
	}
	return no, c.holdsIfAbsent, true
}
