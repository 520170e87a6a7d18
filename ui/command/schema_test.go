package command_test

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/ui/command"
)

// schemas compiles the JSON Schemas that stand in the reference.
func schemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	files, err := filepath.Glob("../../.github/reference/json/*.schema.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no schemas: %v", err)
	}
	all := map[string]*jsonschema.Schema{}
	for _, file := range files {
		c := jsonschema.NewCompiler()
		c.AssertFormat()
		schema, err := c.Compile(file)
		if err != nil {
			t.Fatal(err)
		}
		if schema.DraftVersion != 2020 {
			t.Errorf("%s is of draft %d", file, schema.DraftVersion)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".schema.json")] = schema
	}
	return all
}

// TestJSONSchemas ensures that the JSON of every command is as its schema says, and
// that the schema refuses what the program does not print: another member anywhere,
// or one less at the top.
func TestJSONSchemas(t *testing.T) {
	all, checked := schemas(t), map[string]int{}
	check := func(name string, text string) {
		t.Helper()
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, text)
		}
		if err := all[name].Validate(value); err != nil {
			t.Errorf("%s: %v\n%.2000s", name, err, text)
			return
		}
		checked[name]++
		refuses(t, name, all[name], value)
	}
	b, dir := newBench(t), t.TempDir()
	for _, line := range schemaCommands(t, b, dir) {
		synctest.Test(t, func(t *testing.T) {
			server := b
			if line[1] == "whole" {
				server, _ = whole(t, emulator.Faults{}, managementAccount)
			}
			if line[1] == "events" {
				server = withHistory(t, emulator.Faults{}, managementAccount)
			}
			if line[1] == "gaps" {
				server, _ = whole(t, emulator.Faults{Deny: []emulator.Denial{{Operation: "ListPolicies", Message: "no"}, {Operation: "ListDelegatedAdministrators", Message: "no"}, {Operation: "DescribePolicy", Message: "no"}}}, managementAccount)
			}
			server.stdin = line[2]
			if code := server.runs(strings.Fields(line[3])...); (code == command.BadInput || code == command.Failed) && server.out == "" {
				t.Fatalf("deputy %s: %s", line[3], server.err)
			}
			if line[0] != "batch" {
				check(line[0], server.out)
				return
			}
			for one := range strings.Lines(server.out) {
				check(line[0], one)
			}
		})
	}
	if got, want := slices.Sorted(maps.Keys(checked)), slices.Sorted(maps.Keys(all)); !slices.Equal(got, want) {
		t.Errorf("schemas of %v, JSON of %v", want, got)
	}
}

// schemaCommands are command lines with the schema of what they print, the
// organization they are about, and their standard input.
func schemaCommands(t *testing.T, b *bench, dir string) [][4]string {
	t.Helper()
	before, after := filepath.Join(dir, "a.json"), filepath.Join(dir, "b.json")
	b.system.Now = func() time.Time { return benchTime.Add(-time.Minute) }
	b.run(command.Done, "snapshot", before)
	b.fake.snapshot.Accounts[3].Name = "renamed"
	b.fake.snapshot.Delegations = append(b.fake.snapshot.Delegations, model.Delegation{Account: tooling, Principal: "account.amazonaws.com", Since: benchTime})
	b.fake.snapshot.History = &model.History{Events: []model.ChangeEvent{{
		ID: "e1", At: benchTime, Service: "organizations", Operation: "RegisterDelegatedAdministrator", Region: "us-east-1", By: "role Ci",
		Values: []model.EventValue{{Name: "accountId", Value: string(tooling)}, {Name: "servicePrincipal", Value: "account.amazonaws.com"}},
	}}}
	b.system.Now = func() time.Time { return benchTime.Add(time.Minute) }
	b.run(command.Done, "snapshot", "--history", after)
	const event = `{"Records":[{"eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","awsRegion":"eu-central-1","recipientAccountId":"444455556666","eventTime":"2026-11-20T10:00:00Z","errorCode":"AccessDenied","userIdentity":{"arn":"arn:aws:sts::444455556666:assumed-role/Deployer/x"}}]}`
	draft := filepath.Join(dir, "draft.json")
	write(t, draft, `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}`)
	const guardrails = "tests:\n  - {name: Nobody leaves, accounts: [Workloads/Prod/**], action: organizations:LeaveOrganization, expect: denied, except: [role/Nobody]}\n"
	const failingGuardrails = "tests:\n  - {name: Buckets, accounts: [payments-prod], action: s3:PutBucketPolicy, expect: denied}\n"
	const batch = `{"id":1,"account":"444455556666","action":"s3:PutBucketPolicy"}
{"id":"x","levels":[{"id":"r","policies":[{"name":"All","document":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}}]}],"request":{"action":"s3:GetObject","resource":"*"}}
{"broken`
	text := denied("arn:aws:sts::444455556666:assumed-role/Deployer/x", "s3:PutBucketPolicy", "arn:aws:s3:::acme-invoices", "with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-4x9acme2k7/service_control_policy/p-xg9edn58")
	since := strings.Replace(event, `"errorCode":"AccessDenied",`, `"eventTime":"2026-11-01T10:00:00Z",`, 1) + strings.Replace(event, `"errorCode"`, `"errorMessage":`+strconv.Quote(text)+`,"errorCode"`, 1)
	lines := [][4]string{
		{"tree", "whole", "", "tree"},
		{"tree", "whole", "", "tree Workloads"},
		{"accounts", "whole", "", "accounts"},
		{"accounts", "whole", "", "accounts --delegations --policies"},
		{"policies", "whole", "", "policies"},
		{"policies", "gaps", "", "policies"},
		{"policies", "whole", "", "policies --type all"},
		{"policies", "whole", "", "policies --type chat"},
		{"effective-policies", "whole", "", "policies --effective payments-prod"},
		{"effective-policies", "whole", "", "policies --effective payments-prod --type chat"},
		{"policy", "whole", "", "policy NoPublicS3"},
		{"policy", "whole", "", "policy AcquiredBaseline"},
		{"policy", "whole", "", "policy OptOutOfAI"},
		{"scps", "whole", "", "scps payments-prod"},
		{"last-accessed", "whole", "", "last-accessed payments-prod"},
		{"last-accessed", "whole", "", "last-accessed DenyLeave"},
		{"scps", "gaps", "", "scps payments-prod"},
		{"scps", "whole", "", "scps 111122223333"},
		{"findings", "whole", "", "findings"},
		{"findings", "gaps", "", "findings"},
		{"delegations", "whole", "", "delegations"},
		{"delegations", "whole", "", "delegations --filter nothing-has-this"},
		{"delegations", "gaps", "", "delegations"},
		{"lint", "", lintError, "lint -"},
		{"lint", "", lintHint, "lint - nosuch.json"},
		{"can", "whole", "", "can payments-prod s3:PutBucketPolicy"},
		{"can", "whole", "", "can payments-prod rds:CreateDBInstance --set aws:RequestedRegion=eu-central-1"},
		{"can", "whole", "", "can payments-prod s3:PutBucketPolicy --principal role/Deployer --resource arn:aws:s3:::acme --resource-account payments-prod --set aws:RequestedRegion=eu-central-1"},
		{"can", "gaps", "", "can payments-prod s3:PutBucketPolicy"},
		{"batch", "whole", batch, "can --batch -"},
		{"why", "whole", text, "why -"},
		{"why-all", "whole", event, "why - --all"},
		{"plan", "", "", "register account-management identity"},
		{"plan", "whole", "", "register guardduty security-tooling --region us-west-2"},
		{"plan", "whole", "", "remove guardduty security-tooling --region eu-west-1"},
		{"diff", "", "", "diff " + before + " " + after},
		{"test", "whole", guardrails, "test -"},
		{"test", "whole", failingGuardrails, "test -"},
		{"replay", "whole", event, "replay - --without NoPublicS3@Workloads/Prod"},
		{"replay", "whole", strings.Replace(event, `"errorCode":"AccessDenied",`, "", 1), "replay - --with " + draft + "@Workloads"},
		{"replay-after", "whole", since, "replay - --after NoPublicS3@Workloads/Prod --attached 2026-11-10"},
		{"management-account", "whole", "", "management-account"},
		{"history", "events", "", "history"},
	}
	for i := range lines {
		if lines[i][0] != "batch" {
			lines[i][3] += " --json"
		}
	}
	return lines
}

// refuses checks that a schema refuses a value with a member that the program does
// not print, in any of its objects, and one without a member that it must have.
func refuses(t *testing.T, name string, schema *jsonschema.Schema, value any) {
	t.Helper()
	const unknown = "unknownMember"
	var visit func(path string, x any)
	visit = func(path string, x any) {
		switch x := x.(type) {
		case []any:
			for _, element := range x[:min(len(x), 2)] {
				visit(path+"[]", element)
			}
		case map[string]any:
			x[unknown] = json.Number("1")
			if schema.Validate(value) == nil {
				t.Errorf("the schema of %s takes an unknown member in %s", name, path)
			}
			delete(x, unknown)
			for key, member := range x {
				visit(path+"."+key, member)
			}
		}
	}
	visit("", value)
	for _, key := range schema.Required {
		whole := value.(map[string]any)
		member := whole[key]
		delete(whole, key)
		if schema.Validate(value) == nil {
			t.Errorf("the schema of %s takes an object without %s", name, key)
		}
		whole[key] = member
	}
}
