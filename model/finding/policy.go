package finding

import (
	"fmt"
	"slices"

	"deputy/model/phrase"
	"deputy/model/scp"
)

// findProblems finds policies whose text has warnings, or errors, which leave
// it open what the policy does.
func findProblems(w *inspector) {
	for _, p := range w.customerPolicies() {
		d := w.document(p)
		if d == nil {
			continue
		}
		found := slices.DeleteFunc(slices.Clone(d.Problems), func(x scp.Problem) bool { return x.Code == scp.OverQuota })
		if len(found) == 0 {
			continue
		}
		f := Finding{
			Severity: SeverityLow, Title: p.Name + ": " + phrase.Count(len(found), "warning"), Evidence: found[0].Sentence,
			Place: Place{Policy: p.ID}, Sources: []string{pageSyntax},
			Fix: "Correct the text of the policy.",
		}
		if n := errorsIn(found); n > 0 {
			f.Severity, f.Title = SeverityHigh, p.Name+": "+phrase.Count(n, "error")
			first := slices.IndexFunc(found, func(x scp.Problem) bool { return x.Severity() == scp.Error })
			f.Evidence = "What it does cannot be told: " + found[first].Sentence
		}
		for _, x := range found {
			f.Details = append(f.Details, x.Severity().String()+" at character "+fmt.Sprint(x.Span.Start+1)+": "+x.Sentence)
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

// errorsIn counts the problems that are errors.
func errorsIn(found []scp.Problem) int {
	n := 0
	for _, x := range found {
		if x.Severity() == scp.Error {
			n++
		}
	}
	return n
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
