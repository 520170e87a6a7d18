package stage_test

import (
	"testing"
	"time"
)

// TestCompare holds two accounts side by side, opens what one of them alone is
// forbidden by, and swaps them. Nothing is changed.
func TestCompare(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.found("payments-prod")
		r.Press("C")
		r.shows("Compare payments-prod with", "search-prod")
		r.Type("hackathon")
		r.Press("enter")
		r.Wait(time.Second)
		r.shows("What only payments-prod cannot do", "What only hackathon-2025 cannot do", "3 on both sides")
		for !r.Shows("▌✗ use the root user") {
			r.Press("down")
		}
		r.Press("enter")
		r.Wait(time.Second)
		r.shows("DenyRoot", `"Effect": "Deny"`)
		r.Press("esc", "home")
		r.shows("▌  payments-prod")
		r.Press("enter")
		r.shows("▌  hackathon-2025", "What only hackathon-2025 cannot do")
		r.Press("C")
		r.Type("444455556666")
		r.Press("enter")
		r.shows("Compare", "hackathon-2025", "payments-prod")
		r.Press("esc")
		r.hides("What only")
		r.changed()
	})
}

// TestWhatIf gathers changes, asks with them, refuses what cannot be, and
// takes them back. Nothing is changed.
func TestWhatIf(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.found("payments-prod")
		addChange(r, 0, "Sandbox")
		r.shows("Only a preview: deputy does not move or attach anything.", "if payments-prod were in Sandbox", "Newly forbidden",
			"use anything but API Gateway", "SandboxAllow at Sandbox", "No longer forbidden", "use the root user")
		r.Press("a")
		r.Type("redshift:CreateCluster")
		r.Press("enter")
		r.Type("*")
		r.Press("enter")
		r.shows("Asked as if payments-prod were in Sandbox.", "Denied at Sandbox: nothing allows it there", "ou-4x9a-60ufpbms/")
		r.Press("ctrl+n")
		r.shows("The tree shows the organization as it is")
		r.Press("esc")
		r.shows("redshift:CreateCluster on *", "✓ No SCP or RCP blocks this in eu-central-1", "✗ Denied at Sandbox: nothing allows it there")
		r.Press("=")
		r.shows("? It depends", "✗ Denied at Sandbox: nothing allows it there")
		r.Press("=")
		r.Press("w")
		r.hides("Show the current changes")
		r.Press("esc")
		addChange(r, 1, "NoPublicS3")
		r.shows("and if NoPublicS3 were attached to payments-prod")
		addChange(r, 1, "NoPublicS3")
		r.shows("This change is not possible: NoPublicS3 is already attached to payments-prod.")
		r.Press("esc", "esc")
		r.shows("and if NoPublicS3 were attached to payments-prod")
		r.Press("down", "x")
		r.hides("NoPublicS3 were attached")
		r.Press("esc")
		r.Press("a")
		r.hides("Asked as if")
		r.Press("esc", "w")
		r.shows("Show the current changes: if payments-prod were in Sandbox")
		r.Press("end", "enter")
		r.shows("if payments-prod were in Sandbox")
		r.Press("x")
		r.shows("You dropped the last change.")
		r.changed()
	})
}

// TestWhatIfOfOUs counts and lists the accounts whose answer would change,
// and looks at one of them.
func TestWhatIfOfOUs(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		asked("payments-prod", "redshift:CreateCluster", "*")(r)
		r.Press("esc")
		r.found("ou-4x9a-w7k2p9da")
		r.Press("w", "down", "down", "down", "enter")
		r.Paste(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"redshift:*","Resource":"*"}]}`)
		r.shows("SCP, 93 of 10,240 characters")
		r.Press("enter")
		r.shows("The answer changes for 28 of 29 accounts", "≠ 5 accounts: Differs", "use Redshift")
		r.Press("end", "enter")
		r.shows("as it would be", "✗ Denied at Workloads by that was pasted, statement 1")
		r.changed()
	})
}

// TestWhatIfFromALine asks from the line of what is forbidden what would change
// without its policy.
func TestWhatIfFromALine(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.found("payments-prod")
		r.Press("enter", "tab", "home")
		for !r.Shows("▌✗ use the root user") {
			r.Press("down")
		}
		r.Press("w", "enter")
		r.shows("if DenyRoot were not attached to Workloads", "payments-prod as it is", "No longer forbidden", "use the root user")
		r.changed()
	})
}
