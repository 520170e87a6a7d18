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
	used    []model.ServiceAccess // at the node, the latest first; nil until somebody asks
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
			return &Report{AccessReport: report, reading: r, node: id}
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
	Spared    []model.ServiceAccess // used last in a Region that is not meant
	Unused    []model.ServiceAccess // not used in the tracking period
	report    *Report
}

// Of returns what the report says of services.
func (p *Report) Of(services Services) Use { return p.Any([]Services{services}) }

// Any returns what the report says of the services that are in any of the sets.
func (p *Report) Any(sets []Services) Use {
	u := Use{report: p}
	for _, s := range p.Services {
		of := slices.DeleteFunc(slices.Clone(sets), func(set Services) bool { return !set.Has(s.Namespace) })
		if len(of) > 0 {
			u.add(s, slices.ContainsFunc(of, func(set Services) bool { return set.In(s.Region) }))
		}
	}
	latest := func(a, b model.ServiceAccess) int {
		return cmp.Or(b.Last.Compare(a.Last), cmp.Compare(a.Namespace, b.Namespace))
	}
	for _, list := range [][]model.ServiceAccess{u.Used, u.Spared, u.Elsewhere} {
		slices.SortFunc(list, latest)
	}
	return u
}

func (u *Use) add(s model.ServiceAccess, meant bool) {
	switch {
	case s.Last.IsZero():
		u.Unused = append(u.Unused, s)
	case !u.report.here(s):
		u.Elsewhere = append(u.Elsewhere, s)
	case !meant:
		u.Spared = append(u.Spared, s)
	default:
		u.Used = append(u.Used, s)
	}
}

// here reports whether the last use was at or below the node.
func (p *Report) here(s model.ServiceAccess) bool {
	return p.Own() || slices.ContainsFunc(p.reading.Path(s.Account().Node()), func(n *model.Node) bool { return n.ID == p.node })
}

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
	case len(u.Spared) > 0:
		return name + " used " + u.words(u.Spared, now, 1) + ", where this does not apply; the report has only the last use of each service."
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

// LastUse says when a service was used last, and where unless that is the node itself:
// "3 days ago in media-prod (us-east-1)". It is empty if it was not.
func (p *Report) LastUse(s model.ServiceAccess, now time.Time) string {
	if s.Last.IsZero() {
		return ""
	}
	text := Ago(s.Last, now)
	if a := s.Account(); a != "" && a.Node() != p.node {
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

// Latest returns the service of a set that was used last at the node; false if the
// report knows of none.
func (p *Report) Latest(services Services) (model.ServiceAccess, bool) {
	if p.used == nil {
		p.used = []model.ServiceAccess{}
		for _, s := range p.Services {
			if !s.Last.IsZero() && p.here(s) {
				p.used = append(p.used, s)
			}
		}
		slices.SortFunc(p.used, func(a, b model.ServiceAccess) int { return b.Last.Compare(a.Last) })
	}
	for _, s := range p.used {
		if services.In(s.Region) && services.Has(s.Namespace) {
			return s, true
		}
	}
	return model.ServiceAccess{}, false
}
