package command_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"deputy/aws"
	"deputy/aws/emulator"
	"deputy/aws/store"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/command"
)

// TestPlansReadOnlyWhatTheyNeed ensures that a plan costs a few calls besides
// two for each level of the account's path, one for each policy on it, and three
// for each Region, however large the organization is; and that a name costs the
// list of accounts besides.
func TestPlansReadOnlyWhatTheyNeed(t *testing.T) {
	sizes := []int{1000, 8000}
	if testing.Short() {
		sizes = sizes[:1]
	}
	for _, size := range sizes {
		organization := sample.Large(size, 80, 60)
		account := organization.Accounts[size/2]
		reading := model.NewReading()
		reading.Apply(model.SavedFact{Snapshot: organization})
		levels := len(reading.Ladder(account.ID, model.ServiceControlPolicy))
		for i := range catalog.Services() {
			service := &catalog.Services()[i]
			t.Run(strconv.Itoa(size)+" "+string(service.ID), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					regions := 0
					if service.Register.Mechanism == catalog.MechanismServiceAPI {
						regions = len(model.RegionsByDefault("aws"))
					}
					most := 20 + 2*levels + len(carried(organization, string(account.ID))) + 3*regions
					byID := planCalls(t, organization, service, string(account.ID))
					if len(byID) > most {
						t.Errorf("%d calls, want at most %d: %v", len(byID), most, byID)
					}
					if slices.Contains(byID, "ListOrganizationalUnitsForParent") || slices.Contains(byID, "ListAccounts") {
						t.Error("the tree was read")
					}
					if service.ID != "devops-guru" {
						return
					}
					byName := planCalls(t, organization, service, account.Name)
					if n := len(byName) - len(byID); n != (size+19)/20 || slices.Contains(byName, "ListOrganizationalUnitsForParent") {
						t.Errorf("a name costs %d calls more, want those of the list of accounts", n)
					}
				})
			})
		}
	}
}

// planCalls returns the calls of a plan to register.
func planCalls(t *testing.T, organization *model.Snapshot, service *catalog.Service, account string) []string {
	t.Helper()
	b := newBench(t)
	server := emulator.New(organization)
	b.system.Backend = func(command.Settings) (ui.Backend, error) {
		return aws.New(aws.Options{Demo: true, Transport: server.Transport(), Keys: &aws.Keys{ID: "AKIA" + string(organization.Organization.Management) + "DEMO", Secret: "x"}}), nil
	}
	args := []string{"register", string(service.ID), account}
	if service.Regions.Regional {
		args = append(args, "--region", "eu-west-1")
	}
	if code := b.runs(args...); code != command.Done && code != command.Denied {
		t.Fatalf("deputy ends with %d: %s", code, b.err)
	}
	var operations []string
	for _, c := range server.Journal() {
		operations = append(operations, c.Operation)
	}
	return operations
}

// savedIn sets a store that holds a saved reading.
func savedIn(t *testing.T, b *bench, server *emulator.Server, saved *model.Snapshot) {
	t.Helper()
	kept := store.New(t.TempDir())
	if err := kept.Save(aws.Place{Partition: "aws", Organization: saved.Organization.ID}, saved); err != nil {
		t.Fatal(err)
	}
	b.system.Backend = func(s command.Settings) (ui.Backend, error) {
		return aws.New(aws.Options{Transport: server.Transport(), Keys: &aws.Keys{ID: "AKIA" + managementAccount + "DEMO", Secret: "x"}, Store: kept, Resume: s.Resume}), nil
	}
}

// TestCommandsDoNotTakeThePlaceFromTheSavedReading ensures that a verdict is for
// where the account is now, not where it was when a reading was saved.
func TestCommandsDoNotTakeThePlaceFromTheSavedReading(t *testing.T) {
	question := []string{"can", payments, "s3:PutBucketPolicy", "--principal", "role/x", "--resource", "arn:aws:s3:::acme-invoices", "--resource-account", payments}
	synctest.Test(t, func(t *testing.T) {
		b, server := whole(t, emulator.Faults{}, managementAccount)
		b.run(command.Denied, question...)
		want := b.out
		was := sample.Demo()
		was.Accounts = slices.Clone(was.Accounts)
		for i := range was.Accounts {
			if was.Accounts[i].ID == payments {
				was.Accounts[i].Parent = was.Roots[0].ID
			}
		}
		savedIn(t, b, server, was)
		b.run(command.Denied, question...)
		if d := cmp.Diff(want, b.out); d != "" {
			t.Errorf("beside a saved reading (-without +with):\n%s", d)
		}
	})
}

// TestPlansCountTheAccountsOfAYoungReading ensures that a plan warns of an
// administrator's limit by the saved reading, if that is young, and says that it
// does not know otherwise.
func TestPlansCountTheAccountsOfAYoungReading(t *testing.T) {
	const limit, unknown = "This organization has 300.", "deputy did not count them"
	for age, says := range map[time.Duration]string{time.Minute: limit, 2 * time.Hour: unknown, -time.Hour: unknown} {
		synctest.Test(t, func(t *testing.T) {
			b, server := whole(t, emulator.Faults{}, managementAccount)
			saved := sample.Large(300, 5, 5)
			saved.Organization, saved.Caller, saved.Taken = sample.Demo().Organization, sample.Demo().Caller, time.Now().Add(-age)
			savedIn(t, b, server, saved)
			b.runs("register", "audit-manager", payments, "--region", "eu-west-1")
			b.says(strings.Join(strings.Fields(b.out), " "), says)
		})
	}
}
