package typical

import (
	"slices"
	"strings"

	"deputy/model/scp"
	"deputy/model/verdict"
)

// ofKind are the keys by which policies tell one principal of an account from
// another.
var ofKind = []string{"aws:PrincipalArn", "aws:PrincipalType", "aws:username", "aws:userid"}

// tryPrincipals finds other principals with which the verdict of the first case
// is another one.
//
// The root user stands in the headline only where the question is what denies it.
// A statement that denies it every action, as AWS's own example of such an SCP
// does, is about the root user and not about the action that was asked: it would
// stand in every headline of the organization, and is told below it. One that
// names actions decides about this one.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html#example-scp-root-user
func (a *Answer) tryPrincipals(c *completion) {
	if c.role == "" || !c.distinguishes(ofKind...) {
		return
	}
	for _, x := range c.principals(a.Ruling().Denied()) {
		d, differs := a.try(x)
		switch {
		case !differs:
		case x.words == rootUser && a.deniesRootAnything(d):
			if !slices.ContainsFunc(a.Beside, d.same) {
				a.Beside = append(a.Beside, d)
			}
		case strings.HasPrefix(x.words, "permission set ") && slices.ContainsFunc(a.Differs, func(o Difference) bool { return o.Alternative == permissionSets && o.alike(d) }):
		default:
			a.differ(d)
		}
	}
}

// Words for alternatives that are distinguished by them.
const (
	rootUser       = "the root user"
	permissionSets = "permission sets"
)

// principals returns the usual alternatives to the role that was assumed, and
// unless it is denied the principals that policies name: those exempt from a
// denial stand with its statement.
func (c *completion) principals(denied bool) []alternative {
	account, name := c.question.Account, c.role[strings.LastIndexByte(c.role, '/')+1:]
	who := func(word string) string { return verdict.PrincipalARN(c.partition, account, word) }
	all := []alternative{
		caller(permissionSets, verdict.WithSuffix(who("sso/"+name))), caller("roles with a path", who("role/path/"+name)), caller("IAM users", who("user/"+name)),
		caller(rootUser, who("root")),
	}
	if !denied {
		c.comparisons(func(x *scp.Comparison) {
			if strings.EqualFold(x.Key.Value, "aws:PrincipalArn") {
				all = append(all, c.callers(x)...)
			}
		})
	}
	return all
}

// deniesRootAnything reports whether the statements that deny the root user are
// about every action.
func (a *Answer) deniesRootAnything(d Difference) bool {
	if !d.Ruling.Denied() || len(d.By) == 0 {
		return false
	}
	base := &a.Cases[0]
	for _, by := range d.By {
		if slices.Contains(base.by(), by) {
			continue
		}
		s := a.completed.statement(by)
		if s == nil || !s.Action.Not && !slices.ContainsFunc(s.Action.Values, func(v scp.Text) bool { return v.Value == "*" }) {
			return false
		}
	}
	return true
}

// statement returns the statement of a reason, or nil.
func (c *completion) statement(by verdict.Reason) *scp.Statement {
	i := slices.IndexFunc(c.statements, func(s *scp.Statement) bool { return s.Index == by.Index && s.Span == by.Span && s.Sid.Value == by.Sid })
	if i < 0 {
		return nil
	}
	return c.statements[i]
}

// ofService are the keys by which policies tell calls that AWS services make, by
// themselves or in a caller's name, from others.
var ofService = slices.Concat([]string{"aws:PrincipalIsAWSService", "aws:ViaAWSService"}, byService, forwarded)

// tryServices tries calls that are not made directly by the principal, if policies
// ask for that. What is exempt from a denial stands with its statement. Those that
// come to the same are told once, by the first.
func (a *Answer) tryServices(c *completion) {
	direct := slices.ContainsFunc(c.assumptions, func(x Assumption) bool { return x.Chip == Principal })
	if !direct || a.Ruling().Denied() || !c.uses(append([]string{"aws:AssumedRoot", "aws:PrincipalArn"}, ofService...)...) {
		return
	}
	var found []Difference
	for _, x := range c.services() {
		d, differs := a.try(x)
		if differs && !slices.ContainsFunc(found, d.alike) && (d.Ruling != verdict.Allowed || a.dependsOn(c, ofService)) {
			found = append(found, d)
			a.differ(d)
		}
	}
}

// dependsOn reports whether a statement that the first case depends on uses one of
// some condition keys. Otherwise it is no news that SCPs do not apply to services.
func (a *Answer) dependsOn(c *completion, keys []string) bool {
	return slices.ContainsFunc(a.Cases[0].conditions(), func(x Condition) bool {
		return slices.ContainsFunc(x.Reasons, func(r verdict.Reason) bool {
			s := c.statement(r)
			return s != nil && slices.ContainsFunc(keys, s.UsesKey)
		})
	})
}

// services returns such calls as alternatives: those that an AWS service makes in
// the caller's name, those of a root user in an sts:AssumeRoot session or of a role
// whose path is not given, and those that a service makes by itself.
func (c *completion) services() []alternative {
	var out []alternative
	if c.uses("aws:ViaAWSService") {
		out = append(out, via("calls through AWS services", ""))
	}
	c.comparisons(func(x *scp.Comparison) {
		if !slices.ContainsFunc(forwarded, func(k string) bool { return strings.EqualFold(k, x.Key.Value) }) {
			return
		}
		for _, v := range x.Values {
			if !strings.ContainsAny(v.Value, "*?$") {
				out = append(out, via("calls through "+v.Value, v.Value))
			}
		}
	})
	if c.session != "" {
		out = append(out, key("a role with a path", "aws:PrincipalArn", strings.Replace(c.session, ":role/", ":role/path/", 1)))
	}
	if strings.HasSuffix(c.question.Principal, ":root") && absent(c.question, "aws:AssumedRoot") {
		out = append(out, key("sts:AssumeRoot sessions", "aws:AssumedRoot", "true"))
	}
	if c.role != "" && c.uses(append([]string{"aws:PrincipalIsAWSService"}, byService...)...) {
		out = append(out, c.byServices())
	}
	return out
}

// via returns the alternative of a call that a service makes in the caller's name;
// of any service if it has no name.
func via(words, service string) alternative {
	return alternative{words, func(q verdict.Question) verdict.Question {
		q = replace(q, "aws:ViaAWSService", "true")
		for _, k := range forwarded {
			if q = forget(q, k); service != "" {
				q = replace(q, k, service)
			}
		}
		return q
	}}
}

// byServices returns the alternative of a call that a service makes by itself, for
// a resource of this account and not for somebody outside. Only RCPs apply to it,
// so it is left as it was if it is not known whose.
func (c *completion) byServices() alternative {
	organization, path := c.asker.Reading().Organization.ID, c.asker.Reading().OrgPath(c.question.Account)
	return alternative{"AWS services", func(q verdict.Question) verdict.Question {
		if q.Owner() == "" {
			return q
		}
		own := string(q.Account)
		q.Principal, q.Account = "", ""
		for _, k := range byService {
			q = forget(q, k)
		}
		q = replace(q, "aws:PrincipalIsAWSService", "true")
		set(&q, "aws:SourceAccount", own)
		for k, v := range map[string]string{"aws:SourceOrgID": organization, "aws:SourceOrgPaths": path} {
			if v != "" {
				set(&q, k, v)
			}
		}
		drop(&q, "aws:PrincipalArn", "aws:PrincipalType", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:username", "aws:userid")
		return q
	}}
}

// differ adds an alternative that changes the verdict, unless it stands with the
// statement that it is exempt from.
func (a *Answer) differ(d Difference) {
	if !slices.ContainsFunc(a.Differs, d.same) && !slices.ContainsFunc(a.exemptions, func(e []string) bool { return slices.Contains(e, d.Alternative) }) {
		a.Differs = append(a.Differs, d)
	}
}

// same reports whether two differences are about the same alternative.
func (d Difference) same(o Difference) bool { return d.Alternative == o.Alternative }

// try returns what an alternative makes of the first case, and whether that
// differs: in the verdict, or in the conditions that it depends on.
func (a *Answer) try(x alternative) (Difference, bool) {
	base := &a.Cases[0]
	if a.Ruling() != verdict.Depends && x.rule(a.asker, base) == a.Ruling() { // which is found out much faster
		return Difference{}, false
	}
	then, ok := x.ask(a.asker, base)
	if !ok || alike(then.Ruling, a.Ruling()) && (then.Ruling != verdict.Depends || joinConditions(then.conditions()) == joinConditions(base.conditions())) {
		return Difference{}, false
	}
	return Difference{x.words, then.Ruling, then.by(), texts(then.conditions())}, true
}
