package stage_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"deputy/aws/emulator"
)

// madeBy tells who made which changing call.
func madeBy(s *emulator.Server) (all []string) {
	for _, c := range s.Journal() {
		if c.Changes() && c.Service != "sts" {
			all = append(all, string(c.Account)+" "+c.Operation)
		}
	}
	return all
}

// TestByHand stops at the call that the delegate has to make, with the command;
// when that was run in another terminal, the plan goes on from there.
func TestByHand(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("x", "security-tooling", "firewall-manager")
		whole := consent{
			title: "Remove security-tooling (222233334444) as delegated administrator of AWS Firewall Manager",
			steps: []string{"fms DisassociateAdminAccount us-east-1", "organizations DeregisterDelegatedAdministrator 222233334444 fms.amazonaws.com"},
			loss:  "policies", words: "firewall-manager 222233334444",
		}
		r.confirm(whole)
		r.Until("Stopped: 0 steps done, 1 step not done, 1 step not started.")
		r.shows("aws fms disassociate-admin-account --region us-east-1", "Enter checks again and plans the remaining steps.")
		r.changed()
		r.byDelegate("DisassociateAdminAccount")
		r.Press("enter")
		rest := whole
		rest.steps = whole.steps[1:]
		r.confirm(rest)
		r.Until("Done and verified.")
		if got := madeBy(r.server); !slices.Equal(got, []string{tooling + " DisassociateAdminAccount", management + " DeregisterDelegatedAdministrator"}) {
			t.Errorf("the calls are %q", got)
		}
	})
}

// byDelegate makes a call of Firewall Manager as its administrator would in
// another terminal.
func (r *rig) byDelegate(operation string) {
	r.t.Helper()
	q, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, "https://fms.us-east-1.amazonaws.com/", strings.NewReader("{}"))
	if err != nil {
		r.t.Fatal(err)
	}
	q.Header.Set("X-Amz-Target", "AWSFMS_20180101."+operation)
	q.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIA"+tooling+"DEMO/20261123/us-east-1/fms/aws4_request, SignedHeaders=host, Signature=00")
	a, err := r.server.Transport().RoundTrip(q)
	if err != nil {
		r.t.Fatal(err)
	}
	defer a.Body.Close()
	if a.StatusCode != http.StatusOK {
		r.t.Fatalf("%s by hand: %s", operation, a.Status)
	}
}

// TestNothingUnseen confirms nothing while the terminal is too small to show
// the plan.
func TestNothingUnseen(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("d", "payments-prod", "account-management")
		r.read(registerAccount)
		r.toButton()
		r.Resize(40, 10)
		r.Press("enter", "y", "space")
		r.Wait(time.Minute)
		r.changed()
		r.Resize(80, 24)
		r.shows("[ Register ]")
	})
}
