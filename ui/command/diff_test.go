package command_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/charmbracelet/x/exp/golden"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
	"deputy/ui/command"
)

// TestDiff ensures that what changed between two saved readings is told, and
// that what could not be compared gives 5.
func TestDiff(t *testing.T) {
	b, dir := newBench(t), t.TempDir()
	before, after, gap := filepath.Join(dir, "a.json"), filepath.Join(dir, "b.json.gz"), filepath.Join(dir, "c.json")
	b.run(command.Done, "snapshot", before)
	s := b.fake.snapshot
	s.Delegations = append(s.Delegations, model.Delegation{Account: tooling, Principal: "account.amazonaws.com", Since: benchTime})
	s.Accounts[3].Name = "renamed\u009b"
	b.run(command.Done, "snapshot", after)
	b.run(command.Done, "diff", before, after)
	golden.RequireEqual(t, b.out)
	b.run(command.Done, "diff", after, after)
	b.says(b.out, "deputy found no differences.")
	b.run(command.Done, "diff", "--json", before, after)
	if !json.Valid([]byte(b.out)) {
		t.Errorf("not JSON: %s", b.out)
	}
	b.says(b.out, `"kind": "delegation"`, `"change": "added"`)
	b.clean()
	b.fake.gaps[model.PartTrustedAccess] = model.Gap{Operation: "organizations:ListAWSServiceAccessForOrganization", Cause: "not allowed"}
	b.run(command.Unknown, "snapshot", gap)
	b.run(command.Unknown, "diff", before, gap)
	b.says(b.out, "Not compared")
	b.run(command.BadInput, "diff", before, filepath.Join(dir, "missing.json"))
	b.says(b.err, "missing.json")
}

// changedReading returns a saved reading in which a policy, an account and a delegation
// differ, with a hostile name.
func changedReading(t *testing.T) string {
	t.Helper()
	return snapshotFile(t, func(s *model.Snapshot) {
		s.Complete, s.Taken, s.Unread, s.Gaps = true, benchTime, nil, nil
		for i, p := range s.Policies {
			if p.Name == "NoPublicS3" {
				s.Policies[i].Name = "No|Public*\u009b\u202e\n"
				s.Documents[p.ID] = model.Document{Text: strings.ReplaceAll(s.Documents[p.ID].Text, "role/SecAdmin", "role/Sec*")}
			}
		}
		for i := range s.Accounts {
			if s.Accounts[i].ID == payments {
				s.Accounts[i].Parent = "ou-4x9a-60ufpbms"
			}
		}
		s.Delegations = append(s.Delegations, model.Delegation{Account: payments, Principal: "guardduty.amazonaws.com", Since: benchTime})
	})
}

// TestDiffFormats ensures that each format says what changed and what that changes.
func TestDiffFormats(t *testing.T) {
	before := snapshotFile(t, func(s *model.Snapshot) { s.Complete, s.Taken, s.Unread, s.Gaps = true, benchTime, nil, nil })
	after := changedReading(t)
	for _, format := range []string{"text", "json", "csv", "markdown"} {
		t.Run(format, func(t *testing.T) {
			b := newBench(t)
			b.run(command.Denied, "diff", "--exit-code", "--format", format, before, after)
			golden.RequireEqual(t, b.out)
			b.clean()
			b.run(command.Done, "diff", "--format", format, before, after)
			b.run(command.Done, "diff", "--exit-code", "--format", format, after, after)
			if format == "json" && !json.Valid([]byte(b.out)) {
				t.Error("it is no JSON")
			}
		})
	}
	b := newBench(t)
	b.run(command.BadInput, "diff", "--format", "xml", before, after)
	b.run(command.BadInput, "diff", before, after, after)
	b.run(command.BadInput, "diff", "--since", "7d")
	b.run(command.BadInput, "diff", "--since", "soon", filepath.Dir(before))
	b.says(b.err, "write 24h, 7d")
	b.run(command.BadInput, "diff", "--since", "7d", filepath.Dir(before))
	b.says(b.err, "has no reading from before")
}

// TestDiffWithNow ensures that a saved reading is compared with the organization as it
// is, which is read once.
func TestDiffWithNow(t *testing.T) {
	before := snapshotFile(t, func(s *model.Snapshot) {
		s.Complete, s.Taken, s.Unread, s.Gaps, s.Tags = true, benchTime, nil, nil, nil
	})
	after := changedReading(t)
	for _, c := range []struct {
		code command.Code
		args []string
		says string
	}{
		{command.Done, []string{before}, "deputy found no differences."},
		{command.Done, []string{"--since", "0d", filepath.Dir(before)}, "deputy found no differences."},
		{command.Denied, []string{"--exit-code", after}, "Account payments-prod (444455556666) moved from Sandbox"},
		{command.BadInput, nil, "deputy has saved no reading of this organization yet"},
	} {
		synctest.Test(t, func(t *testing.T) {
			b, server := whole(t, emulator.Faults{}, managementAccount)
			b.run(c.code, append([]string{"diff"}, c.args...)...)
			b.says(b.out+b.err, c.says)
			if calls := count(server); calls["ListAccounts"] > 5 || calls["ListPolicies"] > 3+len(model.ManagementTypes(sample.Demo().Roots)) {
				t.Errorf("it makes %v", calls)
			}
		})
	}
}
