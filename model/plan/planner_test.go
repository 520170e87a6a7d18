package plan_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/modeltest"
	"deputy/model/plan"
	"deputy/model/sample"
)

func TestPlanBlockers(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(*model.Reading)
		order   plan.Order
		want    []string
	}{
		{"free service", nil, plan.Order{Direction: catalog.Register, Service: "account-management", Account: modeltest.Payments}, nil},
		{
			"a member account asks", func(r *model.Reading) { r.Caller.Role = model.CallerDelegated },
			plan.Order{Direction: catalog.Register, Service: "account-management", Account: modeltest.Payments},
			[]string{"caller"},
		},
		{
			"a member account asks, and another profile changes",
			func(r *model.Reading) { r.Caller.Role, r.Caller.ChangedBy = model.CallerDelegated, "writer" },
			plan.Order{Direction: catalog.Register, Service: "account-management", Account: modeltest.Payments},
			nil,
		},
		{
			"consolidated billing", func(r *model.Reading) { r.Organization.Features = model.FeaturesBilling },
			plan.Order{Direction: catalog.Register, Service: "account-management", Account: modeltest.Payments},
			[]string{"features"},
		},
		{
			"the management account itself", nil,
			plan.Order{Direction: catalog.Register, Service: "account-management", Account: modeltest.Management},
			[]string{"management-account"},
		},
		{
			"a suspended account", nil,
			plan.Order{Direction: catalog.Register, Service: "account-management", Account: modeltest.OldLicensing},
			[]string{"account-state"},
		},
		{
			"a documented quota is reached", nil,
			plan.Order{Direction: catalog.Register, Service: "compute-optimizer", Account: modeltest.Payments},
			[]string{"quota"},
		},
		{
			"trusted access is off", nil,
			plan.Order{Direction: catalog.Register, Service: "agent-registry", Account: modeltest.Payments},
			[]string{"trusted-access"},
		},
		{
			"trusted access may be switched on", nil,
			plan.Order{Direction: catalog.Register, Service: "agent-registry", Account: modeltest.Payments, EnableAccess: true},
			nil,
		},
		{
			"trusted access by the service's own call", nil,
			plan.Order{Direction: catalog.Register, Service: "user-notifications", Account: modeltest.Payments},
			[]string{"trusted-access"},
		},
		{
			"a service with its own API, and no Region", nil,
			plan.Order{Direction: catalog.Register, Service: "security-hub", Account: modeltest.Payments},
			[]string{"regions"},
		},
		{
			"already registered", nil,
			plan.Order{Direction: catalog.Register, Service: "backup", Account: "468529858957"},
			[]string{"nothing-to-do"},
		},
		{
			"removing what is not held", nil,
			plan.Order{Direction: catalog.Remove, Service: "backup", Account: modeltest.Payments},
			[]string{"not-registered"},
		},
		{
			"removing from a suspended account is allowed", nil,
			plan.Order{Direction: catalog.Remove, Service: "license-manager", Account: modeltest.OldLicensing},
			nil,
		},
		{
			"removing without trusted access is allowed", nil,
			plan.Order{Direction: catalog.Remove, Service: "s3-storage-lens", Account: "333344445555"},
			nil,
		},
		{
			"an unknown principal can be removed", nil,
			plan.Order{Direction: catalog.Remove, Principals: []model.Principal{"telemetry-broker.amazonaws.com"}, Account: "806327065584"},
			nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := modeltest.Demo()
			if c.prepare != nil {
				c.prepare(r)
			}
			p := plan.New(r, c.order)
			if got := modeltest.Codes(p); !slices.Equal(got, c.want) {
				t.Errorf("blockers %q, want %q: %+v", got, c.want, p.Blockers)
			}
			for _, b := range p.Blockers {
				if b.Text == "" || strings.Contains(b.Run, "{") {
					t.Errorf("blocker %+v has no text, or a placeholder in its command", b)
				}
			}
		})
	}
}

// A partial registration is completed: only the missing principal gets a step.
func TestPlanCompletesPartialRegistration(t *testing.T) {
	p := plan.New(modeltest.Demo(), plan.Order{Direction: catalog.Register, Service: "config", Account: modeltest.Tooling})
	want := []string{"RegisterDelegatedAdministrator config-multiaccountsetup.amazonaws.com"}
	if got := modeltest.Operations(p); !slices.Equal(got, want) {
		t.Errorf("steps %q, want %q", got, want)
	}
}

// Trusted access comes before the registration that needs it.
func TestPlanSwitchesAccessOnFirst(t *testing.T) {
	p := plan.New(modeltest.Demo(), plan.Order{Direction: catalog.Register, Service: "agent-registry", Account: modeltest.Payments, EnableAccess: true})
	want := []string{
		"EnableAWSServiceAccess agent-registry.amazonaws.com", "RegisterDelegatedAdministrator agent-registry.amazonaws.com",
	}
	if got := modeltest.Operations(p); !slices.Equal(got, want) {
		t.Errorf("steps %q, want %q", got, want)
	}
}

// Only principals that the account is registered for get a step.
func TestPlanRemovesWhatIsRegistered(t *testing.T) {
	p := plan.New(modeltest.Demo(), plan.Order{Direction: catalog.Remove, Service: "config", Account: modeltest.Tooling})
	if got, want := modeltest.Operations(p), []string{"DeregisterDelegatedAdministrator config.amazonaws.com"}; !slices.Equal(got, want) {
		t.Errorf("steps %q, want %q", got, want)
	}
	if p.ConfirmationText() != "config 222233334444" {
		t.Errorf("the words to type are %q", p.ConfirmationText())
	}
}

// A removal that destroys data says what is lost.
func TestPlanSaysWhatIsLost(t *testing.T) {
	p := plan.New(modeltest.Demo(), plan.Order{Direction: catalog.Remove, Service: "service-catalog", Account: "558192155802"})
	if p.Loss == "" || !p.Steps[0].Irreversible {
		t.Errorf("removing Service Catalog tells no loss: %+v", p)
	}
}

// What could not be read is listed as unchecked, and does not count as absent.
func TestPlanSaysWhatIsUnchecked(t *testing.T) {
	r := modeltest.Demo()
	gap := &model.Gap{Kind: model.FailureDenied, Operation: "organizations:ListDelegatedAdministrators", Cause: "no permission"}
	r.Apply(model.StatusFact{Part: model.PartAdministrators, Target: "backup.amazonaws.com", Status: model.Status{Progress: model.Failed, Gap: gap}})
	p := plan.New(r, plan.Order{Direction: catalog.Remove, Service: "backup", Account: modeltest.Payments})
	if p.Blocked() || len(p.Steps) != 1 {
		t.Errorf("unread administrators count as absent: %+v", p)
	}
	if !slices.ContainsFunc(p.Unchecked, func(s string) bool { return strings.Contains(s, "no permission") }) {
		t.Errorf("unchecked does not tell the cause: %q", p.Unchecked)
	}
}

// The digest changes with everything that a plan depends on, and with nothing
// else.
func TestPlanDigest(t *testing.T) {
	order := plan.Order{Direction: catalog.Register, Service: "account-management", Account: modeltest.Payments}
	base := plan.New(modeltest.Demo(), order).Digest()
	if again := plan.New(modeltest.Demo(), order).Digest(); again != base {
		t.Errorf("equal plans have the digests %s and %s", base, again)
	}
	for name, change := range map[string]func(*model.Reading){
		"changed by":   func(r *model.Reading) { r.Caller.ChangedBy = "writer" },
		"caller":       func(r *model.Reading) { r.Caller.ARN = "arn:aws:iam::111122223333:role/Other" },
		"organization": func(r *model.Reading) { r.Organization.ID = "o-other12345" },
		"endpoint":     func(r *model.Reading) { r.Caller.Endpoint = "http://localhost:1" },
		"administrators": func(r *model.Reading) {
			r.Apply(model.AdministratorsFact{Principal: "account.amazonaws.com", Accounts: []model.Node{{ID: modeltest.Tooling.Node(), Kind: model.KindAccount}}})
		},
		"state": func(r *model.Reading) {
			n := *r.Node(modeltest.Payments.Node())
			n.State = model.StateSuspended
			r.Apply(model.AccountsFact{Accounts: []model.Node{n}})
		},
		"trusted access": func(r *model.Reading) { r.Apply(model.TrustedAccessFact{}) },
	} {
		r := modeltest.Demo()
		change(r)
		if plan.New(r, order).Digest() == base {
			t.Errorf("another %s gives the same digest", name)
		}
	}
}

// Every AWS CLI command is marked in a demo, so that nobody runs it against a real
// organization, and none is marked elsewhere.
func TestDemoCommandsAreMarked(t *testing.T) {
	for _, marked := range []bool{true, false} {
		for _, s := range catalog.Services() {
			r := modeltest.Demo()
			r.Caller.Demo = marked
			p := plan.New(r, plan.Order{Direction: catalog.Register, Service: s.ID, Account: modeltest.Payments, Regions: []model.Region{"eu-west-1"}})
			var page bytes.Buffer
			if err := plan.Encode(&page, p); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(page.String()) {
				at := max(strings.Index(line, "\"cli\": \"aws "), strings.Index(line, "Run: aws "), strings.Index(line, "Command: aws "))
				if at >= 0 && strings.Contains(line, "# DEMO") != marked {
					t.Errorf("%s, in a demo %t: %s", s.ID, marked, line)
				}
			}
		}
	}
}

// The number of accounts is compared with what an administrator can manage. If it
// is not known, the plan says so.
func TestMemberLimit(t *testing.T) {
	o := plan.Order{Direction: catalog.Register, Service: "audit-manager", Account: modeltest.Payments, Regions: []model.Region{"eu-west-1"}}
	check := func(r *model.Reading) (warned, unchecked bool) {
		p := plan.New(r, o)
		return slices.ContainsFunc(p.Warnings, func(w plan.Warning) bool { return w.Code == "member-limit" }),
			slices.ContainsFunc(p.Unchecked, func(s string) bool { return strings.Contains(s, "more than the 250 accounts") })
	}
	if warned, unchecked := check(modeltest.Demo()); warned || unchecked {
		t.Errorf("63 of 250 accounts: warned %t, unchecked %t", warned, unchecked)
	}
	large := model.NewReading()
	large.Apply(model.SavedFact{Snapshot: sample.Large(300, 5, 5)})
	if warned, unchecked := check(large); !warned || unchecked {
		t.Errorf("300 of 250 accounts: warned %t, unchecked %t", warned, unchecked)
	}
	if warned, unchecked := check(model.NewReading()); warned || !unchecked {
		t.Errorf("nothing is read: warned %t, unchecked %t", warned, unchecked)
	}
}

// Every service has a complete plan in both directions: a title, and steps or a
// blocker, for any caller.
func TestPlanForEveryService(t *testing.T) {
	for _, s := range catalog.Services() {
		for _, d := range []catalog.Direction{catalog.Register, catalog.Remove} {
			for _, account := range []model.AccountID{modeltest.Tooling, modeltest.Payments, modeltest.Management, modeltest.OldLicensing} {
				p := plan.New(modeltest.Demo(), plan.Order{Direction: d, Service: s.ID, Account: account, EnableAccess: true})
				if p.Title == "" || len(p.Steps) == 0 && !p.Blocked() {
					t.Errorf("%s %d %s: no steps and no blocker", s.ID, d, account)
				}
				for _, step := range p.Steps {
					if cli := step.CLI(); !strings.HasPrefix(cli, "aws ") || strings.Contains(cli, "{") {
						t.Errorf("%s: command %q", s.ID, cli)
					}
				}
				if d == catalog.Remove && len(p.Steps) > 0 && s.Remove.Consequences.Destroys != (p.Loss != "") {
					t.Errorf("%s: the loss is not told", s.ID)
				}
			}
		}
	}
}

// A removal undoes a registration, and a registration a removal. Trusted access
// stays as it is.
func TestInverse(t *testing.T) {
	p := plan.New(modeltest.Demo(), plan.Order{Direction: catalog.Register, Service: "agent-registry", Account: modeltest.Payments, EnableAccess: true})
	var done []plan.JournalEntry
	for _, s := range p.Steps {
		done = append(done, plan.JournalEntry{Phase: plan.Settled, Outcome: "done", Service: s.API, Operation: s.Operation, Parameters: s.Parameters})
	}
	o, ok := plan.Inverse(done)
	if !ok || o.Direction != catalog.Remove || o.Service != "agent-registry" || o.Account != modeltest.Payments {
		t.Fatalf("the inverse is %+v, %t", o, ok)
	}
	if got := modeltest.Operations(plan.New(modeltest.Demo(), o)); slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "Access") }) {
		t.Errorf("the way back touches trusted access: %q", got)
	}
	if _, ok := plan.Inverse(done[:1]); ok {
		t.Error("switching trusted access on has an inverse")
	}
}
