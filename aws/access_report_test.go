package aws

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

const reportRoot = "o-4x9acme2k7/r-4x9a"

// wantReport asks about the OU Prod of the demo.
var wantReport = model.WantAccessReport{Node: "ou-4x9a-iqh17pvk", Path: reportRoot + "/ou-4x9a-w7k2p9da/ou-4x9a-iqh17pvk"}

func withoutSCPs() *model.Snapshot {
	s := sample.Demo()
	s.Roots[0].PolicyTypes = slices.DeleteFunc(s.Roots[0].PolicyTypes, func(t model.PolicyTypeStatus) bool { return t.Type == model.ServiceControlPolicy })
	return s
}

// A report is generated, waited for and read to its last page; what stands in the
// way is a gap with both permissions.
func TestReadAccessReport(t *testing.T) {
	const generate, get = "iam:GenerateOrganizationsAccessReport", "iam:GetOrganizationsAccessReport"
	fail := func(operation, code string, nth int) emulator.Faults {
		return emulator.Faults{Fail: []emulator.Failure{{Operation: operation, Code: code, Nth: nth}}}
	}
	lost := wantReport
	lost.Path = reportRoot + "/ou-4x9a-iqh17pvk"
	for name, tt := range map[string]struct {
		want         model.WantAccessReport
		organization *model.Snapshot
		faults       emulator.Faults
		cause        string
	}{
		"an OU":                       {wantReport, sample.Demo(), emulator.Faults{}, ""},
		"with empty pages":            {wantReport, sample.Demo(), emulator.Faults{EmptyPages: true}, ""},
		"AWS is busy with others":     {wantReport, sample.Demo(), fail(generate, "ReportGenerationLimitExceeded", 1), ""},
		"throttled":                   {wantReport, sample.Demo(), fail(get, "Throttling", 2), ""},
		"may not ask for it":          {wantReport, sample.Demo(), emulator.Faults{Deny: []emulator.Denial{{Operation: generate}}}, "Allow " + generate + " and " + get},
		"may not read it":             {wantReport, sample.Demo(), emulator.Faults{Deny: []emulator.Denial{{Operation: get}}}, "Allow " + generate + " and " + get},
		"a path that leads elsewhere": {lost, sample.Demo(), emulator.Faults{}, "There is no entity at the path"},
		"without SCPs":                {wantReport, withoutSCPs(), emulator.Faults{}, "Service control policies are not enabled for the organization root. Check that SCPs are enabled"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := emulator.New(tt.organization, emulator.WithAccess(sample.LastAccessed))
				server.SetFaults(tt.faults)
				began := time.Now()
				r, _ := read(t, New(Options{Transport: server.Transport(), Keys: &demoKeys}), tt.want)
				report, status := r.AccessReport(tt.want.Node, "")
				if tt.cause != "" {
					if status.Gap == nil || !strings.Contains(status.Gap.Sentence(), tt.cause) {
						t.Errorf("the gap is %+v", status.Gap)
					}
					return
				}
				checkProdReport(t, report, began)
				if status.Progress != model.Complete {
					t.Errorf("it is %+v", status)
				}
			})
		})
	}
}

// checkProdReport checks the report about Prod against what the demo's accounts did.
func checkProdReport(t *testing.T, report model.AccessReport, began time.Time) {
	t.Helper()
	by := map[string]model.ServiceAccess{}
	for _, s := range report.Services {
		by[s.Namespace] = s
	}
	if len(by) < 300 || len(by) != len(report.Services) || report.Generated.Before(began.Truncate(time.Second)) {
		t.Fatalf("%d services, %d of them twice, generated %s", len(by), len(report.Services)-len(by), report.Generated)
	}
	media := by["mediaconvert"]
	if days := int(time.Since(media.Last).Hours() / 24); days != 3 || media.Region != "us-east-1" || media.Account() != "784107195990" || media.Accounts != 1 || !strings.HasPrefix(media.Path, wantReport.Path+"/") {
		t.Errorf("the last use of mediaconvert is %+v", media)
	}
	if sts := by["sts"]; sts.Accounts < 10 || sts.Name == "" {
		t.Errorf("the last use of sts is %+v", sts)
	}
	if gone := by["guardduty"]; !gone.Last.IsZero() || gone.Account() != "" || gone.Namespace == "" {
		t.Errorf("Prod used guardduty: %+v", gone)
	}
}

// The root's report leaves out the management account, and a report about that has
// it alone.
func TestAccessReportOfManagement(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := emulator.New(sample.Demo(), emulator.WithAccess(sample.LastAccessed))
		root := model.WantAccessReport{Node: "r-4x9a", Path: reportRoot}
		management := model.WantAccessReport{Node: "111122223333", Path: reportRoot + "/111122223333"}
		r, _ := read(t, New(Options{Transport: server.Transport(), Keys: &demoKeys}), root, management)
		for _, want := range []model.WantAccessReport{root, management} {
			report, status := r.AccessReport(want.Node, "")
			i := slices.IndexFunc(report.Services, func(s model.ServiceAccess) bool { return s.Namespace == "organizations" })
			if i < 0 || status.Gap != nil {
				t.Fatalf("%s: %d services, %+v", want.Node, len(report.Services), status)
			}
			if used := !report.Services[i].Last.IsZero(); used != (want.Node == management.Node) {
				t.Errorf("%s used organizations: %t", want.Node, used)
			}
		}
	})
}

// A report about a policy has the services that it allows, and counts only the
// accounts that it applies to.
func TestAccessReportOfPolicy(t *testing.T) {
	for name, services := range map[string]bool{"DenyLeave": false, "SandboxAllow": true} {
		synctest.Test(t, func(t *testing.T) {
			policies := sample.Demo().Policies
			i := slices.IndexFunc(policies, func(p model.Policy) bool { return p.Name == name })
			want := model.WantAccessReport{Node: "r-4x9a", Policy: policies[i].ID, Path: reportRoot}
			server := emulator.New(sample.Demo(), emulator.WithAccess(sample.LastAccessed))
			r, _ := read(t, New(Options{Transport: server.Transport(), Keys: &demoKeys}), want)
			report, status := r.AccessReport(want.Node, want.Policy)
			if len(report.Services) > 0 != services || status.Progress != model.Complete {
				t.Errorf("%s: %d services, %+v", name, len(report.Services), status)
			}
			for _, s := range report.Services {
				if s.Accounts > 6 {
					t.Errorf("%s: %d accounts used %s", name, s.Accounts, s.Namespace)
				}
			}
		})
	}
}

// Stopping ends the waiting without a gap, and AWS is not asked again.
func TestStopAccessReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := emulator.New(sample.Demo())
		wants := make(chan model.Want)
		facts := New(Options{Transport: server.Transport(), Keys: &demoKeys}).Read(t.Context(), wants)
		r := model.NewReading()
		go func() {
			wants <- wantReport
			wants <- wantReport // twice is once
			time.Sleep(1500 * time.Millisecond)
			stop := wantReport
			stop.Stop = true
			wants <- stop
			close(wants)
		}()
		for f := range facts {
			r.Apply(f)
		}
		if report, status := r.AccessReport(wantReport.Node, ""); status.Progress != model.Unread || status.Gap != nil || len(report.Services) > 0 {
			t.Errorf("after stopping it is %+v", status)
		}
		count := map[string]int{}
		for _, c := range server.Journal() {
			count[c.Operation]++
		}
		if count["GenerateOrganizationsAccessReport"] != 1 || count["GetOrganizationsAccessReport"] != 2 {
			t.Errorf("the calls are %v", count)
		}
	})
}

// A job that never ends is given up after half an hour.
func TestEndlessAccessReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, looks := time.Now(), 0
		inner := emulator.New(sample.Demo()).Transport()
		o := Options{Keys: &demoKeys, Transport: asked(func(r *http.Request) (*http.Response, error) {
			if !strings.Contains(r.Header.Get("Authorization"), "/iam/") {
				return inner.RoundTrip(r)
			}
			body, _ := io.ReadAll(r.Body)
			if strings.Contains(string(body), "Action=Generate") {
				return replier{200, nil, `<GenerateOrganizationsAccessReportResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GenerateOrganizationsAccessReportResult><JobId>x</JobId></GenerateOrganizationsAccessReportResult></GenerateOrganizationsAccessReportResponse>`}.answer(r), nil
			}
			looks++
			return replier{200, nil, `<GetOrganizationsAccessReportResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetOrganizationsAccessReportResult><JobStatus>IN_PROGRESS</JobStatus><JobCreationDate>2026-12-01T10:00:00.123Z</JobCreationDate></GetOrganizationsAccessReportResult></GetOrganizationsAccessReportResponse>`}.answer(r), nil
		})}
		r, _ := read(t, New(o), wantReport)
		_, status := r.AccessReport(wantReport.Node, "")
		if status.Gap == nil || !strings.Contains(status.Gap.Cause, "has not finished the report after 30 minutes") || looks > 120 || time.Since(began) > 31*time.Minute {
			t.Errorf("after %s and %d looks it is %+v", time.Since(began), looks, status.Gap)
		}
	})
}

// The calls go to the one endpoint of IAM, with the names that AWS's model has.
func TestAccessReportRequests(t *testing.T) {
	var sent []string
	synctest.Test(t, func(t *testing.T) {
		inner := emulator.New(sample.Demo()).Transport()
		o := Options{Keys: &demoKeys, Transport: asked(func(r *http.Request) (*http.Response, error) {
			if strings.Contains(r.Header.Get("Authorization"), "/us-east-1/iam/") {
				body, _ := io.ReadAll(r.Body)
				r.Body = io.NopCloser(strings.NewReader(string(body)))
				sent = append(sent, r.Method+" "+r.URL.String()+" "+string(body))
			}
			return inner.RoundTrip(r)
		})}
		read(t, New(o), wantReport)
	})
	if len(sent) < 5 {
		t.Fatalf("sent %q", sent)
	}
	want := "POST https://iam.amazonaws.com/ Action=GenerateOrganizationsAccessReport&EntityPath=o-4x9acme2k7%2Fr-4x9a%2Fou-4x9a-w7k2p9da%2Fou-4x9a-iqh17pvk&Version=2010-05-08"
	if sent[0] != want {
		t.Errorf("sent %s\nwant %s", sent[0], want)
	}
	if last := sent[len(sent)-1]; !strings.Contains(last, "Action=GetOrganizationsAccessReport&") || !strings.Contains(last, "&JobId=") || !strings.Contains(last, "&MaxItems=1000") {
		t.Errorf("sent %s", last)
	}
}
