package pane

import (
	"fmt"
	"slices"

	"deputy/model"
	"deputy/model/access"
	"deputy/model/phrase"
	"deputy/model/plain"
	"deputy/model/scp"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// servicesOf returns the services that a restriction is about, in the Regions where it
// applies; false if it is about certain principals alone, of which reports say nothing.
func servicesOf(r *model.Reading, x *plain.Restriction) (access.Services, bool) {
	var statements []*scp.Statement
	named := 0
	for i := range x.Sources {
		d := r.ParsedDocument(x.Sources[i].Policy, model.ServiceControlPolicy)
		if at := x.Sources[i].Index - 1; x.Kind == plain.Forbidden && d != nil && at >= 0 && at < len(d.Statements) {
			statements = append(statements, &d.Statements[at])
			if access.NamesPrincipals(&d.Statements[at]) {
				named++
			}
		}
	}
	return access.ServicesOf(x.Actions, x.Except).Within(statements...), named == 0 || named < len(statements)
}

// useLine returns the line below a restriction of a node that says which of its
// services was used last; empty if none was, or no report was read.
func (l *policyLevels) useLine(r *plain.Restriction) string {
	if l.report == nil || r.Broader != nil {
		return ""
	}
	services, anybody := servicesOf(l.env.Reading, r)
	s, ok := l.report.Latest(services)
	if !ok || !anybody {
		return ""
	}
	return l.env.Theme.Marks.Dot + " used " + l.report.LastUse(s, l.env.Now) + ": " + access.ServiceLabel(s)
}

// useSentence says of an unfolded restriction whether its services were used; empty
// without a report.
func (l *policyLevels) useSentence(r *plain.Restriction) string {
	if l.report == nil {
		return ""
	}
	services, anybody := servicesOf(l.env.Reading, r)
	if !anybody {
		return "AWS's report does not say whether these principals used a service."
	}
	use := l.report.Of(services)
	return use.Sentence(l.env.Now, 3)
}

// whatIfUses is how many services a what-if names that would be denied and were used.
const whatIfUses = 6

// useSection says whether the services that the changes newly deny were used at the
// node, or how to find out.
func (p *WhatIf) useSection(then *model.Reading, all []plain.Comparison, about model.NodeID) kit.Section {
	var s kit.Section
	var denied []access.Services
	for i := range all {
		if all[i].Type != model.ServiceControlPolicy {
			continue // RCPs are about resources, whoever uses them
		}
		for _, r := range decisive(all[i].OnlyB) {
			if services, anybody := servicesOf(then, r); anybody {
				denied = append(denied, services)
			}
		}
	}
	report := access.ReportOn(p.env.Reading, about)
	switch {
	case len(denied) == 0:
		return s
	case report == nil:
		s.Whole = []kit.Cell{{Meaning: theme.Muted, Text: "Press " + p.env.Key("last-accessed") + " to ask AWS whether these services were used here."}}
		return s
	}
	use := report.Any(denied)
	s.Title = "Used lately, of what is newly denied"
	for _, a := range use.Used[:min(whatIfUses, len(use.Used))] {
		s.Whole = append(s.Whole, kit.Cell{
			Mark: p.env.Theme.Marks.Gap, Marked: theme.Warning, Text: access.ServiceLabel(a) + ", " + report.LastUse(a, p.env.Now), Aside: a.Namespace,
		})
	}
	if rest := len(use.Used) - whatIfUses; rest > 0 {
		s.Whole = append(s.Whole, kit.Cell{Meaning: theme.Muted, Text: "and " + phrase.Count(rest, "other service")})
	}
	if len(use.Used) == 0 {
		s.Whole = append(s.Whole, kit.Cell{Text: use.Sentence(p.env.Now, 1)})
	} else if n := len(use.Unused); n > 0 {
		s.Whole = append(s.Whole, kit.Cell{Meaning: theme.Muted, Text: fmt.Sprintf("%s not used in the last %d days", phrase.Count(n, "further service"), model.TrackingDays)})
	}
	s.Whole = append(s.Whole, kit.Cell{Meaning: theme.Muted, Text: "AWS knows services, not actions; report about " + p.env.nodeName(report.Node) + " of " + phrase.DateTime(report.Generated)})
	return s
}

// delegationUses returns whether the account of delegations used what it administers; nil if
// no report says so of any.
func delegationUses(r *model.Reading, ds []model.Delegation) []access.DelegationUse {
	uses, known := make([]access.DelegationUse, len(ds)), false
	for i, d := range ds {
		uses[i] = access.UseOfDelegation(r, d)
		known = known || uses[i].Known
	}
	if !known {
		return nil
	}
	return uses
}

// delegationUseWords says when an account used the service that it administers.
func delegationUseWords(env *Env, d access.DelegationUse) (theme.Meaning, string) {
	switch {
	case !d.Known:
		return theme.Muted, ""
	case d.Never():
		return theme.Warning, env.Theme.Marks.Gap + " never"
	default:
		return theme.Plain, access.Ago(d.Last.Last, env.Now)
	}
}

// policyUse is what reports say of the services that a policy denies, kept until
// something of it changes.
type policyUse struct {
	policy model.PolicyID
	of     uint64
	lines  []string
}

// mostTargets is of how many nodes a policy's page looks for reports.
const mostTargets = 500

// useLines says of each node that an SCP is attached to, and about which a report was
// read, whether services that the SCP denies were used there.
func (d *Document) useLines() []string {
	r := d.env.Reading
	policy := r.Policy(d.on)
	if policy == nil || policy.Type != model.ServiceControlPolicy || len(r.AccessReports()) == 0 {
		return nil
	}
	of := d.env.policyGeneration() + r.Generation(model.PartAccessReport)
	if d.use.policy == d.on && d.use.of == of {
		return d.use.lines
	}
	d.use = policyUse{policy: d.on, of: of}
	denied := deniedBy(r.ParsedDocument(d.on, policy.Type))
	if len(denied) == 0 {
		return nil
	}
	targets, _ := targetsOf(r, policy)
	for _, t := range targets[:min(len(targets), mostTargets)] {
		if report := access.ReportOn(r, t); report != nil && len(d.use.lines) < attachedMost {
			use := report.Any(denied)
			d.use.lines = append(d.use.lines, use.Sentence(d.env.Now, 2))
		}
	}
	return d.use.lines
}

// deniedBy returns the services that the Deny statements of a document are about.
func deniedBy(d *scp.Document) []access.Services {
	if d == nil {
		return nil
	}
	var all []access.Services
	for i := range d.Statements {
		s := &d.Statements[i]
		if s.Effect != scp.Deny || s.Broken || access.NamesPrincipals(s) {
			continue
		}
		all = append(all, access.DeniedBy(s))
	}
	return slices.Clip(all)
}
