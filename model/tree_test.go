package model_test

import (
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
)

// TestVanishedOU ensures that a removed OU is no parent of accounts any more, and
// that nothing is dropped if not every list could be read.
func TestVanishedOU(t *testing.T) {
	r := modeltest.Small()
	r.Begin()
	modeltest.Apply(r, modeltest.Failed(model.PartOUs, "ou-9", "ListOrganizationalUnitsForParent"), modeltest.Status(model.PartOUs, "", model.Complete))
	if r.Node("ou-1") == nil {
		t.Fatal("a unit is dropped though not all units were read")
	}
	r.Begin()
	modeltest.Apply(r, modeltest.Status(model.PartOUs, "", model.Complete))
	if r.Node("ou-1") != nil {
		t.Fatal("a unit that is gone is still there")
	}
	if path := r.Path("1"); len(path) != 1 || path[0].ID != "1" {
		t.Errorf("the account's path goes through the unit that is gone: %v", r.PathName("1"))
	}
	modeltest.Apply(r, model.AccountsFact{Accounts: []model.Node{{ID: "1", Kind: model.KindAccount, Name: "shop", Parent: "r-1"}}}, modeltest.Status(model.PartAccounts, "", model.Complete))
	if r.PathName("1") != "Root / shop" || r.AccountCount("r-1") != 1 {
		t.Errorf("the account is at %q", r.PathName("1"))
	}
}

// TestNodeChange ensures that added and moved nodes are found, but not beside a
// saved tree that was not complete.
func TestNodeChange(t *testing.T) {
	r := modeltest.Saved(modeltest.Small().Freeze(modeltest.Noon)) // the tree was not reported complete
	modeltest.Apply(r, model.AccountsFact{Accounts: []model.Node{{ID: "2", Kind: model.KindAccount, Parent: "ou-1"}}})
	if r.NodeChange("2") != model.NodeUnchanged {
		t.Error("an account is called new beside a tree that was not whole")
	}
	first := modeltest.Small()
	modeltest.Apply(first, modeltest.Completed(modeltest.Noon)...)
	r = modeltest.Saved(first.Freeze(modeltest.Noon))
	modeltest.Apply(r, model.AccountsFact{Accounts: []model.Node{{ID: "1", Kind: model.KindAccount, Parent: "r-1"}, {ID: "2", Kind: model.KindAccount, Parent: "ou-1"}}})
	if a, b, c := r.NodeChange("1"), r.NodeChange("2"), r.NodeChange("ou-1"); a != model.NodeMoved || b != model.NodeAdded || c != model.NodeUnchanged {
		t.Errorf("moved, new and not read again are %v, %v, %v", a, b, c)
	}
}
