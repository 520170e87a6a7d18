package stage_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"deputy/aws/emulator"
)

const registered = "RegisterDelegatedAdministrator 444455556666 account.amazonaws.com"

// TestFaults confirms a registration and lets its call go wrong in every way:
// the screen tells the truth, and no call is made twice that may have counted.
func TestFaults(t *testing.T) {
	t.Parallel()
	register := func(code string, nth int) emulator.Faults {
		return emulator.Faults{Fail: []emulator.Failure{{Operation: "RegisterDelegatedAdministrator", Code: code, Nth: nth}}}
	}
	cases := []struct {
		name   string
		faults emulator.Faults
		calls  []string
		says   []string
		holds  bool
	}{
		{
			name: "throttled once", faults: register("TooManyRequestsException", 1), holds: true,
			calls: []string{registered + " TooManyRequestsException", registered}, says: []string{"Done and verified."},
		},
		{
			name: "denied", faults: emulator.Faults{Deny: []emulator.Denial{{Operation: "RegisterDelegatedAdministrator"}}},
			calls: []string{registered + " AccessDeniedException"},
			says:  []string{"failed", "You don't have permissions to access this resource.", "allowed organizations:RegisterDelegatedAdministrator"},
		},
		{
			name: "lost, but done", faults: register("lost", 1), holds: true, calls: []string{registered + " lost"},
			says: []string{"Done and verified.", "The answer was lost", "reading back shows that it was done"},
		},
		{
			name: "lost, and not done", faults: register("reset", 1), calls: []string{registered + " reset"},
			says: []string{"unknown", "Check again before you try again: reading back does not show the change, but it may still appear"},
		},
		{
			name: "no answer in time", faults: register("timeout", 1), calls: []string{registered + " timeout"},
			says: []string{"unknown", "reading back does not show the change"},
		},
		{
			name: "a gateway's error", faults: register("502", 1), calls: []string{registered + " gateway"},
			says: []string{"unknown", "reading back does not show the change"},
		},
		{
			name: "AWS's own fault", faults: register("ServiceException", 1), calls: []string{registered + " ServiceException"},
			says: []string{"unknown", "reading back does not show the change"},
		},
		{
			name: "another change under way", faults: register("ConcurrentModificationException", 1),
			calls: []string{registered + " ConcurrentModificationException"},
			says:  []string{"failed", "Another change is under way: read again, then plan again"},
		},
		{
			name: "expired", faults: register("ExpiredTokenException", 1), calls: []string{registered + " ExpiredTokenException"},
			says: []string{"failed", "expired"},
		},
		{
			name: "visible late", faults: emulator.Faults{Lag: 30 * time.Second}, holds: true, calls: []string{registered},
			says: []string{"Done and verified."},
		},
		{
			name: "not visible yet", faults: emulator.Faults{Lag: time.Hour}, holds: true, calls: []string{registered},
			says: []string{"done, not visible yet", "AWS accepted the call, but reads do not show the change yet"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			play(t, setting{}, func(r *rig) {
				r.loaded()
				r.server.SetFaults(c.faults)
				r.begin("d", "payments-prod", "account-management")
				r.confirm(registerAccount)
				r.Wait(3 * time.Minute)
				r.shows(c.says...)
				r.hides("deputy always finishes a step that it has started.")
				r.changed(c.calls...)
				if got := r.holds(payments, "account.amazonaws.com"); got != c.holds {
					t.Errorf("registered in truth: %t, instead of %t", got, c.holds)
				}
				if !c.holds && r.Shows("Done") {
					t.Errorf("the screen says that it was done:\n%s", r.Frame())
				}
			})
		})
	}
}

// portal answers registrations in AWS's place, with a page.
type portal struct {
	http.RoundTripper
	status int
	passes bool // passes them on before
}

func (p portal) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".RegisterDelegatedAdministrator") {
		return p.RoundTripper.RoundTrip(r)
	}
	if p.passes {
		if _, err := p.RoundTripper.RoundTrip(r); err != nil {
			return nil, err
		}
	}
	return &http.Response{
		StatusCode: p.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"text/html"}, "Location": {"https://portal.example/login"}},
		Body:   io.NopCloser(strings.NewReader("<html><body>Log in</body></html>")),
	}, nil
}

// TestPortal lets a proxy answer in AWS's place: nobody says that nothing was
// changed.
func TestPortal(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 302, 403, 404, 408, 429, 502} {
		for _, passes := range []bool{true, false} {
			t.Run(fmt.Sprint(status, passes), func(t *testing.T) {
				t.Parallel()
				between := func(to http.RoundTripper) http.RoundTripper { return portal{to, status, passes} }
				play(t, setting{between: between}, func(r *rig) {
					r.loaded()
					r.begin("d", "payments-prod", "account-management")
					r.confirm(registerAccount)
					r.Wait(3 * time.Minute)
					r.hides("othing was changed", "failed", "not done")
					if passes {
						r.shows("Done and verified.", "The answer did not come from AWS")
						r.changed(registered)
						return
					}
					r.shows("Stopped: 0 steps done, 1 step unknown.", "reading back does not show the change")
					r.changed()
				})
			})
		}
	}
}

// TestThrottledForGood gives up, and says so.
func TestThrottledForGood(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.server.SetFaults(emulator.Faults{Fail: []emulator.Failure{{Operation: "RegisterDelegatedAdministrator", Code: "TooManyRequestsException"}}})
		r.begin("d", "payments-prod", "account-management")
		r.confirm(registerAccount)
		r.Wait(10 * time.Minute)
		r.shows("failed", "wait, or lower the pace")
		if r.holds(payments, "account.amazonaws.com") {
			t.Error("the account is registered")
		}
	})
}

// TestSecondStepFails tells what was done and what was not, plans what is left,
// and carries it out.
func TestSecondStepFails(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.server.SetFaults(emulator.Faults{Fail: []emulator.Failure{{Operation: "RegisterDelegatedAdministrator", Code: "ConcurrentModificationException", Nth: 1}}})
		r.begin("d", "payments-prod", "agent-registry")
		r.Until("[ ] Switch trusted access on first")
		r.Wait(time.Second)
		r.field("Switch trusted access on first")
		r.Press("space")
		r.confirm(registerRegistry)
		r.Until("Stopped: 1 step done, 1 step not done.")
		r.shows("Another change is under way", "Enter checks again and plans the remaining steps.", "u plans to undo it")
		r.Press("enter")
		r.confirm(consent{
			title: registerRegistry.title,
			steps: []string{"organizations RegisterDelegatedAdministrator 444455556666 agent-registry.amazonaws.com"},
		})
		r.Until("Done and verified.")
		r.changed(
			"EnableAWSServiceAccess agent-registry.amazonaws.com",
			"RegisterDelegatedAdministrator 444455556666 agent-registry.amazonaws.com ConcurrentModificationException",
			"RegisterDelegatedAdministrator 444455556666 agent-registry.amazonaws.com",
		)
	})
}

// TestFirstStepFails does not begin the second one.
func TestFirstStepFails(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.server.SetFaults(emulator.Faults{Deny: []emulator.Denial{{Operation: "EnableAWSServiceAccess"}}})
		r.begin("d", "payments-prod", "agent-registry")
		r.Until("[ ] Switch trusted access on first")
		r.Wait(time.Second)
		r.field("Switch trusted access on first")
		r.Press("space")
		r.confirm(registerRegistry)
		r.Until("Stopped: 0 steps done, 1 step not done, 1 step not started.")
		r.changed("EnableAWSServiceAccess agent-registry.amazonaws.com AccessDeniedException")
	})
}

// TestLookFails voids a plan when the look before the first step fails.
func TestLookFails(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{"sts:GetCallerIdentity", "DescribeOrganization", "DescribeAccount", "ListDelegatedAdministrators", "ListAWSServiceAccessForOrganization"} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			play(t, setting{}, func(r *rig) {
				r.loaded()
				r.begin("d", "payments-prod", "account-management")
				r.read(registerAccount)
				r.server.SetFaults(emulator.Faults{Deny: []emulator.Denial{{Operation: operation}}})
				r.confirm(registerAccount)
				r.Until("deputy changed nothing: its check before the first step failed.")
				r.changed()
			})
		})
	}
}

// TestUnreadPlan plans although something could not be read, and says what was
// not checked.
func TestUnreadPlan(t *testing.T) {
	t.Parallel()
	for operation, says := range map[string]string{
		"ListDelegatedAdministrators":         "Which accounts are registered for account.amazonaws.com now",
		"ListAWSServiceAccessForOrganization": "Whether trusted access for",
	} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			play(t, setting{faults: emulator.Faults{Deny: []emulator.Denial{{Operation: operation}}}}, func(r *rig) {
				r.Until("incomplete")
				r.begin("d", "payments-prod", "account-management")
				r.read(registerAccount)
				r.shows(says)
				r.changed()
			})
		})
	}
}

// TestDenied denies one operation after the other: the rest is read and shown,
// and the header says that something is missing.
func TestDenied(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{
		"ListRoots", "ListAccounts", "ListOrganizationalUnitsForParent", "ListPolicies", "ListTargetsForPolicy", "DescribePolicy",
		"ListDelegatedAdministrators", "ListDelegatedServicesForAccount", "ListAWSServiceAccessForOrganization", "DescribeResourcePolicy",
		"DescribeOrganization", "sts:GetCallerIdentity", "ListPoliciesForTarget",
	} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			play(t, setting{faults: emulator.Faults{Deny: []emulator.Denial{{Operation: operation}}}}, func(r *rig) {
				r.Wait(time.Minute)
				switch operation {
				case "ListPoliciesForTarget": // asked for the chosen node alone
				case "ListAccounts": // the walk by parents finds every account too
					r.shows("Root 12 63 2", "complete")
				default:
					r.shows("incomplete")
				}
				walk(r)
				r.changed()
			})
		})
	}
}

// TestOddAnswers reads an organization that answers as AWS does at its worst.
func TestOddAnswers(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]emulator.Faults{
		"empty pages": {EmptyPages: true}, "no paths": {NoPaths: true}, "status only": {StatusOnly: true},
		"slow": {Latency: 700 * time.Millisecond}, "documented limits": {Limits: emulator.Limits{Documented: true}},
		"every fifth throttled": {Fail: []emulator.Failure{{Operation: "*", Share: 0.2, Code: "TooManyRequestsException"}}},
		"every tenth reset":     {Fail: []emulator.Failure{{Operation: "*", Share: 0.1, Code: "reset"}}},
		"every tenth broken":    {Fail: []emulator.Failure{{Operation: "*", Share: 0.1, Code: "500"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, setting{faults: f}, func(r *rig) {
				r.Wait(3 * time.Minute)
				r.shows("complete", "Root 12 63 2", "Workloads 1 29 5", "Acme Root mgmt")
				r.hides("gaps", "loading")
				walk(r)
				r.changed()
			})
		})
	}
}

// walk goes through every screen, tab and overlay.
func walk(r *rig) {
	r.t.Helper()
	for _, key := range []string{"1", "+", "end", "home", "down", "down", "t", "s", "end", "t", "2", "end", "enter", "esc", "3", "t", "end", "esc", "4", "end", "enter", "down", "esc", "1"} {
		r.Press(key)
	}
	for _, tab := range []string{"tab", "tab", "tab", "tab", "tab"} {
		r.Press("end", tab)
		r.Wait(time.Second)
		r.Press("enter", "down", "enter")
		r.Wait(time.Second)
		r.Press("esc", "esc")
	}
	for _, overlay := range []string{"/", "?", ":", "A", "a"} {
		r.Press(overlay)
		r.Wait(time.Second)
		r.Press("down", "esc", "esc")
	}
	for _, size := range [][2]int{{80, 24}, {200, 60}, {60, 15}, {40, 10}, {120, 40}} {
		r.Resize(size[0], size[1])
	}
}
