package typical

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/phrase"
	"deputy/model/verdict"
)

// Assumption is something that a question does not give and that is taken to be
// as in an ordinary request.
type Assumption struct {
	Chip  Chip
	Value string // in words
	Why   string
}

// Chip is a kind of assumption, which can be switched off.
type Chip uint8

// The chips, in the order in which they are assumed.
const (
	Principal Chip = iota + 1
	Region
	Resource
	Owner
	Transport
)

// allChips switches all assumptions off.
var allChips = []Chip{Principal, Region, Resource, Owner, Transport}

// chips are the names of the chips.
var chips = [...]string{Principal: "principal", Region: "region", Resource: "resource", Owner: "owner", Transport: "transport"}

// String returns the chip's name.
func (c Chip) String() string { return chips[c] }

// Label returns the chip's name as it stands in a text.
func (c Chip) Label() string {
	if c == Region {
		return "Region"
	}
	return c.String()
}

// has reports whether a question gives a key, or says that it is absent.
func has(q verdict.Question, key string) bool { return given(q, key) != nil || absent(q, key) }

// given returns the values of a key that a question gives; nil if it does not.
func given(q verdict.Question, key string) []string {
	for k, values := range q.Given {
		if strings.EqualFold(k, key) {
			return values
		}
	}
	return nil
}

// absent reports whether a question says that a key is absent.
func absent(q verdict.Question, key string) bool {
	return slices.ContainsFunc(q.Absent, func(k string) bool { return strings.EqualFold(k, key) })
}

// set sets a key to a value where the question says nothing of it.
func set(q *verdict.Question, key, value string) {
	if !has(*q, key) {
		q.Given = maps.Clone(q.Given)
		if q.Given == nil {
			q.Given = map[string][]string{}
		}
		q.Given[key] = []string{value}
	}
}

// drop makes keys absent of which the question says nothing.
func drop(q *verdict.Question, keys ...string) {
	for _, key := range keys {
		if !has(*q, key) {
			q.Absent = append(slices.Clip(q.Absent), key)
		}
	}
}

// replace returns the question with one value for a key, whatever it says of it.
func replace(q verdict.Question, key, value string) verdict.Question {
	q = forget(q, key)
	set(&q, key, value)
	return q
}

// forget returns the question without what it says of a key.
func forget(q verdict.Question, key string) verdict.Question {
	q.Given = maps.Clone(q.Given)
	maps.DeleteFunc(q.Given, func(k string, _ []string) bool { return strings.EqualFold(k, key) })
	q.Absent = slices.DeleteFunc(slices.Clone(q.Absent), func(k string) bool { return strings.EqualFold(k, key) })
	return q
}

// byService are the keys of calls that an AWS service makes by itself, which no
// ordinary principal's calls have.
var byService = []string{
	"aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList",
}

// forwarded are the keys of calls that an AWS service makes in a caller's name.
var forwarded = []string{"aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"}

// ofPrincipal are the keys that follow from the principal.
var ofPrincipal = []string{
	"aws:PrincipalArn", "aws:PrincipalType", "aws:PrincipalAccount", "aws:PrincipalIsAWSService", "aws:userid", "aws:username", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths",
}

// withoutCaller are the actions whose caller is no principal of an account.
var withoutCaller = map[string]bool{"sts:assumerolewithwebidentity": true, "sts:assumerolewithsaml": true}

// callerIsOpen reports whether an ordinary principal may be assumed: nothing that
// is given says who or what calls.
func callerIsOpen(q verdict.Question) bool {
	if q.Account == "" || withoutCaller[strings.ToLower(q.Action)] || given(q, "aws:AssumedRoot") != nil {
		return false
	}
	return !slices.ContainsFunc(ofPrincipal, func(k string) bool { return has(q, k) }) &&
		!slices.ContainsFunc(byService, func(k string) bool { return given(q, k) != nil })
}

// assumePrincipal fills in who calls, and that the call is made directly.
func (c *completion) assumePrincipal() {
	q := &c.question
	switch { // The same for whoever is given: that no service is between the caller and AWS.
	case c.off[Principal]:
		return
	case q.Principal != "":
		if given(*q, "aws:PrincipalIsAWSService") != nil {
			return
		}
		direct := "calls directly, not through an AWS service"
		if strings.HasSuffix(q.Principal, ":root") && !has(*q, "aws:AssumedRoot") {
			direct = "is the root user itself, not an sts:AssumeRoot session, and " + direct
		}
		if c.assumeWholeARN() {
			direct = "is a role without a path, and " + direct
		}
		c.note(Principal, direct, "most calls are direct")
	case !callerIsOpen(*q):
		return
	default:
		c.role = verdict.PrincipalARN(c.partition, q.Account, "role/"+c.unnamedRole())
		q.Principal = c.role
		c.note(Principal, "a role that no policy names", "most callers are roles")
	}
	if !slices.ContainsFunc(forwarded, func(k string) bool { return given(*q, k) != nil }) {
		set(q, "aws:ViaAWSService", "false")
	}
	if via := given(*q, "aws:ViaAWSService"); len(via) == 1 && strings.EqualFold(via[0], "false") {
		drop(q, forwarded...)
	}
	if !slices.ContainsFunc(byService, func(k string) bool { return given(*q, k) != nil }) {
		drop(q, byService...)
	}
	drop(q, "aws:AssumedRoot")
}

// assumeWholeARN fills in what a principal that is given leaves open of its ARN, and
// reports whether that is the path of a session's role. Of permission sets it is the
// suffix of the role's name, which policies cannot know.
func (c *completion) assumeWholeARN() (path bool) {
	arn, lossy := verdict.PrincipalOf(c.question.Principal)
	switch whole := verdict.WithSuffix(arn); {
	case has(c.question, "aws:PrincipalArn"):
		return false
	case lossy && !strings.Contains(arn, "/"+verdict.ReservedRole):
		c.session = arn
	case whole == arn:
		return false
	default:
		arn = whole
	}
	set(&c.question, "aws:PrincipalArn", arn)
	return lossy
}

// assumeTransport fills in that the call is encrypted.
func (c *completion) assumeTransport() {
	const secure = "aws:SecureTransport"
	q := &c.question
	if c.off[Transport] || has(*q, secure) && !slices.Equal(given(*q, secure), []string{"true"}) {
		return
	}
	if !has(*q, secure) {
		c.note(Transport, "HTTPS with TLS 1.2", "AWS's clients always use TLS")
	}
	set(q, secure, "true")
	if service, _, _ := strings.Cut(strings.ToLower(q.Action), ":"); service == "s3" {
		set(q, "s3:TlsVersion", "1.2")
	}
}

// assumeRegion fills in the Region of the ARN of the resource or of the inference
// profile.
func (c *completion) assumeRegion() {
	const key = "aws:RequestedRegion"
	arn, err := model.ParseARN(cmp.Or(c.question.Resource, c.question.InferenceProfile()))
	if c.off[Region] || err != nil || arn.Region == "" || strings.ContainsAny(arn.Region, "*?") || has(c.question, key) {
		return
	}
	set(&c.question, key, arn.Region)
	why := "it is in the resource's ARN"
	if c.question.Resource == "" {
		why = "it is in the inference profile's ARN"
	}
	c.note(Region, arn.Region, why)
}

// note adds an assumption.
func (c *completion) note(chip Chip, value, why string) {
	c.assumptions = append(c.assumptions, Assumption{chip, value, why})
}

// ofOwner are the keys that follow from the resource's owner.
var ofOwner = []string{"aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths"}

// assumeOwner fills in that the resource belongs to the account asked about, if
// nobody has said whose it is.
func (c *completion) assumeOwner(t iam.Resource) {
	q := &c.question
	arn, err := model.ParseARN(q.Resource)
	switch {
	case c.off[Owner], c.outside, q.Account == "", q.ResourceAccount != "", q.Resource == "*", err == nil && arn.Account != "",
		ownedByOthers(q.Action, t), slices.ContainsFunc(ofOwner, func(k string) bool { return has(*q, k) }):
		return
	}
	q.ResourceAccount = q.Account
	c.note(Owner, "this account", "no other owner is given")
}

// assumeResource fills in what the action acts on, as far as AWS's reference and
// the table of calls know.
func (c *completion) assumeResource() {
	q := &c.question
	if q.Resource != "" || c.off[Resource] {
		c.assumeOwner(iam.Resource{ARN: q.Resource})
		return
	}
	_, known := iam.Lookup(q.Action)
	types, parts := iam.Resources(q.Action), partsOf(q.Action)
	switch {
	case q.InferenceProfile() != "": // The exact verdict has its parts.
	case !known:
		c.assumeOwner(iam.Resource{})
	case len(types) == 0:
		q.Resource = "*"
		c.note(Resource, "*", "the action has no resource types")
	case parts != nil && c.mayOwn():
		c.parts = parts
		c.note(Resource, "the usual resources of such a call, in this account", "AWS authorizes each of them")
	case len(types) == 1 && types[0].ARN != "" && !ownedByOthers(q.Action, types[0]) && c.mayOwn():
		c.parts = []part{{Resource: types[0]}}
		c.note(Resource, phrase.Article(types[0].Type)+" of this account that no policy names", "the action has one resource type")
	case len(types) == 1:
		c.assumeOwner(types[0])
	default:
		if !slices.ContainsFunc(types, func(t iam.Resource) bool { return ownedByOthers(q.Action, t) }) {
			c.assumeOwner(iam.Resource{})
		}
	}
}

// mayOwn reports whether a resource of this account contradicts nothing that is
// given.
func (c *completion) mayOwn() bool {
	q := c.question
	return !c.off[Owner] && !c.outside && q.Account != "" && cmp.Or(q.ResourceAccount, q.Account) == q.Account && !slices.ContainsFunc(ofOwner, func(k string) bool { return has(q, k) })
}
