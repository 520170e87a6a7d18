package model_test

import (
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
)

// TestLastDelegationGone ensures that an account without delegations is no longer
// an administrator.
func TestLastDelegationGone(t *testing.T) {
	admin := model.Node{ID: "1", Kind: model.KindAccount}
	apply2 := func(known bool) *model.Reading {
		r := modeltest.Small()
		modeltest.Apply(r, model.AdministratorsFact{Accounts: []model.Node{admin}},
			model.DelegationsFact{Account: "1", Delegations: []model.Delegation{{Account: "1", Principal: "a.amazonaws.com"}}})
		if known {
			modeltest.Apply(r, modeltest.Status(model.PartAdministrators, "", model.Complete), modeltest.Status(model.PartDelegations, "", model.Complete))
		}
		modeltest.Apply(r, model.AdministratorsFact{Principal: "a.amazonaws.com"})
		return r
	}
	if apply2(true).IsAdministrator("1") {
		t.Error("an account whose last delegation is gone is an administrator")
	}
	if !apply2(false).IsAdministrator("1") {
		t.Error("an account that may have more delegations is said to be no administrator")
	}
	r := modeltest.Small()
	modeltest.Apply(r, model.AdministratorsFact{Accounts: []model.Node{admin}}, model.DelegationsFact{Account: "1"})
	if r.IsAdministrator("1") {
		t.Error("an account without delegations is an administrator")
	}
}
