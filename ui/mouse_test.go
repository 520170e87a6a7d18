package ui_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"deputy/ui"
	"deputy/ui/stage"
)

// clickOn clicks on the middle of a text, the last of them on the screen.
func (p scene) clickOn(text string) {
	p.t.Helper()
	lines := strings.Split(p.s.Frame(), "\n")
	for y := len(lines) - 1; y >= 0; y-- {
		if before, _, found := strings.Cut(lines[y], text); found {
			p.s.Send(tea.MouseClickMsg{X: ansi.StringWidth(before) + ansi.StringWidth(text)/2, Y: y, Button: tea.MouseLeft})
			return
		}
	}
	p.t.Fatalf("there is no %q to click on:\n%s", text, p.s.Frame())
}

// TestClicksOnTheFurniture ensures that tabs, the keys of the footer and the path of
// a node do what they say when they are clicked, at several widths.
func TestClicksOnTheFurniture(t *testing.T) {
	for _, width := range []int{80, 120, 200} {
		inBubble(t, &world{facts: fresh()}, withMouse(), func(p scene) {
			s := p.s
			s.Resize(width, 30)
			p.clickOn("3 Delegations")
			mustShow(t, s, "delegable services with trusted access")
			p.clickOn("2 Policies")
			mustShow(t, s, "FullAWSAccess")
			p.clickOn("1 Organization")
			mustShow(t, s, "Root")
			p.clickOn("/ search")
			mustShow(t, s, "Esc close")
			p.clickOn("Esc close")
			p.clickOn("? help")
			mustShow(t, s, "Navigation")
			s.Press("esc", "/")
			s.Type("payments-prod")
			s.Press("enter")
			mustShow(t, s, "Root / Workloads / Prod / payments-prod")
			p.clickOn("SCPs 11")
			mustShow(t, s, "[SCPs 11]", "What this account cannot do")
			p.clickOn("Tags 4")
			mustShow(t, s, "[Tags 4]")
			p.clickOn("Prod / payments")
			s.Press("esc", "/")
			s.Type("payments-prod")
			s.Press("enter")
			p.clickOn("/ Workloads /")
			mustShow(t, s, "Workloads   ou-")
			s.Press("A")
			p.clickOn("Gaps 0")
			mustShow(t, s, "[Gaps 0]")
			p.clickOn("Esc close")
			p.clickOn("Root / ")
			if s.Shows("Root / ") {
				t.Errorf("at %d columns the path does not lead to the root:\n%s", width, s.Frame())
			}
		})
	}
}

// TestToastsStandBesideTheKeys ensures that a toast leaves the most important keys
// where they are, and that nothing is cut within a word.
func TestToastsStandBesideTheKeys(t *testing.T) {
	const long = "Not recognized. Paste an account ID, ARN, e-mail, OU path, console URL, AccessDenied text or event."
	inBubble(t, &world{facts: fresh()}, defaults, func(p scene) {
		for _, width := range []int{60, 80, 100, 120, 160, 200} {
			p.s.Resize(width, 30)
			p.s.Paste("what is this")
			words := strings.Join(strings.Fields(p.s.Frame()), " ")
			if !strings.Contains(p.s.Frame(), "? help") {
				t.Errorf("at %d columns the help is gone:\n%s", width, p.s.Frame())
			}
			for _, word := range strings.Fields(long) {
				if !strings.Contains(words, word) {
					t.Errorf("at %d columns %q is cut:\n%s", width, word, p.s.Frame())
				}
			}
			if footer := lastLine(p.s); width >= 100 && !strings.Contains(footer, "Enter open") {
				t.Errorf("at %d columns the first key is gone: %s", width, footer)
			}
			p.s.Wait(6 * time.Second)
			if p.s.Shows(long[:20]) {
				t.Errorf("the toast stays:\n%s", p.s.Frame())
			}
		}
	})
}

func lastLine(s *stage.Stage) string {
	lines := strings.Split(strings.TrimRight(s.Frame(), "\n"), "\n")
	return lines[len(lines)-1]
}

func withMouse() ui.Options {
	o := defaults
	o.Mouse = true
	return o
}
