package command_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/charmbracelet/x/exp/golden"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/ui/command"
)

// TestReport keeps the report on the demo organization in both formats.
func TestReport(t *testing.T) {
	for _, format := range []string{"html", "markdown"} {
		t.Run(format, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, _ := whole(t, emulator.Faults{}, managementAccount)
				b.run(command.Done, "report", "-", "--format", format)
				golden.RequireEqual(t, b.out)
			})
		})
	}
}

// A report that exists is replaced, whole, and only its owner can read the new one.
func TestReportReplacesAFile(t *testing.T) {
	for name, begins := range map[string]string{"a.html": "<!DOCTYPE html>", "a.HTM": "<!DOCTYPE html>", "a.md": "# AWS Organizations report"} {
		b := newBench(t)
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte("older"), 0o644); err != nil {
			t.Fatal(err)
		}
		b.run(command.Done, "report", path)
		b.says(b.out, name+": o-4x9acme2k7, 63 accounts, 24 OUs", "findings")
		text, err := os.ReadFile(path)
		if err != nil || !strings.HasPrefix(string(text), begins) {
			t.Errorf("%s begins with %.40q, %v", name, text, err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
		if all, _ := os.ReadDir(filepath.Dir(path)); len(all) != 1 {
			t.Errorf("beside %s lies %v", name, all)
		}
	}
}

// What cannot be had is refused in one line, before anything is read.
func TestReportRefuses(t *testing.T) {
	b := newBench(t)
	for _, c := range []struct{ args, says string }{
		{"report", "FILE is missing"},
		{"report a.pdf", "end the name in .html or .md"},
		{"report report", "end the name in .html or .md"},
		{"report -", "add --format html or --format markdown"},
		{"report a.html --format markdown", "give one of them"},
		{"report a.html --format pdf", "write html or markdown"},
		{"report a.html b.html", "one argument too many"},
	} {
		b.run(command.BadInput, strings.Fields(c.args)...)
		b.says(b.err, c.says)
	}
	b.run(command.Failed, "report", filepath.Join(t.TempDir(), "no-such-folder", "a.html"))
	b.says(b.err, "no-such-folder", "no such file or directory")
}

// A report with gaps is written, says what is missing, and gives 5.
func TestReportSaysGaps(t *testing.T) {
	for _, format := range []string{"html", "markdown"} {
		b := newBench(t)
		b.fake.gaps[model.PartResourcePolicy] = model.Gap{Kind: model.FailureDenied, Operation: "organizations:DescribeResourcePolicy", Cause: "not allowed", Fix: "have it allowed"}
		b.run(command.Unknown, "report", "-", "--format", format)
		b.says(b.out, "Incomplete: deputy could not read 1 part of this organization", "organizations:DescribeResourcePolicy", "have it allowed")
		b.says(b.err, "organizations:DescribeResourcePolicy")
	}
}

// A report is made of a saved reading too, and says how old that is.
func TestReportOfASavedReading(t *testing.T) {
	path := snapshotFile(t, func(s *model.Snapshot) {
		s.Complete, s.Taken, s.Unread, s.Gaps = true, benchTime.AddDate(0, 0, -8), nil, nil
		rename(s, hostileName)
	})
	for _, format := range []string{"html", "markdown"} {
		b := newBench(t)
		b.run(command.Done, "report", "-", "--format", format, "--snapshot", path)
		b.says(b.out, "saved 8 days before this report", "not asked")
		if format == "html" && strings.Contains(b.out, "<script") || strings.ContainsFunc(b.out, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 }) {
			t.Errorf("a name acts in the %s", format)
		}
	}
}

// A report reads each thing once: the calls are those of a snapshot and of the table
// of delegations.
func TestReportReadsOnce(t *testing.T) {
	calls := func(commands ...[]string) map[string]int {
		counts := map[string]int{}
		synctest.Test(t, func(t *testing.T) {
			for _, args := range commands {
				b, server := whole(t, emulator.Faults{}, managementAccount)
				b.run(command.Done, args...)
				seen := map[string]int{}
				for _, x := range server.Journal() {
					seen[x.Operation]++
				}
				for operation, n := range seen {
					counts[operation] = max(counts[operation], n)
				}
			}
		})
		return counts
	}
	want := calls([]string{"findings"}, []string{"delegations"})
	got := calls([]string{"report", "-", "--format", "html"})
	for operation, n := range got {
		if n > want[operation] {
			t.Errorf("report calls %s %d times, findings and delegations at most %d times", operation, n, want[operation])
		}
	}
	for _, never := range []string{"ListTagsForResource", "ListPoliciesForTarget"} {
		if got[never] > want[never] {
			t.Errorf("report calls %s", never)
		}
	}
	if got["DescribePolicy"] < 20 {
		t.Errorf("report reads no documents: %v", got)
	}
}
