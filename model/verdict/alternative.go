package verdict

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// maxTrials bounds how many variants of a question Alternatives evaluates.
const maxTrials = 200

// Alternative is one change to a question that would lift a denial.
type Alternative struct {
	Text   string // completes "if": "the principal were role/SecAdmin"
	Ruling Ruling // Allowed, or Depends if the variant leaves other keys open
}

// Sentence returns the alternative as a sentence.
func (a Alternative) Sentence() string {
	if a.Ruling == Depends {
		return "It would not be denied outright if " + a.Text + "."
	}
	return "It would not be blocked if " + a.Text + "."
}

// Alternatives returns the single changes to a denied question that would lift
// the denial. It takes each condition key that the deciding statements compare,
// tries the values that their documents name for it, and keeps those with which
// the question is no longer denied. Keys that follow from the account or the
// resource are not varied: they cannot have another value.
func Alternatives(r *model.Reading, v Verdict) []Alternative {
	if !v.Ruling.Denied() {
		return nil
	}
	e := newEvaluation(NewAsker(r), v.Question)
	var out []Alternative
	asked := 0
	try := func(text string, next Question) {
		if asked++; asked > maxTrials {
			return
		}
		ruling, err := Rule(r, next)
		if err != nil || ruling != Allowed && ruling != Depends {
			return
		}
		if x := (Alternative{text, ruling}); !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	for _, d := range v.decidingPolicies() {
		for _, key := range d.keys {
			for _, trial := range d.document.ExampleValues(key, e.request) {
				if !v.changeable(key, trial) {
					continue
				}
				try(ConditionKeyName(key)+d.trialClause(key, trial), v.Question.withTrial(key, trial))
			}
		}
	}
	return out
}

// changeable reports whether a caller in the same account could make the
// request with this value of the key. It excludes derived keys and ARNs of
// principals of other accounts.
func (v *Verdict) changeable(key, trial string) bool {
	if strings.EqualFold(key, "aws:PrincipalArn") {
		arn, err := model.ParseARN(trial)
		return err != nil || !model.IsAccountID(arn.Account) || arn.Account == string(v.Question.Account)
	}
	return !slices.ContainsFunc(v.Derived, func(d Derived) bool { return strings.EqualFold(d.Key, key) })
}

// trialClause describes a trial value by the policy's own pattern if it stands
// for one: "matched arn:aws:iam::*:role/OrgAdmin*" says more than one ARN that
// fits.
func (d *decidingPolicy) trialClause(key, trial string) string {
	literal := strings.NewReplacer("*", "", "?", "x")
	for i := range d.document.Statements {
		for _, c := range d.document.Statements[i].Comparisons {
			if !strings.EqualFold(c.Key.Value, key) {
				continue
			}
			for _, v := range c.Values {
				if v.Value != trial && literal.Replace(v.Value) == trial {
					return " matched " + v.Value
				}
			}
		}
	}
	return " were " + trial
}

// decidingPolicy is a policy that denies the request or fails to allow it, with
// the condition keys of the statements responsible.
type decidingPolicy struct {
	document *scp.Document
	keys     []string
}

// decidingPolicies returns the policies whose conditions decide the denial.
func (v *Verdict) decidingPolicies() []decidingPolicy {
	var out []decidingPolicy
	for _, rung := range slices.Concat(v.SCP, v.RCP) {
		for i := range rung.Policies {
			if d := v.decidingKeys(&rung.Policies[i], rung.allowsNothing()); len(d.keys) > 0 {
				out = append(out, d)
			}
		}
	}
	return out
}

// decidingKeys returns a policy with the keys compared in its statements that
// deny. If its level allows nothing, the keys of its Allow statements for the
// action count as well.
func (v *Verdict) decidingKeys(p *PolicyVerdict, missing bool) decidingPolicy {
	d := decidingPolicy{document: p.Text}
	for i := range p.Outcomes {
		o := &p.Outcomes[i]
		decides := o.Match == scp.True
		if o.Statement.Effect == scp.Allow {
			decides = missing && o.Action == scp.True
		}
		if !decides && !slices.ContainsFunc(v.Together, func(x OpenReason) bool { return x.statement == o.Statement }) {
			continue
		}
		for _, t := range o.Statement.Comparisons {
			if !slices.Contains(d.keys, t.Key.Value) {
				d.keys = append(d.keys, t.Key.Value)
			}
		}
	}
	return d
}

// withTrial returns the question with another value for one key. Another
// principal's ARN replaces the question's principal, so that the keys derived
// from the principal change with it.
func (q Question) withTrial(key, value string) Question {
	arn, err := model.ParseARN(value)
	if q.Principal == "" || err != nil || !strings.EqualFold(key, "aws:PrincipalArn") {
		return q.withKey(key, value)
	}
	changed := q.withKey(key, value)
	delete(changed.Given, key)
	changed.Principal = "arn:" + cmp.Or(arn.Partition, "aws") + ":iam::" + string(q.Account) + ":" + arn.Resource
	if changed.Check() == nil {
		return changed
	}
	return q.withKey(key, value)
}

// withKey returns the question with one value for a key, whatever it said of
// the key before.
func (q Question) withKey(key, value string) Question {
	given := maps.Clone(q.Given)
	if given == nil {
		given = map[string][]string{}
	}
	maps.DeleteFunc(given, func(k string, _ []string) bool { return strings.EqualFold(k, key) })
	given[key] = []string{value}
	q.Given = given
	q.Absent = slices.DeleteFunc(slices.Clone(q.Absent), func(k string) bool { return strings.EqualFold(k, key) })
	return q
}
