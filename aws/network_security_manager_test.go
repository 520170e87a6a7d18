package aws

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// What a removal took cannot be given back for some minutes: the failure says so,
// and later it works, after the administrator that came meanwhile.
func TestSetAgainAfterSomeMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := service(t, "network-security-manager")
		server := emulator.New(withAdministrator(service, demoTooling, "eu-west-1"))
		b := unpaced(server)
		p := planFor(t, b, orderFor(catalog.Remove, service, demoTooling, "eu-west-1"))
		if p.Loss == "" {
			t.Error("the plan does not say that protections are lost")
		}
		wantAllDone(t, p, executePlan(t, b, p))
		p = planFor(t, b, orderFor(catalog.Register, service, demoPayments, "eu-west-1"))
		wantAllDone(t, p, executePlan(t, b, p))

		p = planFor(t, b, orderFor(catalog.Register, service, demoTooling, "eu-west-1"))
		outcomes := executePlan(t, b, p)
		last := outcomes[len(outcomes)-1]
		if last.Result != plan.ResultFailed || !strings.Contains(outcomeText(last), "some minutes after its removal") {
			t.Errorf("at once: %v, %s", last.Result, outcomeText(last))
		}
		time.Sleep(3 * time.Minute)
		p = planFor(t, b, orderFor(catalog.Register, service, demoTooling, "eu-west-1"))
		wantAllDone(t, p, executePlan(t, b, p))
		for _, s := range server.Snapshot().Settings {
			if s.Service == service.ID && s.Account == demoTooling && s.Priority != 2 {
				t.Errorf("it has priority %d, want 2", s.Priority)
			}
		}
	})
}

// A removal that comes while the service still sets the administrator up is denied
// as if it were no operation: it is not for a lack of permissions.
func TestRemovedTooEarly(t *testing.T) {
	service := service(t, "network-security-manager")
	b := unpaced(emulator.New(withAdministrator(service, demoTooling, "eu-west-1"), emulator.WithFaults(emulator.Faults{
		Deny: []emulator.Denial{{Operation: "network-security-manager:DeleteAdminAccount", Message: "Unable to determine service/operation name to be authorized"}},
	})))
	p := planFor(t, b, orderFor(catalog.Remove, service, demoTooling, "eu-west-1"))
	outcomes := executePlan(t, b, p)
	if text := outcomeText(outcomes[0]); outcomes[0].Result != plan.ResultFailed || !strings.Contains(text, "wait some minutes") {
		t.Errorf("%v: %s", outcomes[0].Result, text)
	}
}

// A list that comes in pages is read whole, with each administrator's priority.
func TestRankedAdministratorsInPages(t *testing.T) {
	service := service(t, "network-security-manager")
	o := withAdministrator(service, demoTooling, "eu-west-1")
	addAdministrator(o, service, demoPayments, "eu-west-1")
	b := unpaced(emulator.New(o, emulator.WithFaults(emulator.Faults{EmptyPages: true})))
	r, _ := read(t, b, orderFor(catalog.Register, service, demoTooling, "eu-west-1").Needs("look"))
	settings, status := r.SettingsIn(service.ID, "eu-west-1")
	if len(settings) != 2 || settings[0].Priority+settings[1].Priority != 3 {
		t.Errorf("%+v, %+v", settings, status)
	}
}
