package typical

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// alternative is another request than the assumed one.
type alternative struct {
	words  string
	change func(verdict.Question) verdict.Question
}

// ask returns the verdict of the questions of a case with the alternative.
func (x alternative) ask(k *verdict.Asker, c *Case) (Case, bool) {
	var questions []verdict.Question
	for i := range c.Verdicts {
		questions = append(questions, x.change(c.Verdicts[i].Question))
	}
	out, err := ask(k, questions)
	out.parts = c.parts
	return out, err == nil && out.Ruling != verdict.Unknown
}

// rule returns the ruling of ask without reasons.
func (x alternative) rule(k *verdict.Asker, c *Case) verdict.Ruling {
	ruling := verdict.Allowed
	for i := range c.Verdicts {
		q := x.change(c.Verdicts[i].Question)
		if q.Check() != nil {
			return verdict.Unknown
		}
		ruling = worse(ruling, k.Rule(q))
	}
	return ruling
}

// caller returns the alternative of another principal.
func caller(words, arn string) alternative {
	return alternative{words, func(q verdict.Question) verdict.Question {
		q = forget(q, "aws:PrincipalArn")
		q.Principal = arn
		return q
	}}
}

// key returns the alternative of another value of a condition key.
func key(words, key, value string) alternative {
	return alternative{words, func(q verdict.Question) verdict.Question { return replace(q, key, value) }}
}

// exempt finds who or what is exempt from each denial of the first case.
func (a *Answer) exempt(c *completion) {
	base := &a.Cases[0]
	if !base.Ruling.Denied() {
		return
	}
	for _, by := range base.by() {
		s := base.statement(by)
		a.exemptions = append(a.exemptions, a.lifting(c.exemptionsOf(s), func(then *Case) bool { return !slices.Contains(then.by(), by) }))
	}
	for _, m := range base.missing() {
		a.exemptions = append(a.exemptions, a.lifting(c.allowedAt(base, m), func(then *Case) bool { return len(then.missing()) == 0 }))
	}
}

// lifting returns the words of those alternatives with which the first case has a
// property, each once.
func (a *Answer) lifting(alternatives []alternative, has func(*Case) bool) []string {
	var out []string
	for _, x := range alternatives {
		if slices.Contains(out, x.words) {
			continue
		}
		then, ok := x.ask(a.asker, &a.Cases[0])
		if !ok || !has(&then) {
			continue
		}
		out = append(out, x.words)
		if d := (Difference{x.words, then.Ruling, then.by()}); !then.Ruling.Denied() && !slices.ContainsFunc(a.exempted, d.same) {
			a.exempted = append(a.exempted, d)
		}
	}
	return out
}

// statement returns the statement of a reason, or nil.
func (c *Case) statement(by verdict.Reason) *scp.Statement {
	for i := range c.Verdicts {
		for _, rung := range slices.Concat(c.Verdicts[i].SCP, c.Verdicts[i].RCP) {
			for _, p := range rung.Policies {
				if rung.Rung.Level == by.Level && p.Policy == by.Policy && p.Text != nil && by.Index <= len(p.Text.Statements) {
					return &p.Text.Statements[by.Index-1]
				}
			}
		}
	}
	return nil
}

// exemptionsOf returns what a Deny may except.
func (c *completion) exemptionsOf(s *scp.Statement) []alternative {
	var out []alternative
	if s == nil {
		return nil
	}
	for i := range s.Comparisons {
		x := &s.Comparisons[i]
		switch strings.ToLower(x.Key.Value) {
		case "aws:principalarn":
			if x.Operator.Negated {
				out = append(out, c.callers(x)...)
			}
		case "aws:viaawsservice":
			out = append(out, key("through an AWS service", "aws:ViaAWSService", "true"))
		case "aws:principalisawsservice":
			out = append(out, alternative{"by an AWS service", func(q verdict.Question) verdict.Question {
				q.Principal = ""
				return replace(q, "aws:PrincipalIsAWSService", "true")
			}})
		case "aws:assumedroot":
			if strings.HasSuffix(c.question.Principal, ":root") {
				out = append(out, key("in an sts:AssumeRoot session", "aws:AssumedRoot", "true"))
			}
		case "aws:calledvia", "aws:calledviafirst", "aws:calledvialast":
			for _, v := range x.Values {
				out = append(out, alternative{"called via " + v.Value, func(q verdict.Question) verdict.Question {
					q = replace(q, "aws:ViaAWSService", "true")
					for _, k := range forwarded {
						q = replace(q, k, v.Value)
					}
					return q
				}})
			}
		}
	}
	return out
}

// allowedAt returns the principals that Allows at a level name.
func (c *completion) allowedAt(base *Case, level verdict.LevelRef) []alternative {
	var out []alternative
	for _, rung := range base.Verdicts[0].SCP {
		if rung.Rung.Level != level.Level {
			continue
		}
		for _, p := range rung.Policies {
			for k := range p.Outcomes {
				if s := p.Outcomes[k].Statement; s.Effect == scp.Allow {
					out = append(out, c.callersOf(s)...)
				}
			}
		}
	}
	return out
}

// callersOf returns the principals that an Allow names.
func (c *completion) callersOf(s *scp.Statement) []alternative {
	var out []alternative
	for i := range s.Comparisons {
		if x := &s.Comparisons[i]; strings.EqualFold(x.Key.Value, "aws:PrincipalArn") && !x.Operator.Negated {
			out = append(out, c.callers(x)...)
		}
	}
	return out
}

// callers returns the principals of the account that a comparison names.
func (c *completion) callers(x *scp.Comparison) []alternative {
	var out []alternative
	for _, v := range x.Values {
		if arn, words := named(v.Value, c.partition, c.question.Account); arn != "" {
			out = append(out, caller(words, arn))
		}
	}
	return out
}

// named returns a principal of an account that fits a pattern of principals, and
// words for the pattern; nothing if the pattern fits no principal of the account,
// or every role.
func named(pattern, partition string, account model.AccountID) (arn, words string) {
	p := strings.SplitN(pattern, ":", 6)
	if len(p) != 6 {
		at := strings.Index(pattern, "role/")
		if at < 0 || !strings.HasPrefix(pattern, "*") {
			return "", ""
		}
		p = []string{"arn", partition, "iam", "", string(account), pattern[at:]}
	}
	if holder := p[4]; !strings.ContainsAny(holder, "*?$") && holder != string(account) {
		return "", ""
	}
	if strings.Contains(p[5], "$") || p[5] == "*" || p[5] == "role/*" {
		return "", ""
	}
	name := p[5]
	words = name
	if name == "root" {
		words = "the root user"
	}
	if at := strings.Index(name, verdict.ReservedRole); at >= 0 {
		words = "permission set " + strings.TrimSuffix(strings.TrimSuffix(name[at+len(verdict.ReservedRole):], "*"), "_")
		name = strings.TrimSuffix(name, "*")
		name = strings.ReplaceAll(name, "/*/", "/eu-central-1/")
		name = strings.TrimSuffix(name, "_") + "_0123456789abcdef"
	} else if strings.HasPrefix(name, "role/"+verdict.ReservedRolePath) && strings.HasSuffix(name, "*") {
		return verdict.PrincipalARN(partition, account, "sso/"+names[0]), "permission sets"
	}
	name = strings.NewReplacer("/*/", "/x/", "?", "x").Replace(name)
	if strings.HasSuffix(name, "/*") {
		name += "x"
	}
	return "arn:" + partition + ":iam::" + string(account) + ":" + strings.ReplaceAll(name, "*", ""), words
}

// tryPrincipals finds other principals with which the verdict of the first case
// is another one.
func (a *Answer) tryPrincipals(c *completion) {
	if c.role == "" {
		return
	}
	account, name := c.question.Account, c.role[strings.LastIndexByte(c.role, '/')+1:]
	who := func(word string) string { return verdict.PrincipalARN(c.partition, account, word) }
	all := []alternative{
		caller("permission sets", who("sso/"+name)), caller("roles with a path", who("role/path/"+name)), caller("IAM users", who("user/"+name)),
		caller("the root user", who("root")),
	}
	if !a.Ruling().Denied() { // Else those who are exempt stand with the statement.
		c.comparisons(func(x *scp.Comparison) {
			if strings.EqualFold(x.Key.Value, "aws:PrincipalArn") {
				all = append(all, c.callers(x)...)
			}
		})
	}
	for _, x := range all {
		d, differs := a.try(x)
		switch {
		case !differs:
		case x.words == "the root user":
			if !slices.ContainsFunc(a.Beside, d.same) {
				a.Beside = append(a.Beside, d)
			}
		case !slices.ContainsFunc(a.Differs, d.same) && !slices.ContainsFunc(a.exemptions, func(e []string) bool { return slices.Contains(e, x.words) }):
			a.Differs = append(a.Differs, d)
		}
	}
}

// same reports whether two differences are about the same alternative.
func (d Difference) same(o Difference) bool { return d.Alternative == o.Alternative }

// try returns what an alternative makes of the first case, and whether that
// differs.
func (a *Answer) try(x alternative) (Difference, bool) {
	if x.rule(a.asker, &a.Cases[0]) == a.Ruling() { // which is found out much faster
		return Difference{}, false
	}
	then, ok := x.ask(a.asker, &a.Cases[0])
	if !ok || alike(then.Ruling, a.Ruling()) {
		return Difference{}, false
	}
	return Difference{x.words, then.Ruling, then.by()}, true
}
