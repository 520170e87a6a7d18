package aws

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// directions are both, by name.
var directions = map[string]catalog.Direction{"register": catalog.Register, "remove": catalog.Remove}

// Leaving out one Region, for every regional service and in both directions:
// no call goes there, nothing changes there, and Organizations, whose
// deregistration acts on all Regions, is let alone.
func TestLeavesOutARegion(t *testing.T) {
	for _, service := range servicesWithAPI() {
		if !service.Regions.Regional {
			continue
		}
		for name, direction := range directions {
			for i, left := range everywhere {
				t.Run(fmt.Sprintf("%s/%s/%s", service.ID, name, left), func(t *testing.T) {
					s := emulator.New(withoutService(service))
					if direction == catalog.Remove {
						s = emulator.New(withAdministrator(service, demoTooling, everywhere...))
					}
					b := unpaced(s)
					chosen := slices.Delete(slices.Clone(everywhere), i, i+1)
					p := planFor(t, b, orderFor(direction, service, demoTooling, chosen...))
					for _, step := range p.Steps {
						if step.Region == left || step.API == "organizations" && step.Action == catalog.ActionDeregister {
							t.Errorf("the plan has the step %s", step.CLI())
						}
					}
					wantAllDone(t, p, executePlan(t, b, p))
					for _, c := range calls(s) {
						if strings.HasSuffix(c, " "+string(left)) && !strings.HasPrefix(c, "organizations:") {
							t.Errorf("the call %s was made", c)
						}
					}
					own, registered := administrators(s, service)
					there := slices.ContainsFunc(own, func(o string) bool { return strings.Contains(o, string(left)) })
					if there != (direction == catalog.Remove) || len(registered) != 1 {
						t.Errorf("%s: own %q, registered %q", left, own, registered)
					}
				})
			}
		}
	}
}

// A Region that cannot be read counts as one where the administrator is.
func TestUnreadRegionCountsAsPresent(t *testing.T) {
	for _, service := range servicesWithAPI() {
		if !service.Regions.Regional {
			continue
		}
		t.Run(string(service.ID), func(t *testing.T) {
			call := service.ListCall()
			s := emulator.New(withAdministrator(service, demoTooling, "eu-west-1"), emulator.WithFaults(emulator.Faults{
				Deny: []emulator.Denial{{Operation: call.Service + ":" + call.Operation + "@us-west-2"}},
			}))
			b := unpaced(s)
			p := planFor(t, b, orderFor(catalog.Remove, service, demoTooling, "eu-west-1"))
			wantAllDone(t, p, executePlan(t, b, p))
			if own, registered := administrators(s, service); len(own) != 0 || len(registered) != 1 {
				t.Errorf("own %q, registered %q", own, registered)
			}
			s.SetFaults(emulator.Faults{Deny: []emulator.Denial{{Operation: "account:ListRegions"}}})
			p = planFor(t, b, orderFor(catalog.Remove, service, demoTooling, "eu-west-1"))
			if slices.ContainsFunc(p.Steps, func(s plan.Step) bool { return s.API == "organizations" }) {
				t.Errorf("Organizations is deregistered, though the Regions are not known: %+v", p.Steps)
			}
			s.SetFaults(emulator.Faults{})
			p = planFor(t, b, orderFor(catalog.Remove, service, demoTooling, "eu-west-1"))
			wantAllDone(t, p, executePlan(t, b, p))
			if _, registered := administrators(s, service); len(registered) != 0 {
				t.Errorf("with every Region read, registered is %q", registered)
			}
		})
	}
}

// A list that may not be read leaves a gap for its Region and not for the
// others, and the plan says what was not checked.
func TestServiceAPINotPermittedToRead(t *testing.T) {
	for _, service := range servicesWithAPI() {
		if service.List.Mechanism != catalog.MechanismServiceAPI || !service.Regions.Regional {
			continue
		}
		t.Run(string(service.ID), func(t *testing.T) {
			call := service.ListCall()
			s := emulator.New(withAdministrator(service, demoTooling, everywhere...), emulator.WithFaults(emulator.Faults{
				Deny: []emulator.Denial{{Operation: call.Service + ":" + call.Operation + "@eu-west-1"}},
			}))
			r, _ := read(t, unpaced(s), model.WantService{Service: service.ID})
			for _, region := range everywhere {
				settings, status := r.SettingsIn(service.ID, region)
				if denied := region == "eu-west-1"; denied != (status.Progress == model.Failed) || denied == (len(settings) == 1) {
					t.Errorf("%s: %v, %+v", region, settings, status)
				}
			}
			if _, whole := r.Settings(service.ID); whole.Progress != model.Failed || whole.Gap == nil {
				t.Errorf("the service as a whole is %+v", whole)
			}
		})
	}
}
