package plan_test

import (
	"bytes"
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

// together returns an order for several services of one account.
func together(d catalog.Direction, account model.AccountID, regions []model.Region, services ...model.ServiceID) plan.Order {
	var orders []plan.Order
	for _, s := range services {
		orders = append(orders, plan.Order{Direction: d, Service: s, Account: account, EnableAccess: true})
	}
	return plan.Together(orders).In(regions, nil)
}

func TestSeveralServices(t *testing.T) {
	eu := []model.Region{"eu-central-1", "eu-west-1"}
	for _, c := range []struct {
		name     string
		order    plan.Order
		title    string
		steps    []string
		blockers []string
		words    string
		lost     []string
	}{
		{
			name: "two of Organizations, in the order of the catalogue", order: together(catalog.Register, modeltest.Payments, nil, "resilience-hub", "backup"),
			title: "Register payments-prod (444455556666) as delegated administrator of AWS Backup and AWS Resilience Hub",
			steps: []string{"RegisterDelegatedAdministrator backup.amazonaws.com", "EnableAWSServiceAccess resiliencehub.amazonaws.com", "RegisterDelegatedAdministrator resiliencehub.amazonaws.com"},
		},
		{
			name: "one that is blocked blocks both, and can be left out", order: together(catalog.Register, modeltest.Payments, nil, "backup", "compute-optimizer"),
			title:    "Register payments-prod (444455556666) as delegated administrator of AWS Backup and AWS Compute Optimizer",
			steps:    []string{"RegisterDelegatedAdministrator backup.amazonaws.com", "RegisterDelegatedAdministrator compute-optimizer.amazonaws.com"},
			blockers: []string{"AWS Compute Optimizer allows 1 administrator for compute-optimizer.amazonaws.com and has 1: finops 333344445555. Or leave AWS Compute Optimizer out of this plan."},
		},
		{
			name: "what blocks all is said once", order: together(catalog.Register, modeltest.OldLicensing, nil, "backup", "iam"),
			title:    "Register licensing-old (335854285905) as delegated administrator of AWS Backup and AWS IAM",
			blockers: []string{"licensing-old (335854285905) is suspended. Only an active account can be registered."},
			steps:    []string{"RegisterDelegatedAdministrator backup.amazonaws.com", "EnableAWSServiceAccess iam.amazonaws.com", "RegisterDelegatedAdministrator iam.amazonaws.com"},
		},
		{
			name: "the words name each service, and each loss its own", order: together(catalog.Remove, modeltest.Tooling, eu[:1], "macie", "config", "detective"),
			title: "Remove security-tooling (222233334444) as delegated administrator of AWS Config, Amazon Detective and Amazon Macie",
			steps: []string{
				"DeregisterDelegatedAdministrator config.amazonaws.com",
				"DisableOrganizationAdminAccount detective.amazonaws.com",
				"DisableOrganizationAdminAccount macie.amazonaws.com",
			},
			words: "config,detective,macie 222233334444", lost: []string{"detective", "macie"},
		},
		{
			name:  "Regions are chosen once, for those that have them",
			order: together(catalog.Remove, modeltest.Tooling, nil, "config", "detective", "guardduty"),
			title: "Remove security-tooling (222233334444) as delegated administrator of AWS Config, Amazon Detective and Amazon GuardDuty",
			steps: []string{"DeregisterDelegatedAdministrator config.amazonaws.com"},
			blockers: []string{
				"Amazon Detective is delegated Region by Region, but no Region is chosen. security-tooling (222233334444) administers it in eu-central-1. Or leave Amazon Detective out of this plan.",
				"Amazon GuardDuty is delegated Region by Region, but no Region is chosen. security-tooling (222233334444) administers it in eu-central-1, eu-west-1, us-east-1. Or leave Amazon GuardDuty out of this plan.",
			},
			words: "config,detective,guardduty 222233334444",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := plan.New(modeltest.Demo(), c.order)
			if p.Title != c.title {
				t.Errorf("title %q, want %q", p.Title, c.title)
			}
			if got := modeltest.Operations(p); !slices.Equal(got, c.steps) {
				t.Errorf("steps %q, want %q", got, c.steps)
			}
			var blockers, lost []string
			for _, b := range p.Blockers {
				_, out, _ := strings.Cut(b.Fix, "Or leave")
				if out != "" {
					out = " Or leave" + out
				}
				blockers = append(blockers, b.Text+out)
			}
			for _, part := range p.Losses() {
				lost = append(lost, part.Word())
			}
			if !slices.Equal(blockers, c.blockers) {
				t.Errorf("blockers\n%q, want\n%q", blockers, c.blockers)
			}
			if p.ConfirmationText() != c.words || !slices.Equal(lost, c.lost) {
				t.Errorf("words %q, lost %q; want %q, %q", p.ConfirmationText(), lost, c.words, c.lost)
			}
		})
	}
}

// Removals in one plan can only together be the last delegations of an account.
func TestLastDelegationOfSeveral(t *testing.T) {
	r := modeltest.Demo()
	held, _ := r.Delegations("806327065584")
	var orders []plan.Order
	for _, d := range held {
		o := plan.Order{Direction: catalog.Remove, Account: d.Account, Principals: []model.Principal{d.Principal}}
		if s, ok := catalog.ByPrincipal(d.Principal); ok {
			o.Service = s.ID
		}
		orders = append(orders, o)
	}
	if len(orders) < 2 {
		t.Fatalf("the demo's monitoring account holds %d services", len(orders))
	}
	last := func(o plan.Order) bool {
		return slices.ContainsFunc(plan.New(r, o).Consequences, func(s string) bool { return strings.Contains(s, "last delegation") })
	}
	if last(orders[0]) || !last(plan.Together(orders)) {
		t.Errorf("one alone: %t, all together: %t", last(orders[0]), last(plan.Together(orders)))
	}
}

// A plan for several services consists of their single plans. It acts in the
// chosen Regions only, and does not depend on the order in which they are named.
func TestSeveralAreTheirSinglePlans(t *testing.T) {
	regions := []model.Region{"eu-central-1", "eu-west-1", "us-east-1", "us-west-2"}
	rapid.Check(t, func(t *rapid.T) {
		r := modeltest.Demo()
		all := catalog.Services()
		chosen := rapid.SliceOfNDistinct(rapid.IntRange(0, len(all)-1), 2, 5, rapid.ID[int]).Draw(t, "services")
		in := rapid.SliceOfNDistinct(rapid.SampledFrom(regions), 0, 4, rapid.ID[model.Region]).Draw(t, "regions")
		account := rapid.SampledFrom([]model.AccountID{modeltest.Tooling, modeltest.Payments, modeltest.OldLicensing, modeltest.Management}).Draw(t, "account")
		direction := rapid.SampledFrom([]catalog.Direction{catalog.Register, catalog.Remove}).Draw(t, "direction")
		replace := rapid.Bool().Draw(t, "replace")
		var ids []model.ServiceID
		for _, i := range chosen {
			ids = append(ids, all[i].ID)
		}
		with := func(ids []model.ServiceID) *plan.Plan {
			return plan.New(r, together(direction, account, in, ids...).Each(func(o *plan.Order) { o.Replace = replace }))
		}
		p := with(ids)
		var steps []plan.Step
		for _, part := range p.Each() {
			single := with([]model.ServiceID{part.Order.Service})
			steps = append(steps, single.Steps...)
			if got, want := modeltest.Operations(part), modeltest.Operations(single); !slices.Equal(got, want) || part.Blocked() != single.Blocked() || part.Loss != single.Loss {
				t.Fatalf("%s is planned as %q beside the others, alone as %q", part.Order.Service, got, want)
			}
			regional := part.Order.Regional()
			for _, s := range part.Steps {
				if regional && s.API != "organizations" && !slices.Contains(in, s.Region) {
					t.Fatalf("%s acts outside %v", s.CLI(), in)
				}
			}
			if len(part.LosingAccounts()) > 0 && !strings.Contains(p.ConfirmationText(), part.Word()) {
				t.Fatalf("the words %q do not name %s", p.ConfirmationText(), part.Word())
			}
		}
		if len(p.Steps) != len(steps) || p.Blocked() != slices.ContainsFunc(p.Each(), (*plan.Plan).Blocked) {
			t.Fatalf("%d services give %d parts, %d steps give %d", len(ids), len(p.Parts), len(steps), len(p.Steps))
		}
		for _, id := range ids {
			single := with([]model.ServiceID{id})
			idle := single.Blocked() && (modeltest.Codes(single)[0] == "nothing-to-do" || modeltest.Codes(single)[0] == "not-registered")
			if !idle && !slices.ContainsFunc(p.Each(), func(part *plan.Plan) bool { return part.Order.Service == id }) {
				t.Fatalf("%s has no part, and something to do: %+v", id, single.Blockers)
			}
		}
		if again := with(rapid.Permutation(ids).Draw(t, "order")); again.Digest() != p.Digest() {
			t.Fatal("the order in which services are named changes the digest")
		}
		if again := plan.New(r, p.Order); again.Digest() != p.Digest() {
			t.Fatal("the plan of a plan's order is another one")
		}
	})
}

// journaled returns the journal of a plan whose first steps were done.
func journaled(t *testing.T, p *plan.Plan, done int) []plan.JournalEntry {
	t.Helper()
	var file bytes.Buffer
	for i, s := range p.Confirmed("") {
		if i > done {
			break
		}
		lines := []plan.JournalEntry{plan.NewIntent(s, p.Caller, p.Organization, time.Time{})}
		if i < done {
			lines = append(lines, plan.NewOutcome(s, p.Caller, p.Organization, plan.Outcome{Result: plan.ResultDone}))
		}
		for _, e := range lines {
			line, err := plan.EncodeEntry(e)
			if err != nil {
				t.Fatal(err)
			}
			file.Write(line)
		}
	}
	entries, torn, err := plan.DecodeJournal(&file)
	if err != nil || torn {
		t.Fatalf("the journal is torn: %t, %v", torn, err)
	}
	return entries
}

// Resuming an interrupted plan for several services is about all of them, in
// their Regions. Undoing it is about what was done, or may have been.
func TestSeveralUnfinished(t *testing.T) {
	eu := []model.Region{"eu-central-1", "eu-west-1"}
	p := plan.New(modeltest.Demo(), together(catalog.Register, modeltest.Payments, eu, "inspector", "backup", "resilience-hub").Each(func(o *plan.Order) { o.Replace = true }))
	for done := range p.Steps {
		entries := journaled(t, p, done)
		unfinished := plan.Unfinished(entries)
		on, ok := plan.Resume(unfinished)
		if !ok || plan.New(modeltest.Demo(), on).Digest() != p.Digest() {
			t.Errorf("after %d steps the way on is %+v", done, on)
		}
		back, ok := plan.Inverse(plan.Begun(plan.LastChange(entries), unfinished))
		var services []model.ServiceID
		for _, o := range back.Orders() {
			services = append(services, o.Service)
			if !o.Undo || o.Service == "inspector" && len(o.Regions) == 0 {
				t.Errorf("after %d steps the way back is %+v", done, o)
			}
		}
		want := map[model.ServiceID]bool{}
		for _, s := range p.Steps[:done+1] {
			if service, _ := catalog.ByPrincipal(s.Principal); s.Action != catalog.ActionEnableAccess {
				want[service.ID] = true
			}
		}
		if ok != (len(want) > 0) || ok && len(services) != len(want) {
			t.Errorf("after %d steps the way back is of %q, want %v", done, services, want)
		}
	}
}

// Undoing a plan for several services removes the accounts that it registered,
// and registers those that it removed.
func TestUndoSeveral(t *testing.T) {
	p := plan.New(modeltest.Demo(), together(catalog.Register, modeltest.Payments, nil, "backup", "compute-optimizer", "systems-manager").Each(func(o *plan.Order) { o.Replace = true }))
	if p.Blocked() {
		t.Fatalf("blockers %+v", p.Blockers)
	}
	back, ok := plan.Inverse(journaled(t, p, len(p.Steps)))
	want := []string{
		"deputy register compute-optimizer 333344445555 --replace-account 444455556666",
		"deputy register ssm.amazonaws.com 806327065584 --replace-account 444455556666",
		"deputy remove backup,ssm-quicksetup.amazonaws.com 444455556666",
	}
	got := back.Commands()
	slices.Sort(got)
	slices.Sort(want)
	if !ok || !slices.Equal(got, want) {
		t.Errorf("the way back is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Orders for one service become one, with the principals, Regions and options of
// all of them.
func TestTogether(t *testing.T) {
	o := plan.Together([]plan.Order{
		{Direction: catalog.Register, Service: "config", Account: modeltest.Payments, Principals: []model.Principal{"config-multiaccountsetup.amazonaws.com"}},
		{Direction: catalog.Register, Service: "backup", Account: modeltest.Payments},
		{Direction: catalog.Register, Service: "config", Account: modeltest.Payments, Principals: []model.Principal{"config.amazonaws.com"}, Replace: true},
	})
	if got, want := o.Commands(), []string{"deputy register backup 444455556666", "deputy register config 444455556666 --replace"}; !slices.Equal(got, want) {
		t.Errorf("together %q, want %q", got, want)
	}
	p := plan.New(modeltest.Demo(), o)
	if one := o.Without(p.Parts[0]); one.Service != "config" || len(one.Also) > 0 {
		t.Errorf("without the first: %+v", one)
	}
}
