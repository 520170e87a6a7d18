package pane

import (
	"strings"
	"testing"

	"deputy/ui/kit"
)

// The answer for an ordinary request stands first, its assumptions can be
// switched off and on, and the exact answer is one key away.
func TestAskAnOrdinaryRequest(t *testing.T) {
	a := askAbout(t, "payments-prod", usual)
	typeInto(t, a, "kms:Decrypt")
	a.Do(kit.PrevTab)
	shows := func(why string, words ...string) {
		t.Helper()
		text := frame(t, a, usual.W, usual.H)
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("%s it does not show %q:\n%s", why, w, text)
			}
		}
	}
	shows("first", "✓ No SCP or RCP blocks this (in this account's own keys)", "[x] principal: a role that no policy names", "denied for the root user (DenyRoot [1] at Workloads).")
	for a.Do(kit.Down); !strings.Contains(a.answer.chosen().text, "principal"); {
		a.Do(kit.Down)
		frame(t, a, usual.W, usual.H)
	}
	a.Do(kit.Open)
	shows("without a principal", "[ ] principal: open", "± ", "DenyRoot [1]")
	a.Do(kit.Open)
	shows("with it again", "[x] principal", "✓ No SCP or RCP blocks this")
	if ok, _ := a.Can(kit.Exactly); !ok {
		t.Error("the exact answer cannot be shown")
	}
	a.Do(kit.Exactly)
	shows("exactly", "? It depends", "denied if the principal matches arn:aws:iam::*:root")
}
