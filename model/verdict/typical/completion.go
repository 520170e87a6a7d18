package typical

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// completion is a question on its way to one that an ordinary request would ask.
type completion struct {
	asker       *verdict.Asker
	question    verdict.Question // with what was assumed so far
	off         map[Chip]bool
	assumptions []Assumption
	documents   []*scp.Document // that apply to the account, and to resources in it, and matter for the action
	partition   string
	outside     bool
	role        string // the ARN of the assumed principal; empty if it was given or stays open
	parts       []part // of the call; none if the question's own resource stands
}

// completeWith fills in what may be assumed of a question.
func completeWith(k *verdict.Asker, q verdict.Question, off []Chip) *completion {
	r := k.Reading()
	c := &completion{
		asker: k, question: q, off: map[Chip]bool{}, outside: r.Outside(q.Account),
		partition: cmp.Or(r.Caller.Partition, "aws"),
	}
	for _, chip := range off {
		c.off[chip] = true
	}
	for _, t := range model.Evaluated() {
		if c.outside {
			break
		}
		for _, rung := range k.Rungs(q.Account.Node(), t) {
			for _, p := range rung.Policies {
				if p.Text != nil && !verdict.Idle(p.Text, q.Action) {
					c.documents = append(c.documents, p.Text)
				}
			}
		}
	}
	c.assumePrincipal()
	c.assumeRegion()
	c.assumeResource()
	c.assumeTransport()
	return c
}

// names are tried one after the other for what is assumed to have an ordinary
// name.
var names = []string{"ordinary", "example", "unnamed", "q7zx-w0jv-k3yh", "8f6b2d4c9e1a7305"}

// strange is a name that nobody can give: only a pattern for every name fits it.
const strange = "\x01\x02\x03\x04\x05\x06\x07\x08"

// unnamed returns the first of the names that every document treats like the
// strange one. request returns a request with a name.
func (c *completion) unnamed(request func(name string) *scp.Request, part func(*scp.Outcome) []scp.Truth) string {
	look := func(name string) (all []scp.Truth) {
		q := request(name)
		for _, d := range c.documents {
			for i := range d.Statements {
				o := d.Statements[i].Explain(q)
				all = append(all, part(&o)...)
			}
		}
		return all
	}
	ordinary := look(strange)
	for _, name := range names {
		if slices.Equal(look(name), ordinary) {
			return name
		}
	}
	return names[len(names)-1]
}

// unnamedRole returns the name of a role that no pattern matches but those for
// every role.
func (c *completion) unnamedRole() string {
	return c.unnamed(func(name string) *scp.Request {
		q := scp.NewRequest(c.question.Action, scp.OpenResource(), scp.Open)
		q.Set("aws:PrincipalArn", verdict.PrincipalARN(c.partition, c.question.Account, "role/"+name))
		return q
	}, func(o *scp.Outcome) (tests []scp.Truth) {
		for _, t := range o.Tests {
			tests = append(tests, t.Result)
		}
		return tests
	})
}

// resourceOf returns an ordinary resource of a part of the call.
func (c *completion) resourceOf(p part, region string) string {
	arn := func(name string) string { return p.arnOf(c.partition, region, string(c.question.Account), name) }
	return arn(c.unnamed(func(name string) *scp.Request {
		return scp.NewRequest(c.question.Action, scp.ResourceOf(arn(name)), scp.Open)
	}, func(o *scp.Outcome) []scp.Truth { return []scp.Truth{o.Resource} }))
}

// questions returns the completed question, in a Region unless that is empty: one
// for each part of the call.
func (c *completion) questions(region string) []verdict.Question {
	q := c.question
	if region != "" {
		set(&q, regionKey, region)
	}
	if len(c.parts) == 0 {
		return []verdict.Question{q}
	}
	if values := given(q, regionKey); region == "" && len(values) == 1 {
		region = values[0]
	}
	out := make([]verdict.Question, len(c.parts))
	for i, p := range c.parts {
		out[i] = q
		if out[i].Resource = c.resourceOf(p, cmp.Or(region, "*")); !ownedByOthers(q.Action, p.resourceType) {
			out[i].ResourceAccount = q.Account
		}
		if len(c.parts) > 1 && !p.made {
			drop(&out[i], append(c.tagKeys(), "aws:TagKeys")...)
		}
	}
	return out
}

// tagKeys returns the keys of the request's tags that policies compare.
func (c *completion) tagKeys() (keys []string) {
	c.comparisons(func(x *scp.Comparison) {
		if key := x.Key.Value; strings.HasPrefix(strings.ToLower(key), "aws:requesttag/") && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	})
	return keys
}

// comparisons calls a function for each comparison of the policies that apply.
func (c *completion) comparisons(visit func(*scp.Comparison)) {
	for _, d := range c.documents {
		for i := range d.Statements {
			for k := range d.Statements[i].Comparisons {
				visit(&d.Statements[i].Comparisons[k])
			}
		}
	}
}

// regionKey is the condition key of the Region.
const regionKey = "aws:RequestedRegion"
