package access

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/phrase"
)

// Report is the report that says most about a node: its own, or that of the nearest
// node above it.
type Report struct {
	model.AccessReport
	reading *model.Reading
	node    model.NodeID
}

// ReportOn returns what was read about a node; nil if nothing was. Reports leave out
// the management account unless they are about it alone.
func ReportOn(r *model.Reading, id model.NodeID) *Report {
	path := r.Path(id)
	if len(path) == 0 {
		return nil
	}
	for _, n := range slices.Backward(path) {
		report, _ := r.AccessReport(n.ID, "")
		if !report.Generated.IsZero() {
			return &Report{report, r, id}
		}
		if n.Account() != "" && n.Account() == r.Organization.Management {
			return nil
		}
	}
	return nil
}

// Own reports whether the report is about the node itself.
func (p *Report) Own() bool { return p.Node == p.node }

// Use is what a report says of a set of services at a node.
type Use struct {
	Used      []model.ServiceAccess // used at the node, the latest first
	Elsewhere []model.ServiceAccess // used below the node that the report is about, and perhaps at the node
	Unused    []model.ServiceAccess // not used in the tracking period
	report    *Report
}

// Of returns what the report says of services.
func (p *Report) Of(services Services) Use {
	u := Use{report: p}
	for _, s := range p.Services {
		switch {
		case !services.Has(s.Namespace):
		case s.Last.IsZero():
			u.Unused = append(u.Unused, s)
		case p.here(s):
			u.Used = append(u.Used, s)
		default:
			u.Elsewhere = append(u.Elsewhere, s)
		}
	}
	latest := func(a, b model.ServiceAccess) int {
		return cmp.Or(b.Last.Compare(a.Last), cmp.Compare(a.Namespace, b.Namespace))
	}
	slices.SortFunc(u.Used, latest)
	slices.SortFunc(u.Elsewhere, latest)
	return u
}

// here reports whether the last use was at or below the node.
func (p *Report) here(s model.ServiceAccess) bool {
	return p.Own() || slices.ContainsFunc(p.reading.Path(s.Account().Node()), func(n *model.Node) bool { return n.ID == p.node })
}

// Listed reports whether the report has any of the services.
func (u *Use) Listed() bool { return len(u.Used)+len(u.Elsewhere)+len(u.Unused) > 0 }

// Sentence says whether services were used at a node, such as "Prod used Amazon S3 3
// days ago in media-prod (us-east-1).", with at most so many of them.
func (u *Use) Sentence(now time.Time, most int) string {
	name := u.report.reading.NodeName(u.report.node)
	switch above := u.report.reading.NodeName(u.report.Node); {
	case len(u.Used) > 0:
		text := name + " used " + u.words(u.Used, now, most)
		if rest := len(u.Used) - most; rest > 0 {
			text += ", and " + phrase.CountOf(rest, "other service", "other services") + " that this denies"
		}
		return text + "."
	case len(u.Elsewhere) > 0:
		return above + " used " + u.words(u.Elsewhere, now, 1) + "; whether " + name + " did, its report does not say."
	case len(u.Unused) == 1:
		return fmt.Sprintf("%s has not used %s in the last %d days.", name, ServiceLabel(u.Unused[0]), model.TrackingDays)
	case len(u.Unused) > 1:
		return fmt.Sprintf("%s has used none of the %d services that this denies in the last %d days.", name, len(u.Unused), model.TrackingDays)
	default:
		return "AWS's report about " + above + " does not list these services: SCPs deny them altogether, or AWS does not track them."
	}
}

// words lists the first services, each with its last use.
func (u *Use) words(services []model.ServiceAccess, now time.Time, most int) string {
	var all []string
	for _, s := range services[:min(most, len(services))] {
		all = append(all, ServiceLabel(s)+" "+u.report.LastUse(s, now))
	}
	return strings.Join(all, ", ")
}

// LastUse says when a service was used last, and where: "3 days ago in media-prod
// (us-east-1)". It is empty if it was not.
func (p *Report) LastUse(s model.ServiceAccess, now time.Time) string {
	if s.Last.IsZero() {
		return ""
	}
	text := Ago(s.Last, now)
	if a := s.Account(); a != "" && a.Node() != p.Node {
		text += " in " + p.reading.NodeName(a.Node())
	}
	if s.Region != "" {
		text += " (" + string(s.Region) + ")"
	}
	return text
}

// ServiceLabel returns what a service is called.
func ServiceLabel(s model.ServiceAccess) string { return cmp.Or(s.Name, s.Namespace) }

// Ago returns how many days ago something was, in UTC: "today", "yesterday", "3 days
// ago".
func Ago(at, now time.Time) string {
	day := func(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
	switch days := int(day(now).Sub(day(at)).Hours() / 24); {
	case days <= 0:
		return "today"
	case days == 1:
		return "yesterday"
	default:
		return phrase.Count(days, "day") + " ago"
	}
}
