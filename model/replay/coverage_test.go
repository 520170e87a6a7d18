package replay_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/replay"
)

// Regions without events are told for accounts that have events elsewhere: those that
// are enabled, as far as that is known, and those in which other accounts have some.
func TestRegionsWithoutEvents(t *testing.T) {
	r := modeltest.Demo()
	r.Apply(model.RegionsFact{Account: "444455556666", Regions: []model.AccountRegion{
		{Account: "444455556666", Region: "eu-south-1", Status: model.RegionEnabled},
		{Account: "444455556666", Region: "eu-central-1", Status: model.RegionEnabledByDefault},
		{Account: "444455556666", Region: "me-south-1", Status: model.RegionDisabled},
	}})
	result := replayed(t, r, draftAt(t, r, "Workloads", exempting), []string{
		session("444455556666", "App", "ec2", "StopInstances", "eu-central-1", "1", ""),
		session("200240382246", "App", "ec2", "DescribeInstances", "eu-west-1", "2", ""),
		session("222233334444", "App", "ec2", "DescribeInstances", "us-west-2", "3", ""), // not below Workloads
	}, 1)
	want := []replay.RegionGap{
		{Region: "eu-central-1", Accounts: []model.AccountID{"200240382246"}},
		{Region: "eu-south-1", Accounts: []model.AccountID{"444455556666"}},
		{Region: "eu-west-1", Accounts: []model.AccountID{"444455556666"}},
		{Region: "us-west-2", Accounts: []model.AccountID{"200240382246", "444455556666"}},
	}
	if got := result.Coverage.RegionsWithout; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	const hole = "In 4 Regions that are enabled or that other accounts use, accounts with events have none: eu-central-1 (1 account), eu-south-1 (1 account), eu-west-1 (1 account), us-west-2 (2 accounts)."
	if holes := result.Coverage.Holes(); !slices.Contains(holes, hole) {
		t.Errorf("it is not told:\n%s", strings.Join(holes, "\n"))
	}
	text, err := result.Encode(nil, nil)
	if err != nil || !strings.Contains(string(text), `"regions":[{"region":"eu-central-1","accounts":["200240382246"]},`) {
		t.Errorf("the JSON is %s: %v", text, err)
	}
}
