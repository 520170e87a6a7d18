package emulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"deputy/aws/emulator"
)

// faulty returns a server with knobs turned, and the management account's client.
func faulty(f emulator.Faults) (*emulator.Server, *organizations.Client) {
	return demo(emulator.WithFaults(f))
}

// pass lets fake time go on.
func pass(d time.Duration) {
	time.Sleep(d) // only called inside synctest's bubbles
}

func TestLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := faulty(emulator.Faults{Latency: 300 * time.Millisecond})
		start := time.Now()
		if err := listRoots(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took != 300*time.Millisecond {
			t.Errorf("took %s", took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := listRoots(ctx, c); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a call that is given up: %v", err)
		}
	})
}

// A reader that asks for more than the documented rate is told so, and not
// below it.
func TestDocumentedLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := faulty(emulator.Faults{Limits: emulator.Limits{Documented: true}})
		refused := func(c *organizations.Client, calls int) (n int) {
			for range calls {
				var e *types.TooManyRequestsException
				if err := listRoots(t.Context(), c); errors.As(err, &e) {
					n++
				} else if err != nil {
					t.Fatal(err)
				}
			}
			return n
		}
		if n := refused(c, 5); n != 3 {
			t.Errorf("%d of 5 refused at once, want 3: the burst is 2", n)
		}
		if n := refused(client(s, tooling), 5); n != 4 {
			t.Errorf("%d of 5 of another account refused, want 4: the organization's burst is 3", n)
		}
		for range 10 {
			pass(time.Second)
			if n := refused(c, 1); n != 0 {
				t.Error("one call a second is refused")
			}
		}
		pass(time.Second)
		both := func() error {
			_, err := c.ListPolicies(t.Context(), &organizations.ListPoliciesInput{Filter: types.PolicyTypeServiceControlPolicy})
			return errors.Join(err, listPoliciesFor(t.Context(), c))
		}
		for range 4 {
			if err := both(); err != nil {
				t.Errorf("eight calls of one row: %v", err)
			}
		}
		wantError(t, listPoliciesFor(t.Context(), c), "TooManyRequestsException", "")
	})
}

func listPoliciesFor(ctx context.Context, c *organizationsClient) error {
	_, err := c.ListPoliciesForTarget(ctx, &organizations.ListPoliciesForTargetInput{TargetId: str(payments), Filter: types.PolicyTypeServiceControlPolicy})
	return err
}

func TestGivenLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := faulty(emulator.Faults{Limits: emulator.Limits{Operations: map[string]emulator.Rate{"ListRoots": {Rate: 0.5, Burst: 1}}}})
		ctx := t.Context()
		first, second, other := listRoots(ctx, c), listRoots(ctx, c), describeOrganization(ctx, c)
		pass(2 * time.Second)
		if err := errors.Join(first, other, listRoots(ctx, c)); err != nil {
			t.Error(err)
		}
		wantError(t, second, "TooManyRequestsException", "")
	})
}

func TestDeny(t *testing.T) {
	message := "User: arn:aws:sts::111122223333:assumed-role/OrgAdmin/jo is not authorized to perform: organizations:ListRoots with an explicit deny in a service control policy"
	_, c := faulty(emulator.Faults{Deny: []emulator.Denial{{Operation: "organizations:ListRoots", Message: message}, {Operation: "DescribePolicy"}}})
	err := listRoots(t.Context(), c)
	wantError(t, err, "AccessDeniedException", "")
	var e smithy.APIError
	if errors.As(err, &e); e.ErrorMessage() != message {
		t.Errorf("message %q", e.ErrorMessage())
	}
	_, err = c.DescribePolicy(t.Context(), &organizations.DescribePolicyInput{PolicyId: str("p-FullAWSAccess")})
	wantError(t, err, "AccessDeniedException", "")
	if err := describeOrganization(t.Context(), c); err != nil {
		t.Errorf("another operation: %v", err)
	}
}

func TestDenyAllOfOneService(t *testing.T) {
	s, c := faulty(emulator.Faults{Deny: []emulator.Denial{{Operation: "sts:*"}}})
	_, err := identity(s, management).GetCallerIdentity(t.Context(), nil)
	wantError(t, err, "AccessDenied", "")
	if err := listRoots(t.Context(), c); err != nil {
		t.Error(err)
	}
}

// The nth call fails, or an even share of them, or all.
func TestFail(t *testing.T) {
	for _, c := range []struct {
		rule emulator.Failure
		want string
	}{
		{emulator.Failure{Operation: "ListRoots", Nth: 3, Code: "ConcurrentModificationException"}, "..x....."},
		{emulator.Failure{Operation: "*", Share: 0.25, Code: "TooManyRequestsException"}, "...x...x"},
		{emulator.Failure{Operation: "organizations:*", Code: "ServiceException"}, "xxxxxxxx"},
		{emulator.Failure{Operation: "ListAccounts", Code: "ServiceException"}, "........"},
	} {
		_, client := faulty(emulator.Faults{Fail: []emulator.Failure{c.rule}})
		got := ""
		for range 8 {
			if err := listRoots(t.Context(), client); err == nil {
				got += "."
			} else {
				wantError(t, err, c.rule.Code, "")
				got += "x"
			}
		}
		if got != c.want {
			t.Errorf("%+v: %s, want %s", c.rule, got, c.want)
		}
	}
}

// A reply that is lost leaves the client in the dark and the change made; a
// connection that breaks before leaves nothing.
func TestLostAndReset(t *testing.T) {
	for code, made := range map[string]bool{"lost": true, "reset": false, "503": false} {
		t.Run(code, func(t *testing.T) {
			s, c := faulty(emulator.Faults{Fail: []emulator.Failure{{Operation: "RegisterDelegatedAdministrator", Nth: 1, Code: code}}})
			err := register(payments, "config.amazonaws.com")(t.Context(), c)
			var api *types.ConstraintViolationException
			if err == nil || errors.As(err, &api) {
				t.Fatalf("the call gives %v", err)
			}
			if code != "503" && !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("%v is not a connection reset", err)
			}
			got := len(administratorsOf(t.Context(), t, c, "config.amazonaws.com")) == 2
			if got != made {
				t.Errorf("registered: %t, want %t", got, made)
			}
			if call := s.Journal()[0]; !call.Changes() || call.Cut == "" || call.Code != "" {
				t.Errorf("the journal says %+v", call)
			}
		})
	}
}

func TestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := faulty(emulator.Faults{Fail: []emulator.Failure{{Operation: "ListRoots", Code: "timeout"}}})
		start := time.Now()
		var e net.Error
		if err := listRoots(t.Context(), c); !errors.As(err, &e) || !e.Timeout() {
			t.Errorf("got %v, want a timeout", err)
		}
		if took := time.Since(start); took != time.Minute {
			t.Errorf("hung for %s", took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := listRoots(ctx, c); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the client's own deadline", err)
		}
	})
}

// Reads see a change when the lag is over; a second change is judged by what
// is true.
func TestLag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := faulty(emulator.Faults{Lag: 5 * time.Second})
		ctx := t.Context()
		if err := register(payments, "config.amazonaws.com")(ctx, c); err != nil {
			t.Fatal(err)
		}
		wantError(t, register(payments, "config.amazonaws.com")(ctx, c), "AccountAlreadyRegisteredException", "")
		pass(4999 * time.Millisecond)
		if got := administratorsOf(ctx, t, c, "config.amazonaws.com"); len(got) != 1 {
			t.Errorf("before the lag is over: %v", got)
		}
		if got := len(s.Snapshot().Delegations); got != 23 {
			t.Errorf("in truth there are %d delegations, want 23", got)
		}
		pass(time.Millisecond)
		if got := administratorsOf(ctx, t, c, "config.amazonaws.com"); len(got) != 2 {
			t.Errorf("when it is over: %v", got)
		}
	})
}

// Empty pages in between lose nothing.
func TestEmptyPages(t *testing.T) {
	s, c := faulty(emulator.Faults{EmptyPages: true})
	accounts, pages, err := allAccounts(t.Context(), c)
	if err != nil || len(accounts) != len(s.Snapshot().Accounts) || pages != 9 {
		t.Errorf("%d accounts on %d pages, %v; want %d on 9", len(accounts), pages, err, len(s.Snapshot().Accounts))
	}
	parents, _ := walk(t, c)
	if len(parents) != len(s.Snapshot().Accounts)+len(s.Snapshot().OUs) {
		t.Errorf("%d nodes", len(parents))
	}
}

func TestNoPathsAndStatusOnly(t *testing.T) {
	_, c := faulty(emulator.Faults{NoPaths: true, StatusOnly: true})
	accounts, _, err := allAccounts(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	statuses := map[types.AccountStatus]int{}
	for _, a := range accounts {
		statuses[a.Status]++
		if len(a.Paths) > 0 || a.State != "" {
			t.Errorf("%s has Paths %v and State %q", *a.Name, a.Paths, a.State)
		}
	}
	want := map[types.AccountStatus]int{types.AccountStatusActive: 58, types.AccountStatusPendingClosure: 1, types.AccountStatusSuspended: 4}
	if diff := cmp.Diff(want, statuses); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	ous, err := c.ListOrganizationalUnitsForParent(t.Context(), &organizations.ListOrganizationalUnitsForParentInput{ParentId: str("r-4x9a")})
	if err != nil || ous.OrganizationalUnits[0].Path != nil {
		t.Errorf("units have paths: %v", err)
	}
}

// What is written is read back; what makes no sense is refused by name.
func TestReadFaults(t *testing.T) {
	want := emulator.Faults{
		Latency: 250 * time.Millisecond, Lag: 3 * time.Second, EmptyPages: true,
		Limits: emulator.Limits{Operations: map[string]emulator.Rate{"ListRoots": {Rate: 1, Burst: 2}}},
		Deny:   []emulator.Denial{{Operation: "ListPolicies", Message: "no"}, {Operation: "guardduty:*@us-gov-west-1"}},
		Fail:   []emulator.Failure{{Operation: "sts:AssumeRole", Share: 0.5, Code: "timeout"}},
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := emulator.ReadFaults(strings.NewReader(string(text)))
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if f, err := emulator.ReadFaults(strings.NewReader(`{"limits": "documented"}`)); err != nil || !f.Limits.Documented {
		t.Errorf("documented limits: %+v, %v", f, err)
	}
	for text, named := range map[string]string{
		`[]`:                                   "line 1, column 1: the value must be an object, not a list",
		"{\"lag\": \"1s\",\n \"lag\": \"2s\"}": `line 2, column 2: "lag" appears twice`,
		`{"Lag": "1s"}`:                        `line 1, column 2: "Lag" is unknown: write "lag"`,
		`{"limits": {"ListRoots": {"rate": 1, "burst": 1}, "ListRoots": {"rate": 2, "burst": 1}}}`: `line 1, column 51: "ListRoots" appears twice`,
		`{"fail": [{"operation": "*", "code": "lost", "code": "reset"}]}`:                          `"code" appears twice`,
		`{"latncy": "1s"}`:      "latncy",
		`{"latency": 5}`:        "latency",
		`{"latency": "soon"}`:   "latency",
		`{"lag": "-1s"}`:        "lag",
		`{"emptyPages": "yes"}`: "emptyPages",
		`{"limits": "some"}`:    "limits",
		`{"limits": {"ListRoot": {"rate": 1, "burst": 1}}}`:                             "ListRoot",
		`{"limits": {"ListRoots": {"rate": 1}}}`:                                        "limits.ListRoots",
		`{"limits": {"ListRoots": {"rate": 1, "burst": 1, "brust": 1}}}`:                "brust",
		`{"deny": [{"operation": "ListRoot"}]}`:                                         "deny[0].operation",
		`{"deny": [{"operation": "ec2:ListRoots"}]}`:                                    "deny[0].operation",
		`{"deny": [{"operation": "guardduty:EnableOrganizationAdminAccount@Ireland"}]}`: "deny[0].operation",
		`{"deny": [{"operation": "guardduty:Enable@eu-west-1"}]}`:                       "deny[0].operation",
		`{"deny": {"operation": "ListRoots"}}`:                                          "deny",
		`{"fail": [{"operation": "*", "code": "x y"}]}`:                                 "fail[0].code",
		`{"fail": [{"operation": "*", "code": "404"}]}`:                                 "fail[0].code",
		`{"fail": [{"operation": "*", "code": "lost", "nth": -1}]}`:                     "fail[0].nth",
		`{"fail": [{"operation": "*", "code": "lost", "share": 2}]}`:                    "fail[0].share",
		`{"fail": [{"operation": "*", "code": "lost", "share": 0.5, "nth": 1}]}`:        "fail[0].share",
		`{} {}`: "more after the end",
	} {
		if _, err := emulator.ReadFaults(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), named) {
			t.Errorf("%s: %v does not name %s", text, err, named)
		}
	}
}
