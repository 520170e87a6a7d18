package search

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/iam"
	"deputy/model/phrase"
	"deputy/model/verdict"
)

// Field is a field of the form in which a question is typed.
type Field uint8

// The fields of a question.
const (
	FieldAction Field = iota + 1
	FieldResource
	FieldOwner
	FieldRegion
	FieldPrincipal
	FieldKey
)

// Completion is a text that a field could be completed to.
type Completion struct {
	Text string // what to type
	Note string // what it is, in a few words
	Open bool   // more has to be typed after it
}

// inPolicies is the note on what the organization's own policies name.
const inPolicies = "named by policies here"

// Complete returns at most so many completions for a field of a question. First
// come those that begin with the typed text, then those whose words it
// abbreviates, as putbp does PutBucketPolicy, then those that contain it. Among
// equals, what the organization's own policies name comes first. It reads
// nothing and does not expand wildcards.
func (v *Vocabulary) Complete(r *model.Reading, f Field, q verdict.Question, typed string, most int) []Completion {
	c := completer{r: r, v: v, q: q, typed: strings.TrimSpace(typed), most: most, seen: map[string]bool{}}
	switch f {
	case FieldAction:
		c.action()
	case FieldResource:
		c.resource()
	case FieldOwner:
		c.owner()
	case FieldRegion:
		c.region()
	case FieldPrincipal:
		c.principal()
	case FieldKey:
		c.key()
	}
	all := slices.Concat(c.byFit[:]...)
	return all[:min(most, len(all))]
}

// completer collects completions by how well they fit.
type completer struct {
	r     *model.Reading
	v     *Vocabulary
	q     verdict.Question
	typed string
	most  int
	byFit [iam.Misfit][]Completion
	seen  map[string]bool
}

// add adds a completion that fits as well as f says, if there is room and it is
// new.
func (c *completer) add(f iam.Fit, x Completion) {
	if f >= iam.Misfit || len(c.byFit[f]) >= c.most {
		return
	}
	if key := strings.ToLower(x.Text); !c.seen[key] {
		c.seen[key] = true
		c.byFit[f] = append(c.byFit[f], x)
	}
}

// offer adds a completion if the typed text fits it or one of its names.
func (c *completer) offer(x Completion, names ...string) {
	best := iam.FitOf(c.typed, x.Text)
	for _, name := range names {
		best = min(best, iam.FitOf(c.typed, name))
	}
	c.add(best, x)
}

// action offers services until one is typed, then actions: those that the
// organization's policies name come before the others of AWS's reference.
func (c *completer) action() {
	service, name, ok := strings.Cut(c.typed, ":")
	if !ok && c.typed != "" {
		for _, prefix := range iam.Services(c.typed, c.most/2) {
			f := iam.FitOf(c.typed, prefix)
			c.add(min(f, iam.LaterWords), Completion{prefix + ":", iam.ServiceName(prefix), true})
		}
	}
	for _, a := range c.v.actions {
		prefix, own, _ := strings.Cut(a, ":")
		switch {
		case !ok:
			c.add(min(iam.FitOf(c.typed, own), iam.FitOf(c.typed, a)), c.actionCompletion(a))
		case strings.EqualFold(prefix, service):
			c.add(iam.FitOf(name, own), c.actionCompletion(a))
		}
	}
	for _, x := range iam.Find(c.typed, c.most) {
		c.add(x.Fit, Completion{Text: x.String(), Note: actionNote(x.Action)})
	}
}

// actionCompletion returns the completion for an action that the organization's
// policies name.
func (c *completer) actionCompletion(action string) Completion {
	a, known := iam.Lookup(action)
	if !known {
		return Completion{Text: action, Note: inPolicies}
	}
	return Completion{Text: a.String(), Note: actionNote(a) + ", " + inPolicies}
}

// actionNote says what an action does, and on which resource types.
func actionNote(a iam.Action) string {
	if len(a.Types) == 0 {
		return a.Access.Words() + ", takes only *"
	}
	return a.Access.Words() + " on " + phrase.Join(a.Types[:min(3, len(a.Types))], " or ")
}

// resource offers the ARN formats of the action's resource types, filled in as
// far as the question allows, and ARNs of its service that the organization's
// policies name.
func (c *completer) resource() {
	a, known := iam.Lookup(c.q.Action)
	if known && len(a.Types) == 0 {
		c.offer(Completion{Text: "*", Note: "the action has no resource types"})
	}
	types := iam.Resources(c.q.Action)
	for i := range types {
		types[i].ARN = c.fillARN(types[i].ARN)
	}
	model.SortStable(types, func(a, b iam.Resource) int { return cmp.Compare(prefixLength(b.ARN), prefixLength(a.ARN)) })
	for _, x := range types {
		n := prefixLength(x.ARN)
		c.offer(Completion{x.ARN[:n], x.Type + "  " + x.ARN, n < len(x.ARN)}, x.Type)
	}
	service, _, _ := strings.Cut(c.q.Action, ":")
	for _, arn := range c.v.resources {
		if p, err := model.ParseARN(arn); err == nil && strings.EqualFold(p.Service, service) {
			c.offer(Completion{Text: arn, Note: inPolicies})
		}
	}
}

// prefixLength returns how many bytes of an ARN format precede the first
// variable.
func prefixLength(arn string) int {
	before, _, _ := strings.Cut(arn, "${")
	return len(before)
}

// fillARN replaces the variables of an ARN format that the question answers.
func (c *completer) fillARN(arn string) string {
	owner := cmp.Or(string(c.q.ResourceAccount), string(c.q.Account), "${Account}")
	region := "${Region}"
	if given := c.q.Given["aws:RequestedRegion"]; len(given) == 1 {
		region = given[0]
	}
	return strings.NewReplacer("${Partition}", cmp.Or(c.r.Caller.Partition, "aws"), "${Account}", owner, "${Region}", region).Replace(arn)
}

// owner offers accounts by name, ID or e-mail address.
func (c *completer) owner() {
	for _, n := range c.v.Accounts.Accounts(c.typed, c.most) {
		c.add(iam.Begins, Completion{Text: string(n.ID), Note: n.Name})
	}
}

// region offers the Regions that the organization's policies name and those of
// the account, then the others of the partition.
func (c *completer) region() {
	for _, name := range c.v.values["aws:requestedregion"] {
		c.offer(Completion{Text: name, Note: inPolicies})
	}
	enabled, _ := c.r.Regions(c.q.Account)
	for _, region := range enabled {
		c.offer(Completion{Text: string(region), Note: "enabled in the account"})
	}
	for _, region := range model.RegionsByDefault(c.r.Caller.Partition) {
		c.offer(Completion{Text: string(region)})
	}
	if cmp.Or(c.r.Caller.Partition, "aws") == "aws" {
		for _, region := range optInRegions {
			c.offer(Completion{Text: string(region), Note: "must be enabled by an account"})
		}
	}
}

// optInRegions lists the Regions of partition aws that an account has to
// enable.
//
// https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
var optInRegions = []model.Region{
	"af-south-1", "ap-east-1", "ap-east-2", "ap-south-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6",
	"ap-southeast-7", "ca-west-1", "eu-central-2", "eu-south-1", "eu-south-2", "il-central-1", "me-central-1", "me-south-1",
	"mx-central-1",
}

// principal offers the kinds of principals, those that the organization's
// policies name, and the service-linked roles of the catalogue's services.
func (c *completer) principal() {
	for _, x := range []Completion{
		{"root", "the account's root user", false},
		{"role/", "a role, with its path if it has one", true},
		{"user/", "an IAM user", true},
		{"sso/", "a permission set's role; sso/REGION/NAME where IAM Identity Center is not in us-east-1", true},
		{"service-linked/", "a service-linked role, to which no SCP and no RCP applies", true},
	} {
		c.offer(x)
	}
	for _, name := range c.v.principals {
		c.offer(Completion{Text: name, Note: inPolicies}, name[strings.LastIndexByte(name, '/')+1:])
	}
	if !strings.HasPrefix(c.typed, "service-linked/") {
		return
	}
	for _, s := range catalog.Services() {
		for _, p := range s.Principals {
			if name, ok := strings.CutSuffix(string(p.Name), ".amazonaws.com"); ok {
				c.offer(Completion{Text: "service-linked/" + name, Note: s.Name})
			}
		}
	}
}

// key offers condition keys: those that the organization's policies name, then
// the service's, then the global ones. After a = it offers the values that the
// policies name.
func (c *completer) key() {
	mark := ""
	if text, absent := strings.CutPrefix(c.typed, "!"); absent {
		mark, c.typed = "!", strings.TrimSpace(text)
	}
	if key, value, ok := strings.Cut(c.typed, "="); ok && mark == "" {
		c.value(strings.TrimSpace(key), value)
		return
	}
	service, _, _ := strings.Cut(c.q.Action, ":")
	for _, list := range []struct {
		note string
		keys []string
	}{{inPolicies, c.v.keys}, {cmp.Or(iam.ServiceName(service), service), iam.Keys(service)}, {"global", iam.GlobalKeys}} {
		for _, key := range list.keys {
			_, own, _ := strings.Cut(key, ":")
			// The rest is up to the user: ${TagKey}, <key>.
			more := strings.HasSuffix(key, "/")
			if i := strings.IndexAny(key, "$<"); i > 0 {
				key, more = key[:i], true
			}
			x := Completion{Text: mark + key, Note: list.note, Open: mark == "" || more}
			if mark == "" && !more {
				x.Text += " = "
			}
			c.add(min(iam.FitOf(c.typed, key), iam.FitOf(c.typed, own)), x)
		}
	}
}

// value offers the values with which the organization's policies compare a key.
func (c *completer) value(key, typed string) {
	values := c.v.values[strings.ToLower(key)]
	if len(values) == 0 && booleanKeys[strings.ToLower(key)] {
		values = []string{"true", "false"}
	}
	for _, value := range values {
		c.add(iam.FitOf(strings.TrimSpace(typed), value), Completion{Text: key + " = " + value, Note: inPolicies})
	}
}

// booleanKeys lists in lower case the global keys whose values are true or
// false.
var booleanKeys = map[string]bool{
	"aws:assumedroot": true, "aws:multifactorauthpresent": true, "aws:principalisawsservice": true, "aws:securetransport": true,
	"aws:viaawsservice": true, "aws:viaawsmcpservice": true, "aws:viacustomerdomain": true, "aws:ismcpserviceaction": true,
}
