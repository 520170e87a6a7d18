package model

import (
	"slices"
	"strings"
)

// Disagreement tells where the text and a verdict on its question disagree, and
// what may be the reason; empty if they agree, or if that cannot be told.
func (p *Pasted) Disagreement(v Verdict) string {
	if v.Ruling == Unknown {
		return ""
	}
	for _, t := range Evaluated() {
		name := blameNames[t]
		if !slices.Contains(p.Blames, name) || t == ResourceControlPolicy && v.Owner == "" || v.turnsOn(t) {
			continue
		}
		return "The text blames " + article(name) + ", and by what was read none blocks this. " + p.amiss(v, t)
	}
	for _, blamed := range p.Blames {
		if IsPolicyID(blamed) && !v.names(PolicyID(blamed)) {
			return "The text blames " + blamed + ", and by what was read that policy does not decide. " + p.amiss(v, "")
		}
	}
	return ""
}

// blameNames are the words of AccessDenied texts for the policies that deputy
// reads.
var blameNames = map[PolicyType]string{ServiceControlPolicy: "service control policy", ResourceControlPolicy: "resource control policy"}

// amiss lists what the question may have otherwise than the request had.
func (p *Pasted) amiss(v Verdict, t PolicyType) string {
	var what []string
	if p.elsewhere != "" {
		what = append(what, "the Region, which is taken from the resource")
	}
	if p.made {
		what = append(what, "the action, which is made of the event's name")
	}
	if t != ServiceControlPolicy && v.Question.Resource == "" {
		what = append(what, "the resource and who owns it, which the text does not name")
	}
	const changed = "a policy, or what it is attached to, that was changed since"
	if len(what) == 0 {
		return "The reason may be " + changed + "."
	}
	return "The reason may be " + strings.Join(what, "; ") + "; or " + changed + "."
}

// turnsOn tells whether policies of a type have a part in a verdict.
func (v *Verdict) turnsOn(t PolicyType) bool {
	return slices.ContainsFunc(v.By, func(r Reason) bool { return r.Type == t }) ||
		slices.ContainsFunc(v.Missing, func(m LevelOf) bool { return m.Type == t }) ||
		slices.ContainsFunc(slices.Concat(v.Open, v.Together), func(o OpenReason) bool { return o.Type == t })
}

// names tells whether a policy has a part in a verdict.
func (v *Verdict) names(id PolicyID) bool {
	return slices.ContainsFunc(v.By, func(r Reason) bool { return r.Policy == id }) ||
		slices.ContainsFunc(slices.Concat(v.Open, v.Together), func(o OpenReason) bool { return o.Policy == id })
}
