package verdict

import (
	"slices"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
)

// known is what AWS's words say of a request: none of avoid matches, and of each
// list of need a statement does.
type known struct {
	avoid []*scp.Statement
	need  [][]*scp.Statement
}

// match returns whether a statement matches every request of which all this
// holds, or none.
func (k *known) match(s *scp.Statement, q *scp.Request) scp.Truth {
	if _, possible := scp.Possible(append(slices.Clip(k.avoid), s), k.need, q); !possible {
		return scp.True
	}
	if _, possible := scp.Possible(k.avoid, append(slices.Clip(k.need), []*scp.Statement{s}), q); !possible {
		return scp.False
	}
	return scp.Unknown
}

// explainDeny takes it that a Deny matched: the one that can, or one of several.
func (x *Explained) explainDeny() {
	found, unread := x.candidates()
	for i := range found {
		x.Candidates = append(x.Candidates, found[i].Reason)
	}
	sure := slices.IndexFunc(found, func(c candidate) bool { return c.outcome.Match == scp.True })
	switch {
	case len(found) == 0:
		return
	case sure >= 0:
		x.Candidates = []Reason{found[sure].Reason}
	case unread:
		x.Unused = "deputy has not read all policies that AWS may mean: it draws no conclusion from AWS's message. " + phrase.Sentence("It may be "+candidateList(found))
		x.Candidates = nil
		return
	default:
		var statements []*scp.Statement
		for i := range found {
			statements = append(statements, found[i].statement)
		}
		x.settle(known{need: [][]*scp.Statement{statements}})
		x.Ruling, x.Together = ExplicitlyDenied, nil
		if len(found) == 1 {
			x.conclude(&found[0])
		}
	}
	if sure >= 0 {
		found = found[sure : sure+1]
	} else {
		x.describeDeny(found)
	}
	x.describeRest(found, "")
}

// explainMissing takes it that no SCP of a level allowed the request: of the one
// whose Allows may not match, or of one of several.
func (x *Explained) explainMissing() {
	if x.Evidence.Type != model.ServiceControlPolicy || len(x.Missing) > 0 {
		return
	}
	var open []*RungVerdict
	for i := range x.SCP {
		v := &x.SCP[i]
		if v.incomplete() {
			x.Unused = "deputy has not read all policies attached to " + v.Rung.Name + ": it draws no conclusion from AWS's message."
			return
		}
		if v.Allow == scp.Unknown {
			open, x.Levels = append(open, v), append(x.Levels, v.Rung.Name)
		}
	}
	switch {
	case len(open) == 0:
		return
	case len(open) > 1:
		if !x.Ruling.Denied() {
			x.Ruling = ImplicitlyDenied
		}
		x.Story = append(x.Story, "AWS says that no SCP allows this. Nothing allows it at "+phrase.Join(x.Levels, " or at ")+". "+x.unchanged("these SCPs"))
		return
	}
	var allows []*scp.Statement
	var only *OpenReason
	for i := range x.Open {
		if o := &x.Open[i]; o.Effect == scp.Allow && o.Level == open[0].Rung.Level {
			allows, only = append(allows, o.statement), o
		}
	}
	if len(allows) == 1 && len(only.Residual) == 1 && x.concludable(&only.Residual[0]) {
		r := only.Residual[0]
		x.Concluded = []Conclusion{{r.Key, ResidualClause(r, true), "nothing else allows this at " + open[0].Rung.Name}}
	}
	x.settle(known{avoid: allows})
	if x.Ruling != ExplicitlyDenied {
		x.Ruling, x.Together = ImplicitlyDenied, nil
	}
	text := "AWS says that no SCP allows this, which is possible only at " + open[0].Rung.Name
	if len(x.Concluded) > 0 {
		text += ": so " + x.Concluded[0].Condition
	}
	x.Story = append(x.Story, phrase.Sentence(text), x.unchanged("the SCPs there"))
	x.describeRest(nil, open[0].Rung.Level)
}

// settle replaces what is open by what AWS's words settle. What was settled
// before stays.
func (x *Explained) settle(k known) {
	q := x.evaluation.request
	x.By, x.Missing = nil, nil
	for _, l := range []ladder{{x.SCP, scpRules}, {x.RCP, rcpRules}} {
		for i := range l.rungs {
			x.settleRung(&l.rungs[i], l.rules, k, q)
		}
	}
	x.Open = slices.DeleteFunc(slices.Clone(x.Open), func(o OpenReason) bool {
		return o.statement != nil && len(o.ownerNodes) == 0 && (k.match(o.statement, q) != scp.Unknown || o.Effect == scp.Allow && x.SCP[o.rung].Allow == scp.True)
	})
}

// settleRung settles one level, and collects its reasons.
func (x *Explained) settleRung(v *RungVerdict, rules ladderRules, k known, q *scp.Request) {
	allow := scp.False
	for i := range v.Policies {
		p := &v.Policies[i]
		for n := range p.Outcomes {
			o := &p.Outcomes[n]
			s := o.Statement
			if s.Broken {
				continue
			}
			if o.Match == scp.Unknown {
				if o.Match = k.match(s, q); o.Match != scp.Unknown {
					o.Residual = nil
				}
			}
			switch {
			case s.Effect == scp.Allow:
				allow = max(allow, o.Match)
			case o.Match == scp.True:
				v.Deny = scp.True
				x.By = append(x.By, v.Rung.Reason(rules.policyType, p.AttachedPolicy, s))
			}
		}
	}
	if rules.needsAllow && !v.incomplete() {
		if v.Allow = allow; allow == scp.False {
			x.Missing = append(x.Missing, LevelRef{rules.policyType, v.Rung.Level})
		}
	}
}

// conclude adds what the one statement that denied the request says of it.
func (x *Explained) conclude(c *candidate) {
	because := c.Reason.Statement() + " is the only statement that can have denied this"
	if x.Evidence.PolicyARN != "" {
		because = "AWS names " + c.Name + ", and only statement " + strconv.Itoa(c.Index) + " of it can have denied this"
	}
	for i := range c.outcome.Residual {
		r := &c.outcome.Residual[i]
		if !x.concludable(r) {
			continue
		}
		why := because
		if x.evaluation.outside && strings.EqualFold(r.Key, "aws:PrincipalOrgID") {
			why = "account " + string(x.Question.Account) + " is not in this organization, and so cannot have its ID; " + why
		}
		x.Concluded = append(x.Concluded, Conclusion{r.Key, concludedClause(r), why})
	}
}

// concludable reports whether a statement's part says something of the request:
// of the resource only if AWS named it.
func (x *Explained) concludable(r *scp.Residual) bool {
	key := strings.ToLower(r.Key)
	aboutResource := !strings.HasPrefix(key, "aws:") || strings.HasPrefix(key, "aws:re") && key != "aws:requestedregion" && key != "aws:referer" || key == "aws:tagkeys"
	return !r.Resource && !r.Disputed && (x.Evidence.Resource != "" || !aboutResource)
}

// alwaysPresent are the keys that every request has.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
var alwaysPresent = []string{"aws:currenttime", "aws:epochtime", "aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:requestedregion", "aws:securetransport", "aws:userid"}

// concludedClause says what must have held. A negated operator also holds if the
// key is absent.
func concludedClause(r *scp.Residual) string {
	if r.Presence == scp.Open && r.Negated && r.WhenAbsent == scp.True && r.Operator.Family != scp.Existence && r.Operator.Set == scp.Single &&
		len(r.Values) > 0 && !slices.Contains(alwaysPresent, strings.ToLower(r.Key)) {
		return ConditionKeyName(r.Key) + " is absent or has a value other than " + valueList(valueWords(r.Values, r.Needs), false)
	}
	return ResidualClause(*r, false)
}

// Statement names the statement and its policy: "RequireTags, statement 1".
func (r Reason) Statement() string { return r.Name + ", statement " + strconv.Itoa(r.Index) }
