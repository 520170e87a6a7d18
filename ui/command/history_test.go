package command_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/codec"
	"deputy/model/sample"
	"deputy/ui/command"
)

// atDemoTime moves the faked clock to the time of the demo.
func atDemoTime() { time.Sleep(time.Until(benchTime)) }

func TestHistoryCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		atDemoTime()
		b := withHistory(t, emulator.Faults{}, managementAccount)
		b.run(command.Done, "history")
		for _, want := range []string{
			"from 2026-08-25 10:31Z to 2026-11-23", "not here", "TIME", "monitoring registered for telemetry-broker.amazonaws.com",
			"permission set PlatformAdmin (jo@example.com)", "SCP KeepLogging edited", "security-tooling removed from AWS Security Hub in eu-west-1",
		} {
			if !strings.Contains(b.out, want) {
				t.Errorf("it has no %q:\n%s", want, b.out)
			}
		}
		if strings.Contains(b.out, "EMAIL") || strings.Contains(b.out, "ListAccounts") || strings.Contains(b.out, "111122223333") {
			t.Errorf("it has more than it should:\n%s", b.out)
		}
	})
}

// Only changes of the last days are asked for; the filter finds a change by whatever
// is known of it.
func TestHistoryCommandNarrow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		atDemoTime()
		b := withHistory(t, emulator.Faults{}, managementAccount)
		b.run(command.Done, "history", "--days", "4", "--format", "csv")
		rows, err := csv.NewReader(strings.NewReader(b.out)).ReadAll()
		if err != nil || len(rows) != 4 || rows[0][0] != "time" || !strings.Contains(b.out, "UpdatePolicy") {
			t.Errorf("%v:\n%s", err, b.out)
		}
		b.run(command.Done, "history", "--filter", "UpdatePolicy p-j8ht9lgm")
		if !strings.Contains(b.out, "SCP KeepLogging edited") || strings.Contains(b.out, "Security Hub") {
			t.Errorf("filtered:\n%s", b.out)
		}
		for _, days := range []string{"0", "91"} {
			b.run(command.BadInput, "history", "--days", days)
		}
	})
}

// A Region that may not be read is told, and the exit code says that something lacks.
func TestHistoryCommandDenied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		atDemoTime()
		b := withHistory(t, emulator.Faults{Deny: []emulator.Denial{{Operation: "cloudtrail:LookupEvents"}}}, managementAccount)
		b.run(command.Unknown, "history")
		if !strings.Contains(b.out+b.err, "cloudtrail:LookupEvents") || !strings.Contains(b.out, "0 changes") {
			t.Errorf("%s%s", b.out, b.err)
		}
	})
}

// The event history of another account has nothing of it.
func TestHistoryCommandOfAnotherAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := withHistory(t, emulator.Faults{}, "222233334444")
		if code := b.runs("history"); code == command.Done || !strings.Contains(b.err, "management account") {
			t.Errorf("exit %d: %s", code, b.err)
		}
	})
}

// What was saved with a reading is printed without AWS, and without it the error says
// how to save it.
func TestHistoryCommandSaved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		atDemoTime()
		b := withHistory(t, emulator.Faults{}, managementAccount)
		with, without := filepath.Join(t.TempDir(), "with.json"), filepath.Join(t.TempDir(), "without.json")
		b.run(command.Done, "snapshot", "--history", with)
		b.run(command.Done, "snapshot", without)
		b.run(command.Done, "--snapshot", with, "history", "--days", "30", "--json")
		var got struct{ Changes []struct{ Change, By string } }
		if err := json.Unmarshal([]byte(b.out), &got); err != nil || len(got.Changes) < 10 || got.Changes[0].Change != "SCP KeepLogging edited" || got.Changes[0].By != "role OrgAdmin" {
			t.Errorf("%v: %s", err, b.out)
		}
		if strings.Contains(b.out, "telemetry-broker") {
			t.Errorf("it has what is older than 30 days:\n%s", b.out)
		}
		b.run(command.BadInput, "snapshot", "--history", "--text", t.TempDir())
		b.run(command.BadInput, "--snapshot", without, "history")
		if !strings.Contains(b.err, "deputy snapshot --history FILE") {
			t.Error(b.err)
		}
	})
}

// diff says by whom, if the later reading has the event history or it is read now.
func TestDiffByWhom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		atDemoTime()
		b := withHistory(t, emulator.Faults{}, managementAccount)
		folder := t.TempDir()
		before, after := filepath.Join(folder, "a.json"), filepath.Join(folder, "b.json")
		early := sample.Demo()
		early.Taken = benchTime.AddDate(0, 0, -70)
		early.Delegations = slices.DeleteFunc(early.Delegations, func(d model.Delegation) bool { return d.Principal == "telemetry-broker.amazonaws.com" })
		file, err := os.Create(before)
		if err != nil || codec.Encode(file, early) != nil || file.Close() != nil {
			t.Fatal(err)
		}
		const by = "By permission set PlatformAdmin (jo@example.com) (2026-09-28 09:37Z)."
		b.run(command.Done, "snapshot", "--history", after)
		for _, args := range [][]string{{"diff", before, after}, {"diff", "--history", before}} {
			b.runs(args...)
			if !strings.Contains(unwrapped(b.out), by) || strings.Contains(b.out, "look for RegisterDelegatedAdministrator") {
				t.Errorf("%v: %s%s", args, b.out, b.err)
			}
		}
		b.run(command.BadInput, "diff", "--history", before, after)
	})
}

// unwrapped joins lines that were wrapped.
func unwrapped(text string) string { return strings.Join(strings.Fields(text), " ") }
