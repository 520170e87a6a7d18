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

// The features of centralized root access are read from IAM: none without trusted
// access, and a gap with the permission where they may not be read.
func TestReadRootAccess(t *testing.T) {
	on := sample.Demo()
	on.TrustedAccess = append(on.TrustedAccess, model.TrustedAccess{Principal: "iam.amazonaws.com", Since: time.Unix(1, 0)})
	on.RootAccess = &model.RootAccessFact{Enabled: []string{model.RootSessions}}
	none := sample.Demo()
	none.TrustedAccess = append(none.TrustedAccess, model.TrustedAccess{Principal: "iam.amazonaws.com", Since: time.Unix(1, 0)})
	for name, tt := range map[string]struct {
		organization *model.Snapshot
		faults       emulator.Faults
		sessions     bool
		cause        string
	}{
		"sessions":              {on, emulator.Faults{}, true, ""},
		"nothing":               {none, emulator.Faults{}, false, ""},
		"no trusted access":     {sample.Demo(), emulator.Faults{}, false, ""},
		"denied":                {on, emulator.Faults{Deny: []emulator.Denial{{Operation: "iam:ListOrganizationsFeatures"}}}, false, "iam:ListOrganizationsFeatures"},
		"not for this account":  {on, emulator.Faults{Fail: []emulator.Failure{{Operation: "iam:ListOrganizationsFeatures", Code: "AccountNotManagementOrDelegatedAdministratorException"}}}, false, "Only the management account and the delegated administrator of IAM may"},
		"throttled, then there": {on, emulator.Faults{Fail: []emulator.Failure{{Operation: "iam:ListOrganizationsFeatures", Nth: 1, Code: "Throttling"}}}, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := emulator.New(tt.organization)
				server.SetFaults(tt.faults)
				r, _ := read(t, New(Options{Transport: server.Transport(), Keys: &demoKeys}), model.WantRootAccess{})
				sessions, status := r.HasRootFeature(model.RootSessions)
				credentials, _ := r.HasRootFeature(model.RootCredentialsManagement)
				switch {
				case credentials || sessions != tt.sessions:
					t.Errorf("root sessions %t, root credentials management %t", sessions, credentials)
				case tt.cause == "" && status.Progress != model.Complete:
					t.Errorf("it is %+v", status)
				case tt.cause != "" && (status.Gap == nil || !strings.Contains(status.Gap.Sentence(), tt.cause)):
					t.Errorf("the gap is %+v", status.Gap)
				}
			})
		})
	}
}

// The call goes to the one endpoint of IAM in the partition, signed for its Region.
func TestRootAccessRequest(t *testing.T) {
	var sent []string
	o := Options{Keys: &demoKeys, Transport: asked(func(r *http.Request) (*http.Response, error) {
		if strings.Contains(r.Header.Get("Authorization"), "/iam/") {
			body, _ := io.ReadAll(r.Body)
			region := strings.Split(r.Header.Get("Authorization"), "/")[2]
			sent = append(sent, r.Method+" "+r.URL.String()+" "+region+" "+string(body))
			return replier{status: http.StatusBadRequest}.RoundTrip(r)
		}
		return emulator.New(sample.Demo()).Transport().RoundTrip(r)
	})}
	synctest.Test(t, func(t *testing.T) { read(t, New(o), model.WantRootAccess{}) })
	want := "POST https://iam.amazonaws.com/ us-east-1 Action=ListOrganizationsFeatures&Version=2010-05-08"
	if i := slices.IndexFunc(sent, func(s string) bool { return s != want }); i >= 0 || len(sent) == 0 {
		t.Errorf("sent %q, want %s", sent, want)
	}
}
