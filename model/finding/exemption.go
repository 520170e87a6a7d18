package finding

import (
	"fmt"
	"slices"

	"deputy/model"
	"deputy/model/escalation"
	"deputy/model/phrase"
)

// findTakenExemptions finds policies whose exemptions an ordinary role can take:
// it can become the exempt role, or give itself the exempt tag, because no SCP or
// RCP blocks the calls that this needs. It adds one finding for each policy.
//
// The severity is that of what the policy then no longer protects: high for
// identities, logging and the organization, since whoever escapes these can lift
// other guardrails or cover tracks, else medium. It is low where the exemption can
// be taken only if the exempt role is missing, or only if it exists, because deputy
// does not know that.
func findTakenExemptions(w *inspector) {
	if w.survey == nil {
		w.miss("which roles can gain exemptions from policies", model.Status{})
		return
	}
	for _, p := range w.survey.Policies() {
		w.later(func() { w.add(exemptionFinding(w, w.survey.Hole(p))) })
	}
}

// maxTakes is how many exemptions of a policy a finding details.
const maxTakes = 6

// exemptionFinding returns the finding about a policy.
func exemptionFinding(w *inspector, h *escalation.Hole) Finding {
	f := Finding{
		Severity: SeverityMedium, Place: Place{Policy: h.Policy}, Sources: []string{escalation.PagePrincipalARN, escalation.PageCreateRole},
		Title: fmt.Sprintf("%s can be bypassed in %s", h.Name, phrase.Count(len(h.Accounts), "account")),
	}
	switch {
	case !h.Sure:
		f.Severity = SeverityLow
	case h.Grave:
		f.Severity = SeverityHigh
	}
	sentences := []string(nil)
	for i := range h.Takes {
		t := &h.Takes[i]
		if s := t.Sentence(); !slices.Contains(sentences, s) {
			sentences = append(sentences, s)
		}
		if source := t.Source(); !slices.Contains(f.Sources, source) {
			f.Sources = append(f.Sources, source)
		}
		if i < maxTakes {
			f.Details = append(f.Details, takeDetails(w, h, t)...)
		}
	}
	if n := len(h.Takes) - maxTakes; n > 0 {
		f.Details = append(f.Details, fmt.Sprintf("and %s more", phrase.Count(n, "exemption")))
	}
	f.Evidence = sentences[0]
	if n := len(sentences) - 1; n > 0 {
		f.Evidence += fmt.Sprintf(" The same is true of %s.", phrase.Count(n, "more exemption"))
	}
	if f.Drafts = h.Drafts(w.r); len(f.Drafts) > 0 {
		names := make([]string, len(f.Drafts))
		for i, d := range f.Drafts {
			names[i] = w.r.NodeName(d.Target)
		}
		f.Fix = "Attach the SCP below to " + phrase.Join(names, " and ") + ". It does not affect the exempt principals or the roles that set up accounts. Add the roles that deploy the exempt roles to both of its lists."
	}
	return f
}

// takeDetails returns what shows that an exemption can be taken: where, the calls,
// and what was tried.
func takeDetails(w *inspector, h *escalation.Hole, t *escalation.Take) []string {
	names := make([]string, 0, maxNames)
	for _, a := range t.Accounts[:min(maxNames, len(t.Accounts))] {
		names = append(names, w.accountName(a))
	}
	slices.SortFunc(names, model.CompareNames)
	where := phrase.Commas(names)
	if n := len(t.Accounts) - len(names); n > 0 {
		where += fmt.Sprintf(" and %d more", n)
	}
	lines := []string{fmt.Sprintf("Statement %d of %s exempts %s. An ordinary role can gain this exemption in %s: %s", t.Statement, h.Name, t.Who(), phrase.Count(len(t.Accounts), "account"), where)}
	for _, way := range t.Ways {
		who := t.Who()
		if t.Example != "" {
			who = t.Example
		}
		lines = append(lines, way.Text(who))
	}
	return lines
}
