package command_test

import (
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws"
	"deputy/aws/emulator"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/command"
)

// The findings ask for nothing twice, and for what only they need.
func TestFindingsCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		server := emulator.New(sample.Demo(), emulator.WithHandshakes(sample.Handshakes))
		b.system.Now = time.Now
		b.system.Backend = func(command.Settings) (ui.Backend, error) {
			return aws.New(aws.Options{Transport: server.Transport(), Keys: &aws.Keys{ID: "AKIA" + managementAccount + "DEMO", Secret: "x"}}), nil
		}
		b.run(command.Done, "findings")
		b.says(b.out, "1 account is invited to the organization")
		calls := map[string]int{}
		for _, c := range server.Journal() {
			calls[c.Operation]++
		}
		for _, once := range []string{"GetCallerIdentity", "DescribeOrganization", "ListRoots", "DescribeResourcePolicy", "ListOrganizationsFeatures", "ListHandshakesForOrganization"} {
			if calls[once] != 1 {
				t.Errorf("%s is called %d times", once, calls[once])
			}
		}
	})
}
