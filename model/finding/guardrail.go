package finding

import (
	"regexp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
)

// guardrailName matches the names of the SCPs that AWS Control Tower makes.
var guardrailName = regexp.MustCompile(`^aws-guardrails-[A-Za-z0-9]{4,12}$`)

// isGuardrail reports whether a policy is a guardrail of AWS Control Tower, by
// its name and, once it is read, by its text. AWS does not document the form.
// The guardrails exempt Control Tower's own roles, or the Sids of their
// statements begin with GR or CT.
func (w *inspector) isGuardrail(p *model.Policy) bool {
	if p.Type != model.ServiceControlPolicy || !guardrailName.MatchString(p.Name) {
		return false
	}
	d := w.r.ParsedDocument(p.ID, p.Type)
	if d == nil || strings.Contains(strings.ToLower(strings.ReplaceAll(d.Text, "-", "")), "controltower") {
		return true
	}
	return len(d.Statements) > 0 && !slices.ContainsFunc(d.Statements, func(s scp.Statement) bool {
		return !strings.HasPrefix(s.Sid.Value, "GR") && !strings.HasPrefix(s.Sid.Value, "CT")
	})
}

// findGuardrails finds the policies that AWS Control Tower manages, and those
// that are only named like them.
func findGuardrails(w *inspector) {
	var names []string
	for _, p := range w.customerPolicies() {
		switch {
		case w.isGuardrail(p):
			names = append(names, p.Name)
		case guardrailName.MatchString(p.Name):
			w.add(Finding{
				Severity: SeverityLow, Place: Place{Policy: p.ID}, Sources: []string{pageControlTower},
				Title:    p.Name + " has a name like those of AWS Control Tower, which does not manage it",
				Evidence: "Its document neither exempts Control Tower's roles nor has statement IDs like those of Control Tower.",
				Fix:      "Rename it.",
			})
		}
	}
	if len(names) > 0 {
		w.add(Finding{
			Severity: SeverityNote, Title: phrase.Count(len(names), "SCP") + " managed by AWS Control Tower",
			Evidence: "Control Tower creates and attaches " + phrase.List(names, maxNames) + ". It reverts changes that you make yourself.",
			Fix:      "Change them only in Control Tower.", Sources: []string{pageControlTower},
		})
	}
}
