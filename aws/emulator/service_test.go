package emulator_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// everywhere are the Regions that the demo organization uses.
var everywhere = []string{"eu-central-1", "eu-west-1", "us-east-1", "us-west-2"}

// withoutService returns the demo organization without anything of a service: nobody
// administers it, and trusted access is as asked for.
func withoutService(a administered, access bool) *model.Snapshot {
	o := sample.Demo()
	o.Settings = slices.DeleteFunc(o.Settings, func(s model.Setting) bool { return s.Service == a.id })
	o.Delegations = slices.DeleteFunc(o.Delegations, func(d model.Delegation) bool { return string(d.Principal) == a.principal })
	o.TrustedAccess = slices.DeleteFunc(o.TrustedAccess, func(t model.TrustedAccess) bool { return string(t.Principal) == a.principal })
	if access {
		o.TrustedAccess = append(o.TrustedAccess, model.TrustedAccess{Principal: model.Principal(a.principal)})
	}
	return o
}

// stateOf returns what the server holds of a service: settings and registrations.
func stateOf(s *emulator.Server, a administered) (settings []model.Setting, registered []model.AccountID) {
	now := s.Snapshot()
	for _, t := range now.Settings {
		if t.Service == a.id {
			t.Since = time.Time{}
			settings = append(settings, t)
		}
	}
	for _, d := range now.Delegations {
		if string(d.Principal) == a.principal {
			registered = append(registered, d.Account)
		}
	}
	return settings, registered
}

// where returns where a test calls the service.
func (a administered) where() string {
	if a.home != "" {
		return a.home
	}
	return "eu-west-1"
}

func (a administered) regions() []string {
	if a.regional {
		return everywhere
	}
	return []string{a.where()}
}

// codeOf returns the name of AWS's error, empty if it is none.
func codeOf(err error) string {
	if e := smithy.APIError(nil); errors.As(err, &e) {
		return e.ErrorCode()
	}
	return ""
}

// wantCode checks the error's name, or that there is none if the name is empty.
func wantCode(t *testing.T, what string, err error, code string) {
	t.Helper()
	got := codeOf(err)
	if got != code || err != nil && got == "" {
		t.Errorf("%s: got %q (%v), want %q", what, got, err, code)
	}
}

// Registering in every Region and taking it back, one Region after the other:
// Organizations has the account from the first Region on, and keeps it.
func TestServiceRegisterAndBack(t *testing.T) {
	for _, a := range services {
		t.Run(string(a.id), func(t *testing.T) {
			s := emulator.New(withoutService(a, a.accessOff != ""))
			ctx := t.Context()
			for i, region := range a.regions() {
				r := a.at(s, management, region)
				if r.list != nil {
					if all, err := r.list(ctx); err != nil || len(all) != 0 {
						t.Fatalf("%s: before: %v, %v", region, all, err)
					}
				}
				wantCode(t, "enable in "+region, r.enable(ctx, tooling), "")
				settings, registered := stateOf(s, a)
				if len(settings) != i+1 || !slices.Equal(registered, []model.AccountID{tooling}) {
					t.Errorf("after %s: %v, registered %v", region, settings, registered)
				}
				if !slices.ContainsFunc(s.Snapshot().TrustedAccess, func(t model.TrustedAccess) bool { return string(t.Principal) == a.principal }) {
					t.Error("trusted access is off")
				}
				if r.list != nil {
					all, err := r.list(ctx)
					if diff := cmp.Diff([]administrator{{tooling, "ENABLED"}}, all, cmp.AllowUnexported(administrator{})); err != nil || diff != "" {
						t.Errorf("%s: %v, list (-want +got):\n%s", region, err, diff)
					}
				}
			}
			for i, region := range a.regions() {
				wantCode(t, "disable in "+region, a.at(s, a.remover(tooling), region).disable(ctx, tooling), "")
				if settings, _ := stateOf(s, a); len(settings) != len(a.regions())-i-1 {
					t.Errorf("after %s there are %v", region, settings)
				}
			}
			if _, registered := stateOf(s, a); (len(registered) == 0) != a.ends() {
				t.Errorf("Organizations has %v", registered)
			}
		})
	}
}

// remover returns who may remove an administrator.
func (a administered) remover(account string) string {
	if a.id == "firewall-manager" {
		return account
	}
	return management
}

// ends reports whether the own removal ends the registration in Organizations.
func (a administered) ends() bool {
	return a.id == "cloudtrail" || a.id == "vpc-ipam" || a.id == "security-lake"
}

// Who is refused, and with which of the service's error names.
func TestServiceRefusals(t *testing.T) {
	for _, a := range services {
		t.Run(string(a.id), func(t *testing.T) {
			ctx := t.Context()
			s := emulator.New(withoutService(a, true))
			r := a.at(s, management, a.where())
			refused := func(what string, err error, code string) { t.Helper(); wantCode(t, what, err, code) }
			refused("a member's call", a.at(s, payments, a.where()).enable(ctx, tooling), a.caller)
			refused("an outsider's account", r.enable(ctx, outsider), a.member)
			for what, account := range map[string]string{"a suspended account": suspended, "no account": "1234"} {
				if codeOf(r.enable(ctx, account)) == "" {
					t.Errorf("%s became the administrator", what)
				}
			}
			refused("a removal of nobody", a.at(s, a.remover(tooling), a.where()).disable(ctx, tooling), a.gone)
			if settings, registered := stateOf(s, a); len(settings)+len(registered) > 0 {
				t.Fatalf("refused calls left %v, %v", settings, registered)
			}
			refused("registering", r.enable(ctx, tooling), "")
			refused("the same again", r.enable(ctx, tooling), a.twice)
			if a.id != "cloudtrail" {
				refused("another account", r.enable(ctx, payments), a.other)
			}
			if a.regional && !a.ranked {
				refused("another account in another Region", a.at(s, management, "us-east-1").enable(ctx, payments), a.other)
			}
			refused("a member's removal", a.at(s, payments, a.where()).disable(ctx, tooling), or(a.callerGone(), a.caller))
			if settings, registered := stateOf(s, a); len(settings) != 1 || len(registered) != 1 {
				t.Errorf("refused calls left %v, %v", settings, registered)
			}
		})
	}
}

// callerGone is the error of a removal by somebody who is not the
// administrator, where the administrator itself has to ask.
func (a administered) callerGone() string {
	if a.id == "firewall-manager" {
		return a.gone
	}
	return ""
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// The management account is the administrator, or is refused; Organizations
// never has it.
func TestServiceManagementAccount(t *testing.T) {
	for _, a := range services {
		t.Run(string(a.id), func(t *testing.T) {
			s := emulator.New(withoutService(a, true))
			r := a.at(s, management, a.where())
			wantCode(t, "the management account", r.enable(t.Context(), management), a.management)
			settings, registered := stateOf(s, a)
			if len(registered) > 0 || (len(settings) == 1) != (a.management == "") {
				t.Errorf("left %v, %v", settings, registered)
			}
			if a.management == "" {
				wantCode(t, "the same again", r.enable(t.Context(), management), a.twice)
				wantCode(t, "another account", r.enable(t.Context(), tooling), a.other)
			}
		})
	}
}

// Without trusted access a registration fails, or switches it on.
func TestServiceTrustedAccess(t *testing.T) {
	for _, a := range services {
		t.Run(string(a.id), func(t *testing.T) {
			s := emulator.New(withoutService(a, false))
			wantCode(t, "without trusted access", a.at(s, management, a.where()).enable(t.Context(), tooling), a.accessOff)
			if settings, _ := stateOf(s, a); (len(settings) == 0) != (a.accessOff != "") {
				t.Errorf("left %v", settings)
			}
		})
	}
}

// In a Region that the caller has not enabled its keys are not known; one that
// the delegate lacks is the service's own refusal.
func TestServiceRegionNotEnabled(t *testing.T) {
	for _, a := range services {
		t.Run(string(a.id), func(t *testing.T) {
			o := withoutService(a, true)
			o.Regions = append(o.Regions, model.AccountRegion{Account: management, Region: "me-south-1", Status: model.RegionEnabled})
			s := emulator.New(o)
			for _, region := range []string{"ap-east-1", "eu-south-1", "nowhere-1"} {
				unknown := "UnrecognizedClientException"
				if a.id == "vpc-ipam" {
					unknown = "AuthFailure"
				}
				wantCode(t, region, a.at(s, management, region).enable(t.Context(), tooling), unknown)
			}
			if a.regional {
				wantCode(t, "the delegate's Region", a.at(s, management, "me-south-1").enable(t.Context(), tooling), a.region)
			}
			if settings, registered := stateOf(s, a); len(settings)+len(registered) > 0 {
				t.Errorf("left %v, %v", settings, registered)
			}
		})
	}
}

// While a change lags, reads show the old state, and a removal in progress.
func TestServiceLag(t *testing.T) {
	for _, a := range services {
		t.Run(string(a.id), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := emulator.New(withoutService(a, true), emulator.WithFaults(emulator.Faults{Lag: 10 * time.Second}))
				ctx, r := t.Context(), a.at(s, management, a.where())
				registered := func() bool { return len(administratorsOf(ctx, t, client(s, management), a.principal)) > 0 }
				listed := func(want ...administrator) {
					t.Helper()
					if r.list == nil {
						return
					}
					if all, err := r.list(ctx); err != nil || !slices.Equal(all, want) {
						t.Errorf("listed %v, %v, want %v", all, err, want)
					}
				}
				wantCode(t, "enable", r.enable(ctx, tooling), "")
				listed()
				if registered() {
					t.Error("registered at once")
				}
				pass(10 * time.Second)
				listed(administrator{tooling, "ENABLED"})
				if !registered() {
					t.Error("not registered after the lag")
				}
				wantCode(t, "disable", a.at(s, a.remover(tooling), a.where()).disable(ctx, tooling), "")
				listed(administrator{tooling, a.disabling})
				pass(10 * time.Second)
				listed()
			})
		})
	}
}

// A reply that is lost leaves the change made; a connection that breaks before
// leaves nothing.
func TestServiceLostReply(t *testing.T) {
	for _, a := range services {
		t.Run(string(a.id), func(t *testing.T) {
			for code, made := range map[string]int{"lost": 1, "reset": 0, "503": 0} {
				s := emulator.New(withoutService(a, true), emulator.WithFaults(emulator.Faults{Fail: []emulator.Failure{{Operation: a.name, Code: code}}}))
				if err := a.at(s, management, a.where()).enable(t.Context(), tooling); err == nil {
					t.Errorf("%s: no error", code)
				}
				if settings, registered := stateOf(s, a); len(settings) != made || len(registered) != made {
					t.Errorf("%s: left %v, %v", code, settings, registered)
				}
			}
		})
	}
}

// Knobs that name a Region act there and nowhere else.
func TestServiceFaultsPerRegion(t *testing.T) {
	for _, a := range services {
		t.Run(string(a.id), func(t *testing.T) {
			if !a.regional {
				return
			}
			s := emulator.New(withoutService(a, true), emulator.WithFaults(emulator.Faults{
				Deny: []emulator.Denial{{Operation: a.name + "@eu-west-1"}},
				Fail: []emulator.Failure{{Operation: a.name + "@us-east-1", Nth: 1, Code: "ConflictException"}},
			}))
			for region, code := range map[string]string{"eu-central-1": "", "eu-west-1": "AccessDeniedException", "us-east-1": "ConflictException", "us-west-2": ""} {
				wantCode(t, region, a.at(s, management, region).enable(t.Context(), tooling), code)
			}
			wantCode(t, "the second time", a.at(s, management, "us-east-1").enable(t.Context(), tooling), "")
			if settings, _ := stateOf(s, a); len(settings) != 3 {
				t.Errorf("left %v", settings)
			}
		})
	}
}

// A list with empty pages around its entry comes whole.
func TestServicePages(t *testing.T) {
	for _, a := range services {
		t.Run(string(a.id), func(t *testing.T) {
			s := emulator.New(withoutService(a, true), emulator.WithFaults(emulator.Faults{EmptyPages: true}))
			r := a.at(s, management, a.where())
			wantCode(t, "enable", r.enable(t.Context(), tooling), "")
			if r.list == nil {
				return
			}
			if all, err := r.list(t.Context()); err != nil || len(all) != 1 {
				t.Errorf("listed %v, %v", all, err)
			}
		})
	}
}

// The accident: deregistering in Organizations, meant for one Region, takes
// the administrator away in all of them.
func TestDeregisterActsOnAllRegions(t *testing.T) {
	for _, a := range services {
		t.Run(string(a.id), func(t *testing.T) {
			s := emulator.New(withoutService(a, true))
			for _, region := range a.regions() {
				wantCode(t, region, a.at(s, management, region).enable(t.Context(), tooling), "")
			}
			if err := deregister(tooling, a.principal)(t.Context(), client(s, management)); err != nil {
				t.Fatal(err)
			}
			if settings, registered := stateOf(s, a); len(registered) > 0 || (len(settings) > 0) != (a.id == "firewall-manager") {
				t.Errorf("left %v, %v", settings, registered)
			}
		})
	}
}

// Half done registrations can be completed: the service's setting is there and
// Organizations does not have the account, or the other way round.
func TestServiceCompletes(t *testing.T) {
	for _, a := range services {
		t.Run(string(a.id), func(t *testing.T) {
			ownOnly, organizationsOnly := withoutService(a, true), withoutService(a, true)
			setting := model.Setting{Service: a.id, Account: tooling, State: model.SettingEnabled}
			if a.regional {
				setting.Region = model.Region(a.where())
			}
			setting.Feature = a.feature()
			if a.ranked {
				setting.Priority = 1
			}
			ownOnly.Settings = append(ownOnly.Settings, setting)
			organizationsOnly.Delegations = append(organizationsOnly.Delegations, model.Delegation{Account: tooling, Principal: model.Principal(a.principal)})
			for what, o := range map[string]*model.Snapshot{"own only": ownOnly, "Organizations only": organizationsOnly} {
				if what == "Organizations only" && a.id == "cloudtrail" {
					continue // Organizations is where CloudTrail's administrators are.
				}
				s := emulator.New(o)
				wantCode(t, what, a.at(s, management, a.where()).enable(t.Context(), tooling), "")
				if settings, registered := stateOf(s, a); len(settings) != 1 || len(registered) != 1 {
					t.Errorf("%s: left %v, %v", what, settings, registered)
				}
			}
			if a.id == "firewall-manager" {
				return // Whoever Organizations has, the first may be another.
			}
			if !a.ranked {
				s := emulator.New(organizationsOnly)
				wantCode(t, "another than in Organizations", a.at(s, management, a.where()).enable(t.Context(), payments), a.other)
			}
		})
	}
}

// feature returns the feature of the first administrator's setting.
func (a administered) feature() string {
	switch a.id {
	case "firewall-manager":
		return model.FeatureDefaultAdmin
	case "security-hub":
		return "SecurityHub"
	default:
		return ""
	}
}

// The journal tells the Region and the parameters of each call, and whether it
// changes something.
func TestServiceJournal(t *testing.T) {
	for _, a := range services {
		t.Run(string(a.id), func(t *testing.T) {
			s := emulator.New(withoutService(a, true))
			r := a.at(s, management, a.where())
			err := r.enable(t.Context(), tooling)
			if r.list != nil {
				_, failed := r.list(t.Context())
				err = errors.Join(err, failed)
			}
			if err != nil {
				t.Fatal(err)
			}
			calls := s.Journal()
			first := calls[0]
			if first.Service+":"+first.Operation != a.name || first.Region != a.where() || !first.Changes() || first.Code != "" {
				t.Errorf("the registration is %+v", first)
			}
			if r.list != nil && (len(calls) != 2 || calls[1].Changes()) {
				t.Errorf("the list is %+v", calls[1:])
			}
		})
	}
}
