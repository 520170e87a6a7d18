package command_test

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/charmbracelet/x/exp/golden"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/finding"
	"deputy/ui/command"
)

// lists are the commands that print what the screens show, with the member of the
// JSON that a script looks at first.
var lists = []struct {
	args []string
	key  string
	code command.Code
}{
	{[]string{"tree"}, "nodes", command.Done},
	{[]string{"accounts", "--in", "Workloads/Prod"}, "accounts", command.Done},
	{[]string{"accounts", "--delegations", "--policies", "--filter", "security"}, "accounts", command.Done},
	{[]string{"policies", "--filter", "rcp"}, "policies", command.Done},
	{[]string{"policy", "NoPublicS3"}, "policy", command.Done},
	{[]string{"scps", "payments-prod"}, "scpRestrictions", command.Done},
	{[]string{"findings"}, "findings", command.Done},
	{[]string{"delegations", "--filter", "security-tooling"}, "services", command.Done},
}

// TestLists keeps what the commands print, in every format.
func TestLists(t *testing.T) {
	for _, c := range lists {
		for _, format := range []string{"text", "json", "csv", "markdown"} {
			t.Run(strings.ReplaceAll(strings.Join(c.args, " ")+" "+format, "/", " "), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					b, _ := whole(t, emulator.Faults{}, managementAccount)
					b.run(c.code, append(slices.Clone(c.args), "--format", format)...)
					golden.RequireEqual(t, b.out)
				})
			})
		}
	}
	t.Run("mermaid", func(t *testing.T) {
		b := newBench(t)
		b.run(command.Done, "tree", "Workloads", "--format", "mermaid")
		golden.RequireEqual(t, b.out)
	})
}

// hostileName holds what a terminal, a spreadsheet, HTML, Markdown and Mermaid act on.
const hostileName = "e\u009b31m\u202e\x1b]0;x\a|\"]<script>alert(1)</script>`*_\n=1+1"

// What a name holds changes neither the shape of a format nor the terminal.
func TestListsOfHostileNames(t *testing.T) {
	for _, c := range append(lists[:5:5], lists[len(lists)-1]) {
		for _, format := range []string{"text", "json", "csv", "markdown"} {
			args := c.args
			if args[0] == "accounts" || args[0] == "delegations" {
				args = args[:1]
			}
			b := hostileBench(t, append(slices.Clone(args), "--format", format))
			if strings.ContainsFunc(b.out, func(r rune) bool {
				return r < ' ' && r != '\n' && r != '\r' || r >= 0x7f && r < 0xa0
			}) {
				t.Errorf("deputy %s prints a control character as %s", strings.Join(c.args, " "), format)
			}
			switch format {
			case "json":
				var all map[string]json.RawMessage
				if err := json.Unmarshal([]byte(b.out), &all); err != nil || string(all["version"]) != "1" || len(all[c.key]) < 3 {
					t.Errorf("deputy %s: %v, member %s: %.80s", strings.Join(c.args, " "), err, c.key, all[c.key])
				}
			case "csv":
				if rows, err := csv.NewReader(strings.NewReader(b.out)).ReadAll(); err != nil || len(rows) < 2 {
					t.Errorf("deputy %s: %d rows, %v", strings.Join(c.args, " "), len(rows), err)
				}
			}
		}
	}
	b := hostileBench(t, []string{"tree", "--format", "mermaid"})
	for line := range strings.Lines(b.out) {
		if strings.Count(line, `"`)%2 != 0 || strings.Contains(line, "<script") {
			t.Errorf("a name acts in Mermaid: %s", line)
		}
	}
}

// hostileBench carries out a command about an organization of hostile names.
func hostileBench(t *testing.T, args []string) *bench {
	t.Helper()
	path := snapshotFile(t, func(s *model.Snapshot) {
		s.Complete, s.Taken, s.Unread, s.Gaps = true, benchTime, nil, nil
		rename(s, hostileName)
	})
	b := newBench(t)
	b.run(command.Done, append(args, "--snapshot", path)...)
	return b
}

// rename gives every node and policy a name.
func rename(s *model.Snapshot, name string) {
	for i := range s.Accounts {
		s.Accounts[i].Name = name
	}
	for i := range s.OUs {
		s.OUs[i].Name = name
	}
	for i := range s.Policies {
		if s.Policies[i].Name != "NoPublicS3" {
			s.Policies[i].Name = name
		}
		s.Policies[i].Description = name
	}
}

// What cannot be had is refused in one line, before anything is read.
func TestListsRefuse(t *testing.T) {
	path := snapshotFile(t, func(s *model.Snapshot) { s.Complete, s.Taken, s.Unread, s.Gaps = true, benchTime, nil, nil })
	b := newBench(t)
	for _, c := range []struct{ args, says string }{
		{"tree --format yaml", "write text, json, csv, markdown or mermaid"},
		{"accounts --json --format csv", "give one of them"},
		{"accounts --in Nowhere", "Nowhere"},
		{"policy", "POLICY is missing"},
		{"policy no-such-policy", "no-such-policy"},
		{"scps 999999999999", "not in this organization"},
		{"tree a b", "one word too many"},
		{"findings --fail-on terrible", "high, medium or low"},
		{"delegations --format mermaid", "write text, json, csv or markdown"},
		{"delegations --json --format csv", "give one of them"},
	} {
		b.run(command.BadInput, append(strings.Fields(c.args), "--snapshot", path)...)
		b.says(b.err, c.says)
	}
}

// TestFindingsFailOn ensures that a pipeline can stop at findings of a severity.
func TestFindingsFailOn(t *testing.T) {
	b := newBench(t)
	b.run(command.Denied, "findings", "--fail-on", "high")
	b.says(b.err, "findings of severity high or graver")
	b.says(b.out, finding.SeverityHigh.String())
	b.run(command.Denied, "findings", "--fail-on", "low", "--format", "csv", "--filter", "nothing has this")
}

// What could not be read is said in every format, and gives 5.
func TestListsSayGaps(t *testing.T) {
	for _, format := range []string{"text", "json", "markdown"} {
		b := newBench(t)
		b.fake.gaps[model.PartAccounts] = model.Gap{Kind: model.FailureDenied, Operation: "organizations:ListAccounts", Cause: "not allowed", Fix: "have it allowed"}
		b.run(command.Unknown, "tree", "--format", format)
		b.says(b.out, "organizations:ListAccounts", "not allowed")
	}
}

// Every command reads only what it needs.
func TestListsReadLittle(t *testing.T) {
	for _, c := range []struct {
		args  []string
		never []string
		most  map[string]int
	}{
		{[]string{"tree"}, []string{"ListPolicies", "DescribePolicy", "ListTargetsForPolicy", "ListDelegatedAdministrators"}, nil},
		{[]string{"accounts"}, []string{"ListPolicies", "DescribePolicy", "ListTargetsForPolicy", "ListDelegatedAdministrators"}, nil},
		{[]string{"accounts", "--policies"}, []string{"DescribePolicy", "ListDelegatedServicesForAccount"}, nil},
		{[]string{"policy", "NoPublicS3"}, []string{"ListDelegatedAdministrators"}, map[string]int{"DescribePolicy": 1}},
		{[]string{"scps", payments}, []string{"ListAccounts", "ListTargetsForPolicy", "ListDelegatedAdministrators"}, map[string]int{"DescribePolicy": 14, "ListPoliciesForTarget": 8}},
		{[]string{"policies"}, []string{"ListDelegatedAdministrators"}, nil},
		{[]string{"delegations", "--format", "csv"}, []string{"ListPolicies", "ListTargetsForPolicy", "DescribePolicy"}, nil},
		{[]string{"export", "terraform"}, []string{"ListPolicies", "ListTargetsForPolicy", "DescribePolicy"}, nil},
		{[]string{"findings"}, nil, map[string]int{"DescribeOrganization": 1}},
	} {
		synctest.Test(t, func(t *testing.T) {
			b, server := whole(t, emulator.Faults{}, managementAccount)
			b.run(command.Done, c.args...)
			calls := map[string]int{}
			for _, x := range server.Journal() {
				calls[x.Operation]++
			}
			for _, operation := range c.never {
				if calls[operation] > 0 {
					t.Errorf("deputy %s calls %s %d times", strings.Join(c.args, " "), operation, calls[operation])
				}
			}
			for operation, most := range c.most {
				if n := calls[operation]; n == 0 || n > most {
					t.Errorf("deputy %s calls %s %d times, at most %d are needed", strings.Join(c.args, " "), operation, n, most)
				}
			}
		})
	}
}
