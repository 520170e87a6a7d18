package export

import (
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/access"
	"deputy/model/phrase"
)

// AccessReport returns service last accessed information about a node, or about a
// policy there: a row for each service, the one that was used last first, and those
// that nobody used at the end.
func AccessReport(r *model.Reading, id model.NodeID, policy model.PolicyID, now time.Time) *Document {
	report, status := r.AccessReport(id, policy)
	name := r.NodeName(id)
	if policy != "" {
		name = r.PolicyName(policy) + " at " + name
	}
	s := Section{Key: "services", Columns: []Column{
		{"namespace", "prefix"},
		{"service", "service"},
		{"lastAccessed", "last accessed"},
		{"ago", "ago"},
		{"accountId", "account ID"},
		{"account", "account"},
		{"region", "Region"},
		{"accounts", "accounts"},
	}}
	used := 0
	for _, a := range SortedAccess(report) {
		row := []any{a.Namespace, a.Name, nil, nil, nil, nil, nil, 0}
		if !a.Last.IsZero() {
			used++
			row = []any{a.Namespace, a.Name, a.Last, access.Ago(a.Last, now), string(a.Account()), r.NodeName(a.Account().Node()), string(a.Region), a.Accounts}
		}
		s.Rows = append(s.Rows, row)
	}
	if !report.Generated.IsZero() {
		s.Lines = append(s.Lines, AccessSummary(report, used))
	}
	s.Lines = append(s.Lines, accessNote)
	d := &Document{Name: "last-accessed-" + strings.ToLower(strings.ReplaceAll(name, " ", "-")), Title: "Services last accessed: " + name}
	d.Sections = []Section{s.noted(status)}
	return d
}

// accessNote says what the information is and what it is not.
const accessNote = "AWS counts every attempt, also a denied one, and knows services, not actions. A service that is not listed is one that SCPs allow nothing of."

// AccessSummary says how much of what SCPs allow was used.
func AccessSummary(report model.AccessReport, used int) string {
	if len(report.Services) == 0 {
		return "AWS lists no service: the SCPs in question allow none. For an SCP that only denies, ask about a root, OU or account that it is attached to."
	}
	return phrase.Count(used, "service") + " used of " + phrase.Thousands(len(report.Services)) + " that SCPs allow; report of " + phrase.DateTime(report.Generated) + "."
}

// SortedAccess returns the services of a report, the one that was used last first.
func SortedAccess(report model.AccessReport) []model.ServiceAccess {
	all := slices.Clone(report.Services)
	model.SortStable(all, func(a, b model.ServiceAccess) int {
		if c := b.Last.Compare(a.Last); c != 0 {
			return c
		}
		return strings.Compare(a.Namespace, b.Namespace)
	})
	return all
}
