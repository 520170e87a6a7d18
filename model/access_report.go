package model

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// AccessReport is what AWS calls service last accessed information: when principals
// of a root, an OU or an account last tried to use each service that its SCPs allow.
// AWS counts every attempt, also one that was denied, and knows services, not
// actions. A report about a root or an OU leaves out the management account.
//
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateOrganizationsAccessReport.html
type AccessReport struct {
	Node      NodeID
	Policy    PolicyID  // only the services that this SCP allows; empty for all SCPs that apply to the node
	Generated time.Time // when AWS had finished the report
	Services  []ServiceAccess
}

// ServiceAccess is the last attempt to use a service.
type ServiceAccess struct {
	Namespace string    // the prefix of the service's actions, such as s3
	Name      string    // such as Amazon S3
	Last      time.Time // zero if nobody tried in the tracking period
	Region    Region
	Path      string // the entity path of the account that tried last
	Accounts  int    // that tried in the tracking period
}

// TrackingDays is for how many days AWS keeps last accessed information at least,
// where it does so for as long already.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
const TrackingDays = 400

// Account returns the account that tried last; empty for none.
func (a ServiceAccess) Account() AccountID {
	id := a.Path[strings.LastIndexByte(a.Path, '/')+1:]
	if !IsAccountID(id) {
		return ""
	}
	return AccountID(id)
}

// AccessReportFact is a report that was read.
type AccessReportFact struct{ Report AccessReport }

func (AccessReportFact) fact() {}

// WantAccessReport asks AWS to generate a report about the node at an entity path,
// and for the report. That takes AWS minutes, so nothing but a person's or a
// command's own word leads to it. Stop ends the waiting for one that was asked for.
type WantAccessReport struct {
	Node   NodeID
	Policy PolicyID
	Path   string // of Reading.EntityPath
	Stop   bool
}

// Priority is that of what is on the screen.
func (WantAccessReport) Priority() int { return 1 }

// AccessTarget returns the target of PartAccessReport for a node and a policy.
func AccessTarget(id NodeID, policy PolicyID) string {
	return strings.TrimSpace(string(id) + " " + string(policy))
}

// AccessReport returns the report about a node, or about a policy there, and how far
// it was read.
func (r *Reading) AccessReport(id NodeID, policy PolicyID) (AccessReport, Status) {
	target := AccessTarget(id, policy)
	return r.accessReports[target], r.Status(PartAccessReport, target)
}

// AccessReports returns all reports that were read, in a stable order.
func (r *Reading) AccessReports() []AccessReport {
	all := make([]AccessReport, 0, len(r.accessReports))
	for _, report := range r.accessReports {
		all = append(all, report)
	}
	slices.SortFunc(all, compareAccessReports)
	return all
}

func compareAccessReports(a, b AccessReport) int {
	return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Policy, b.Policy))
}

// EntityPath returns the path of a node as access reports take it, such as
// o-a1b2c3d4e5/r-f6g7/ou-f6g7-12345678/111122223333; empty while the way to the root
// is not known.
func (r *Reading) EntityPath(id NodeID) string {
	path := r.Path(id)
	if len(path) == 0 || path[0].Kind != KindRoot || r.Organization.ID == "" {
		return ""
	}
	parts := []string{r.Organization.ID}
	for _, n := range path {
		parts = append(parts, string(n.ID))
	}
	return strings.Join(parts, "/")
}

func (u update) applyAccessReport(f AccessReportFact) {
	f.Report.Services = slices.Clone(f.Report.Services)
	u.accessReports[AccessTarget(f.Report.Node, f.Report.Policy)] = f.Report
	u.touch(PartAccessReport)
}

// restoreAccessReports restores the reports, as long as this run has none of its own.
func (r restore) restoreAccessReports() {
	for _, report := range r.saved.AccessReports {
		target := AccessTarget(report.Node, report.Policy)
		if _, known := r.accessReports[target]; !known {
			r.Apply(AccessReportFact{report})
			r.markSavedAt(PartAccessReport, target, report.Generated)
		}
	}
}
