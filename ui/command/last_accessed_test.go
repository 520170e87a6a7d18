package command_test

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/ui/command"
)

// The command prints what AWS's report says, and says what stands in the way of one.
func TestLastAccessed(t *testing.T) {
	const generate = "iam:GenerateOrganizationsAccessReport"
	denied := emulator.Faults{Deny: []emulator.Denial{{Operation: generate}}}
	for name, tt := range map[string]struct {
		args   string
		faults emulator.Faults
		caller string
		code   command.Code
		says   []string
	}{
		"an OU":                {"last-accessed Workloads/Prod", emulator.Faults{}, managementAccount, command.Done, []string{" services used of ", "mediaconvert", "3 days ago", "media-prod", "us-east-1", "knows services, not actions"}},
		"an SCP":               {"last-accessed SandboxAllow", emulator.Faults{}, managementAccount, command.Done, []string{"sandbox-ada"}},
		"one that denies only": {"last-accessed DenyLeave", emulator.Faults{}, managementAccount, command.Done, []string{"AWS lists no service", "it is attached to"}},
		"no SCP":               {"last-accessed RCPOrgPerimeter", emulator.Faults{}, managementAccount, command.BadInput, []string{"RCPOrgPerimeter is no SCP"}},
		"nothing":              {"last-accessed nobody", emulator.Faults{}, managementAccount, command.BadInput, []string{"nobody"}},
		"denied":               {"last-accessed payments-prod", denied, managementAccount, command.Unknown, []string{"Not read: " + generate, "Allow " + generate + " and iam:GetOrganizationsAccessReport"}},
		"from a member":        {"last-accessed payments-prod", emulator.Faults{}, "222233334444", command.Unknown, []string{"not authorized to perform: " + generate}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, s := whole(t, tt.faults, tt.caller)
				b.run(tt.code, strings.Fields(tt.args)...)
				b.says(b.out+b.err, tt.says...)
				if got := changes(s); len(got) > 0 {
					t.Errorf("it changes something: %v", got)
				}
			})
		})
	}
}

// Nothing but the command itself makes AWS generate a report, and a saved reading
// prints the one that it has.
func TestLastAccessedSaved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := whole(t, emulator.Faults{}, managementAccount)
		file := filepath.Join(t.TempDir(), "reading.json")
		for _, args := range []string{"snapshot " + file, "findings", "delegations", "scps payments-prod"} {
			b.runs(strings.Fields(args)...)
		}
		for _, c := range s.Journal() {
			if strings.Contains(c.Operation, "AccessReport") {
				t.Errorf("%s was called for another command", c.Operation)
			}
		}
		b.run(command.BadInput, "last-accessed", "payments-prod", "--snapshot", file)
		b.says(b.err, "the saved reading has no report about payments-prod")
	})
}
