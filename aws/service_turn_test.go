package aws

import (
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
)

// However often a service is read at the same time, every Region is read when
// the state before a change ends, and what follows it ends as well.
func TestServiceTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guardduty := service(t, "guardduty")
		s := emulator.New(withAdministrator(guardduty, demoTooling, everywhere...), emulator.WithFaults(emulator.Faults{Latency: 300 * time.Millisecond}))
		b := unpaced(s)
		wants := make(chan model.Want)
		facts := b.Read(t.Context(), wants)
		go func() {
			defer close(wants)
			for _, w := range []model.Want{
				model.WantService{Service: "guardduty"},
				model.WantService{Service: "guardduty"},
				orderFor(catalog.Remove, guardduty, demoTooling, everywhere...).Needs("look"),
				model.WantService{Service: "guardduty"},
			} {
				wants <- w
				time.Sleep(500 * time.Millisecond) // so that the one before is under way
			}
		}()
		r, looked := model.NewReading(), false
		for f := range facts {
			r.Apply(f)
			if status, ok := f.(model.StatusFact); !ok || status.Part != model.PartFresh || status.Status.Progress != model.Complete {
				continue
			}
			looked = true
			for _, region := range everywhere {
				if settings, status := r.SettingsIn("guardduty", region); status.Progress != model.Complete || len(settings) != 1 {
					t.Errorf("when the look has ended, %s is %+v with %d settings", region, status, len(settings))
				}
			}
		}
		if _, whole := r.Settings("guardduty"); !looked || whole.Progress != model.Complete {
			t.Errorf("looked %t; in the end the service is %+v", looked, whole)
		}
	})
}
