package plan_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/modeltest"
	"deputy/model/plan"
)

// unreadAccess makes a reading whose trusted access could not be read.
func unreadAccess(r *model.Reading) {
	gap := &model.Gap{Kind: model.FailureDenied, Operation: "organizations:ListAWSServiceAccessForOrganization", Cause: "no permission to list it"}
	r.Apply(model.StatusFact{Part: model.PartTrustedAccess, Status: model.Status{Progress: model.Failed, Gap: gap}})
}

// trusting returns the demo organization with trusted access for some principals
// only, and without administrators of a service.
func trusting(s catalog.Service, principals ...model.Principal) *model.Reading {
	r := modeltest.Demo()
	var trusted []model.TrustedAccess
	for _, p := range principals {
		trusted = append(trusted, model.TrustedAccess{Principal: p})
	}
	r.Apply(model.TrustedAccessFact{Trusted: trusted})
	for _, p := range s.Principals {
		r.Apply(model.AdministratorsFact{Principal: p.Name})
	}
	return r
}

// Whatever is on and whatever is ordered, no plan calls EnableAWSServiceAccess for
// a service that does not document it. A step that switches on access needs the
// order's permission, and comes before the registrations that need it.
func TestAccessAsDocumentedOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(catalog.Services()).Draw(t, "service")
		var on []model.Principal
		for _, p := range s.TrustedAccess.Principals {
			if rapid.Bool().Draw(t, string(p.Name)) {
				on = append(on, p.Name)
			}
		}
		r := trusting(s, on...)
		r.Caller.Partition = rapid.SampledFrom([]string{"", "aws", "aws-cn", "aws-us-gov", "aws-iso"}).Draw(t, "partition")
		if rapid.Bool().Draw(t, "unread") {
			unreadAccess(r)
		}
		o := plan.Order{
			Direction: rapid.SampledFrom([]catalog.Direction{catalog.Register, catalog.Remove}).Draw(t, "direction"),
			Service:   s.ID, Account: rapid.SampledFrom([]model.AccountID{modeltest.Tooling, modeltest.Payments, modeltest.Management}).Draw(t, "account"),
			EnableAccess: rapid.Bool().Draw(t, "enable"), Replace: rapid.Bool().Draw(t, "replace"), Undo: rapid.Bool().Draw(t, "undo"),
		}
		if s.Regions.Regional {
			o.Regions = []model.Region{"eu-west-1"}
		}
		p := plan.New(r, o)
		others := false
		for _, step := range p.Steps {
			if step.Operation == "EnableAWSServiceAccess" && s.TrustedAccess.Mechanism != catalog.AccessByOrganizations {
				t.Fatalf("the plan has %s", step.CLI())
			}
			if step.Action == catalog.ActionEnableAccess {
				if !o.EnableAccess || others || o.Direction == catalog.Remove {
					t.Fatalf("%s: enable %t, after others %t", step.CLI(), o.EnableAccess, others)
				}
				if step.API != "organizations" && step.Operation != s.TrustedAccess.Call.Operation {
					t.Fatalf("the call is %s", step.CLI())
				}
				continue
			}
			others = true
		}
	})
}

// Missing trusted access is switched on as documented, if that is allowed and
// known to be needed.
func TestAccessBlockers(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(*model.Reading)
		order   plan.Order
		want    []string
	}{
		{
			"the service's own call may be made", nil,
			plan.Order{Direction: catalog.Register, Service: "user-notifications", Account: modeltest.Payments, EnableAccess: true},
			nil,
		},
		{
			"trusted access by a console only", nil,
			plan.Order{Direction: catalog.Register, Service: "trusted-advisor", Account: modeltest.Payments, EnableAccess: true},
			[]string{"trusted-access"},
		},
		{
			"a principal that the service's own call leaves alone", nil,
			plan.Order{Direction: catalog.Register, Service: "license-manager", Account: modeltest.Payments, EnableAccess: true},
			[]string{"trusted-access"},
		},
		{
			"trusted access was not read", unreadAccess,
			plan.Order{Direction: catalog.Register, Service: "health", Account: modeltest.Payments},
			nil,
		},
		{
			"trusted access was not read and is to be switched on", unreadAccess,
			plan.Order{Direction: catalog.Register, Service: "health", Account: modeltest.Payments, EnableAccess: true},
			[]string{"trusted-access-unread"},
		},
	} {
		r := modeltest.Demo()
		if c.prepare != nil {
			c.prepare(r)
		}
		if p := plan.New(r, c.order); !slices.Equal(modeltest.Codes(p), c.want) {
			t.Errorf("%s: blockers %q, want %q: %+v", c.name, modeltest.Codes(p), c.want, p.Blockers)
		}
	}
}

// The plan says what is switched on for good and what else the call does. The call
// goes to the Region that takes it, and the plan asks nobody else to make it.
func TestAccessByServiceCall(t *testing.T) {
	for _, c := range []struct {
		service model.ServiceID
		part    string
		cli     string
		says    string
	}{
		{"health", "aws", "aws health enable-health-service-access-for-organization --region us-east-1", "organizational view"},
		{"health", "aws-cn", "aws health enable-health-service-access-for-organization --region cn-northwest-1", "organizational view"},
		{"network-manager", "aws", "aws networkmanager start-organization-service-access-update --action ENABLE --region us-west-2", "StackSets"},
		{"cloudformation-stacksets", "aws", "aws cloudformation activate-organizations-access", "Only CloudFormation"},
		{"service-catalog", "aws", "aws servicecatalog enable-aws-organizations-access", "portfolios"},
		{"license-manager", "aws", `aws license-manager update-service-settings --organization-configuration '{"EnableIntegration":true}'`, "Region"},
		{"user-notifications", "aws", "aws notifications enable-notifications-access-for-organization --region us-east-1", "on again in User Notifications"},
		{"reachability-analyzer", "aws", "aws ec2 enable-reachability-analyzer-organization-sharing", "own call"},
	} {
		s, _ := catalog.ByID(c.service)
		r := trusting(s)
		r.Caller.Partition = c.part
		p := plan.New(r, plan.Order{Direction: catalog.Register, Service: s.ID, Account: modeltest.Payments, EnableAccess: true, Principals: []model.Principal{s.Principals[0].Name}})
		if p.Blocked() || len(p.Steps) != 2 || p.Steps[0].CLI() != c.cli || p.Steps[0].Caller != modeltest.Management {
			t.Errorf("%s: blockers %+v, steps %+v", c.service, p.Blockers, p.Steps)
			continue
		}
		var warnings []string
		for _, w := range p.Warnings {
			warnings = append(warnings, w.Text)
		}
		if all := strings.Join(warnings, "\n"); !strings.Contains(all, "never switches it off") || !strings.Contains(all, c.says) || strings.Contains(all, c.cli[:24]) {
			t.Errorf("%s: the warnings are %q", c.service, warnings)
		}
		if _, ok := p.Steps[0].Inverse(); ok {
			t.Errorf("%s: switching it on has an inverse", c.service)
		}
	}
}

// StackSets' own call is made though the principal of its service-linked role is
// on: Organizations lists another. Both of Config's principals are switched on.
func TestAccessPartlyOn(t *testing.T) {
	stackSets, _ := catalog.ByID("cloudformation-stacksets")
	p := plan.New(trusting(stackSets, "stacksets.cloudformation.amazonaws.com"), plan.Order{Direction: catalog.Register, Service: stackSets.ID, Account: modeltest.Payments, EnableAccess: true})
	if len(p.Steps) != 2 || p.Steps[0].Operation != "ActivateOrganizationsAccess" || p.Blocked() {
		t.Errorf("with the principal of the service-linked role the steps are %+v, blockers %+v", p.Steps, p.Blockers)
	}
	config, _ := catalog.ByID("config")
	p = plan.New(trusting(config, "config.amazonaws.com"), plan.Order{Direction: catalog.Register, Service: config.ID, Account: modeltest.Payments, EnableAccess: true})
	if got := modeltest.Operations(p); !slices.Equal(got[:1], []string{"EnableAWSServiceAccess config-multiaccountsetup.amazonaws.com"}) || len(got) != 3 {
		t.Errorf("the steps are %q", got)
	}
}

// A principal that the call does not cover blocks the plan. The plan says what to
// do by hand, and how to register the others without it.
func TestAccessOfLinuxSubscriptions(t *testing.T) {
	licenses, _ := catalog.ByID("license-manager")
	p := plan.New(trusting(licenses), plan.Order{Direction: catalog.Register, Service: licenses.ID, Account: modeltest.Payments, EnableAccess: true})
	if len(p.Blockers) != 1 || p.Blockers[0].Access || !strings.Contains(p.Blockers[0].Fix, "console") ||
		p.Blockers[0].Run != "deputy register license-manager.amazonaws.com 444455556666 --enable-access" {
		t.Errorf("the blockers are %+v", p.Blockers)
	}
}

// The plan says why trusted access could not be read. A registration goes on, for
// AWS refuses it if access is needed.
func TestAccessUnread(t *testing.T) {
	r := modeltest.Demo()
	unreadAccess(r)
	p := plan.New(r, plan.Order{Direction: catalog.Register, Service: "user-notifications", Account: modeltest.Payments})
	if p.Blocked() || len(p.Steps) != 1 || !slices.ContainsFunc(p.Unchecked, func(s string) bool { return strings.Contains(s, "no permission to list it") }) {
		t.Errorf("steps %+v, blockers %+v, unchecked %q", p.Steps, p.Blockers, p.Unchecked)
	}
}

// The step can be restored from its journal entry, with the account that it was
// made for, so that the plan can be resumed. Nothing undoes it.
func TestAccessInTheJournal(t *testing.T) {
	for _, s := range catalog.Services() {
		r := trusting(s)
		o := plan.Order{Direction: catalog.Register, Service: s.ID, Account: modeltest.Payments, EnableAccess: true, Principals: []model.Principal{s.Principals[0].Name}}
		if s.Regions.Regional {
			o.Regions = []model.Region{"eu-west-1"}
		}
		p := plan.New(r, o)
		if p.Blocked() || p.Steps[0].Action != catalog.ActionEnableAccess {
			continue
		}
		step := p.Confirmed("")[0]
		e := plan.NewIntent(step, model.Caller{ARN: "arn:aws:iam::111122223333:user/me"}, "o-x", time.Now())
		again, err := plan.StepOf(e)
		if err != nil || again.Action != step.Action || again.Principal != step.Principal || again.Account != "" || e.Inverse != "" {
			t.Errorf("%s: %+v, %v", s.ID, again, err)
		}
		if on, ok := plan.Resume([]plan.JournalEntry{e}); !ok || on.Service != s.ID || on.Account != modeltest.Payments || !on.EnableAccess || on.Direction != catalog.Register {
			t.Errorf("%s: the way on is %+v, %t", s.ID, on, ok)
		}
		if back, ok := plan.Inverse([]plan.JournalEntry{e}); ok {
			t.Errorf("%s: the way back is %+v", s.ID, back)
		}
	}
}
