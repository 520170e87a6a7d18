package stage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/aws/emulator"
	"deputy/ui"
)

// attack tries to have something changed that nobody confirmed, or more than was confirmed.
type attack struct {
	name  string
	begin setting
	do    func(*rig)
	calls []string // that were confirmed
}

// The plans that are attacked, from the list of accounts on.
func toRegister(r *rig) { r.begin("d", "payments-prod", "account-management") }
func toRemove(r *rig)   { r.begin("x", "monitoring", "health") }
func toLose(r *rig)     { r.begin("x", "automation", "service-catalog") }
func toBlocked(r *rig)  { r.begin("d", "payments-prod", "agent-registry") }

// registeredAccount is the call of toRegister's plan.
const registeredAccount = "RegisterDelegatedAdministrator 444455556666 account.amazonaws.com"

// hit presses keys as somebody does who looks at nothing.
func (r *rig) hit(keys ...string) {
	r.t.Helper()
	r.Stage.Press(keys...)
}

// planned waits until a plan is on the screen and takes keys.
func (r *rig) planned() {
	r.t.Helper()
	r.Until("[ Cancel ]")
	r.Wait(time.Second)
}

// atPlan plays on a plan that is on the screen and takes keys.
func atPlan(to, then func(*rig)) func(*rig) {
	return func(r *rig) { to(r); r.planned(); then(r) }
}

// atPlanKeys presses keys there.
func atPlanKeys(to func(*rig), keys ...string) func(*rig) {
	return atPlan(to, func(r *rig) { r.hit(keys...) })
}

// slowly makes every answer of AWS late.
func slowly(r *rig) { r.server.SetFaults(emulator.Faults{Latency: 2 * time.Second}) }

// times repeats keys.
func times(n int, keys ...string) (all []string) {
	for range n {
		all = append(all, keys...)
	}
	return all
}

// everywhere clicks on every cell of a 120×40 screen, or on every third.
func everywhere(r *rig, double bool) {
	for y := range 40 {
		for x := 0; x < 120; x += 3 {
			m := tea.Mouse{X: x, Y: y, Button: tea.MouseLeft}
			r.Send(tea.MouseClickMsg(m))
			if double {
				r.Send(tea.MouseClickMsg(m))
			}
			if !r.Shows(" Cancel ") { // The click led out of the plan.
				return
			}
		}
	}
}

// attacks are all attacks.
func attacks() []attack {
	reading := func(to func(*rig), then func(*rig)) func(*rig) { // while deputy still reads for the plan
		return func(r *rig) { slowly(r); to(r); then(r); r.planned() }
	}
	press := func(keys ...string) func(*rig) { return func(r *rig) { r.hit(keys...) } }
	all := []attack{
		{name: "enter by reflex", do: func(r *rig) { toRegister(r); r.hit(times(30, "enter")...) }},
		{name: "enter queued before the plan", do: reading(toRegister, press(times(30, "enter")...))},
		{name: "tab and enter queued before the plan", do: reading(toRegister, press(times(10, "tab", "enter")...))},
		{name: "tab and enter as the plan appears", do: func(r *rig) { toRegister(r); r.Until("[ Cancel ]"); r.hit(times(10, "tab", "enter")...) }},
		{name: "yes in every way", do: atPlanKeys(toRegister, "y", "Y", "space", "ctrl+y", "alt+enter", "ctrl+j", "o", "k")},
		{name: "enter on Cancel", do: atPlanKeys(toRegister, "enter", "enter", "enter")},
		{name: "the words pasted with a newline", do: atPlan(toRemove, func(r *rig) {
			r.field("to remove:")
			r.Paste("health 806327065584\n")
			r.toButton()
			r.hit("enter", "enter")
		})},
		{name: "the words pasted without their field", do: atPlan(toRemove, func(r *rig) {
			r.Paste("health 806327065584\r\n\r\n")
			r.toButton()
			r.hit("enter")
		})},
		{name: "the words in the field of the reason", do: atPlan(toRemove, func(r *rig) {
			r.field("Reason")
			r.Paste("health 806327065584\n")
			r.toButton()
			r.hit("enter")
		})},
		{name: "the words typed and no button", do: atPlan(toRemove, func(r *rig) {
			r.field("to remove:")
			r.Type("health 806327065584")
			r.hit("enter")
		})},
		{name: "no words", do: atPlan(toRemove, func(r *rig) { r.toButton(); r.hit(times(5, "enter")...) })},
	}
	for _, words := range []string{
		"health", "806327065584", "806327065584 health", "Resource-Explorer 806327065584", "health 806327065585",
		"health monitoring", "yes", "health\u200b 806327065584", "hea\u2010lth 806327065584", "health 806327065584 x",
	} {
		all = append(all, attack{name: fmt.Sprintf("the words %q", words), do: atPlan(toRemove, func(r *rig) {
			r.field("to remove:")
			r.Type(words)
			r.toButton()
			r.hit("enter")
		})})
	}
	return append(all,
		attack{name: "a loss that was not ticked", do: atPlan(toLose, func(r *rig) {
			r.field("to remove:")
			r.Type("service-catalog 558192155802")
			r.toButton()
			r.hit("enter")
		})},
		attack{name: "a loss ticked and unticked", do: atPlan(toLose, func(r *rig) {
			r.field("I know what is lost")
			r.hit("space", "space")
			r.field("to remove:")
			r.Type("service-catalog 558192155802")
			r.toButton()
			r.hit("enter")
		})},
		attack{name: "a blocked plan", do: atPlan(toBlocked, func(r *rig) { r.hit(times(12, "tab", "enter")...) })},
		attack{name: "clicks before the plan", do: reading(toRegister, func(r *rig) { everywhere(r, true) })},
		attack{name: "clicks on the plan", do: atPlan(toRegister, func(r *rig) { everywhere(r, false) })},
		attack{name: "double clicks on the plan", do: atPlan(toRegister, func(r *rig) { everywhere(r, true) })},
		attack{name: "too small to see", do: atPlan(toRegister, func(r *rig) {
			r.toButton()
			r.Resize(59, 40)
			r.hit("enter", "space", "enter")
			r.Resize(120, 14)
			r.hit("enter", "space", "enter")
		})},
		attack{name: "resized while confirming, Cancel has the focus", do: atPlan(toRegister, func(r *rig) {
			for w := 60; w < 200; w += 20 {
				r.Resize(w, 15+w/5)
				r.hit("enter")
			}
		})},
		attack{name: "steps and losses below the screen", begin: setting{w: 60, h: 15}, do: atPlan(toLose, func(r *rig) {
			r.field("I know what is lost")
			r.hit("space")
			r.field("to remove:")
			r.Type("service-catalog 558192155802")
			r.toButton()
			r.hit("enter")
		})},
		attack{name: "changed elsewhere between look and confirmation", do: atPlan(toRegister, func(r *rig) {
			r.elsewhere("RegisterDelegatedAdministrator", payments, "account.amazonaws.com")
			r.toButton()
			r.hit(times(5, "enter")...)
		}), calls: []string{registeredAccount}},
		attack{name: "removed elsewhere between look and confirmation", do: atPlan(toRemove, func(r *rig) {
			r.field("to remove:")
			r.Type("health 806327065584")
			r.elsewhere("DeregisterDelegatedAdministrator", "806327065584", "health.amazonaws.com")
			r.toButton()
			r.hit(times(5, "enter")...)
		}), calls: []string{"DeregisterDelegatedAdministrator 806327065584 health.amazonaws.com"}},
		attack{name: "read again under the plan", do: atPlanKeys(toRegister, "R", "R", "r", "enter")},
		attack{name: "another profile under the plan", do: atPlanKeys(toRegister, "P", "down", "enter", "enter")},
		attack{name: "another profile before the plan", do: reading(toRegister, press("P", "down", "enter", "esc"))},
		attack{name: "a signal on the plan", do: atPlan(toRegister, func(r *rig) { r.toButton(); r.Send(ui.Interrupt{}); r.hit("enter") })},
		attack{name: "ctrl+c, then enter", do: atPlan(toRegister, func(r *rig) { r.toButton(); r.hit("ctrl+c", "enter") })},
		attack{name: "esc, then enter", do: atPlan(toRegister, func(r *rig) { r.toButton(); r.hit("esc", "enter", "enter") })},
		attack{name: "other screens", do: atPlanKeys(toRegister, "1", "2", "[", "]", "3", "4", "/", "enter", ":", "enter", "enter")},
		attack{name: "the palette over the plan", do: atPlan(toRegister, func(r *rig) {
			r.hit(":")
			r.Type("delegate")
			r.hit("enter", "enter", "enter")
		})},
		attack{name: "help over the plan", do: atPlanKeys(toRegister, "?", "enter", "enter", "esc", "enter")},
		attack{name: "left and begun again", do: func(r *rig) {
			toRegister(r)
			r.planned()
			r.toButton()
			r.hit("esc")
			toRegister(r)
			r.Until("[ Cancel ]")
			r.hit("tab", "enter", "enter")
		}},
		attack{name: "read-only", begin: setting{options: ui.Options{ReadOnly: "deputy was started with --read-only."}}, do: func(r *rig) {
			r.on("payments-prod")
			r.hit("d")
			r.Type("account-management")
			r.hit(times(8, "enter", "tab", "enter")...)
		}},
		attack{name: "a member account", begin: setting{caller: tooling}, do: func(r *rig) {
			r.on("payments-prod")
			r.hit("d")
			r.Type("account-management")
			for range 8 {
				r.hit("enter", "tab", "enter")
				r.Wait(time.Second)
			}
		}},
		attack{name: "confirmed, and enter again and again", do: atPlan(toRegister, func(r *rig) {
			r.confirm(registerAccount)
			r.hit(times(20, "enter")...)
			r.Until("Done and verified.")
			r.hit(times(20, "enter", "tab")...)
		}), calls: []string{registeredAccount}},
		attack{name: "confirmed, and undone by reflex", do: atPlan(toRegister, func(r *rig) {
			r.confirm(registerAccount)
			r.Until("Done and verified.")
			r.hit(times(10, "u", "enter", "tab", "enter")...)
			r.Until("[ Cancel ]")
			r.hit(times(10, "enter", "tab", "y")...)
		}), calls: []string{registeredAccount}},
		attack{name: "two programs at once", do: atPlan(toRegister, func(r *rig) {
			other := newRig(r.t, setting{server: r.server, organization: smallOrganization})
			defer other.leave()
			other.loaded()
			toRegister(other)
			other.planned()
			other.toButton()
			r.confirm(registerAccount)
			r.Until("Done and verified.")
			other.hit(times(5, "enter")...)
			other.Wait(time.Minute)
		}), calls: []string{registeredAccount}},
		attack{name: "the answer of the second look is late, and esc", do: atPlan(toRegister, func(r *rig) {
			slowly(r)
			r.confirm(registerAccount)
			r.hit("esc", "enter", "tab", "enter")
		})},
		attack{name: "the second look fails", do: atPlan(toRegister, func(r *rig) {
			r.server.SetFaults(emulator.Faults{Deny: []emulator.Denial{{Operation: "ListDelegatedAdministrators"}}})
			r.confirm(registerAccount)
			r.hit(times(5, "enter")...)
		})},
	)
}

// TestCampaignWizard attacks the wizard in every way that somebody thought of: no call is made that was not confirmed.
func TestCampaignWizard(t *testing.T) {
	t.Parallel()
	all := attacks()
	each := ofCampaign(8, 1, 1)
	tried, calls := 0, 0
	for i, a := range all {
		if i%each != 0 {
			continue
		}
		tried++
		calls += len(a.calls)
		t.Run(strings.ReplaceAll(a.name, " ", "-"), func(t *testing.T) {
			t.Parallel()
			a.begin.organization = smallOrganization
			play(t, a.begin, func(r *rig) {
				r.loaded()
				a.do(r)
				r.Wait(2 * time.Minute)
				r.changed(a.calls...)
			})
		})
	}
	t.Run("each-millisecond", func(t *testing.T) {
		t.Parallel()
		play(t, setting{organization: smallOrganization}, func(r *rig) {
			r.loaded()
			for at := time.Duration(0); at < moment; at += time.Duration(ofCampaign(100, 10, 1)) * time.Millisecond {
				toRegister(r)
				r.Until("[ Cancel ]")
				r.Wait(at)
				r.hit("tab", "enter", "enter")
				r.changed()
				r.Wait(moment)
				r.hit("esc", "esc", "esc")
				tried++
			}
		})
	})
	t.Cleanup(func() {
		if t.Failed() {
			return
		}
		count(t, tried, "attacks on the wizard")
		count(t, calls, "calls in them, each of them confirmed")
		count(t, 0, "calls that were not confirmed")
	})
}
