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
	// statements are those that concern the action, of the policies that apply to the
	// account and to resources in it: no others can tell two requests apart.
	statements []*scp.Statement
	partition  string
	outside    bool
	byRegion   bool      // no Region is known, and the verdicts are by Region
	networks   []network // that are distinguished; none if no statement does
	role       string    // the ARN of the assumed principal; empty if it was given or stays open
	session    string    // the ARN of a given session's role, assumed to have no path; empty if it has one or none is given
	parts      []part    // of the call; none if the question's own resource stands
}

// completeWith fills in what may be assumed of a question.
func completeWith(asker *verdict.Asker, q verdict.Question, off []Chip) *completion {
	r := asker.Reading()
	c := &completion{
		asker: asker, question: q, off: map[Chip]bool{}, outside: r.Outside(q.Account),
		partition: cmp.Or(r.Caller.Partition, "aws"),
	}
	for _, chip := range off {
		c.off[chip] = true
	}
	c.findStatements()
	c.assumePrincipal()
	c.assumeRegion()
	c.assumeResource()
	c.assumeTransport()
	c.findNetworks()
	return c
}

// findStatements finds the statements that concern the action.
func (c *completion) findStatements() {
	request := scp.NewRequest(c.question.Action, scp.OpenResource(), scp.Open)
	add := func(rungs []verdict.Rung) {
		for _, rung := range rungs {
			for _, p := range rung.Policies {
				for i := 0; p.Text != nil && i < len(p.Text.Statements); i++ {
					if s := &p.Text.Statements[i]; s.Concerns(request) {
						c.statements = append(c.statements, s)
					}
				}
			}
		}
	}
	account, owner := c.question.Account, c.question.Owner()
	if !c.outside {
		add(c.asker.Rungs(account.Node(), model.ServiceControlPolicy))
		add(c.asker.Rungs(account.Node(), model.ResourceControlPolicy))
	}
	if owner != "" && owner != account && !c.asker.Reading().Outside(owner) {
		add(c.asker.Rungs(owner.Node(), model.ResourceControlPolicy))
	}
}

// uses reports whether a statement uses one of some condition keys.
func (c *completion) uses(keys ...string) bool {
	return slices.ContainsFunc(c.statements, func(s *scp.Statement) bool { return slices.ContainsFunc(keys, s.UsesKey) })
}

// distinguishes reports whether policies may tell two requests apart that differ in
// some condition keys only. Of the RCPs of an owner that is not known, all may.
func (c *completion) distinguishes(keys ...string) bool {
	return c.uses(keys...) || scp.RCPCovers(c.question.Action) && c.question.Owner() == "" && c.question.Resource != "*" && len(c.parts) == 0
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
		for _, s := range c.statements {
			o := s.Explain(q)
			all = append(all, part(&o)...)
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
	if !c.uses("aws:PrincipalArn") {
		return names[0]
	}
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
	arn := func(name string) string {
		return arnOf(p.Resource, c.partition, region, string(c.question.Account), name)
	}
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
		if out[i].Resource = c.resourceOf(p, cmp.Or(region, "*")); !ownedByOthers(q.Action, p.Resource) {
			out[i].ResourceAccount = q.Account
		}
		if p.untagged {
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
	for _, s := range c.statements {
		for k := range s.Comparisons {
			visit(&s.Comparisons[k])
		}
	}
}

// regionKey is the condition key of the Region.
const regionKey = "aws:RequestedRegion"
