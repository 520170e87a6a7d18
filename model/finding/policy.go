package finding

import (
	"fmt"
	"slices"

	"deputy/model/lint"
	"deputy/model/phrase"
)

// findProblems finds policies whose text has warnings, or errors, which leave
// it open what the policy does.
func findProblems(w *inspector) {
	for _, p := range w.customerPolicies() {
		d := w.document(p)
		if d == nil {
			continue
		}
		found := slices.DeleteFunc(lint.Check(d), func(x lint.Problem) bool { return x.Severity == lint.Hint || x.Rule.ID == lint.Size })
		if len(found) == 0 {
			continue
		}
		f := Finding{
			Severity: SeverityLow, Title: p.Name + ": " + phrase.Count(len(found), "problem"), Place: Place{Policy: p.ID},
			Fix: "Correct the text of the policy.",
		}
		first := max(0, slices.IndexFunc(found, func(x lint.Problem) bool { return x.Severity == lint.Error }))
		f.Evidence, f.Sources = found[first].Sentence, []string{found[first].Rule.Page}
		if fix := found[first].Fix; fix != "" {
			f.Fix = fix
		}
		if d.Broken() {
			n, _, _ := lint.Count(found)
			f.Severity, f.Title = SeverityHigh, p.Name+": "+phrase.Count(n, "error")
			f.Evidence = "What it does cannot be told: " + f.Evidence
		}
		lines := lint.NewLines(d.Text)
		for i := range found {
			line, column := lines.At(found[i].Span.Start)
			f.Details = append(f.Details, fmt.Sprintf("%s at line %d, column %d: %s", found[i].Severity, line, column, found[i].Text()))
		}
		switch {
		case w.isGuardrail(p):
			f.Severity, f.Fix = SeverityNote, "AWS Control Tower manages it; nothing is to be done."
		case w.isUnattached(p) && f.Severity == SeverityHigh:
			f.Severity = SeverityMedium
		}
		w.add(f)
	}
}

// findUnattached finds policies that are not attached to anything. Control
// Tower attaches and detaches its own.
func findUnattached(w *inspector) {
	for _, p := range w.customerPolicies() {
		targets, status := w.attachedTo(p)
		switch {
		case len(targets) > 0 || w.isGuardrail(p):
		case !status.Known():
			w.miss("where "+p.Name+" is attached", status)
		default:
			f := Finding{
				Severity: SeverityLow, Title: p.Name + " is attached nowhere", Place: Place{Policy: p.ID}, Sources: []string{pageSCPs},
				Evidence: "No root, unit or account has this " + p.Type.Abbreviation() + ", so it binds nothing.",
				Fix:      "Attach it where it is meant to bind, or delete it.",
			}
			if p.Description != "" {
				f.Details = []string{"Its description: " + p.Description}
			}
			w.add(f)
		}
	}
}
