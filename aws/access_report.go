package aws

import (
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"strings"
	"sync"
	"time"

	"deputy/aws/rawcall"
	"deputy/model"
	"deputy/model/catalog"
)

// The operations that make AWS generate service last accessed information, and read it.
const (
	generateReport = "iam:GenerateOrganizationsAccessReport"
	getReport      = "iam:GetOrganizationsAccessReport"
)

// optional returns parameters by their names, each of which may be left out.
func optional(names ...string) (all []catalog.Input) {
	for _, name := range names {
		all = append(all, catalog.Input{Name: name, Wire: name, Value: catalog.InputFixed, Optional: true})
	}
	return all
}

// The calls. Only the management account may make them.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateOrganizationsAccessReport.html
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOrganizationsAccessReport.html
var (
	generateReportCall = iamCall("GenerateOrganizationsAccessReport", optional("EntityPath", "OrganizationsPolicyId")...)
	getReportCall      = iamCall("GetOrganizationsAccessReport", optional("JobId", "MaxItems", "Marker")...)
)

// How deputy asks whether AWS has finished a report: soon at first, then less and
// less often, and not for ever.
const (
	firstLook   = time.Second
	longestLook = 20 * time.Second
	mostLooks   = 30 * time.Minute
)

// reportPage is the largest page of a report.
const reportPage = "1000"

// accessReports are the reports that a run is waiting for. AWS generates them one
// after the other: how many at once it does not say, only that there is a limit.
type accessReports struct {
	mu  sync.Mutex
	end map[string]context.CancelFunc // by model.AccessTarget
	one chan struct{}                 // has room for the one that AWS generates
}

// takeAccessReport starts the job that reads a report, or stops it. One that is on its
// way is not asked for again.
func (r *run) takeAccessReport(w model.WantAccessReport, read func(job)) {
	target := model.AccessTarget(w.Node, w.Policy)
	r.reports.mu.Lock()
	defer r.reports.mu.Unlock()
	if w.Stop {
		if end := r.reports.end[target]; end != nil {
			end()
		}
		return
	}
	if r.reports.end[target] != nil {
		return
	}
	if r.reports.end == nil {
		r.reports.end, r.reports.one = map[string]context.CancelFunc{}, make(chan struct{}, 1)
	}
	ctx, cancel := context.WithCancel(r.ctx)
	r.reports.end[target] = cancel
	r.jobs.Go(func() {
		defer func() {
			cancel()
			r.reports.mu.Lock()
			defer r.reports.mu.Unlock()
			delete(r.reports.end, target)
		}()
		r.runJob(job{run: r, wait: ctx, priority: w.Priority()}, read)
	})
}

// readAccessReport makes AWS generate a report, waits for it and reads it.
func (r *run) readAccessReport(j job, w model.WantAccessReport) {
	target := model.AccessTarget(w.Node, w.Policy)
	r.reportProgress(model.PartAccessReport, target, model.Waiting)
	select {
	case r.reports.one <- struct{}{}:
		defer func() { <-r.reports.one }()
	case <-j.wait.Done():
		r.reportProgress(model.PartAccessReport, target, model.Unread)
		return
	}
	_, partition := r.identity.regionsAccount()
	m := reportMaker{job: j.in(listRootFeatures.GlobalRegion(partition)), want: w, target: target, began: time.Now()}
	report, f := m.make()
	if f == nil {
		r.emit(model.AccessReportFact{Report: report})
	}
	r.reportEnd(model.PartAccessReport, target, f)
}

// reportMaker reads one report.
type reportMaker struct {
	job
	want   model.WantAccessReport
	target string
	began  time.Time
}

func (m *reportMaker) make() (model.AccessReport, *model.Failure) {
	none := model.AccessReport{}
	id, f := m.generate()
	if f != nil {
		return none, f
	}
	for {
		got, f := m.get(id, catalog.Parameters{{Name: "MaxItems", Value: "1"}})
		switch {
		case f != nil:
			return none, f
		case got.Status == "COMPLETED":
			return m.read(id)
		case got.Status == "FAILED":
			return none, m.failed(got)
		case got.Status != "IN_PROGRESS":
			return none, incomplete(getReport, m.target, "JobStatus")
		}
		if f := m.wait(); f != nil {
			return none, f
		}
	}
}

// wait waits before the next look: the longer, the longer AWS has needed so far.
func (m *reportMaker) wait() *model.Failure {
	took := time.Since(m.began)
	if took >= mostLooks {
		return &model.Failure{
			Kind: model.FailureService, Operation: getReport, Target: m.target,
			Cause: fmt.Sprintf("AWS has not finished the report after %d minutes", int(took.Minutes())), Fix: "Ask for it again later",
		}
	}
	m.run.emit(model.StatusFact{Part: model.PartAccessReport, Target: m.target, Status: model.Status{Progress: model.Partial, Done: int(took.Seconds())}})
	select {
	case <-time.After(min(longestLook, max(firstLook, took/2))):
		return nil
	case <-m.job.wait.Done():
		return &model.Failure{Kind: model.FailureCancelled, Operation: getReport, Target: m.target, Cause: "cancelled"}
	}
}

// generate starts the job at AWS, and returns its ID. While AWS generates as many
// reports as it can, for others, it waits.
func (m *reportMaker) generate() (string, *model.Failure) {
	values := catalog.Parameters{{Name: "EntityPath", Value: m.want.Path}}
	if m.want.Policy != "" {
		values = append(values, catalog.Parameter{Name: "OrganizationsPolicyId", Value: string(m.want.Policy)})
	}
	for {
		if m.job.wait.Err() != nil {
			return "", &model.Failure{Kind: model.FailureCancelled, Operation: generateReport, Target: m.target, Cause: "cancelled"}
		}
		got, f := call(m.job, generateReport, m.target, func(ctx context.Context, s *session) (rawcall.Answer, error) {
			return rawcall.Send(ctx, s.in(m.region), generateReportCall, values)
		})
		if f != nil && f.Code == "ReportGenerationLimitExceeded" {
			if f := m.wait(); f != nil {
				return "", f
			}
			continue
		}
		if f != nil {
			return "", f
		}
		if id := got.Members["GenerateOrganizationsAccessReportResult.JobId"]; id != "" {
			return id, nil
		}
		return "", incomplete(generateReport, m.target, "JobId")
	}
}

// gotReport is an answer of GetOrganizationsAccessReport.
type gotReport struct {
	Status    string `xml:"GetOrganizationsAccessReportResult>JobStatus"`
	Completed string `xml:"GetOrganizationsAccessReportResult>JobCompletionDate"`
	Truncated bool   `xml:"GetOrganizationsAccessReportResult>IsTruncated"`
	Marker    string `xml:"GetOrganizationsAccessReportResult>Marker"`
	Code      string `xml:"GetOrganizationsAccessReportResult>ErrorDetails>Code"`
	Message   string `xml:"GetOrganizationsAccessReportResult>ErrorDetails>Message"`
	Details   []struct {
		Name      string       `xml:"ServiceName"`
		Namespace string       `xml:"ServiceNamespace"`
		Region    model.Region `xml:"Region"`
		Path      string       `xml:"EntityPath"`
		Last      string       `xml:"LastAuthenticatedTime"`
		Accounts  int          `xml:"TotalAuthenticatedEntities"`
	} `xml:"GetOrganizationsAccessReportResult>AccessDetails>member"`
}

// ask makes the call once.
func (m *reportMaker) ask(ctx context.Context, s *session, values catalog.Parameters) (out gotReport, err error) {
	answer, err := rawcall.Send(ctx, s.in(m.region), getReportCall, values)
	if err != nil {
		return out, err
	}
	if xml.Unmarshal(answer.Text, &out) != nil || out.Status == "" {
		return out, &rawcall.Foreign{Lacks: "JobStatus"}
	}
	return out, nil
}

func (m *reportMaker) get(id string, values catalog.Parameters) (gotReport, *model.Failure) {
	values = append(catalog.Parameters{{Name: "JobId", Value: id}}, values...)
	return call(m.job, getReport, m.target, func(ctx context.Context, s *session) (gotReport, error) { return m.ask(ctx, s, values) })
}

// read reads the pages of a report that AWS has finished.
func (m *reportMaker) read(id string) (model.AccessReport, *model.Failure) {
	report := model.AccessReport{Node: m.want.Node, Policy: m.want.Policy}
	wrong := ""
	f := pages(m.job, getReport, m.target,
		func(ctx context.Context, s *session, marker *string) (gotReport, error) {
			values := catalog.Parameters{{Name: "JobId", Value: id}, {Name: "MaxItems", Value: reportPage}}
			if marker != nil {
				values = append(values, catalog.Parameter{Name: "Marker", Value: *marker})
			}
			return m.ask(ctx, s, values)
		},
		func(out gotReport, unseen func(string) bool) *string {
			var ok bool
			if report.Generated, ok = reportTime(out.Completed); !ok || out.Status != "COMPLETED" {
				wrong = cmp.Or(wrong, "JobCompletionDate")
			}
			for _, d := range out.Details {
				last, ok := reportTime(d.Last)
				if d.Namespace == "" || !ok && d.Last != "" {
					wrong = cmp.Or(wrong, "ServiceNamespace or LastAuthenticatedTime")
				} else if unseen(d.Namespace) {
					report.Services = append(report.Services, model.ServiceAccess{
						Namespace: d.Namespace, Name: d.Name, Last: last, Region: d.Region, Path: d.Path, Accounts: d.Accounts,
					})
				}
			}
			if !out.Truncated {
				return nil
			}
			if out.Marker == "" {
				wrong = cmp.Or(wrong, "Marker")
			}
			return &out.Marker
		})
	if f == nil && wrong != "" {
		f = incomplete(getReport, m.target, wrong)
	}
	return report, f
}

// reportTime reads a time as IAM sends it.
func reportTime(text string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, text)
	return t.UTC(), err == nil
}

// failed returns the failure of a report that AWS could not generate.
func (m *reportMaker) failed(got gotReport) *model.Failure {
	f := &model.Failure{
		Kind: model.FailureService, Operation: generateReport, Target: m.target, Code: got.Code,
		Cause: cmp.Or(strings.TrimSuffix(got.Message, "."), got.Code, "AWS could not generate the report and does not say why"),
		Fix:   "Check that SCPs are enabled for the root, then ask for the report again",
	}
	if kind := kindOf(got.Code, 0); kind != model.FailureUnknown {
		f.Kind = kind
	}
	return f
}
