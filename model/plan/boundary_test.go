package plan_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/modeltest"
	"deputy/model/plan"
	"deputy/model/sample"
)

// TestMemberLimitIsAllowed ensures that an organization of exactly as many
// accounts as an administrator can manage is no reason to warn.
func TestMemberLimitIsAllowed(t *testing.T) {
	o := plan.Order{Direction: catalog.Register, Service: "audit-manager", Account: modeltest.Payments, Regions: []model.Region{"eu-west-1"}}
	for accounts, warns := range map[int]bool{249: false, 250: false, 251: true} {
		r := model.NewReading()
		r.Apply(model.SavedFact{Snapshot: sample.Large(accounts, 5, 5)})
		p := plan.New(r, o)
		if got := slices.ContainsFunc(p.Warnings, func(w plan.Warning) bool { return w.Code == "member-limit" }); got != warns {
			t.Errorf("%d of 250 accounts: warned %t", accounts, got)
		}
	}
}

// TestManagementAccountOfAFeature ensures that the management account is refused
// for the part of a service that it cannot administer, and only for that.
func TestManagementAccountOfAFeature(t *testing.T) {
	for feature, refused := range map[string]bool{"SecurityHub": false, "SecurityHubV2": true} {
		p := plan.New(modeltest.Demo(), plan.Order{
			Direction: catalog.Register, Service: "security-hub", Account: modeltest.Management,
			Regions: []model.Region{"eu-west-1"}, Features: []string{feature},
		})
		if got := slices.ContainsFunc(p.Blockers, func(b plan.Blocker) bool { return b.Code == "management-account" }); got != refused {
			t.Errorf("%s: refused %t, want %t", feature, got, refused)
		}
	}
}

// TestRemovalOfOnePrincipal ensures that only the removal from the principal that
// loses something says so.
func TestRemovalOfOnePrincipal(t *testing.T) {
	r := modeltest.Demo()
	for _, p := range []model.Principal{"ssm.amazonaws.com", "ssm-quicksetup.amazonaws.com"} {
		r.Apply(model.AdministratorsFact{Principal: p, Accounts: []model.Node{{ID: modeltest.Payments.Node(), Kind: model.KindAccount}}})
	}
	for principals, lost := range map[string]bool{"ssm.amazonaws.com": true, "ssm-quicksetup.amazonaws.com": false, "": true} {
		o := plan.Order{Direction: catalog.Remove, Service: "systems-manager", Account: modeltest.Payments}
		if principals != "" {
			o.Principals = []model.Principal{model.Principal(principals)}
		}
		if p := plan.New(r, o); len(p.Steps) == 0 || (p.Loss != "") != lost {
			t.Errorf("removed from %q: loss %q, %d steps", principals, p.Loss, len(p.Steps))
		}
	}
}

// TestLastDelegation ensures that a removal says that it takes the account's
// last delegation where it does, and only there.
func TestLastDelegation(t *testing.T) {
	r := modeltest.Demo()
	const account model.AccountID = "806327065584"
	held, _ := r.Delegations(account)
	for n := 1; n <= len(held); n++ {
		r.Apply(model.DelegationsFact{Account: account, Delegations: held[:n]})
		o := plan.Order{Direction: catalog.Remove, Account: account, Principals: []model.Principal{held[0].Principal}}
		if s, ok := catalog.ByPrincipal(held[0].Principal); ok {
			o.Service = s.ID
		}
		says := slices.ContainsFunc(plan.New(r, o).Consequences, func(s string) bool { return strings.Contains(s, "last delegation") })
		if says != (n == 1) {
			t.Errorf("one of %d delegations: it says %t that it is the last", n, says)
		}
	}
}

// TestNeedsTheDelegationsOfWhoIsReplaced ensures that a plan is made after what
// the replaced administrator has was read again: the plan says whether it loses
// its last delegation.
func TestNeedsTheDelegationsOfWhoIsReplaced(t *testing.T) {
	o := plan.Order{Direction: catalog.Register, Service: "health", Account: modeltest.Payments, Replace: true, ReplacedAccount: "806327065584"}
	if w := o.Needs("token"); !slices.Equal(w.Delegates, []model.AccountID{"806327065584"}) || !slices.Equal(w.Candidates, []model.AccountID{modeltest.Payments}) {
		t.Errorf("delegations are read of %q, policies of %q", w.Delegates, w.Candidates)
	}
	o = plan.Order{Direction: catalog.Remove, Service: "health", Account: "806327065584"}
	if w := o.Needs("token"); !slices.Equal(w.Delegates, []model.AccountID{"806327065584"}) || len(w.Candidates) > 0 {
		t.Errorf("for a removal delegations are read of %q, policies of %q", w.Delegates, w.Candidates)
	}
}

// TestStepsThatDestroyAreIrreversible ensures that each call that takes a
// service away says whether something is lost for good with it, whoever it is
// taken from and by whichever API.
func TestStepsThatDestroyAreIrreversible(t *testing.T) {
	const other model.AccountID = "566061915816"
	var removals int
	for _, s := range catalog.Services() {
		r := modeltest.Demo()
		held, _ := r.Delegations(other)
		held = slices.Clone(held)
		for _, p := range s.Principals {
			held = append(held, model.Delegation{Account: other, Principal: p.Name})
		}
		r.Apply(model.DelegationsFact{Account: other, Delegations: held})
		for _, o := range []plan.Order{
			{Direction: catalog.Remove, Service: s.ID, Account: other},
			{Direction: catalog.Register, Service: s.ID, Account: modeltest.Payments, EnableAccess: true, Replace: true, ReplacedAccount: other},
		} {
			for _, step := range plan.New(r, o).Steps {
				if step.Action == catalog.ActionDeregister {
					removals++
				}
				destroys := step.Action == catalog.ActionDeregister && s.Breaks([]model.Principal{step.Principal}).Destroys
				if step.Irreversible != destroys {
					t.Errorf("%s: %s is irreversible: %t, want %t", s.ID, step.Operation, step.Irreversible, destroys)
				}
			}
		}
	}
	if removals < 20 {
		t.Errorf("%d removals were planned", removals)
	}
}

// TestPlanIsVoidWhenWhatItAssumesChanges ensures that everything that a plan was
// made from, and that another can change meanwhile, is in its digest.
func TestPlanIsVoidWhenWhatItAssumesChanges(t *testing.T) {
	o := plan.Order{Direction: catalog.Register, Service: "account-management", Account: modeltest.Payments}
	before := plan.New(modeltest.Demo(), o).Digest()
	if again := plan.New(modeltest.Demo(), o).Digest(); again != before {
		t.Errorf("the same facts have the digests %s and %s", before, again)
	}
	for name, change := range map[string]func(*model.Reading){
		"trusted access went off": func(r *model.Reading) {
			r.Apply(model.TrustedAccessFact{})
		},
		"another account is registered": func(r *model.Reading) {
			r.Apply(model.DelegationsFact{Account: modeltest.Tooling, Delegations: []model.Delegation{{Account: modeltest.Tooling, Principal: "account.amazonaws.com"}}})
		},
		"the account is suspended": func(r *model.Reading) {
			n := *r.Node(modeltest.Payments.Node())
			n.State = model.StateSuspended
			r.Apply(model.AccountsFact{Accounts: []model.Node{n}})
		},
		"who holds it could not be read": func(r *model.Reading) {
			r.Apply(model.StatusFact{Part: model.PartAdministrators, Target: "account.amazonaws.com", Status: model.Status{Progress: model.Failed, Gap: &model.Gap{Cause: "denied"}}})
		},
	} {
		r := modeltest.Demo()
		change(r)
		if plan.New(r, o).Digest() == before {
			t.Errorf("%s, and the digest is the same", name)
		}
	}
}

// TestBlockersAreThoseOfThePlan ensures that blockers found by themselves are
// those of the whole plan.
func TestBlockersAreThoseOfThePlan(t *testing.T) {
	r := modeltest.Demo()
	for _, s := range catalog.Services() {
		for _, d := range []catalog.Direction{catalog.Register, catalog.Remove} {
			for _, account := range []model.AccountID{modeltest.Tooling, modeltest.OldLicensing} {
				o := plan.Order{Direction: d, Service: s.ID, Account: account, Also: []plan.Order{{Direction: d, Service: "health", Account: account}}}
				for range 2 {
					if got, want := plan.Blockers(r, o), plan.New(r, o).Blockers; !slices.Equal(got, want) {
						t.Errorf("%s %v %s: blockers %+v, want %+v", s.ID, d, account, got, want)
					}
					o.Also = nil
				}
			}
		}
	}
}
