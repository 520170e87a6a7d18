package finding

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
)

const (
	pageSyntax       = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html"
	pageControlTower = "https://docs.aws.amazon.com/controltower/latest/userguide/control-limitations.html"
)

// own gives the policies of the enabled types that the organization made, by
// type and name.
func (w *inspector) own() []*model.Policy {
	if w.made == nil {
		w.made = []*model.Policy{}
		for _, t := range w.types() {
			for _, p := range w.r.Policies(t) {
				if !p.AWSManaged && p.ID != t.Full() {
					w.made = append(w.made, p)
				}
			}
		}
	}
	return w.made
}

// text gives a policy's document, parsed; nil and noted if it is not here.
func (w *inspector) text(p *model.Policy) *scp.Document {
	d := w.r.Parsed(p.ID, p.Type)
	if d == nil {
		w.miss("the text of "+p.Name, w.r.Status(model.PartDocument, string(p.ID)))
	}
	return d
}

// problems finds policies whose text has errors, so that what they do cannot be
// told, or warnings.
func (w *inspector) problems() {
	for _, p := range w.own() {
		d := w.text(p)
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
		case w.controlTower(p):
			f.Severity, f.Fix = SeverityNote, "AWS Control Tower manages it; nothing is to be done."
		case w.loose(p) && f.Severity == SeverityHigh:
			f.Severity = SeverityMedium
		}
		w.add(f)
	}
}

func errorsIn(found []scp.Problem) int {
	n := 0
	for _, x := range found {
		if x.Severity() == scp.Error {
			n++
		}
	}
	return n
}

// near is from how many per cent of its quota on a document is near it.
const near = 90

// sizes finds documents near their size quota, and says what they would take
// without white space, which counts where a policy is not saved in the console.
func (w *inspector) sizes() {
	for _, p := range w.own() {
		most, _ := p.Type.Quota()
		d, _ := w.r.Document(p.ID)
		n := utf8.RuneCountInString(d.Text)
		if w.text(p) == nil || most == 0 || 100*n < near*most || w.controlTower(p) {
			continue
		}
		f := Finding{
			Severity: SeverityLow, Place: Place{Policy: p.ID}, Sources: []string{pageQuotas},
			Title:    fmt.Sprintf("%s takes %d %% of its size quota", p.Name, 100*n/most),
			Evidence: fmt.Sprintf("Its text has %d of %d characters.", n, most),
			Fix:      "Move statements into another policy, or shorten them.",
		}
		var compact bytes.Buffer
		if json.Compact(&compact, []byte(d.Text)) == nil {
			if least := utf8.RuneCount(compact.Bytes()); least < n {
				f.Fix = fmt.Sprintf("Without white space it would have %d characters.", least)
			}
		}
		w.add(f)
	}
}

// loose tells whether a policy is attached nowhere, for sure.
func (w *inspector) loose(p *model.Policy) bool {
	targets, status := w.targets(p)
	return len(targets) == 0 && status.Known()
}

// targets gives where a policy is attached. Once the attachments of a type are
// read, a policy without any is attached nowhere.
func (w *inspector) targets(p *model.Policy) ([]model.NodeID, model.Status) {
	targets, status := w.r.Targets(p.ID)
	if status.Progress == model.Unread {
		status = w.r.Status(model.PartTargets, string(p.Type))
	}
	return targets, status
}

// unattached finds policies that are attached nowhere. Control Tower attaches
// and detaches its own.
func (w *inspector) unattached() {
	for _, p := range w.own() {
		targets, status := w.targets(p)
		switch {
		case len(targets) > 0 || w.controlTower(p):
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

// guardrailName is the form of the names of Control Tower's SCPs.
var guardrailName = regexp.MustCompile(`^aws-guardrails-[A-Za-z0-9]{4,12}$`)

// controlTower tells whether a policy is a guardrail of AWS Control Tower: by
// its name, and by its text where that is here. AWS does not document the form;
// the guardrails spare Control Tower's own roles, or name their statements GR
// or CT and what they are for.
func (w *inspector) controlTower(p *model.Policy) bool {
	if p.Type != model.ServiceControlPolicy || !guardrailName.MatchString(p.Name) {
		return false
	}
	d := w.r.Parsed(p.ID, p.Type)
	if d == nil || strings.Contains(strings.ToLower(strings.ReplaceAll(d.Text, "-", "")), "controltower") {
		return true
	}
	return len(d.Statements) > 0 && !slices.ContainsFunc(d.Statements, func(s scp.Statement) bool {
		return !strings.HasPrefix(s.Sid.Value, "GR") && !strings.HasPrefix(s.Sid.Value, "CT")
	})
}

// guardrails tells which policies are AWS Control Tower's.
func (w *inspector) guardrails() {
	var names []string
	for _, p := range w.own() {
		switch {
		case w.controlTower(p):
			names = append(names, p.Name)
		case guardrailName.MatchString(p.Name):
			w.add(Finding{
				Severity: SeverityLow, Place: Place{Policy: p.ID}, Sources: []string{pageControlTower},
				Title:    p.Name + " is named like a guardrail of AWS Control Tower, and is none",
				Evidence: "Its text neither spares Control Tower's roles nor names its statements as Control Tower does.",
				Fix:      "Give it a name of its own.",
			})
		}
	}
	if len(names) > 0 {
		w.add(Finding{
			Severity: SeverityNote, Title: phrase.Count(len(names), "guardrail") + " managed by AWS Control Tower",
			Evidence: "Control Tower writes and attaches " + phrase.List(names, nameMost) + "; it takes back changes by hand.",
			Fix:      "Change them in Control Tower only.", Sources: []string{pageControlTower},
		})
	}
}
