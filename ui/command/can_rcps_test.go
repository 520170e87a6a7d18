package command_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"deputy/aws"
	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/command"
)

// onServer returns a bench on an emulator.
func onServer(t *testing.T, server *emulator.Server) *bench {
	t.Helper()
	b := newBench(t)
	b.system.Backend = func(command.Settings) (ui.Backend, error) {
		return aws.New(aws.Options{Demo: true, Transport: server.Transport(), Keys: &aws.Keys{ID: "AKIA" + managementAccount + "DEMO", Secret: "x"}}), nil
	}
	return b
}

// count returns how many calls of each operation a server took.
func count(server *emulator.Server) map[string]int {
	out := map[string]int{}
	for _, c := range server.Journal() {
		out[c.Operation]++
	}
	return out
}

// TestCanReadsRCPsOfUnknownOwners ensures that a question about a resource of an owner
// that is not given is settled by which RCPs are attached anywhere, that this takes
// few calls, and that nobody makes them where they do not matter.
func TestCanReadsRCPsOfUnknownOwners(t *testing.T) {
	const kms, rcp = "kms:Decrypt", model.ResourceControlPolicy
	ask := []string{"can", payments, kms, "--principal", "role/x", "--set", "aws:RequestedRegion=eu-west-1"}
	s3 := append([]string{"can", payments, "s3:GetObject"}, ask[3:]...)
	without := sample.Demo()
	without.Policies = slices.DeleteFunc(without.Policies, func(p model.Policy) bool { return p.Type == rcp && p.ID != model.RCPFullAWSAccess })
	without.Attachments = slices.DeleteFunc(without.Attachments, func(a model.Attachment) bool {
		return a.Policy != model.RCPFullAWSAccess && !slices.ContainsFunc(without.Policies, func(p model.Policy) bool { return p.ID == a.Policy })
	})
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct {
			name          string
			server        *emulator.Server
			args          []string
			code          command.Code
			says, never   string
			lists, target int // calls
		}{
			{"no RCP is attached", emulator.New(without), ask, command.Done, "Not blocked by SCPs and RCPs", "that account is not given", 1, 0},
			{"some are, and none denies it", emulator.New(sample.Demo()), ask, command.Done, "Not blocked by SCPs and RCPs", "that account is not given", 1, 3},
			{"some are, and one may deny it", emulator.New(sample.Demo()), s3, command.Depends, "denied if the resource belongs to an account below", "that account is not given", 1, 3},
			{"the owner is given", emulator.New(sample.Demo()), append(slices.Clone(ask), "--resource-account", payments), command.Done, "", "that account is not given", 0, 0},
			{"RCPs do not cover it", emulator.New(sample.Demo()), []string{"can", payments, "ec2:StopInstances", "--principal", "role/x"}, command.Depends, "", "that account is not given", 0, 0},
			{"an SCP denies it", emulator.New(sample.Demo()), []string{"can", payments, "s3:PutBucketPolicy", "--principal", "role/x"}, command.Denied, "", "", 0, 0},
			{
				"which are attached may not be read", emulator.New(sample.Demo(), emulator.WithFaults(emulator.Faults{Deny: []emulator.Denial{{Operation: "ListPolicies"}}})),
				ask, command.Depends, "denied if an RCP of the account that owns the resource denies it: no owner is given", "", 1, 0,
			},
		} {
			b := onServer(t, c.server)
			b.run(c.code, c.args...)
			said := strings.Join(strings.Fields(b.out), " ")
			if b.says(said, c.says); c.never != "" && strings.Contains(said, c.never) {
				t.Errorf("%s: it says %q:\n%s", c.name, c.never, said)
			}
			if calls := count(c.server); calls["ListPolicies"] != c.lists || calls["ListTargetsForPolicy"] != c.target {
				t.Errorf("%s: it made %v", c.name, calls)
			}
		}
	})
}
