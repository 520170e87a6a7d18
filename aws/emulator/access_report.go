package emulator

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/iam"
)

// looksUntilReport is how often a client is told that a report is in progress.
const looksUntilReport = 2

// mostReports is how many reports may be in progress at once; AWS does not say how
// many.
const mostReports = 5

// accessReport is a job that generates a report.
type accessReport struct {
	id      string
	node    *model.Node
	policy  model.PolicyID
	created time.Time
	looks   int
	ended   time.Time // zero while it is in progress
}

// WithAccess sets the function that returns which services the accounts used last,
// and when. It is asked for every report.
func WithAccess(access func(now time.Time) map[model.AccountID][]model.ServiceAccess) Option {
	return func(s *Server) { s.access = access }
}

// accessNow returns what each account used; without a function what the reports of
// the snapshot say of it.
func (s *Server) accessNow(now time.Time) map[model.AccountID][]model.ServiceAccess {
	if s.access != nil {
		return s.access(now)
	}
	used := map[model.AccountID][]model.ServiceAccess{}
	for _, r := range s.start.AccessReports {
		for _, a := range r.Services {
			if account := a.Account(); account != "" {
				used[account] = append(used[account], a)
			}
		}
	}
	return used
}

// The forms of the parameters.
var (
	entityPathForm   = regexp.MustCompile(`^o-[0-9a-z]{10,32}/r-[0-9a-z]{4,32}[0-9a-z\-/]*$`)
	reportPolicyForm = regexp.MustCompile(`^p-[0-9a-zA-Z_]{8,128}$`)
	reportSorts      = []string{"SERVICE_NAMESPACE_ASCENDING", "SERVICE_NAMESPACE_DESCENDING", "LAST_AUTHENTICATED_TIME_ASCENDING", "LAST_AUTHENTICATED_TIME_DESCENDING"}
)

func iamInvalid(message string) error { return &awsError{code: "ValidationError", message: message} }

// checkReporter returns the error for a caller that may not ask for reports.
func (c *call) checkReporter() error {
	if c.isManagement(c.x.caller.account) {
		return nil
	}
	return &awsError{status: 403, code: "AccessDenied", message: fmt.Sprintf("User: %s is not authorized to perform: iam:%s on resource: *", c.x.caller.arn, c.x.operation)}
}

// generateAccessReport starts a job.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateOrganizationsAccessReport.html
func generateAccessReport(c *call) (any, error) {
	path, policy := c.in.text["EntityPath"], model.PolicyID(c.in.text["OrganizationsPolicyId"])
	node := c.s.index.atPath(path)
	switch _, given := c.in.text["OrganizationsPolicyId"]; {
	case c.checkReporter() != nil:
		return nil, c.checkReporter()
	case len(path) < 19 || len(path) > 427 || !entityPathForm.MatchString(path):
		return nil, iamInvalid("The specified value for entityPath is invalid.")
	case node == nil:
		return nil, iamInvalid("There is no entity at the path " + path + ".")
	case given && (!reportPolicyForm.MatchString(string(policy)) || c.s.index.policies[policy] == nil && policy != model.ServiceControlPolicy.Full()):
		return nil, iamInvalid("The specified value for organizationsPolicyId is invalid.")
	}
	running := 0
	for _, r := range c.s.reports {
		if r.ended.IsZero() {
			running++
		}
	}
	if running >= mostReports {
		return nil, &awsError{status: 409, code: "ReportGenerationLimitExceeded", message: "The request failed because the maximum number of concurrent requests for this account are already running."}
	}
	r := &accessReport{id: fmt.Sprintf("de90%04x-0000-4000-8000-%012x", c.s.begins&0xffff, len(c.s.reports)), node: node, policy: policy, created: c.now}
	c.s.reports = append(c.s.reports, r)
	return struct {
		XMLName xml.Name `xml:"GenerateOrganizationsAccessReportResult"`
		JobID   string   `xml:"JobId"`
	}{JobID: r.id}, nil
}

// atPath returns the node at an entity path; nil if there is none.
func (w *orgIndex) atPath(path string) *model.Node {
	parts := strings.Split(path, "/")
	node := w.nodes[model.NodeID(parts[len(parts)-1])]
	if node == nil || w.entityPath(node) != path {
		return nil
	}
	return node
}

func (w *orgIndex) entityPath(n *model.Node) string {
	path := ""
	for _, up := range w.levels(n) {
		path = "/" + string(up.ID) + path
	}
	return w.Organization.ID + path
}

// levels returns a node and all above it, the root last.
func (w *orgIndex) levels(n *model.Node) (all []*model.Node) {
	for ; n != nil && len(all) < model.MaxDepth; n = w.nodes[n.Parent] {
		all = append(all, n)
	}
	return all
}

type (
	accessDetail struct {
		Name      string       `xml:"ServiceName"`
		Namespace string       `xml:"ServiceNamespace"`
		Region    model.Region `xml:"Region,omitempty"`
		Path      string       `xml:"EntityPath,omitempty"`
		Last      string       `xml:"LastAuthenticatedTime,omitempty"`
		Accounts  int          `xml:"TotalAuthenticatedEntities"`
		at        time.Time
	}
	accessAnswer struct {
		XMLName     xml.Name       `xml:"GetOrganizationsAccessReportResult"`
		Status      string         `xml:"JobStatus"`
		Created     string         `xml:"JobCreationDate"`
		Completed   string         `xml:"JobCompletionDate,omitempty"`
		Accessible  *int           `xml:"NumberOfServicesAccessible"`
		NotAccessed *int           `xml:"NumberOfServicesNotAccessed"`
		Details     []accessDetail `xml:"AccessDetails>member"`
		Truncated   bool           `xml:"IsTruncated"`
		Marker      string         `xml:"Marker,omitempty"`
		Error       *accessError   `xml:"ErrorDetails"`
	}
	accessError struct{ Message, Code string }
)

// getAccessReport says how far a job is, and returns the report once it is complete.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOrganizationsAccessReport.html
func getAccessReport(c *call) (any, error) {
	if err := c.checkReporter(); err != nil {
		return nil, err
	}
	id, sort := c.in.text["JobId"], cmp.Or(c.in.text["SortKey"], reportSorts[0])
	size, err := strconv.Atoi(cmp.Or(c.in.text["MaxItems"], "100"))
	switch {
	case len(id) != 36:
		return nil, iamInvalid("The specified value for jobId is invalid.")
	case err != nil || size < 1 || size > 1000:
		return nil, iamInvalid("The specified value for maxItems is invalid.")
	case !slices.Contains(reportSorts, sort):
		return nil, iamInvalid("The specified value for sortKey is invalid.")
	}
	i := slices.IndexFunc(c.s.reports, func(r *accessReport) bool { return r.id == id })
	if i < 0 {
		return nil, &awsError{status: 404, code: "NoSuchEntity", message: "There is no job with the ID " + id + "."}
	}
	r := c.s.reports[i]
	out := accessAnswer{Created: r.created.UTC().Format(time.RFC3339), Status: "IN_PROGRESS"}
	if r.looks++; r.looks <= looksUntilReport {
		return out, nil
	}
	if r.ended.IsZero() {
		r.ended = c.now
	}
	out.Completed = r.ended.UTC().Format(time.RFC3339)
	if !c.s.index.hasSCPs() {
		out.Status, out.Error = "FAILED", &accessError{"Service control policies are not enabled for the organization root.", "PolicyTypeNotEnabledException"}
		return out, nil
	}
	return c.completeReport(r, out, sort, size)
}

// completeReport adds a page of a report to the answer.
func (c *call) completeReport(r *accessReport, out accessAnswer, sort string, size int) (any, error) {
	all := c.accessDetails(r)
	model.SortStable(all, func(a, b accessDetail) int {
		by := cmp.Compare(a.Namespace, b.Namespace)
		if strings.HasPrefix(sort, "LAST") {
			by = a.at.Compare(b.at)
		}
		if strings.HasSuffix(sort, "DESCENDING") {
			by = -by
		}
		return by
	})
	idle := 0
	for i := range all {
		if all[i].Last == "" {
			idle++
		}
	}
	count := len(all)
	out.Status, out.Accessible, out.NotAccessed = "COMPLETED", &count, &idle
	marker, given := c.in.text["Marker"]
	delete(c.in.text, "Marker")
	var ok bool
	out.Details, out.Marker, ok = paged(pageRequest{token: marker, given: given, size: size, empty: c.s.faults.EmptyPages, scope: c.pageScope()}, all)
	out.Truncated = out.Marker != ""
	if !ok {
		return nil, iamInvalid("Invalid Marker.")
	}
	return out, nil
}

// accessDetails returns the services that SCPs allow at the node of a report, with
// what the accounts at and below it did.
func (c *call) accessDetails(r *accessReport) []accessDetail {
	used := c.usedBelow(r)
	var all []accessDetail
	for _, namespace := range iam.Services("", 1<<20) {
		if !c.allowsService(r, namespace) {
			continue
		}
		d := accessDetail{}
		if used[namespace] != nil {
			d = *used[namespace]
		}
		d.Name, d.Namespace = iam.ServiceName(namespace), namespace
		all = append(all, d)
	}
	return all
}

// usedBelow returns the last use of each service by the accounts that a report counts.
func (c *call) usedBelow(r *accessReport) map[string]*accessDetail {
	w := c.s.index
	used, now := map[string]*accessDetail{}, c.s.accessNow(c.now)
	for _, account := range slices.Sorted(maps.Keys(now)) {
		n := w.account(account)
		if n == nil || !slices.Contains(w.levels(n), r.node) || c.isManagement(account) && n != r.node || !w.applies(r.policy, n) {
			continue
		}
		counted := map[string]bool{}
		for _, s := range now[account] {
			if used[s.Namespace] == nil {
				used[s.Namespace] = &accessDetail{}
			}
			used[s.Namespace].add(s, w.entityPath(n), !counted[s.Namespace])
			counted[s.Namespace] = true
		}
	}
	return used
}

// add counts a use, by an account that was not counted yet if first.
func (d *accessDetail) add(s model.ServiceAccess, path string, first bool) {
	if first {
		d.Accounts++
	}
	if s.Last.After(d.at) {
		d.at, d.Last, d.Region, d.Path = s.Last, s.Last.UTC().Format(time.RFC3339), s.Region, path
	}
}

// applies reports whether a policy is attached to an account or above it; any policy
// does if none is given.
func (w *orgIndex) applies(policy model.PolicyID, n *model.Node) bool {
	return policy == "" || slices.ContainsFunc(w.levels(n), func(up *model.Node) bool {
		return slices.ContainsFunc(w.attached[up.ID], func(p *model.Policy) bool { return p.ID == policy })
	})
}

func (w *orgIndex) hasSCPs() bool {
	return slices.ContainsFunc(w.Roots, func(n model.Node) bool {
		return slices.ContainsFunc(n.PolicyTypes, func(t model.PolicyTypeStatus) bool {
			return t.Type == model.ServiceControlPolicy && t.Status == "ENABLED"
		})
	})
}

// allowsService reports whether SCPs leave any use of a service: on each level one
// must allow something of it, and none deny all of it always. The management account
// may use everything.
func (c *call) allowsService(r *accessReport, namespace string) bool {
	w := c.s.index
	if c.isManagement(r.node.Account()) {
		return true
	}
	if r.policy != "" {
		allows, denies := scpOn(w.Documents[r.policy].Text, namespace)
		return allows && !denies
	}
	for _, n := range w.levels(r.node) {
		allowed := false
		for _, p := range w.attached[n.ID] {
			if p.Type != model.ServiceControlPolicy {
				continue
			}
			allows, denies := scpOn(w.Documents[p.ID].Text, namespace)
			if denies {
				return false
			}
			allowed = allowed || allows
		}
		if !allowed {
			return false
		}
	}
	return true
}

// scpOn says whether a policy allows something of a service, and whether it denies
// all of it always.
func scpOn(text, namespace string) (allows, denies bool) {
	var policy struct{ Statement json.RawMessage }
	if json.Unmarshal([]byte(text), &policy) != nil {
		return false, false
	}
	type statement struct {
		Effect            string
		Action, NotAction any
		Resource          any
		Condition         any
	}
	var all []statement
	if json.Unmarshal(policy.Statement, &all) != nil {
		all = make([]statement, 1)
		if json.Unmarshal(policy.Statement, &all[0]) != nil {
			return false, false
		}
	}
	for _, s := range all {
		switch some, whole := patternsOn(s.Action, namespace); {
		case s.Effect == "Allow" && s.Action != nil:
			allows = allows || some
		case s.Effect == "Allow":
			_, none := patternsOn(s.NotAction, namespace)
			allows = allows || !none
		case s.Condition != nil || !slices.Contains(texts(s.Resource), "*"):
		case s.Action != nil:
			denies = denies || whole
		default:
			spared, _ := patternsOn(s.NotAction, namespace)
			denies = denies || !spared
		}
	}
	return allows, denies
}

// patternsOn says whether patterns of actions have some of a service, and all of it.
func patternsOn(patterns any, namespace string) (some, whole bool) {
	for _, p := range texts(patterns) {
		service, action, _ := strings.Cut(strings.ToLower(p), ":")
		some = some || service == "*" || service == namespace
		whole = whole || p == "*" || service == namespace && action == "*"
	}
	return some, whole
}

// texts returns a text, or a list of them, as a list.
func texts(v any) (all []string) {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		for _, x := range v {
			if text, ok := x.(string); ok {
				all = append(all, text)
			}
		}
	}
	return all
}
