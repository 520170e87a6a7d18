package command_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/modeltest"
	"deputy/ui/command"
)

// called reports whether the emulator took a call.
func called(s *emulator.Server, operation string) bool {
	return slices.ContainsFunc(s.Journal(), func(c emulator.Call) bool { return c.Operation == operation })
}

// Findings name what lives in the management account. A credential report is
// generated only if somebody asks for it, which is said before.
func TestFindingsOfTheManagementAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, server := whole(t, emulator.Faults{}, managementAccount)
		b.run(command.Done, "findings")
		b.says(b.out, "CloudSpendOptimizer: account 999900001111 without an external ID.", "4 IAM users are in the management account",
			"OrgAdmin: ci-cd (414928452000).", "Not checked: passwords, MFA and access keys in the management account", "deputy findings --credential-report")
		if called(server, "GenerateCredentialReport") || b.err != "" {
			t.Errorf("it generates a report that nobody asked for, or says %q", b.err)
		}
		b.run(command.Done, "findings", "--credential-report")
		b.says(b.out, "1 IAM user signs in to the management account without MFA", "marta (credential report of", "terraform-2019, key 1: 2,500 days old", "report-export, key 1: 1,290 days old")
		b.says(b.err, "IAM generates a credential report of the management account; this changes nothing else")
		if strings.Contains(b.out, "Not checked: passwords") || len(changes(server)) > 0 {
			t.Errorf("it changes %v and says\n%s", changes(server), b.out)
		}
		b.run(command.Done, "findings")
		b.says(b.out, "terraform-2019, key 1")
	})
}

// Denied calls are gaps with the permission that they need; the rest is found.
func TestFindingsOfTheManagementAccountDenied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{Deny: []emulator.Denial{{Operation: "iam:GetAccountAuthorizationDetails"}, {Operation: "iam:GenerateCredentialReport"}, {Operation: "cloudtrail:DescribeTrails"}}}, managementAccount)
		b.run(command.Unknown, "findings")
		b.says(b.out, "Not checked: IAM users of the management account", "Not checked: the organization's trail in CloudTrail", "iam:GetAccountAuthorizationDetails", "cloudtrail:DescribeTrails")
		b.run(command.Unknown, "findings", "--credential-report")
		b.says(b.out, "iam:GenerateCredentialReport", "Not checked: passwords, MFA and access keys in the management account")
	})
}

// Nothing is asked of the IAM of another account, which is said.
func TestFindingsOfTheManagementAccountElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, server := whole(t, emulator.Faults{}, tooling)
		b.runs("findings", "--json")
		b.says(b.out, "Not checked: IAM users, access keys, roles and trails of the management account", "that is security-tooling (222233334444)")
		if called(server, "GetAccountSummary") || called(server, "DescribeTrails") {
			t.Error("it asks with credentials of a member account")
		}
		b.run(command.BadInput, "findings", "--credential-report")
		b.says(b.err, "--credential-report needs credentials of the management account, and these are of account 222233334444")
	})
}

// A saved reading has what lived there, as of its time, and asks IAM for nothing.
func TestFindingsOfASavedManagementAccount(t *testing.T) {
	b := newBench(t)
	path := filepath.Join(t.TempDir(), "saved.json")
	s := b.fake.snapshot
	s.ManagementAccount = modeltest.SoundAccount(benchTime)
	s.ManagementAccount.Identities.Users = []string{"jo"}
	s.ManagementAccount.Credentials.Users = []model.UserCredentials{{User: "jo", Password: true}}
	writeFile(t, path, string(modeltest.Encode(t, s)))
	b.run(command.Done, "findings", "--snapshot", path)
	b.says(b.out, "1 IAM user is in the management account", "jo (credential report of 2026-11-23 10:31Z)")
	b.run(command.BadInput, "findings", "--snapshot", path, "--credential-report")
	b.says(b.err, "deputy shows a saved reading")
}
