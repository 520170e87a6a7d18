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
