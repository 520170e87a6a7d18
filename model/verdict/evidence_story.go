package verdict

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
)

// Headline returns the verdict in one line, as that of a Verdict does. It names
// the candidates if AWS's words leave several.
func (x *Explained) Headline(r *model.Reading) string {
	switch {
	case x.Ruling == ExplicitlyDenied && len(x.By) == 0 && len(x.Candidates) > 1:
		return "Denied by " + reasonList(x.Candidates)
	case x.Ruling == ImplicitlyDenied && len(x.Missing) == 0 && len(x.Levels) > 1:
		return "Denied at " + phrase.Join(x.Levels, " or ") + ": nothing allows it there"
	default:
		return x.Verdict.Headline(r)
	}
}

// Alternatives returns the single changes that would lift the denial. Those that
// leave open what AWS's words settled are none.
func (x *Explained) Alternatives(r *model.Reading) []Alternative {
	out := Alternatives(r, x.Verdict)
	if len(x.Candidates) == 0 && len(x.Levels) == 0 || x.before.Ruling.Denied() {
		return out
	}
	return slices.DeleteFunc(out, func(a Alternative) bool { return a.Ruling != Allowed })
}

// unchanged says under which condition AWS's words are about the policies that
// have been read: policies have no version that would show it.
func (x *Explained) unchanged(what string) string {
	since := "since the denial"
	at := phrase.DateTime(x.Evidence.At)
	if at != "" {
		since = "since " + at
	}
	if saved, old := x.saved(); old {
		switch taken := phrase.DateTime(saved); {
		case at == "":
			since = "from the denial to " + taken + ", when the reading was saved"
		case saved.Before(x.Evidence.At):
			since = "from " + taken + ", when the reading was saved, to " + at
		default:
			since = "from " + at + " to " + taken + ", when the reading was saved"
		}
	}
	return "This holds only if neither " + what + " nor what applies to the account has changed " + since + "."
}

// saved returns when the reading was saved that some of the policies are from, and
// that AWS may mean; old is false if all were read in this run.
func (x *Explained) saved() (at time.Time, old bool) {
	r := x.evaluation.reading
	for _, l := range x.ladders() {
		for i := range l.rungs {
			if _, s := r.Attached(model.NodeID(l.rungs[i].Rung.Level), l.rules.policyType); s.Progress == model.Saved {
				return cmp.Or(s.At, r.Status(model.PartAccounts, "").At, r.Status(model.PartDocument, "").At), true
			}
		}
	}
	return at, false
}

// describeDeny adds to the story which statement denied the request according to AWS's message, and what
// follows; or which may have.
func (x *Explained) describeDeny(found []candidate) {
	c := &found[0]
	if len(found) > 1 {
		x.Story = append(x.Story, "AWS says that one of these denied this: "+phrase.Sentence(candidateList(found)), x.unchanged(policyNames(found)))
		return
	}
	text := c.Reason.Statement() + ", because no other statement can have denied this"
	if x.Evidence.PolicyARN != "" {
		text = c.Reason.Statement() + ", because AWS names the policy"
	}
	var clauses []string
	for _, k := range x.Concluded {
		clauses = append(clauses, x.past(k))
	}
	if len(clauses) > 0 {
		text += ": so " + phrase.Join(clauses, ", and ")
	}
	x.Story = append(x.Story, phrase.Sentence(text))
	for _, k := range x.Concluded {
		if strings.EqualFold(k.Key, "aws:PrincipalOrgID") && x.evaluation.outside {
			x.Story = append(x.Story, "Account "+string(x.Question.Account)+" is not in this organization: its principals cannot have this organization's ID.")
		}
	}
	x.Story = append(x.Story, x.unchanged(c.Name))
}

// past returns a conclusion in words: of a tag, that the resource that AWS named had none.
func (x *Explained) past(k Conclusion) string {
	arn, err := model.ParseARN(x.Evidence.Resource)
	name, isTag := cutFold(k.Key, "aws:RequestTag/")
	if err != nil || !isTag {
		return k.Condition
	}
	others := "other resources of the call"
	if strings.EqualFold(x.Question.Action, "ec2:RunInstances") {
		others = "the instance"
		if strings.HasPrefix(arn.Resource, "instance/") {
			others = "its volumes"
		}
	}
	if strings.HasSuffix(k.Condition, " is absent") {
		return arn.Resource + " had no tag " + name + " (" + others + " may have had one)"
	}
	return "for " + arn.Resource + " " + k.Condition + " (for " + others + " it may differ)"
}

// cutFold cuts a prefix in any case.
func cutFold(text, prefix string) (string, bool) {
	if len(text) < len(prefix) || !strings.EqualFold(text[:len(prefix)], prefix) {
		return text, false
	}
	return text[len(prefix):], true
}

// candidateList names statements with what their match depends on: "RequireTags,
// statement 1 (denies if …) or statement 3 (denies if …)".
func candidateList(found []candidate) string {
	var out []string
	for i := range found {
		c := &found[i]
		text := "statement " + strconv.Itoa(c.Index)
		if i == 0 || found[i-1].Policy != c.Policy {
			text = c.Reason.Statement()
		}
		open := OpenReason{Effect: scp.Deny, Residual: c.outcome.Residual}
		if len(open.Residual) > 0 {
			text += " (" + open.Condition() + ")"
		}
		out = append(out, text)
	}
	return phrase.Join(out, " or ")
}

// policyNames joins the names of the policies of statements.
func policyNames(found []candidate) string {
	var out []string
	for i := range found {
		if !slices.Contains(out, found[i].Name) {
			out = append(out, found[i].Name)
		}
	}
	return phrase.Join(out, " and ")
}

// reasonList names statements and where they are attached.
func reasonList(reasons []Reason) string {
	var out []string
	for _, r := range reasons {
		out = append(out, r.Statement()+", at "+r.Place)
	}
	return phrase.Join(out, " or by ")
}

// describeRest adds to the story what else denies the request once the statements found deny it
// no more, or once a level has an Allow. AWS names one policy of several.
func (x *Explained) describeRest(found []candidate, level string) {
	for _, by := range x.By {
		if !slices.ContainsFunc(found, func(c candidate) bool { return c.Policy == by.Policy && c.Index == by.Index }) {
			x.Story = append(x.Story, "With that fixed, this is still denied by "+by.Statement()+", at "+by.Place+".")
			return
		}
	}
	for _, m := range x.Missing {
		if m.Level != level {
			x.Story = append(x.Story, "With that fixed, this is still denied at "+x.evaluation.reading.NodeName(model.NodeID(m.Level))+", where nothing allows it.")
			return
		}
	}
	x.Story = append(x.Story, x.rest(found, level))
}

// rest says what the other statements come to. The keys that the fixed
// statements compare are open then: they are what one may change.
func (x *Explained) rest(found []candidate, level string) string {
	q := x.Question.without(found)
	e := newEvaluation(NewAsker(x.evaluation.reading), q)
	scps, rcps := reduced(e.scps, found, level), reduced(e.rcps, found, "")
	j := Judge(scps, rcps, e.request)
	fixed := known{}
	for i := range found {
		fixed.avoid = append(fixed.avoid, found[i].statement)
	}
	owners := e.ownerReasons()
	j.Open = append(j.Open, owners...)
	j.Open = slices.DeleteFunc(j.Open, func(o OpenReason) bool {
		return o.Effect == scp.Deny && o.statement != nil && fixed.match(o.statement, e.request) == scp.False
	})
	sentences := j.Sentences()
	switch {
	case j.Ruling.Denied():
		v := Verdict{Judgement: j}
		head := v.Headline(e.reading)
		return phrase.Sentence("With that fixed, this is still d" + strings.TrimPrefix(head, "D"))
	case j.Ruling == Unknown:
		return "With that fixed, deputy cannot tell whether another SCP or RCP blocks this: it has not read all of them."
	case len(sentences) > 0 && (j.Ruling == Depends || len(owners) > 0):
		return phrase.Sentence("With that fixed, it depends: " + phrase.Join(sentences, "; "))
	default:
		return "With that fixed, no other SCP or RCP blocks this."
	}
}

// without returns the question with the keys open that the statements compare,
// as far as they do not follow from the principal or the resource.
func (q Question) without(found []candidate) Question {
	q.Given, q.Absent = maps.Clone(q.Given), slices.Clone(q.Absent)
	for i := range found {
		for _, c := range found[i].statement.Comparisons {
			same := func(key string) bool { return strings.EqualFold(key, c.Key.Value) }
			maps.DeleteFunc(q.Given, func(key string, _ []string) bool { return same(key) })
			q.Absent = slices.DeleteFunc(q.Absent, same)
		}
	}
	return q
}

// allowsAll stands for the Allow that a level lacks.
var allowsAll = scp.Parse(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`, scp.SCP)

// reduced returns a ladder without some of its statements, and with an Allow at
// one level.
func reduced(rungs []Rung, found []candidate, level string) []Rung {
	out := slices.Clone(rungs)
	for i := range out {
		out[i].Policies = slices.Clone(out[i].Policies)
		for k := range out[i].Policies {
			p := &out[i].Policies[k]
			fixed := func(s scp.Statement) bool {
				return slices.ContainsFunc(found, func(c candidate) bool { return c.Policy == p.Policy && c.Index == s.Index })
			}
			if p.Text == nil || !slices.ContainsFunc(p.Text.Statements, fixed) {
				continue
			}
			text := *p.Text
			text.Statements = slices.DeleteFunc(slices.Clone(text.Statements), fixed)
			p.Text = &text
		}
		if level != "" && out[i].Level == level {
			out[i].Policies = append(out[i].Policies, AttachedPolicy{Name: "an Allow", Text: allowsAll})
		}
	}
	return out
}
