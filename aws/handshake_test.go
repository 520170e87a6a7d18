package aws

import (
	"fmt"
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

// withHandshakes returns an emulator whose organization has sent so many invitations and
// as many that were answered.
func withHandshakes(n int, faults emulator.Faults) *emulator.Server {
	return emulator.New(sample.Demo(), emulator.WithFaults(faults), emulator.WithHandshakes(func(now time.Time) (sent []model.Handshake) {
		for i := range n {
			open := sample.Handshakes(now)[0]
			open.ID = fmt.Sprintf("h-open%06d", i)
			done := open
			done.ID, done.State = fmt.Sprintf("h-done%06d", i), []string{"CANCELED", "ACCEPTED", "DECLINED", "EXPIRED"}[i%4]
			sent = append(sent, open, done)
		}
		return sent
	}))
}

// The open handshakes are read to the last page, at AWS's limits, when something asks
// for them; where they may not be read that is a gap with the permission.
func TestReadHandshakes(t *testing.T) {
	for name, tt := range map[string]struct {
		sent   int
		faults emulator.Faults
		cause  string
	}{
		"none":        {0, emulator.Faults{}, ""},
		"pages":       {45, emulator.Faults{}, ""},
		"empty pages": {45, emulator.Faults{EmptyPages: true}, ""},
		"limits":      {200, emulator.Faults{Limits: emulator.Limits{Documented: true}}, ""},
		"throttled":   {3, emulator.Faults{Fail: []emulator.Failure{{Operation: "ListHandshakesForOrganization", Nth: 1, Code: "TooManyRequestsException"}}}, ""},
		"denied":      {3, emulator.Faults{Deny: []emulator.Denial{{Operation: "ListHandshakesForOrganization"}}}, "organizations:ListHandshakesForOrganization"},
		"broken":      {3, emulator.Faults{Fail: []emulator.Failure{{Operation: "ListHandshakesForOrganization", Share: 1, Code: "ServiceException"}}}, "internal error"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := withHandshakes(tt.sent, tt.faults)
				r, _ := read(t, New(Options{Transport: server.Transport(), Keys: &demoKeys}), model.WantHandshakes{})
				open, status := r.Handshakes()
				if tt.cause != "" {
					if status.Gap == nil || !strings.Contains(status.Gap.Sentence(), tt.cause) || len(open) > 0 {
						t.Errorf("the gap is %+v, with %d handshakes", status.Gap, len(open))
					}
					if _, missing := r.Freeze(time.Now()).MissingParts()[model.PartKey{Part: model.PartHandshakes}]; !missing {
						t.Error("the frozen reading does not say that they are missing")
					}
					return
				}
				if status.Progress != model.Complete || len(open) != tt.sent {
					t.Fatalf("%d of %d handshakes, %+v", len(open), tt.sent, status)
				}
				for i := range open {
					if want := fmt.Sprintf("h-open%06d", i); open[i].ID != want || open[i].Action != "INVITE" || open[i].State != "REQUESTED" ||
						!open[i].Expires.After(time.Now()) || !open[i].Requested.Before(time.Now()) || len(open[i].Parties) != 2 || open[i].Parties[1].ID != "318765490211" {
						t.Fatalf("%+v stands for %s", open[i], want)
					}
				}
				if tt.faults.Limits.Documented && slices.ContainsFunc(server.Journal(), func(c emulator.Call) bool { return c.Code != "" }) {
					t.Error("AWS's limit was exceeded")
				}
			})
		})
	}
}

// An ordinary reading does not ask for them, and lacks nothing without them.
func TestHandshakesAreReadOnDemand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := withHandshakes(2, emulator.Faults{})
		r, _ := read(t, unpaced(s), model.WantTree{}, model.WantDelegations{}, model.WantPolicies{Documents: true}, model.WantManagementPolicies{})
		if n := operations(s)["ListHandshakesForOrganization"]; n != 0 {
			t.Errorf("%d calls", n)
		}
		if frozen := r.Freeze(time.Now()); !frozen.Complete || frozen.Handshakes != nil {
			t.Errorf("complete %t, handshakes %v", frozen.Complete, frozen.Handshakes)
		}
	})
}

// What goes over the wire is what the service model says.
func TestHandshakesRequest(t *testing.T) {
	var sent []string
	o := Options{Keys: &demoKeys, Transport: asked(func(r *http.Request) (*http.Response, error) {
		if r.Header.Get("X-Amz-Target") == "AWSOrganizationsV20161128.ListHandshakesForOrganization" {
			body, _ := io.ReadAll(r.Body)
			sent = append(sent, r.Method+" "+r.URL.String()+" "+string(body))
			return replier{status: http.StatusBadRequest}.RoundTrip(r)
		}
		return emulator.New(sample.Demo()).Transport().RoundTrip(r)
	})}
	synctest.Test(t, func(t *testing.T) { read(t, New(o), model.WantHandshakes{}) })
	want := `POST https://organizations.us-east-1.amazonaws.com/ {"MaxResults":20}`
	if i := slices.IndexFunc(sent, func(s string) bool { return s != want }); i >= 0 || len(sent) == 0 {
		t.Errorf("sent %q, want %s", sent, want)
	}
}
