package denial

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/verdict"
)

// Disagreement tells where the text and a verdict on its question disagree, and
// what may be the reason; empty if they agree, or if that cannot be told.
func (p *Denial) Disagreement(v verdict.Verdict) string {
	if v.Ruling == verdict.Unknown {
		return ""
	}
	for _, t := range model.Evaluated() {
		name := blameNames[t]
		if !slices.Contains(p.Blames, name) || t == model.ResourceControlPolicy && v.Owner == "" || dependsOn(&v, t) {
			continue
		}
		return "The text blames " + phrase.Article(name) + ", and by what was read none blocks this. " + p.disagreementWith(v, t)
	}
	for _, blamed := range p.Blames {
		if model.IsPolicyID(blamed) && !namesPolicy(&v, model.PolicyID(blamed)) {
			return "The text blames " + blamed + ", and by what was read that policy does not decide. " + p.disagreementWith(v, "")
		}
	}
	return ""
}

// blameNames are the words of AccessDenied texts for the policies that deputy
// reads.
var blameNames = map[model.PolicyType]string{model.ServiceControlPolicy: "service control policy", model.ResourceControlPolicy: "resource control policy"}

// disagreementWith lists what the question may have otherwise than the request had.
func (p *Denial) disagreementWith(v verdict.Verdict, t model.PolicyType) string {
	var what []string
	if p.elsewhere != "" {
		what = append(what, "the Region, which is taken from the resource")
	}
	if p.made {
		what = append(what, "the action, which is made of the event's name")
	}
	if t != model.ServiceControlPolicy && v.Question.Resource == "" {
		what = append(what, "the resource and who owns it, which the text does not name")
	}
	const changed = "a policy, or what it is attached to, that was changed since"
	if len(what) == 0 {
		return "The reason may be " + changed + "."
	}
	return "The reason may be " + strings.Join(what, "; ") + "; or " + changed + "."
}

// dependsOn tells whether policies of a type have a part in a verdict.
func dependsOn(v *verdict.Verdict, t model.PolicyType) bool {
	return slices.ContainsFunc(v.By, func(r verdict.Reason) bool { return r.Type == t }) ||
		slices.ContainsFunc(v.Missing, func(m verdict.LevelRef) bool { return m.Type == t }) ||
		slices.ContainsFunc(slices.Concat(v.Open, v.Together), func(o verdict.OpenReason) bool { return o.Type == t })
}

// namesPolicy tells whether a policy has a part in a verdict.
func namesPolicy(v *verdict.Verdict, id model.PolicyID) bool {
	return slices.ContainsFunc(v.By, func(r verdict.Reason) bool { return r.Policy == id }) ||
		slices.ContainsFunc(slices.Concat(v.Open, v.Together), func(o verdict.OpenReason) bool { return o.Policy == id })
}
