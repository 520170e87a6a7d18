package command_test

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"deputy/model"
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
