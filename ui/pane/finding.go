package pane

import (
	"fmt"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/escalation"
	"deputy/model/finding"
	"deputy/model/lint"
	"deputy/model/phrase"
	"deputy/model/plan"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// inspected is the findings of the reading, kept until it changes.
type inspected struct {
	x    *finding.Inspection // nil until the first are known
	next *finding.Builder    // makes the next ones; nil while nothing does

	// What they were begun with.

	of      uint64
	in      *model.Reading
	at      time.Time
	surveys int // how often a survey of exemptions was finished before
}

// While facts arrive, an organization of more than inspectAtOnce nodes is
// inspected only every inspectEvery, because it takes a walk through the whole
// reading.
const (
	inspectAtOnce = 2000
	inspectEvery  = time.Second
)

// Inspection returns the findings, at another address whenever they were looked
// for again. Those of a large organization are the last that are known, nil if none
// are: InspectionJob looks for them again between keys.
func (e *Env) Inspection() *finding.Inspection {
	if e.Reading.NodeCount() <= inspectAtOnce {
		e.beginInspection()
		for e.inspected.next != nil {
			e.inspect()
		}
	}
	if e.inspected.in != e.Reading {
		return nil
	}
	return e.inspected.x
}

// beginInspection begins to look for findings if they are to be looked for again.
func (e *Env) beginInspection() {
	kept := &e.inspected
	of, due := e.inspectionDue()
	if !due || kept.next != nil && kept.in == e.Reading {
		return
	}
	var survey *escalation.Survey
	if e.survey.ready {
		survey = e.survey.result
	}
	if kept.in != e.Reading {
		kept.x = nil
	}
	*kept = inspected{kept.x, finding.NewBuilder(e.Reading, survey), of, e.Reading, e.Now, e.survey.runs}
}

// inspect looks for some findings, and reports whether more are to be looked for.
func (e *Env) inspect() (more bool) {
	kept := &e.inspected
	if kept.next.Next(); kept.next.Done() {
		kept.x, kept.next = kept.next.Inspection(), nil
	}
	return kept.next != nil
}

// inspectionDue reports whether the findings are to be looked for again, and for
// which generation of the reading.
func (e *Env) inspectionDue() (of uint64, due bool) {
	for _, p := range finding.Parts {
		of += e.Reading.Generation(p)
	}
	kept := &e.inspected
	age := e.Now.Sub(kept.at)
	return of, kept.x == nil || kept.in != e.Reading || kept.surveys != e.survey.runs ||
		of != kept.of && (kept.x.Nodes <= inspectAtOnce || age < 0 || age >= inspectEvery || !e.isReading())
}

// worst returns the gravest severity among the findings that say that something is
// wrong, and how many have it; 0 if there is none or they are not known yet.
func (e *Env) worst() (s finding.Severity, n int) {
	x := e.Inspection()
	if x == nil || x.Count() == 0 {
		return 0, 0
	}
	all := x.Findings // by severity
	for s = all[0].Severity; n < len(all) && all[n].Severity == s; {
		n++
	}
	return s, n
}

// delegationProgress returns how many delegable services have trusted access, and
// how many of these have a delegated administrator; 0 while that is not known.
func (e *Env) delegationProgress() (delegated, trusted int) {
	if x := e.Inspection(); x != nil && x.Certain {
		return x.Delegated, x.Trusted
	}
	return 0, 0
}

// InspectionJob looks for the findings of a large organization; nil if there is
// nothing to do.
func (e *Env) InspectionJob() kit.Job {
	if e.Reading.NodeCount() <= inspectAtOnce {
		return nil
	}
	if _, due := e.inspectionDue(); !due && e.inspected.next == nil {
		return nil
	}
	if job := e.lintJob(); job != nil {
		return job
	}
	return kit.ShortJob(func() {
		e.beginInspection()
		e.Spend(func() bool { return e.inspected.next != nil && e.inspect() })
	})
}

// linted is how far documents were read for the findings, which takes longer than all
// the rest of an inspection.
type linted struct {
	in   *model.Reading
	of   uint64 // generation of the documents
	left []*model.Policy
}

// lintJob returns the next job that looks for problems in some documents, which keep
// them; nil if all have been looked at.
func (e *Env) lintJob() kit.Job {
	l, of := &e.linted, e.Reading.Generation(model.PartDocument)
	if l.in != e.Reading || l.of != of {
		*l = linted{in: e.Reading, of: of}
		for _, t := range model.Evaluated() {
			l.left = append(l.left, e.Reading.Policies(t)...)
		}
	}
	if len(l.left) == 0 {
		return nil
	}
	return kit.ShortJob(func() {
		e.Spend(func() bool {
			if len(l.left) == 0 {
				return false
			}
			p := l.left[0]
			l.left = l.left[1:]
			if e.Reading.Policy(p.ID) == nil {
				return true // It is gone since.
			}
			if d := e.Reading.ParsedDocument(p.ID, p.Type); d != nil {
				lint.Check(d)
			}
			return true
		})
	})
}

// startSurvey begins to find out who can take the exemptions of policies, once the
// reading is no longer arriving. It is done in parts, between keys, however small
// the organization is.
func (e *Env) startSurvey() {
	accounts := e.Reading.PlacedAccounts()
	if accounts == 0 || e.isReading() {
		return
	}
	e.survey.start(e, fmt.Sprintf("%p", e.Reading), askedAtOnce+1+accounts, func() *escalation.Survey { return escalation.NewSurvey(e.Reading) },
		func(s *escalation.Survey) error {
			s.Next(e.Reading, 1)
			return nil
		})
}

// SurveyJob returns the next part of the survey of exemptions; nil if there is
// nothing to do.
func (e *Env) SurveyJob() kit.Job {
	e.startSurvey()
	return e.survey.job()
}

// isReading reports whether any part of the reading is arriving.
func (e *Env) isReading() bool {
	for _, k := range wholeReading {
		if s := e.Reading.Status(k.Part, k.Target); s.Progress == model.Waiting || s.Progress == model.Partial {
			return true
		}
	}
	return false
}

// severityMark returns the colour and the mark of a severity. Its word stands
// beside the mark.
func severityMark(t *theme.Theme, s finding.Severity) (theme.Meaning, string) {
	switch s {
	case finding.SeverityHigh:
		return theme.Danger, t.Marks.Alert
	case finding.SeverityMedium:
		return theme.Warning, t.Marks.Alert
	case finding.SeverityLow:
		return theme.Plain, t.Marks.Dot
	case finding.SeverityOpen:
		return theme.Muted, t.Marks.Unknown
	default:
		return theme.Muted, ""
	}
}

// doFinding carries out a command on a finding, wherever it is shown.
func doFinding(env *Env, f *finding.Finding, c kit.Command) kit.Intent {
	switch c {
	case kit.Open:
		return placeOfFinding(f).Intent()
	case kit.Delegate, kit.Undelegate:
		return PlanWanted{*f.Order}
	case kit.Copy:
		return copyPlace(env, f.Place)
	case kit.CopyText:
		return Copied{"the finding", findingText(env, f)}
	case kit.Console:
		return Browsed{"AWS's page about it", f.Sources[0]}
	case kit.Generate:
		return ReportWanted{}
	case kit.WhatIf:
		return ChangeAdded{model.Edits{Drafts: f.Drafts}, f.Drafts[0].Target}
	default:
		return nil
	}
}

// canFinding reports whether a command of doFinding is available.
func canFinding(env *Env, f *finding.Finding, c kit.Command) (ok bool, reason string) {
	switch {
	case f == nil:
		return false, ""
	case c == kit.Open && f.Place == finding.Place{}:
		return false, "This is about the whole organization: there is no single place to open."
	case c == kit.Delegate && f.Order == nil:
		return false, strings.TrimSpace("deputy has no plan for this. " + f.Fix)
	case c == kit.Undelegate:
		return f.Order != nil && f.Order.Direction == catalog.Remove, ""
	case c == kit.Copy:
		return f.Place != finding.Place{} && copyPlace(env, f.Place) != nil, ""
	case c == kit.Console:
		return len(f.Sources) > 0, ""
	case c == kit.WhatIf:
		return len(f.Drafts) > 0, ""
	case c == kit.Generate:
		return f.Generate && env.Reading.ByManagementAccount(), ""
	default:
		return c == kit.Open || c == kit.Delegate || c == kit.CopyText, ""
	}
}

// placeOfFinding returns the place that a finding is about.
func placeOfFinding(f *finding.Finding) Place {
	return Place{Node: f.Place.Node, Policy: f.Place.Policy, Service: f.Place.Service, Principal: f.Place.Principal}
}

// copyPlace copies what names a place in AWS.
func copyPlace(env *Env, p finding.Place) kit.Intent {
	switch s, ok := catalog.ByID(p.Service); {
	case p.Node != "":
		if n := env.Reading.Node(p.Node); n != nil {
			return doNode(env, n, kit.Copy)
		}
	case p.Policy != "":
		return doPolicy(env, p.Policy, kit.Copy)
	case p.Principal != "":
		return copiedName("the service principal", string(p.Principal))
	case ok:
		return copiedName("the service principal", string(s.Principals[0].Name))
	}
	return nil
}

// findingText returns a finding for a ticket.
func findingText(env *Env, f *finding.Finding) string {
	lines := append([]string{f.Title + " (" + f.Severity.String() + ", " + f.Code + ")", f.Evidence}, f.Details...)
	for _, p := range f.Powers {
		lines = append(lines, p.Name+" "+string(p.Account)+", "+phrase.CountOf(p.SCPs, "SCP applies", "SCPs apply"))
		for _, d := range p.Capabilities {
			lines = append(lines, "  "+d.Through+": "+d.What)
		}
	}
	if order := orderText(env, f); order != "" {
		lines = append(lines, "Plan: "+order)
	}
	lines = append(lines, f.Fix)
	if len(f.Drafts) > 0 {
		lines = append(lines, f.Drafts[0].Text)
	}
	lines = append(lines, f.Sources...)
	text := ""
	for _, l := range lines {
		if l != "" {
			text += l + "\n"
		}
	}
	return text
}

// orderText returns the title of the plan that fixes a finding; empty if there
// is none.
func orderText(env *Env, f *finding.Finding) string {
	switch {
	case f.Order == nil:
		return ""
	case Complete(*f.Order):
		return plan.New(env.Reading, *f.Order).Title
	default:
		s, _ := catalog.ByID(f.Order.Service)
		return "Choose an account and register it as delegated administrator of " + s.Name
	}
}

// orderShort returns the title of the plan in fewer words, for a row of a list.
func orderShort(env *Env, f *finding.Finding) string {
	preposition := " for "
	if f.Order != nil && f.Order.Direction == catalog.Remove {
		preposition = " from "
	}
	return strings.Replace(orderText(env, f), " as delegated administrator of ", preposition, 1)
}

// labelFinding returns what the keys do with a finding.
func labelFinding(c kit.Command) string {
	switch {
	case c == kit.Open:
		return "go there"
	case c == kit.Delegate:
		return "plan"
	case c == kit.Console:
		return "documentation"
	case c == kit.WhatIf:
		return "what if"
	default:
		return ""
	}
}
