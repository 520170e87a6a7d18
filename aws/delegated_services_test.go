package aws

import (
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// TestAnAccountThatIsRegisteredNoMore ensures that an administrator which is
// removed between the list of administrators and the list of its services is
// one without services, and no gap.
func TestAnAccountThatIsRegisteredNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		demo := sample.Demo()
		s := emulator.New(demo, emulator.WithFaults(emulator.Faults{
			Fail: []emulator.Failure{{Operation: "ListDelegatedServicesForAccount", Code: "AccountNotRegisteredException"}},
		}))
		r, _ := read(t, unpaced(s), model.WantDelegations{})
		if gaps := r.Gaps(); len(gaps) > 0 {
			t.Errorf("gaps %+v", gaps)
		}
		if got := r.Freeze(demo.Taken).Delegations; len(got) > 0 {
			t.Errorf("delegations %+v", got)
		}
		if p := r.Status(model.PartDelegations, "").Progress; p != model.Complete {
			t.Errorf("the delegations are %v", p)
		}
	})
}

// TestAdministratorsThatCannotBeListedAreAGap ensures that no administrator
// listed is not taken for none there: the delegations are unknown, and why.
func TestAdministratorsThatCannotBeListedAreAGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo(), emulator.WithFaults(emulator.Faults{Deny: []emulator.Denial{{Operation: "ListDelegatedAdministrators"}}}))
		r, _ := read(t, unpaced(s), model.WantDelegations{})
		for _, part := range []model.Part{model.PartAdministrators, model.PartDelegations} {
			if status := r.Status(part, ""); status.Known() || status.Gap == nil || status.Gap.Operation != "organizations:ListDelegatedAdministrators" {
				t.Errorf("%v is %+v", part, status)
			}
		}
		if _, status := r.DelegatedAdministrators("account.amazonaws.com"); status.Known() {
			t.Error("who administers a service counts as known")
		}
	})
}
