package verdict

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// changesMost bounds how many other questions WhatIf asks.
const changesMost = 200

// Alternative is one change of a question that would lift a denial.
type Alternative struct {
	Text   string // "the principal were role/SecAdmin"
	Ruling Ruling // Allowed, or Depends where other things are not given
}

// Sentence tells the alternative in one sentence.
func (a Alternative) Sentence() string {
	if a.Ruling == Depends {
		return "It would not be denied outright if " + a.Text + "."
	}
	return "It would not be blocked if " + a.Text + "."
}

// Alternatives tells what single change of the question would lift a denial, explicit
// or implicit. Of what cannot be otherwise nothing is said.
func Alternatives(r *model.Reading, v Verdict) []Alternative {
	if !v.Ruling.Denied() {
		return nil
	}
	c := newEvaluation(r, v.Question)
	var out []Alternative
	asked := 0
	try := func(text string, next Question) {
		if asked++; asked > changesMost {
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
	for _, d := range v.deciders() {
		for _, key := range d.keys {
			for _, trial := range d.document.ExampleValues(key, c.request) {
				if !v.changeable(key, trial) {
					continue
				}
				try(ConditionKeyName(key)+d.named(key, trial), v.Question.instead(key, trial))
			}
		}
	}
	return out
}

// changeable tells whether a key could have a value in the same account: not
// what follows from the account and the resource, nor the ARN of a principal
// elsewhere.
func (v *Verdict) changeable(key, trial string) bool {
	if strings.EqualFold(key, "aws:PrincipalArn") {
		arn, err := model.ParseARN(trial)
		return err != nil || !model.IsAccountID(arn.Account) || arn.Account == string(v.Question.Account)
	}
	return !slices.ContainsFunc(v.Derived, func(d Derived) bool { return strings.EqualFold(d.Key, key) })
}

// named tells a trial by the policy's own value that it stands for: "matched
// arn:aws:iam::*:role/OrgAdmin*" says more than one ARN that fits.
func (d *decider) named(key, trial string) string {
	plain := strings.NewReplacer("*", "", "?", "x")
	for i := range d.document.Statements {
		for _, c := range d.document.Statements[i].Comparisons {
			if !strings.EqualFold(c.Key.Value, key) {
				continue
			}
			for _, v := range c.Values {
				if v.Value != trial && plain.Replace(v.Value) == trial {
					return " matched " + v.Value
				}
			}
		}
	}
	return " were " + trial
}

// decider is a document that denies or fails to allow, with the keys of the
// statements that it does so by.
type decider struct {
	document *scp.Document
	keys     []string
}

func (v *Verdict) deciders() []decider {
	var out []decider
	for _, rung := range slices.Concat(v.SCP, v.RCP) {
		for i := range rung.Policies {
			if d := v.decidedBy(&rung.Policies[i], rung.missing()); len(d.keys) > 0 {
				out = append(out, d)
			}
		}
	}
	return out
}

// decidedBy gives a policy with the keys of its statements that deny; where
// nothing allows, with those of its Allows for the action.
func (v *Verdict) decidedBy(p *PolicyVerdict, missing bool) decider {
	d := decider{document: p.Text}
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

// instead gives the question with one key changed. Another principal takes the
// place of one that is given, so that what follows from it does so anew.
func (q Question) instead(key, value string) Question {
	arn, err := model.ParseARN(value)
	if q.Principal == "" || err != nil || !strings.EqualFold(key, "aws:PrincipalArn") {
		return q.with(key, value)
	}
	other := q.with(key, value)
	delete(other.Given, key)
	other.Principal = "arn:" + cmp.Or(arn.Partition, "aws") + ":iam::" + string(q.Account) + ":" + arn.Resource
	if other.Check() == nil {
		return other
	}
	return q.with(key, value)
}

// with gives the question with one key changed.
func (q Question) with(key, value string) Question {
	given := maps.Clone(q.Given)
	if given == nil {
		given = map[string][]string{}
	}
	for k := range given {
		if strings.EqualFold(k, key) {
			delete(given, k)
		}
	}
	given[key] = []string{value}
	q.Given = given
	q.Absent = slices.DeleteFunc(slices.Clone(q.Absent), func(k string) bool { return strings.EqualFold(k, key) })
	return q
}
