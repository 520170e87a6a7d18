package plan_test

import (
	"slices"
	"testing"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/modeltest"
	"deputy/model/plan"
)

// A new administrator ranks after the others of its Region, so that what they
// decided stays.
func TestPriority(t *testing.T) {
	const (
		service model.ServiceID = "network-security-manager"
		region  model.Region    = "eu-west-1"
	)
	accounts := []model.AccountID{"333344445555", "806327065584", "566061915816", "414928452000", "558192155802", "111122223333"}
	for _, c := range []struct {
		name   string
		unread bool
		taken  []int
		want   string
	}{
		{"nobody", false, nil, "1"},
		{"the first", false, []int{1}, "2"},
		{"a gap", false, []int{2, 5}, "6"},
		{"the last but one", false, []int{9}, "10"},
		{"the last", false, []int{10, 1}, "9"},
		{"the last three", false, []int{8, 9, 10}, "7"},
		{"one that AWS does not give", false, []int{0}, "1"},
		{"a Region that is not read", true, []int{1}, "10"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := modeltest.Demo()
			var settings []model.Setting
			for i, priority := range c.taken {
				settings = append(settings, model.Setting{Service: service, Region: region, Account: accounts[i], State: model.SettingEnabled, Priority: priority})
			}
			elsewhere := model.Setting{Service: service, Region: "us-east-1", Account: accounts[0], State: model.SettingEnabled, Priority: 3}
			r.Apply(model.SettingsFact{Service: service, Region: region, Settings: settings})
			r.Apply(model.SettingsFact{Service: service, Region: "us-east-1", Settings: []model.Setting{elsewhere}})
			if !c.unread {
				r.Apply(modeltest.Status(model.PartService, model.ServiceTarget(service, region), model.Complete))
			}
			o := plan.Order{Direction: catalog.Register, Service: service, Account: modeltest.Tooling, Regions: []model.Region{region}}
			before := plan.New(r, o)
			last := before.Steps[len(before.Steps)-1]
			if got := last.Parameters.Get("Priority"); got != c.want || last.Operation != "PutAdminAccount" {
				t.Errorf("%s with priority %s, want %s", last.Operation, got, c.want)
			}
			if len(settings) == 0 {
				return
			}
			settings = slices.Clone(settings)
			settings[0].Priority += 2
			r.Apply(model.SettingsFact{Service: service, Region: region, Settings: settings})
			if plan.New(r, o).Digest() == before.Digest() {
				t.Error("another priority, and the plan still holds")
			}
		})
	}
}
