package aws

import (
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
	"deputy/model/search"
)

// TestAccountsWhereListAccountsIsUnsupported ensures that accounts are listed
// parent by parent from a server that does not know ListAccounts, in each of the
// ways in which servers say so.
func TestAccountsWhereListAccountsIsUnsupported(t *testing.T) {
	for _, code := range []string{"UnsupportedAPIEndpointException", "UnknownOperationException", "NotImplemented"} {
		t.Run(code, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				demo := sample.Demo()
				s := emulator.New(demo, emulator.WithFaults(emulator.Faults{Fail: []emulator.Failure{{Operation: "ListAccounts", Code: code}}}))
				r, _ := read(t, unpaced(s), everything...)
				sameOrganization(t, r, demo)
			})
		})
	}
}

// TestAccountsAreNotListedByParentAfterAnotherFailure ensures that a failure
// which says nothing about what is permitted or known stays a gap.
func TestAccountsAreNotListedByParentAfterAnotherFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo(), emulator.WithFaults(emulator.Faults{
			Fail: []emulator.Failure{{Operation: "ListAccounts", Code: "ServiceException"}},
		}))
		r, _ := read(t, unpaced(s), everything...)
		if gaps := r.Gaps(); len(gaps) != 1 || gaps[0].Operation != "organizations:ListAccounts" {
			t.Errorf("gaps %+v, want one, of ListAccounts", gaps)
		}
		if n := operations(s)["ListAccountsForParent"]; n > 0 {
			t.Errorf("ListAccountsForParent was called %d times", n)
		}
	})
}

// TestAParentWhoseAccountsCannotBeListedIsAGap ensures that accounts which are
// listed parent by parent are not taken for all where one parent failed.
func TestAParentWhoseAccountsCannotBeListedIsAGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		demo := sample.Demo()
		s := emulator.New(demo, emulator.WithFaults(emulator.Faults{
			Deny: []emulator.Denial{{Operation: "ListAccounts"}},
			Fail: []emulator.Failure{{Operation: "ListAccountsForParent", Nth: 3, Code: "ParentNotFoundException"}},
		}))
		r, _ := read(t, unpaced(s), everything...)
		gaps := r.Gaps()
		if len(gaps) != 1 || gaps[0].Operation != "organizations:ListAccountsForParent" || gaps[0].Target == "" {
			t.Errorf("gaps %+v, want one of a parent", gaps)
		}
		if r.Status(model.PartAccounts, "").Progress == model.Complete {
			t.Error("the accounts count as complete")
		}
	})
}

// TestAccountsWithoutTheirParents ensures that all accounts are there by name
// where a server sends no Paths and cannot list what is below a parent, and that
// the gap says that their places are missing, not they.
func TestAccountsWithoutTheirParents(t *testing.T) {
	for _, operation := range []string{"ListAccountsForParent", "ListOrganizationalUnitsForParent", "ListRoots"} {
		t.Run(operation, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				demo := sample.Demo()
				s := emulator.New(demo, emulator.WithFaults(emulator.Faults{
					NoPaths: true, Fail: []emulator.Failure{{Operation: operation, Code: "NotImplemented"}},
				}))
				r, _ := read(t, unpaced(s), model.WantTree{})
				for _, is := range demo.Accounts {
					if n, err := search.FindAccount(r, is.Email); err != nil || n.ID != is.ID {
						t.Errorf("%s is not found: %v", is.Email, err)
					}
				}
				if s := r.Status(model.PartAccounts, ""); s.Progress != model.Complete {
					t.Errorf("the accounts are %+v", s)
				}
				if len(r.Gaps()) == 0 {
					t.Error("nothing says that their places are missing")
				}
			})
		})
	}
}
