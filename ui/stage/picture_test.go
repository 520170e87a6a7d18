package stage_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"deputy/ui/stage"
)

// What AWS says of a denial in the demo organization; the README's recording
// begins with it.
const deniedBucketPolicy = "An error occurred (AccessDenied) when calling the PutBucketPolicy operation: " +
	"User: arn:aws:sts::444455556666:assumed-role/Deployer/release is not authorized to perform: s3:PutBucketPolicy on resource: " +
	`"arn:aws:s3:::acme-invoices" with an explicit deny in a service control policy`

// TestPicture keeps the README's picture a frame of the program as it is: an
// account's SCPs in the demo organization.
func TestPicture(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.on("payments-prod")
		r.Press("tab")
		picture := &stage.Recording{W: 120, H: 40}
		picture.Add(r.Styled(), "", 0)
		keep(t, "demo.svg", picture.SVG())
	})
}

// TestRecording keeps the README's recording what the program shows: from AWS's
// error to the statement, to what another policy would change, to a plan.
func TestRecording(t *testing.T) {
	t.Parallel()
	skipShort(t)
	play(t, setting{h: 30, w: 110}, func(r *rig) {
		film := &stage.Recording{W: 110, H: 30}
		show := func(caption string, seconds float64) {
			film.Add(r.Styled(), caption, time.Duration(seconds*float64(time.Second)))
		}
		r.loaded()
		show("deputy --demo", 3)
		r.Paste(deniedBucketPolicy)
		r.Wait(5 * time.Second)
		show("paste an AccessDenied message", 5)
		r.Press("enter")
		r.Wait(time.Second)
		show("Enter: the statement that denies it", 5)
		r.Press("esc", "esc")
		r.Wait(time.Second)
		r.found("payments-prod")
		show("Esc, /payments-prod: what else the account cannot do", 4)
		r.Press("w")
		r.Wait(time.Second)
		show("w: what if", 2)
		r.Press("enter")
		r.Type("Sandbox")
		r.Wait(time.Second)
		show("move it to Sandbox", 2)
		r.Press("enter")
		r.Wait(3 * time.Second)
		show("Enter: what would be lost, and what newly denied", 5)
		r.Press("esc", "4")
		r.Wait(time.Second)
		show("4: findings", 3)
		r.Press("d")
		r.Wait(3 * time.Second)
		show("d: the plan that fixes the first one; Cancel has the focus", 6)
		keep(t, "recording.svg", film.SVG())
		keep(t, "recording.cast", film.Cast("deputy --demo"))
	})
}

// keep compares a file beside the README with what the program shows now, or
// writes it again.
func keep(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("..", "..", ".github", name)
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ReplaceAll(string(kept), "\r\n", "\n") != got {
		t.Errorf("%s is not what the program shows: run go test ./ui/stage -run 'TestPicture|TestRecording' -update and look at it", path)
	}
}
