package aws

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
	"deputy/model/sample"
)

// servicesWithAccess returns the services that switch their trusted access on themselves.
func servicesWithAccess() []catalog.Service {
	return slices.DeleteFunc(slices.Clone(catalog.Services()), func(s catalog.Service) bool {
		return s.TrustedAccess.Mechanism != catalog.AccessByService
	})
}

// closed returns the demo organization without trusted access for a service, and
// with nobody delegated for it.
func closed(s catalog.Service) *model.Snapshot {
	o := sample.Demo()
	o.TrustedAccess = slices.DeleteFunc(o.TrustedAccess, func(t model.TrustedAccess) bool {
		return slices.ContainsFunc(s.TrustedAccess.Principals, func(a catalog.AccessPrincipal) bool { return a.Name == t.Principal })
	})
	o.Delegations = slices.DeleteFunc(o.Delegations, func(d model.Delegation) bool {
		return slices.ContainsFunc(s.Principals, func(p catalog.DelegationPrincipal) bool { return p.Name == d.Principal })
	})
	return o
}

// opening returns an order that registers the service's main principal and may
// switch trusted access on.
func opening(s catalog.Service, account model.AccountID) plan.Order {
	return plan.Order{
		Direction: catalog.Register, Service: s.ID, Account: account, EnableAccess: true,
		Principals: []model.Principal{s.Principals[0].Name},
	}
}

// isOpen reports whether the organization has the service's trusted access.
func isOpen(server *emulator.Server, s catalog.Service) bool {
	return slices.ContainsFunc(server.Snapshot().TrustedAccess, func(t model.TrustedAccess) bool { return t.Principal == s.Principals[0].Name })
}

// From off to registered: the service's own call comes first, never
// EnableAWSServiceAccess, and the next plan has nothing to switch on.
func TestAccessThereAndRegistered(t *testing.T) {
	for _, s := range servicesWithAccess() {
		t.Run(string(s.ID), func(t *testing.T) {
			server := emulator.New(closed(s))
			b := unpaced(server)
			o := opening(s, demoTooling)
			o.EnableAccess = false
			p := planFor(t, b, o)
			if i := slices.IndexFunc(p.Blockers, func(b plan.Blocker) bool { return b.Code == "trusted-access" }); i < 0 || !p.Blockers[i].Access || !strings.HasPrefix(p.Blockers[i].Run, "aws ") {
				t.Errorf("without leave to switch it on: %+v", p.Blockers)
			}
			p = planFor(t, b, opening(s, demoTooling))
			wantAllDone(t, p, executePlan(t, b, p))
			call := *s.TrustedAccess.Call
			region := string(call.GlobalRegion("aws"))
			if region == "" {
				region = defaultRegion
			}
			want := []string{call.Service + ":" + call.Operation + " " + region, "organizations:RegisterDelegatedAdministrator us-east-1"}
			if diff := cmp.Diff(want, calls(server)); diff != "" {
				t.Errorf("the calls (-want +got):\n%s", diff)
			}
			if _, registered := administrators(server, s); !isOpen(server, s) || !slices.Equal(registered, []string{string(demoTooling)}) {
				t.Errorf("open %t, registered %q", isOpen(server, s), registered)
			}
			if again := planFor(t, b, opening(s, demoTooling)); !blockedBy(again, "nothing-to-do") {
				t.Errorf("again: %+v, %d steps", again.Blockers, len(again.Steps))
			}
			if other := planFor(t, b, opening(s, demoPayments)); len(other.Steps) != 1 || other.Steps[0].Action != catalog.ActionRegister {
				t.Errorf("where it is on already the steps are %+v", other.Steps)
			}
		})
	}
}

// The account may be registered already, and only the access be off.
func TestAccessForTheRegistered(t *testing.T) {
	for _, s := range servicesWithAccess() {
		t.Run(string(s.ID), func(t *testing.T) {
			organization := closed(s)
			organization.Delegations = append(organization.Delegations, model.Delegation{Account: demoTooling, Principal: s.Principals[0].Name})
			server := emulator.New(organization)
			b := unpaced(server)
			p := planFor(t, b, opening(s, demoTooling))
			if len(p.Steps) != 1 || p.Steps[0].Operation != s.TrustedAccess.Call.Operation {
				t.Fatalf("the steps are %+v", p.Steps)
			}
			wantAllDone(t, p, executePlan(t, b, p))
			if !isOpen(server, s) {
				t.Error("it is still off")
			}
		})
	}
}

// slowdowns are the codes of services that do not say ThrottlingException.
var slowdowns = map[model.ServiceID]string{
	"cloudformation-stacksets": "Throttling", "license-manager": "RateLimitExceededException", "reachability-analyzer": "RequestLimitExceeded",
}

// Each service's own call with each fault: what the outcome says is what the
// organization has, and the journal has it too.
func TestAccessFaults(t *testing.T) {
	fail := func(code string, nth int) func(operation string) emulator.Faults {
		return func(operation string) emulator.Faults {
			return emulator.Faults{Fail: []emulator.Failure{{Operation: operation, Nth: nth, Code: code}}}
		}
	}
	for _, f := range []struct {
		name    string
		faults  func(operation string) emulator.Faults // nil for a throttle answer
		result  plan.Result
		open    bool
		calls   int
		journal string
		words   string // in the note or the failure
	}{
		{"throttled once", nil, plan.ResultDone, true, 2, "done", ""},
		{"denied", func(operation string) emulator.Faults {
			return emulator.Faults{Deny: []emulator.Denial{{Operation: operation}}}
		}, plan.ResultFailed, false, 1, "failed", "is not authorized to perform: OPERATION. Allow OPERATION"},
		{"answer lost, but done", fail("lost", 0), plan.ResultDone, true, 1, "done", "reading back shows that it was done"},
		{"reset before it was taken", fail("reset", 0), plan.ResultUnknown, false, 1, "unknown", "Check again"},
		{"no answer in time", fail("timeout", 0), plan.ResultUnknown, false, 1, "unknown", "Check again"},
		{"a gateway's 502", fail("502", 0), plan.ResultUnknown, false, 1, "unknown", "Check again"},
		{"a fault of AWS", fail("InternalFailure", 0), plan.ResultUnknown, false, 1, "unknown", "Check again"},
		{"no support plan", fail("SubscriptionRequiredException", 0), plan.ResultFailed, false, 1, "failed", "Support plan"},
		{"late", func(string) emulator.Faults { return emulator.Faults{Lag: 30 * time.Second} }, plan.ResultDone, true, 1, "done", ""},
		{"lost and late", func(operation string) emulator.Faults {
			faults := fail("lost", 0)(operation)
			faults.Lag = 30 * time.Second
			return faults
		}, plan.ResultDone, true, 1, "done", "reading back"},
		{"too late", func(string) emulator.Faults { return emulator.Faults{Lag: time.Hour} }, plan.ResultNotVisible, true, 1, "done", "do not show the change yet"},
		{"not to be read back", func(string) emulator.Faults {
			return emulator.Faults{Deny: []emulator.Denial{{Operation: "ListAWSServiceAccessForOrganization"}}}
		}, plan.ResultNotVisible, true, 1, "done", "could not read the change back"},
	} {
		for _, s := range servicesWithAccess() {
			t.Run(f.name+"/"+string(s.ID), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server := emulator.New(closed(s))
					b := unpaced(server)
					p := planFor(t, b, opening(s, demoTooling))
					operation := s.TrustedAccess.Call.Service + ":" + s.TrustedAccess.Call.Operation
					faults := f.faults
					if faults == nil {
						faults = fail(throttleOf(s), 1)
					}
					server.SetFaults(faults(operation))
					step := p.Confirmed("TICKET-1")[0]
					o := b.Execute(t.Context(), step)
					if o.Result != f.result || !strings.Contains(outcomeText(o), strings.ReplaceAll(f.words, "OPERATION", operation)) {
						t.Errorf("result %v, %q; want %v with %q", o.Result, outcomeText(o), f.result, f.words)
					}
					if status := s.TrustedAccess.Status; status != nil && (o.Result == plan.ResultNotVisible || o.Result == plan.ResultUnknown) &&
						!strings.Contains(outcomeText(o), status.Service+":"+status.Operation+" reports ") {
						t.Errorf("%q does not tell what the service itself says", outcomeText(o))
					}
					if n := changed(server, step); n != f.calls {
						t.Errorf("%d calls, want %d", n, f.calls)
					}
					if isOpen(server, s) != f.open {
						t.Errorf("open %t, want %t", !f.open, f.open)
					}
					checkJournal(t, b.options.Store.(*memoryStore).entries, step, f.journal)
				})
			})
		}
	}
}

func throttleOf(s catalog.Service) string {
	if code := slowdowns[s.ID]; code != "" {
		return code
	}
	return "ThrottlingException"
}

// The step that an interruption left open is found in the journal, read back
// and settled, and the way on still knows the account. A service that says it
// is under way leaves it open.
func TestAccessInterrupted(t *testing.T) {
	for _, s := range servicesWithAccess() {
		for _, c := range []struct {
			name   string
			faults emulator.Faults
			made   bool
			result plan.Result
		}{
			{"never sent", emulator.Faults{}, false, plan.ResultFailed},
			{"done", emulator.Faults{}, true, plan.ResultDone},
			{"under way", emulator.Faults{Lag: time.Hour}, true, plan.ResultUnknown},
		} {
			t.Run(c.name+"/"+string(s.ID), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server := emulator.New(closed(s))
					b := unpaced(server)
					step := planFor(t, b, opening(s, demoTooling)).Confirmed("")[0]
					server.SetFaults(c.faults)
					store := b.options.Store.(*memoryStore)
					store.entries = []plan.JournalEntry{plan.NewIntent(step, b.identity.caller, "o-4x9acme2k7", time.Now())}
					if c.made {
						b.Execute(t.Context(), step)
						store.entries = store.entries[:1]
					}
					fact, err := store.Journal(Place{})
					if err != nil || len(fact.Unfinished) != 1 {
						t.Fatalf("unfinished %+v, %v", fact.Unfinished, err)
					}
					checks := plan.Checks(fact.Unfinished)
					if len(checks) != 1 {
						t.Fatalf("the checks are %+v", checks)
					}
					o := b.Execute(t.Context(), checks[0])
					under := c.result == plan.ResultUnknown && (s.TrustedAccess.Status == nil || slices.Contains([]model.ServiceID{"cloudformation-stacksets", "network-manager"}, s.ID))
					if o.Result != c.result && !(under && o.Result == plan.ResultFailed) {
						t.Errorf("%v, %q", o.Result, outcomeText(o))
					}
					if on, ok := plan.Resume(fact.Unfinished); !ok || on.Service != s.ID || on.Account != demoTooling || !on.EnableAccess {
						t.Errorf("the way on is %+v, %t", on, ok)
					}
				})
			})
		}
	}
}

// Only the management account makes the call.
func TestAccessByAnotherAccount(t *testing.T) {
	for _, s := range servicesWithAccess() {
		synctest.Test(t, func(t *testing.T) {
			server := emulator.New(closed(s))
			step := planFor(t, unpaced(server), opening(s, demoTooling)).Confirmed("")[0]
			b := New(Options{Transport: server.Transport(), Keys: &Keys{ID: "AKIA" + string(demoTooling) + "DEMO", Secret: "x"}, Store: &memoryStore{}})
			if p := planFor(t, b, opening(s, demoTooling)); !blockedBy(p, "caller") {
				t.Errorf("%s: a member plans %+v", s.ID, p.Blockers)
			}
			if o := b.Execute(t.Context(), step); o.Result != plan.ResultFailed || !strings.Contains(outcomeText(o), "must make this call") || len(calls(server)) > 0 {
				t.Errorf("%s: %v, %q, calls %q", s.ID, o.Result, outcomeText(o), calls(server))
			}
		})
	}
}

// The bytes on the wire: method, host, path, target, kind and body of each call
// and of what reads it back, and where it is signed for.
func TestAccessWire(t *testing.T) {
	want := []string{
		"POST cloudformation.eu-west-1.amazonaws.com /  application/x-www-form-urlencoded Action=ActivateOrganizationsAccess&Version=2010-05-15 eu-west-1/cloudformation",
		"POST ec2.eu-west-1.amazonaws.com /  application/x-www-form-urlencoded Action=EnableReachabilityAnalyzerOrganizationSharing&Version=2016-11-15 eu-west-1/ec2",
		"POST health.us-east-1.amazonaws.com / AWSHealth_20160804.EnableHealthServiceAccessForOrganization application/x-amz-json-1.1 {} us-east-1/health",
		"POST license-manager.eu-west-1.amazonaws.com / AWSLicenseManager.UpdateServiceSettings application/x-amz-json-1.1 {\"OrganizationConfiguration\":{\"EnableIntegration\":true}} eu-west-1/license-manager",
		"POST networkmanager.us-west-2.amazonaws.com /organizations/service-access  application/json {\"Action\":\"ENABLE\"} us-west-2/networkmanager",
		"POST notifications.us-east-1.api.aws /organization/access    us-east-1/notifications",
		"POST servicecatalog.eu-west-1.amazonaws.com / AWS242ServiceCatalogService.EnableAWSOrganizationsAccess application/x-amz-json-1.1 {} eu-west-1/servicecatalog",
		"GET networkmanager.us-west-2.amazonaws.com /organizations/service-access    us-west-2/networkmanager",
		"GET notifications.us-east-1.api.aws /organization/access    us-east-1/notifications",
		"POST cloudformation.eu-west-1.amazonaws.com /  application/x-www-form-urlencoded Action=DescribeOrganizationsAccess&Version=2010-05-15 eu-west-1/cloudformation",
		"POST health.us-east-1.amazonaws.com / AWSHealth_20160804.DescribeHealthServiceStatusForOrganization application/x-amz-json-1.1 {} us-east-1/health",
		"POST license-manager.eu-west-1.amazonaws.com / AWSLicenseManager.GetServiceSettings application/x-amz-json-1.1 {} eu-west-1/license-manager",
		"POST servicecatalog.eu-west-1.amazonaws.com / AWS242ServiceCatalogService.GetAWSOrganizationsAccessStatus application/x-amz-json-1.1 {} eu-west-1/servicecatalog",
	}
	var got []string
	for _, s := range servicesWithAccess() {
		synctest.Test(t, func(t *testing.T) {
			server := emulator.New(closed(s))
			through := &tap{to: server.Transport()}
			b := New(Options{Transport: through, Keys: &demoKeys, Region: "eu-west-1", Store: &memoryStore{}})
			p := planFor(t, b, opening(s, demoTooling))
			server.SetFaults(emulator.Faults{Lag: time.Hour}) // so that the service itself is asked
			through.taken()
			b.Execute(t.Context(), p.Confirmed("")[0])
			for _, r := range through.taken() {
				_, scope, _ := strings.Cut(r.Header.Get("Authorization"), "/")
				parts := strings.Split(scope, "/")
				if parts[2] == "organizations" || parts[2] == "sts" {
					continue
				}
				if !strings.Contains(scope, "content-type;") && r.Header.Get("Content-Type") != "" || r.Header.Get("User-Agent") == "" {
					t.Errorf("%s: signed %q by %q", s.ID, scope, r.Header.Get("User-Agent"))
				}
				got = append(got, fmt.Sprintf("%s %s %s %s %s %s %s/%s", r.Method, r.URL.Host, r.URL.RequestURI(),
					r.Header.Get("X-Amz-Target"), r.Header.Get("Content-Type"), r.body, parts[1], parts[2]))
			}
		})
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the calls (-want +got):\n%s", diff)
	}
}

// Several services in one plan: each is switched on by its own call before its
// registration.
func TestAccessOfSeveral(t *testing.T) {
	health, notifications, mgn := service(t, "health"), service(t, "user-notifications"), service(t, "transform-mgn")
	organization := closed(health)
	server := emulator.New(organization)
	b := unpaced(server)
	p := planFor(t, b, plan.Together([]plan.Order{opening(health, demoTooling), opening(notifications, demoTooling), opening(mgn, demoTooling)}))
	wantAllDone(t, p, executePlan(t, b, p))
	for _, s := range []catalog.Service{health, notifications, mgn} {
		if _, registered := administrators(server, s); !isOpen(server, s) || !slices.Contains(registered, string(demoTooling)) {
			t.Errorf("%s: open %t, registered %q", s.ID, isOpen(server, s), registered)
		}
	}
	want := []string{
		"health:EnableHealthServiceAccessForOrganization us-east-1", "notifications:EnableNotificationsAccessForOrganization us-east-1",
		"organizations:EnableAWSServiceAccess us-east-1",
	}
	got := slices.DeleteFunc(calls(server), func(c string) bool { return strings.Contains(c, "Register") })
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what switches access on (-want +got):\n%s", diff)
	}
}
