package command_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"deputy/model"
	"deputy/model/delegation"
	"deputy/ui/command"
)

// TestDelegations keeps the table, and ensures that what could not be read is
// said and gives 5.
func TestDelegations(t *testing.T) {
	b := newBench(t)
	b.run(command.Done, "delegations")
	golden.RequireEqual(t, b.out)
	b.fake.gaps[model.PartDelegations] = model.Gap{Kind: model.FailureDenied, Operation: "organizations:ListDelegatedServicesForAccount", Cause: "not allowed", Fix: "have it allowed"}
	b.run(command.Unknown, "delegations")
	b.says(b.out, "unknown", "Not read")
	b.says(b.err, "organizations:ListDelegatedServicesForAccount: not allowed")
}

// TestDelegationsGroupRegions ensures that Regions which say the same stand in one
// line, also where each names itself.
func TestDelegationsGroupRegions(t *testing.T) {
	b := newBench(t)
	b.fake.regionGap = func(service model.ServiceID, region model.Region) *model.Gap {
		return &model.Gap{
			Kind: model.FailureNetwork, Operation: string(service) + ":List", Target: string(region),
			Cause: "the host name " + string(service) + "." + string(region) + ".amazonaws.com could not be resolved",
		}
	}
	b.run(command.Unknown, "delegations")
	_, lines, _ := strings.Cut(b.out, "Not read")
	if n := strings.Count(lines, "guardduty:List"); n != 1 {
		t.Errorf("%d lines about GuardDuty, want 1:\n%s", n, lines)
	}
	b.says(lines, "guardduty:List of eu-central-1, eu-west-1, us-east-1, us-west-2", "guardduty.*.amazonaws.com")
}

// TestDelegationsJSON ensures that the JSON is whole and holds no character
// that a terminal acts on.
func TestDelegationsJSON(t *testing.T) {
	b := newBench(t)
	const name = "evil\u009b31m\u202ename\x1b]0;x\a"
	for i, a := range b.fake.snapshot.Accounts {
		if a.ID == tooling {
			b.fake.snapshot.Accounts[i].Name = name
		}
	}
	b.run(command.Done, "delegations", "--json")
	var report delegation.Report
	if err := json.Unmarshal([]byte(b.out), &report); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, s := range report.Services {
		for _, h := range s.Administrators {
			found = found || h.Name == name
		}
	}
	if !found {
		t.Error("the name did not come through")
	}
	text := b.out
	b.run(command.Done, "delegations")
	b.says(b.out, "evil<U+009B>31m<U+202E>name^[]0;x^G")
	for _, r := range text + b.out {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == 0x202e {
			t.Fatalf("%U reached the terminal", r)
		}
	}
}
