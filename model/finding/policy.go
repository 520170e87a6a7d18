package finding

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"deputy/model"
	"deputy/model/lint"
	"deputy/model/phrase"
)

// findProblems finds policies whose text has warnings, or errors, which leave
// it open what the policy does.
func findProblems(w *inspector) {
	findManagedTexts(w)
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

// findManagedTexts finds AWS-managed policies for which AWS has returned another text
// than it documents: until they are read, deputy uses the documented one.
func findManagedTexts(w *inspector) {
	for _, t := range model.Evaluated() {
		p := w.r.Policy(t.Full())
		if p == nil {
			continue
		}
		d, _ := w.r.Document(p.ID)
		if documented := model.DocumentedText(p.ID); sameJSON(d.Text, documented) {
			continue
		}
		w.add(Finding{
			Severity: SeverityNote, Place: Place{Policy: p.ID}, Sources: []string{evaluationPages[t]},
			Title:    p.Name + " is not as AWS documents it",
			Evidence: "AWS returned another text for this AWS-managed policy than its documentation shows. deputy uses the returned text.",
			Fix:      "Read the policy's document. If you did not expect the change, ask AWS Support.",
		})
	}
}

// sameJSON reports whether two texts are the same JSON, however they are laid out.
func sameJSON(a, b string) bool {
	var values [2]any
	for i, text := range []string{a, b} {
		if json.Unmarshal([]byte(text), &values[i]) != nil {
			return a == b
		}
	}
	return reflect.DeepEqual(values[0], values[1])
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
