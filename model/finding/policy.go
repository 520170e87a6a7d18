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
			Fix: "Correct the policy's document.",
		}
		first := max(0, slices.IndexFunc(found, func(x lint.Problem) bool { return x.Severity == lint.Error }))
		f.Evidence, f.Sources = found[first].Sentence, []string{found[first].Rule.Page}
		if fix := found[first].Fix; fix != "" {
			f.Fix = fix
		}
		if d.Broken() {
			n, _, _ := lint.Count(found)
			f.Severity, f.Title = SeverityHigh, p.Name+": "+phrase.Count(n, "error")
			f.Evidence = "deputy cannot tell what this policy does: " + f.Evidence
		}
		lines := lint.NewLines(d.Text)
		for i := range found {
			line, column := lines.At(found[i].Span.Start)
			f.Details = append(f.Details, fmt.Sprintf("%s at line %d, column %d: %s", found[i].Severity, line, column, found[i].Text()))
		}
		switch {
		case w.isGuardrail(p):
			f.Severity, f.Fix = SeverityNote, "AWS Control Tower manages this policy: you need not do anything."
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
				Severity: SeverityLow, Title: p.Name + " is not attached", Place: Place{Policy: p.ID}, Sources: []string{pageSCPs},
				Evidence: "This " + p.Type.Abbreviation() + " is not attached to any root, OU or account, so it has no effect.",
				Fix:      "Attach it where it should apply, or delete it.",
			}
			if p.Description != "" {
				f.Details = []string{"Its description: " + p.Description}
			}
			w.add(f)
		}
	}
}
