package command_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/ui/command"
)

// Policies of other types are printed when they are asked for, in AWS's spelling or in
// short, and nothing is read of the types that are not.
func TestPoliciesOfOtherTypes(t *testing.T) {
	for args, want := range map[string][]string{
		"policies --type tag":                                   {"TagPolicyTeams", "Workloads"},
		"policies --type BACKUP_POLICY,s3":                      {"BackupDaily", "BlockPublicS3"},
		"policies --type all":                                   {"DenyRegions", "RCPRequireTLS", "OptOutOfAI", "DeclareEC2Baseline"},
		"policies --type ai-opt-out":                            {"OptOutOfAI"},
		"policies --type chat":                                  {"Chat applications policies are not enabled in this organization."},
		"policy BackupDaily":                                    {"cron(0 2 ? * * *)", "deputy does not check backup policies", "Workloads"},
		"policies --effective data-lake-prod --type tag":        {"Effective tag policy", `"2320"`},
		"policies --effective data-lake-prod":                   {"ELEMENTS_TOO_MANY", "p-b0d41lynr2, p-b0l0n9tr7m", "s3_attributes"},
		"policies --effective security-tooling --type backup":   {"None: no backup policy applies to the account."},
		"policies --effective security-tooling --type chatbots": {},
	} {
		t.Run(args, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, s := whole(t, emulator.Faults{}, managementAccount)
				if len(want) == 0 {
					b.run(command.BadInput, strings.Fields(args)...)
					b.says(b.err, "--type chatbots: write all, scp, rcp, tag")
					return
				}
				b.run(command.Done, strings.Fields(args)...)
				b.says(b.out, want...)
				if strings.Contains(args, "--type tag") && strings.Contains(b.out, "BackupDaily") {
					t.Error("policies of another type are printed")
				}
				for _, c := range s.Journal() {
					if args == "policies --type tag" && strings.Contains(string(c.Parameters), "BACKUP_POLICY") {
						t.Errorf("read for nothing: %s", c.Operation)
					}
				}
			})
		})
	}
}

// What is denied is a gap with the permission that is missing, and never an empty
// list.
func TestDeniedEffectivePolicies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{Deny: []emulator.Denial{{Operation: "DescribeEffectivePolicy"}}}, managementAccount)
		b.run(command.Unknown, "policies", "--effective", "data-lake-prod", "--type", "tag")
		b.says(b.out, "Not read: ", "organizations:DescribeEffectivePolicy")
		if strings.Contains(b.out, "None: ") {
			t.Error("denied is told as none")
		}
	})
}
