package pane

import (
	"slices"
	"strings"
	"testing"

	"deputy/model/verdict/typical"
	"deputy/ui/kit"
	"deputy/ui/theme"
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
	a.Do(kit.Assume)
	shows("without a principal", "[ ] principal: open", "± ", "DenyRoot [1]")
	a.Do(kit.Assume)
	shows("with it again", "[x] principal", "✓ No SCP or RCP blocks this")
	if ok, _ := a.Can(kit.Exactly); !ok {
		t.Error("the exact answer cannot be shown")
	}
	a.Do(kit.Exactly)
	shows("exactly", "? It depends", "denied if the principal matches arn:aws:iam::*:root")
}

// An assumption can be changed: Enter lists the values that matter, with the answer
// that each leads to, and puts the chosen one into its field.
func TestAskChangesAssumptions(t *testing.T) {
	for _, c := range []struct {
		action, chip, choice string
		field                int
		given, answer        string
	}{
		{"s3:PutBucketPolicy", "principal", "role/SecAdmin", askPrincipal, "role/SecAdmin", "No SCP or RCP blocks this"},
		{"kms:Decrypt", "principal", "the root user", askPrincipal, "root", "✗ Denied by DenyRoot [1] at Workloads"},
		{"ec2:DescribeInstances", "Region", "eu-west-1", askRegion, "eu-west-1", "✓ No SCP or RCP blocks this"},
		{"kms:Decrypt", "resource", "outside the organization", askOwner, "999999999999", "✓ No SCP or RCP blocks this"},
		{"kms:Decrypt", "transport", "not encrypted", askKeys, "aws:SecureTransport = false", "✓ No SCP or RCP blocks this"},
	} {
		t.Run(c.action+" "+c.chip, func(t *testing.T) {
			a := askAbout(t, "payments-prod", usual)
			typeInto(t, a, c.action)
			a.Do(kit.PrevTab)
			find := func(text string) {
				t.Helper()
				a.Do(kit.Home)
				for range 60 {
					if frame(t, a, usual.W, usual.H); strings.Contains(a.answer.chosen().text, text) {
						return
					}
					a.Do(kit.Down)
				}
				t.Fatalf("nothing has %q:\n%s", text, frame(t, a, usual.W, usual.H))
			}
			find("] " + c.chip)
			if got := a.Label(kit.Open); got != "show values" {
				t.Errorf("Enter does %q", got)
			}
			a.Do(kit.Open)
			find(c.choice)
			a.Do(kit.Open)
			if got := field(a, c.field); got != c.given {
				t.Errorf("the field has %q", got)
			}
			if text := frame(t, a, usual.W, usual.H); !strings.Contains(text, c.answer) {
				t.Errorf("it does not answer %q:\n%s", c.answer, text)
			}
			if !a.form.inAnswer() {
				t.Error("the answer has no longer the focus")
			}
		})
	}
}

// An assumption without which the answer is the same is muted.
func TestAskMutesAssumptions(t *testing.T) {
	a := askAbout(t, "payments-prod", usual)
	typeInto(t, a, "kms:Decrypt")
	frame(t, a, usual.W, usual.H)
	for text, want := range map[string]theme.Meaning{"[x] principal": theme.Plain, "[x] transport": theme.Muted} {
		if i := slices.IndexFunc(a.answer.rows, func(r answerRow) bool { return strings.Contains(r.text, text) }); i < 0 || a.answer.rows[i].m != want {
			t.Errorf("%s is not there, or has another colour", text)
		}
	}
}

// The Region of the profile is offered where policies tell it apart from others, and
// not assumed.
func TestAskOffersTheRegionOfTheProfile(t *testing.T) {
	a := askAbout(t, "payments-prod", usual)
	a.env.Reading.Caller.Region = "us-west-2"
	typeInto(t, a, "ec2:DescribeInstances")
	a.Do(kit.PrevTab)
	a.ordinary.open = typical.Region
	if text := frame(t, a, usual.W, usual.H); !strings.Contains(text, "No SCP or RCP blocks this in eu-central-1 and eu-west-1;") || !strings.Contains(text, "✗ us-west-2") {
		t.Errorf("us-west-2 is assumed, or not offered:\n%s", text)
	}
}
