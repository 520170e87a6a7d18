package stage_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// clickOn clicks on a text of the last line.
func (r *rig) clickOn(text string) {
	r.t.Helper()
	lines := strings.Split(strings.TrimRight(r.Frame(), "\n"), "\n")
	before, _, found := strings.Cut(lines[len(lines)-1], text)
	if !found {
		r.t.Fatalf("the footer has no %q:\n%s", text, r.Frame())
	}
	r.Send(tea.MouseClickMsg{X: ansi.StringWidth(before), Y: len(lines) - 1, Button: tea.MouseLeft})
}

// TestAClickNeverConfirms clicks on the key that would confirm a plan.
func TestAClickNeverConfirms(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("d", "payments-prod", "account-management")
		r.read(registerAccount)
		r.Wait(time.Second)
		r.Press("tab")
		r.shows("[ Register ]")
		r.clickOn("Enter register")
		r.shows("A click never confirms a change: press Enter.", "[ Register ]")
		r.Wait(time.Minute)
		r.changed()
		r.clickOn("Esc cancel")
		r.hides("[ Register ]")
		r.changed()
	})
}
