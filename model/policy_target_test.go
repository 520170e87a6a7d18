package model_test

import (
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
)

// TestReachWithoutManagementAccount ensures that the management account counts for
// policies that apply to it only.
func TestReachWithoutManagementAccount(t *testing.T) {
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
