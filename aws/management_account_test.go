package aws

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

const vendorTrust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999900001111:root"},` +
	`"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"a+b c%20"}}}]}`

// livesHere is what lives in the management account of the tests: more users and
// roles than a page has.
func livesHere(now time.Time) (x model.ManagementAccount) {
	x.Identities = &model.Identities{}
	for i := range 130 {
		x.Identities.Users = append(x.Identities.Users, fmt.Sprintf("user-%03d", i))
	}
	for i := range 205 {
		role := model.IAMRole{Name: fmt.Sprintf("role-%03d", i), Path: "/apps/", Trust: vendorTrust}
		if i%2 == 0 {
			role.Used = now.Add(-time.Hour).Truncate(time.Second).UTC()
		}
		x.Identities.Roles = append(x.Identities.Roles, role)
	}
	x.RootUser = &model.RootUser{MFA: true, AccessKeys: true}
	day := func(days int) time.Time { return now.AddDate(0, 0, -days).Truncate(time.Second).UTC() }
	x.Credentials = &model.CredentialReport{Users: []model.UserCredentials{
		{User: model.RootUserName, SignedIn: day(10), MFA: true},
		{User: "user-001", Password: true},
		{User: "user-002", Keys: []model.AccessKey{{Number: 2, Rotated: day(400), Used: day(1), Service: "s3"}}},
		{User: "user-003", Password: true, SignedIn: day(2), MFA: true, Keys: []model.AccessKey{{Number: 1, Rotated: day(3)}, {Number: 2, Rotated: day(5)}}},
	}}
	x.Trails = &model.Trails{Trails: []model.Trail{
		{Name: "organization", ARN: "arn:aws:cloudtrail:eu-west-1:111122223333:trail/organization", Home: "eu-west-1", Organization: true, MultiRegion: true, Logging: true, Error: "NoSuchBucket"},
		{Name: "here", ARN: "arn:aws:cloudtrail:us-east-1:111122223333:trail/here", Home: "us-east-1"},
		{Name: "elsewhere", ARN: "arn:aws:cloudtrail:eu-west-1:111122223333:trail/elsewhere", Home: "eu-west-1", Logging: true},
	}}
	return x
}

func livesServer(faults emulator.Faults) *emulator.Server {
	return emulator.New(sample.Demo(), emulator.WithFaults(faults), emulator.WithManagementAccount(livesHere))
}

// Users and roles are read to the last page, trust policies as they are; a credential
// report is generated on demand only.
func TestReadManagementAccount(t *testing.T) {
	for name, faults := range map[string]emulator.Faults{
		"":                        {},
		"empty pages":             {EmptyPages: true},
		"throttled, then there":   {Fail: []emulator.Failure{{Operation: "iam:GetAccountAuthorizationDetails", Nth: 3, Code: "Throttling"}}},
		"a fault, then there":     {Fail: []emulator.Failure{{Operation: "iam:GetCredentialReport", Nth: 1, Code: "ServiceFailure"}}},
		"throttled trails":        {Fail: []emulator.Failure{{Operation: "cloudtrail:GetTrailStatus", Nth: 1, Code: "ThrottlingException"}}},
		"generation is throttled": {Fail: []emulator.Failure{{Operation: "iam:GenerateCredentialReport", Nth: 1, Code: "Throttling"}}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				want, server := livesHere(time.Now()), livesServer(faults)
				b := New(Options{Transport: server.Transport(), Keys: &demoKeys})
				r, _ := read(t, b, model.WantManagementAccount{})
				x, status := r.Identities()
				root, _ := r.RootUser()
				trails, _ := r.Trails()
				switch {
				case status.Progress != model.Complete || x.Taken.IsZero():
					t.Errorf("the identities are %+v", status)
				case !slices.Equal(x.Users, want.Identities.Users) || !slices.Equal(x.Roles, want.Identities.Roles):
					t.Errorf("it reads %d users and %d roles, the last one %+v", len(x.Users), len(x.Roles), x.Roles[len(x.Roles)-1])
				case len(r.OpenRoles()) != 205:
					t.Errorf("%d roles are open", len(r.OpenRoles()))
				case !root.MFA || !root.AccessKeys:
					t.Errorf("the root user is %+v", root)
				case len(trails.Trails) != 2 || trails.Region != "us-east-1" || !trails.Trails[0].Checked || !trails.Trails[0].Logging || trails.Trails[0].Error != "NoSuchBucket" || trails.Trails[1].Checked:
					t.Errorf("the trails are %+v", trails)
				}
				if report, status := r.CredentialReport(); !report.Generated.IsZero() || status.Progress != model.Complete {
					t.Errorf("without asking there is the report %+v, %+v", report, status)
				}
				if slices.ContainsFunc(server.Journal(), func(c emulator.Call) bool { return c.Operation == "GenerateCredentialReport" }) {
					t.Error("a report is generated that nobody asked for")
				}
				r, _ = read(t, b, model.WantCredentialReport{})
				report, status := r.CredentialReport()
				if status.Progress != model.Complete || report.Generated.IsZero() || fmt.Sprint(report.Users) != fmt.Sprint(want.Credentials.Users) {
					t.Errorf("the report is %+v, %+v, instead of %+v", report, status, want.Credentials)
				}
				time.Sleep(3 * time.Hour)
				if r, _ = read(t, b, model.WantManagementAccount{}); len(credentialsOf(r)) == 0 {
					t.Error("a young report is not read")
				}
				time.Sleep(2 * time.Hour)
				if r, _ = read(t, b, model.WantManagementAccount{}); len(credentialsOf(r)) != 0 || r.Status(model.PartCredentials, "").Progress != model.Complete {
					t.Errorf("of a report of five hours ago it says %+v", r.Status(model.PartCredentials, ""))
				}
				r, _ = read(t, b, model.WantManagementAccount{Generate: true})
				if users, _ := r.Identities(); len(credentialsOf(r)) == 0 || len(users.Users) == 0 {
					t.Error("with a new report it does not read everything")
				}
			})
		})
	}
}

func credentialsOf(r *model.Reading) []model.UserCredentials {
	report, _ := r.CredentialReport()
	return report.Users
}

// Each call may be denied, and is a gap then with the permission that it needs, while
// the others are read.
func TestManagementAccountDenied(t *testing.T) {
	for operation, part := range map[string]model.PartKey{
		"iam:GetAccountAuthorizationDetails": {Part: model.PartIdentities},
		"iam:GetAccountSummary":              {Part: model.PartRootUser},
		"iam:GetCredentialReport":            {Part: model.PartCredentials},
		"iam:GenerateCredentialReport":       {Part: model.PartCredentials},
		"cloudtrail:DescribeTrails":          {Part: model.PartTrails},
		"cloudtrail:GetTrailStatus":          {Part: model.PartTrails, Target: "arn:aws:cloudtrail:eu-west-1:111122223333:trail/organization"},
	} {
		t.Run(operation, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := livesServer(emulator.Faults{Deny: []emulator.Denial{{Operation: operation}}})
				wants := []model.Want{model.WantManagementAccount{}}
				if strings.HasSuffix(operation, ":GenerateCredentialReport") {
					wants = []model.Want{model.WantCredentialReport{}}
				}
				r, _ := read(t, New(Options{Transport: server.Transport(), Keys: &demoKeys}), wants...)
				gap := r.Status(part.Part, part.Target).Gap
				if gap == nil || !strings.Contains(gap.Sentence(), "Allow "+operation) && !strings.Contains(gap.Sentence(), "allow "+operation) {
					t.Errorf("the gap is %+v", gap)
				}
				if gaps := r.Gaps(); len(gaps) != 1 {
					t.Errorf("the gaps are %+v", gaps)
				}
			})
		})
	}
}

// IAM answers for the caller's own account, so that another account asks for nothing.
func TestManagementAccountOfAnotherCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := livesServer(emulator.Faults{})
		keys := demoKeys
		keys.ID = "AKIA222233334444DEMO"
		r, _ := read(t, New(Options{Transport: server.Transport(), Keys: &keys}), model.WantManagementAccount{})
		if gap := r.Status(model.PartIdentities, "").Gap; gap == nil || !strings.Contains(gap.Sentence(), "222233334444") {
			t.Errorf("the gap is %+v", gap)
		}
		for _, c := range server.Journal() {
			if strings.HasPrefix(c.Operation, "Get") && c.Operation != "GetCallerIdentity" || c.Operation == "DescribeTrails" {
				t.Errorf("it calls %s", c.Operation)
			}
		}
	})
}

// What is sent is what the models of IAM and CloudTrail have, to the one endpoint of
// IAM and to the home Region of a trail.
func TestManagementAccountRequests(t *testing.T) {
	var (
		server http.RoundTripper
		mu     sync.Mutex
	)
	sent := map[string]bool{}
	o := Options{Keys: &demoKeys, Transport: asked(func(r *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		if scope := strings.Split(r.Header.Get("Authorization"), "/"); len(scope) > 3 && (scope[3] == "iam" || scope[3] == "cloudtrail") {
			line := r.URL.String() + " " + scope[2] + " " + r.Header.Get("X-Amz-Target") + " " + string(body)
			if i := strings.Index(line, "&Marker="); i > 0 {
				line = line[:i] + "&Marker" + line[i+len("&Marker=")+strings.IndexByte(line[i+len("&Marker="):], '&'):]
			}
			mu.Lock()
			sent[line] = true
			mu.Unlock()
		}
		return server.RoundTrip(r)
	})}
	synctest.Test(t, func(t *testing.T) {
		server = livesServer(emulator.Faults{}).Transport()
		read(t, New(o), model.WantManagementAccount{}, model.WantCredentialReport{})
	})
	for _, want := range []string{
		"https://iam.amazonaws.com/ us-east-1  Action=GetAccountAuthorizationDetails&Filter.member.1=User&Filter.member.2=Role&MaxItems=100&Version=2010-05-08",
		"https://iam.amazonaws.com/ us-east-1  Action=GetAccountAuthorizationDetails&Filter.member.1=User&Filter.member.2=Role&Marker&MaxItems=100&Version=2010-05-08",
		"https://iam.amazonaws.com/ us-east-1  Action=GetAccountSummary&Version=2010-05-08",
		"https://iam.amazonaws.com/ us-east-1  Action=GetCredentialReport&Version=2010-05-08",
		"https://iam.amazonaws.com/ us-east-1  Action=GenerateCredentialReport&Version=2010-05-08",
		"https://cloudtrail.us-east-1.amazonaws.com/ us-east-1 CloudTrail_20131101.DescribeTrails {}",
		`https://cloudtrail.eu-west-1.amazonaws.com/ eu-west-1 CloudTrail_20131101.GetTrailStatus {"Name":"arn:aws:cloudtrail:eu-west-1:111122223333:trail/organization"}`,
	} {
		if !sent[want] {
			t.Errorf("it does not send\n%s", want)
		}
		delete(sent, want)
	}
	for other := range sent {
		t.Errorf("it sends %s", other)
	}
}

// Answers that are none of IAM's are failures, not empty lists.
func TestManagementAccountForeign(t *testing.T) {
	const space = ` xmlns="https://iam.amazonaws.com/doc/2010-05-08/"`
	for operation, body := range map[string]string{
		"GetAccountSummary":              `<GetAccountSummaryResponse` + space + `><GetAccountSummaryResult><SummaryMap/></GetAccountSummaryResult></GetAccountSummaryResponse>`,
		"GetAccountAuthorizationDetails": `<GetAccountAuthorizationDetailsResponse` + space + `><GetAccountAuthorizationDetailsResult><IsTruncated>true</IsTruncated></GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>`,
		"GetCredentialReport":            `<GetCredentialReportResponse` + space + `><GetCredentialReportResult><Content>dXNlcixhcm4K</Content><GeneratedTime>2026-11-01T10:00:00Z</GeneratedTime></GetCredentialReportResult></GetCredentialReportResponse>`,
		"GenerateCredentialReport":       `<GenerateCredentialReportResponse` + space + `><GenerateCredentialReportResult/></GenerateCredentialReportResponse>`,
	} {
		t.Run(operation, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := livesServer(emulator.Faults{}).Transport()
				o := Options{Keys: &demoKeys, Transport: asked(func(r *http.Request) (*http.Response, error) {
					text, _ := io.ReadAll(r.Body)
					r.Body = io.NopCloser(strings.NewReader(string(text)))
					if strings.HasPrefix(string(text), "Action="+operation+"&") {
						return replier{status: http.StatusOK, body: body}.RoundTrip(r)
					}
					return server.RoundTrip(r)
				})}
				want := []model.Want{model.WantManagementAccount{}}
				if operation == "GenerateCredentialReport" {
					want = []model.Want{model.WantCredentialReport{}}
				}
				r, _ := read(t, New(o), want...)
				if gaps := r.Gaps(); len(gaps) == 0 || gaps[0].Kind != model.FailureForeign || gaps[0].Operation != "iam:"+operation {
					t.Errorf("the gaps are %+v", gaps)
				}
			})
		})
	}
}
