package aws

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// The management policies are read after everything else, each with one call for a
// page of its type's list, its targets and its text; and where no type of them is
// enabled nothing is called at all.
func TestCallsForManagementPolicies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		demo := sample.Demo()
		s := emulator.New(demo)
		read(t, unpaced(s), everything[:3]...)
		before, calls := operations(s), len(s.Journal())
		s.Reset()
		r, _ := read(t, unpaced(s), everything...)
		got, types, policies := operations(s), len(r.ManagementTypes()), len(demo.Policies)-len(evaluated(demo).Policies)
		for operation, want := range map[string]int{
			"ListPolicies": types, "ListTargetsForPolicy": policies, "DescribePolicy": policies,
			"ListAccountsWithInvalidEffectivePolicy": types, "ListEffectivePolicyValidationErrors": 3, "DescribeEffectivePolicy": 0, "ListRoots": 0,
		} {
			if more := got[operation] - before[operation]; more != want {
				t.Errorf("%d more calls of %s, want %d", more, operation, want)
			}
		}
		for i, c := range s.Journal() {
			if late := strings.Contains(c.Operation, "EffectivePolicy") || strings.Contains(string(c.Parameters), "TAG_POLICY") || strings.Contains(string(c.Parameters), "S3_POLICY"); late && i < calls {
				t.Errorf("call %d of %d is %s", i, calls, c.Operation)
			}
		}

		plain := sample.Large(30, 3, 4)
		s = emulator.New(plain)
		read(t, unpaced(s), everything[:3]...)
		want := operations(s)
		s.Reset()
		read(t, unpaced(s), everything...)
		if diff := cmp.Diff(want, operations(s)); diff != "" {
			t.Errorf("calls where only SCPs and RCPs are enabled (-before +now):\n%s", diff)
		}
	})
}

// What is said beforehand of the calls is what they are.
func TestCostOfManagementPolicies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo())
		r, _ := read(t, unpaced(s), everything...)
		if cost := r.Cost(100); cost.Calls < len(s.Journal())-3 || cost.Calls > len(s.Journal())+3 {
			t.Errorf("the cost is said to be %d calls, it was %d", cost.Calls, len(s.Journal()))
		}
	})
}

// Each call may be denied: then that is a gap which says what permission is missing,
// and never an empty list.
func TestDeniedManagementPolicies(t *testing.T) {
	for operation, part := range map[string]model.PartKey{
		"ListPolicies":                           {Part: model.PartPolicies, Target: "BACKUP_POLICY"},
		"ListTargetsForPolicy":                   {Part: model.PartTargets, Target: "BACKUP_POLICY"},
		"DescribePolicy":                         {Part: model.PartDocument, Target: "BACKUP_POLICY"},
		"ListAccountsWithInvalidEffectivePolicy": {Part: model.PartInvalid, Target: "BACKUP_POLICY"},
		"ListEffectivePolicyValidationErrors":    {Part: model.PartPolicyErrors, Target: "880087747607 BACKUP_POLICY"},
		"DescribeEffectivePolicy":                {Part: model.PartEffective, Target: "880087747607 BACKUP_POLICY"},
	} {
		t.Run(operation, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := emulator.New(sample.Demo(), emulator.WithFaults(emulator.Faults{Deny: []emulator.Denial{{Operation: operation}}}))
				r, _ := read(t, unpaced(s), model.WantTree{}, model.WantManagementPolicies{}, model.WantEffective{Account: "880087747607"})
				gap := r.Status(part.Part, part.Target).Gap
				if gap == nil || gap.Operation != "organizations:"+operation || !strings.Contains(gap.Fix, "organizations:"+operation) {
					t.Fatalf("%v is %+v, gap %+v", part, r.Status(part.Part, part.Target), gap)
				}
				frozen := r.Freeze(time.Now())
				if _, lacking := frozen.MissingParts()[part]; !lacking || frozen.Complete {
					t.Error("the frozen reading does not say that it is missing")
				}
			})
		})
	}
}

// An account's effective policies are read when it is looked at: once, and once more
// when somebody reloads them. That there is none is an answer.
func TestEffectivePolicies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo())
		b := unpaced(s)
		const account, none = model.AccountID("880087747607"), demoTooling
		r, _ := read(t, b, model.WantEffective{Account: account, Errors: []model.PolicyType{model.BackupPolicy}})
		if p, status := r.EffectivePolicy(account, model.S3Policy); status.Progress != model.Complete || p.Text != `{"s3_attributes":{"public_access_block_configuration":"all"}}` || p.Taken.IsZero() || p.Updated.IsZero() {
			t.Errorf("%+v, %+v", p, status)
		}
		if errors, status := r.PolicyErrors(account, model.BackupPolicy); status.Progress != model.Complete || len(errors) != 1 ||
			errors[0].Text() != "ELEMENTS_TOO_MANY: The effective policy has more than 10 rules in a backup plan. (at plans/Daily/rules)" || len(errors[0].Policies) != 2 {
			t.Errorf("%+v, %+v", errors, status)
		}
		s.Reset()
		r, _ = read(t, b, model.WantEffective{Account: none})
		if p, status := r.EffectivePolicy(none, model.BackupPolicy); status.Progress != model.Complete || p.Text != "" || p.Taken.IsZero() {
			t.Errorf("of an account without one: %+v, %+v", p, status)
		}
		if n := operations(s)["DescribeEffectivePolicy"]; n != 5 {
			t.Errorf("%d calls for five types", n)
		}
	})
}

// A single type can be read at once, and one that is not enabled is known to have no
// policies, without a call.
func TestOnlyOneManagementType(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo())
		r, _ := read(t, unpaced(s), model.WantTree{}, model.WantManagementPolicies{Only: model.TagPolicy})
		if len(r.Policies(model.TagPolicy)) != 3 || len(r.Policies(model.BackupPolicy)) != 0 || r.Status(model.PartPolicies, "BACKUP_POLICY").Known() {
			t.Errorf("tag policies %v", r.Policies(model.TagPolicy))
		}
		s.Reset()
		r, _ = read(t, unpaced(s), model.WantTree{}, model.WantManagementPolicies{Only: model.ChatbotPolicy})
		if operations(s)["ListPolicies"] != 0 || !r.Status(model.PartInvalid, "CHATBOT_POLICY").Known() {
			t.Error("a type that is not enabled")
		}
	})
}

// What a run saved is there in the next, and goes when its type is switched off.
func TestManagementPoliciesOfASavedReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		demo := sample.Demo()
		r, _ := read(t, unpaced(emulator.New(demo)), append(slices.Clone(everything), model.WantEffective{Account: "880087747607"})...)
		saved := r.Freeze(time.Now())
		if !saved.Complete || len(saved.EffectivePolicies) != 5 {
			t.Fatalf("complete %v, %v, %d effective policies", saved.Complete, saved.Shortfalls(), len(saved.EffectivePolicies))
		}
		off := *demo
		off.Roots = slices.Clone(demo.Roots)
		off.Roots[0].PolicyTypes = demo.Roots[0].PolicyTypes[:3] // without all but tag policies
		b := New(Options{Transport: emulator.New(&off).Transport(), Demo: true, Store: &savedStore{saved: saved}, Resume: true})
		r, _ = read(t, b, model.WantTree{})
		if p, status := r.EffectivePolicy("880087747607", model.TagPolicy); status.Progress != model.Saved || p.Text == "" {
			t.Errorf("effective tag policy %+v, %+v", p, status)
		}
		if accounts, status := r.InvalidAccounts(model.BackupPolicy); len(accounts) > 0 || status.Known() || len(r.Policies(model.BackupPolicy)) > 0 {
			t.Errorf("backup policies are left: %v, %+v", accounts, status)
		}
	})
}
