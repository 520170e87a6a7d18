package model_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deputy/model"
	"deputy/model/modeltest"
)

func TestAttached(t *testing.T) {
	type attached struct {
		Policies []model.PolicyID
		Progress model.Progress
	}
	listed := model.TargetsFact{Policy: "p-1", Targets: []model.NodeID{"ou-1"}, First: true, Last: true}
	all := modeltest.Status(model.PartTargets, modeltest.SCPAt, model.Complete)
	own := model.AttachedFact{Node: "ou-1", Type: model.ServiceControlPolicy, Policies: []model.PolicyID{model.FullAWSAccess, "p-1"}}
	full := []model.PolicyID{model.FullAWSAccess}
	for name, c := range map[string]struct {
		facts []model.Fact
		node  model.NodeID
		want  attached
	}{
		"nothing is read":                    {nil, "ou-1", attached{nil, model.Unread}},
		"lists arrive":                       {[]model.Fact{modeltest.Status(model.PartTargets, modeltest.SCPAt, model.Partial), listed}, "ou-1", attached{[]model.PolicyID{"p-1"}, model.Partial}},
		"on no list":                         {[]model.Fact{listed, all}, "1", attached{full, model.Complete}},
		"on a list, and perhaps full":        {[]model.Fact{listed, all}, "ou-1", attached{[]model.PolicyID{"p-1"}, model.Partial}},
		"its own list, by name":              {[]model.Fact{listed, all, own}, "ou-1", attached{[]model.PolicyID{"p-1", model.FullAWSAccess}, model.Complete}},
		"its own list before the others":     {[]model.Fact{own, modeltest.Status(model.PartTargets, modeltest.SCPAt, model.Partial)}, "ou-1", attached{[]model.PolicyID{"p-1", model.FullAWSAccess}, model.Complete}},
		"its own list failed":                {[]model.Fact{listed, all, modeltest.Failed(model.PartAttached, "ou-1 "+modeltest.SCPAt, "ListPoliciesForTarget")}, "ou-1", attached{[]model.PolicyID{"p-1"}, model.Failed}},
		"all lists failed":                   {[]model.Fact{modeltest.Failed(model.PartTargets, modeltest.SCPAt, "ListTargetsForPolicy")}, "1", attached{nil, model.Failed}},
		"one list failed: it may be here":    {[]model.Fact{all, modeltest.Failed(model.PartTargets, "p-1", "ListTargetsForPolicy")}, "1", attached{nil, model.Failed}},
		"one list failed, and is read again": {[]model.Fact{all, modeltest.Failed(model.PartTargets, "p-1", "ListTargetsForPolicy"), listed, modeltest.Status(model.PartTargets, "p-1", model.Complete)}, "1", attached{full, model.Complete}},
		"an unknown node":                    {[]model.Fact{all}, "2", attached{nil, model.Unread}},
	} {
		r := modeltest.Small()
		modeltest.Apply(r, c.facts...)
		policies, status := r.Attached(c.node, model.ServiceControlPolicy)
		if diff := cmp.Diff(c.want, attached{policies, status.Progress}); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestLadderStaysThroughRefresh ensures that an exact list is shown until the
// attachments were read again, and not beyond.
func TestLadderStaysThroughRefresh(t *testing.T) {
	r := modeltest.Small()
	modeltest.Apply(r, model.TargetsFact{Policy: "p-1", Targets: []model.NodeID{"ou-1"}, First: true, Last: true}, modeltest.Status(model.PartTargets, modeltest.SCPAt, model.Complete),
		model.AttachedFact{Node: "ou-1", Type: model.ServiceControlPolicy, Policies: []model.PolicyID{model.FullAWSAccess, "p-1"}})
	r.Begin()
	if policies, status := r.Attached("ou-1", model.ServiceControlPolicy); len(policies) != 2 || !status.Known() {
		t.Errorf("in the refresh: %v, %+v", policies, status)
	}
	modeltest.Apply(r, model.TargetsFact{Policy: "p-1", First: true, Last: true}, modeltest.Status(model.PartTargets, modeltest.SCPAt, model.Complete))
	if policies, status := r.Attached("ou-1", model.ServiceControlPolicy); !slices.Equal(policies, []model.PolicyID{model.FullAWSAccess}) || status.Progress != model.Complete {
		t.Errorf("after it: %v, %+v", policies, status)
	}
}

func TestPolicyTypeNotEnabled(t *testing.T) {
	r := modeltest.Small()
	modeltest.Apply(r, model.RootsFact{Roots: []model.Node{{ID: "r-1", Kind: model.KindRoot}}}, modeltest.Status(model.PartRoots, "", model.Complete),
		modeltest.Status(model.PartTargets, modeltest.SCPAt, model.Complete))
	if policies, status := r.Attached("1", model.ServiceControlPolicy); len(policies) != 0 || status.Progress != model.Complete {
		t.Errorf("a type that is not enabled is attached: %v, %+v", policies, status)
	}
}

// TestVanishedOU ensures that accounts do not hang in an OU that is gone,
// and that nothing is dropped where not everything could be looked at.
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

func TestChanges(t *testing.T) {
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

// TestLastDelegationGone ensures that an account without delegations is no
// administrator any more.
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
		t.Error("an account that may hold more is said to be no administrator")
	}
	r := modeltest.Small()
	modeltest.Apply(r, model.AdministratorsFact{Accounts: []model.Node{admin}}, model.DelegationsFact{Account: "1"})
	if r.IsAdministrator("1") {
		t.Error("an account that holds nothing is an administrator")
	}
}

// TestReachLeavesOutWhomNoPolicyBinds ensures that the management account counts
// for policies that bind it only.
func TestReachLeavesOutWhomNoPolicyBinds(t *testing.T) {
	r := modeltest.Demo()
	root := r.Path(modeltest.Management.Node())[0].ID
	all := r.AccountCount(root)
	modeltest.Apply(r, model.PoliciesFact{Type: "TAG_POLICY", Policies: []model.Policy{{ID: "p-tags", Name: "tags", Type: "TAG_POLICY"}}})
	deny := r.Policies(model.ServiceControlPolicy)[0].ID
	for _, c := range []struct {
		policy  model.PolicyID
		targets []model.NodeID
		want    int
	}{
		{deny, []model.NodeID{root}, all - 1},
		{deny, []model.NodeID{root, modeltest.Management.Node(), modeltest.Payments.Node()}, all - 1},
		{deny, []model.NodeID{modeltest.Management.Node()}, 0},
		{deny, []model.NodeID{modeltest.Payments.Node()}, 1},
		{"p-tags", []model.NodeID{root}, all},
	} {
		modeltest.Apply(r, model.TargetsFact{Policy: c.policy, Targets: c.targets, First: true, Last: true})
		if got := r.Reach(c.policy); got != c.want {
			t.Errorf("%s on %v reaches %d accounts, want %d", c.policy, c.targets, got, c.want)
		}
	}
}
