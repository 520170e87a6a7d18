package denial

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/verdict"
)

// Disagreement says where AWS and a verdict on the same question disagree, and
// what the reason may be; empty if they agree, or if that is not known.
func (d *Denial) Disagreement(v verdict.Verdict) string {
	if v.Ruling == verdict.Unknown {
		return ""
	}
	for _, t := range model.Evaluated() {
		name := policyTypeNames[t]
		if !slices.Contains(d.DeniedBy, name) || t == model.ResourceControlPolicy && v.Owner == "" || involvesType(&v, t) {
			continue
		}
		return "AWS says " + phrase.Article(name) + " denied this, but among the policies deputy has read none blocks it. " + d.possibleCauses(v, t)
	}
	for _, policy := range d.DeniedBy {
		if model.IsPolicyID(policy) && !involvesPolicy(&v, model.PolicyID(policy)) {
			return "AWS says " + policy + " denied this, but the text of that policy that deputy has read does not. " + d.possibleCauses(v, "")
		}
	}
	return ""
}

// policyTypeNames are the words of AccessDenied messages for the policies that
// deputy reads.
var policyTypeNames = map[model.PolicyType]string{model.ServiceControlPolicy: "service control policy", model.ResourceControlPolicy: "resource control policy"}

// possibleCauses lists how the question may differ from the request.
func (d *Denial) possibleCauses(v verdict.Verdict, t model.PolicyType) string {
	var what []string
	if d.regionNote != "" {
		what = append(what, "the Region, which deputy took from the resource")
	}
	if d.guessedAction {
		what = append(what, "the action, which deputy derived from the event's name")
	}
	if t != model.ServiceControlPolicy && v.Question.Resource == "" {
		what = append(what, "the resource and its owner, which the text does not name")
	}
	const changed = "a policy or an attachment that changed since then"
	if len(what) == 0 {
		return "The reason may be " + changed + "."
	}
	return "The reason may be " + strings.Join(what, "; ") + "; or " + changed + "."
}

// involvesType reports whether policies of a type have a part in a verdict.
func involvesType(v *verdict.Verdict, t model.PolicyType) bool {
	return slices.ContainsFunc(v.By, func(r verdict.Reason) bool { return r.Type == t }) ||
		slices.ContainsFunc(v.Missing, func(m verdict.LevelRef) bool { return m.Type == t }) ||
		slices.ContainsFunc(slices.Concat(v.Open, v.Together), func(o verdict.OpenReason) bool { return o.Type == t })
}

// involvesPolicy reports whether a policy has a part in a verdict.
func involvesPolicy(v *verdict.Verdict, id model.PolicyID) bool {
	return slices.ContainsFunc(v.By, func(r verdict.Reason) bool { return r.Policy == id }) ||
		slices.ContainsFunc(slices.Concat(v.Open, v.Together), func(o verdict.OpenReason) bool { return o.Policy == id })
}
