package guardrail_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/guardrail"
	"deputy/model/modeltest"
	"deputy/model/sample"
	"deputy/model/verdict"
)

// run runs tests on a reading and returns the names of those that fail, with why.
func run(t testing.TB, s *model.Snapshot, text string) (failed map[string]string, report *guardrail.Report) {
	t.Helper()
	tests, err := guardrail.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var reading *model.Reading
	if s != nil {
		reading = modeltest.Saved(s)
	}
	runner := guardrail.NewRunner(reading)
	report, failed = &guardrail.Report{Coverage: &runner.Coverage}, map[string]string{}
	for i := range tests {
		accounts, err := runner.Select(&tests[i])
		if err != nil {
			t.Fatal(err)
		}
		result, err := runner.Run("f.yaml", &tests[i], accounts)
		if err != nil {
			t.Fatal(err)
		}
		report.Results = append(report.Results, result)
		for _, f := range result.Failures {
			failed[tests[i].Name] += f.Got + ": " + strings.Join(f.Why, " ") + "\n"
		}
	}
	return failed, report
}

// published returns the tests of the built-in organization.
func published(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("../../.github/guardrails.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// complete returns the built-in organization with nothing missing.
func complete() *model.Snapshot {
	s := sample.Demo()
	s.Complete, s.Gaps, s.Unread = true, nil, nil
	return s
}

// TestWeakenings ensures that the tests of the built-in organization pass, and that
// each way to weaken a policy makes them fail.
func TestWeakenings(t *testing.T) {
	policy := func(s *model.Snapshot, name string) model.PolicyID {
		return s.Policies[slices.IndexFunc(s.Policies, func(p model.Policy) bool { return p.Name == name })].ID
	}
	edit := func(name, from, to string) func(*model.Snapshot) {
		return func(s *model.Snapshot) {
			id := policy(s, name)
			text := strings.ReplaceAll(s.Documents[id].Text, from, to)
			if text == s.Documents[id].Text {
				t.Fatalf("%s has no %s", name, from)
			}
			s.Documents[id] = model.Document{Text: text}
		}
	}
	const bucket, leave, regions = "Nobody makes a production bucket public", "Nobody leaves the organization", "Work stays in Europe"
	for _, c := range []struct {
		name   string
		change func(*model.Snapshot)
		fails  string // the test
		says   string
	}{
		{"nothing", func(*model.Snapshot) {}, "", ""},
		{"a policy is detached", func(s *model.Snapshot) {
			id := policy(s, "NoPublicS3")
			s.Attachments = slices.DeleteFunc(s.Attachments, func(a model.Attachment) bool { return a.Policy == id })
		}, bucket, "Not denied, for example"},
		{"an exemption is wider", edit("NoPublicS3", "role/SecAdmin", "role/Sec*"), bucket, "role/Sec"},
		{"there is one more exemption", edit("NoPublicS3", `"arn:aws:iam::*:role/SecAdmin"`, `["arn:aws:iam::*:role/SecAdmin", "arn:aws:iam::444455556666:role/Deployer"]`), bucket, "role/Deployer"},
		{"an exemption has a path", edit("NoPublicS3", "role/SecAdmin", "role/*/SecAdmin"), bucket, "/SecAdmin"},
		{"an action is left out", edit("DenyLeave", "organizations:LeaveOrganization", "organizations:DescribeOrganization"), leave, "No SCP or RCP blocks it."},
		{"a Region is added", edit("DenyRegions", `"eu-west-1"`, `"eu-west-1", "us-west-2"`), regions, ""},
		{"a condition is added", edit("DenyLeave", `"Effect": "Deny",`, `"Effect": "Deny", "Condition": {"Bool": {"aws:ViaAWSService": "false"}},`), leave, "aws:ViaAWSService"},
	} {
		s := complete()
		c.change(s)
		text := published(t)
		if c.fails != "" { // The others take time and show nothing.
			_, only, _ := strings.Cut(text, "  - name: "+c.fails+"\n")
			only, _, _ = strings.Cut(only, "\n  - name:")
			text = "tests:\n  - name: " + c.fails + "\n" + only + "\n"
		}
		failed, _ := run(t, s, text)
		if c.fails == "" {
			if len(failed) > 0 {
				t.Errorf("%s: %v", c.name, failed)
			}
			continue
		}
		if why, fails := failed[c.fails]; !fails || !strings.Contains(why, c.says) {
			t.Errorf("%s: %q fails: %v, because %s", c.name, c.fails, fails, why)
		}
	}
}

// TestExpectations ensures that each expectation is about what it says.
func TestExpectations(t *testing.T) {
	const head = "tests:\n  - name: x\n    accounts: [payments-prod]\n    "
	for _, c := range []struct {
		name, test string
		met        bool
		says       string
	}{
		{"a denial with an exemption that is not listed", "action: s3:PutBucketPolicy\n    expect: denied", false, "role/SecAdmin"},
		{"the same with the exemption", "action: s3:PutBucketPolicy\n    expect: denied\n    except: role/SecAdmin", true, ""},
		{"by its number", "action: s3:PutBucketPolicy\n    expect: denied\n    except: role/SecAdmin\n    by: NoPublicS3 [2]", true, ""},
		{"by another statement", "action: s3:PutBucketPolicy\n    expect: denied\n    except: role/SecAdmin\n    by: NoPublicS3 [1]", false, "not by NoPublicS3 [1]"},
		{"of who is exempt", "action: s3:PutBucketPolicy\n    principal: role/SecAdmin\n    expect: denied\n    except: role/SecAdmin", false, "it tests nothing"},
		{"all are exempt", "action: sqs:SendMessage\n    expect: denied\n    except: ['aws:PrincipalArn=*', '!aws:PrincipalArn']", false, "it tests nothing"},
		{"allowed exactly", "action: sts:GetCallerIdentity\n    resource: '*'\n    principal: role/Deployer\n    region: eu-central-1\n    expect: allowed", true, ""},
		{"allowed as usual", "action: sqs:SendMessage\n    principal: role/Deployer\n    region: eu-central-1\n    expect: allowed", true, ""},
		{"allowed without a Region", "action: sqs:SendMessage\n    principal: role/Deployer\n    expect: allowed", false, "the Region is"},
		{"allowed without a principal", "action: sqs:SendMessage\n    region: eu-central-1\n    expect: allowed", false, "root"},
		{"conditional", "action: rds:CreateDBInstance\n    principal: role/x\n    region: eu-central-1\n    expect: conditional", true, ""},
		{"not conditional", "action: sqs:SendMessage\n    principal: role/x\n    region: eu-central-1\n    expect: conditional", false, ""},
		{"depends", "action: s3:PutBucketPolicy\n    expect: depends\n    by: NoPublicS3", true, ""},
		{"not unknown", "action: s3:PutBucketPolicy\n    expect: unknown", false, ""},
	} {
		failed, _ := run(t, complete(), head+c.test+"\n")
		if why, fails := failed["x"]; fails == c.met || !strings.Contains(why, c.says) {
			t.Errorf("%s: fails %v, because %s", c.name, fails, why)
		}
	}
	s := complete()
	s.Documents = map[model.PolicyID]model.Document{}
	s.Complete, s.Unread = false, []model.PartKey{{Part: model.PartDocument}}
	if failed, _ := run(t, s, head+"action: s3:PutBucketPolicy\n    expect: unknown\n"); len(failed) > 0 {
		t.Errorf("without texts it is known: %v", failed)
	}
}

// TestSelect ensures that words select the accounts that they name, and that the
// management account is left out of paths and tags.
func TestSelect(t *testing.T) {
	s := complete()
	s.Tags = map[string][]model.Tag{}
	for _, a := range s.Accounts {
		s.Tags[string(a.ID)] = []model.Tag{{Key: "env", Value: "dev"}}
	}
	s.Tags[string(modeltest.Payments)] = []model.Tag{{Key: "env", Value: "prod"}}
	runner := guardrail.NewRunner(modeltest.Saved(s))
	for word, want := range map[string]int{
		"**": len(s.Accounts) - 1, "Root/**": len(s.Accounts) - 1, "Root/*": 2, "Workloads/Dev/*": 6, "Workloads/Dev/**": 6, "Workloads/*": 0, "Workloads/**": 29,
		"ou-4x9a-fuihvmu6/**": 6, "tag:env=prod": 1, "tag:env=dev": len(s.Accounts) - 2, "payments-prod": 1, string(modeltest.Management): 1,
	} {
		got, err := runner.Select(&guardrail.Test{Accounts: []string{word, word}})
		if err != nil || len(got) != want {
			t.Errorf("%s selects %d, %v; want %d", word, len(got), err, want)
		}
	}
	for word, want := range map[string]string{
		"Workloads/Prod": "write Workloads/Prod/** for all accounts below it", "Nowhere/**": "Nowhere", "tag:env": "write tag:KEY=VALUE", "999999999999": "is not in this organization", "payments-prod/**": "is an account",
	} {
		if _, err := runner.Select(&guardrail.Test{Accounts: []string{word}}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", word, err, want)
		}
	}
}

// TestLevels ensures that policies by themselves are tested without an organization,
// and that nothing is derived that only an organization knows.
func TestLevels(t *testing.T) {
	deny := func(condition string) string {
		return `{Version: 2012-10-17, Statement: [{Effect: Deny, Action: "s3:*", Resource: "*", Condition: {` + condition + `}}]}`
	}
	test := func(condition, rest string) string {
		return "tests:\n  - name: x\n    action: s3:GetObject\n    levels:\n      - id: Root\n        policies: [FullAWSAccess]\n      - id: OU\n        policies: [FullAWSAccess, {name: D, document: " + deny(condition) + "}]\n    " + rest + "\n"
	}
	const secAdmin = `ArnNotLike: {"aws:PrincipalArn": "arn:aws:iam::*:role/SecAdmin"}`
	for _, c := range []struct {
		name, text string
		met        bool
	}{
		{"the exemption is listed", test(secAdmin, "expect: denied\n    except: role/SecAdmin\n    by: D"), true},
		{"it is not", test(secAdmin, "expect: denied"), false},
		{"a wider one", test(`ArnNotLike: {"aws:PrincipalArn": "arn:aws:iam::*:role/Sec*"}`, "expect: denied\n    except: role/SecAdmin"), false},
		{"the principal is exempt", test(secAdmin, "expect: allowed\n    principal: role/SecAdmin\n    region: eu-west-1"), true},
		{"the account is open", test(`StringNotEquals: {"aws:PrincipalAccount": "111111111111"}`, "expect: denied"), false},
		{"the organization is open", test(`StringNotEquals: {"aws:PrincipalOrgID": "o-1"}`, "expect: denied"), false},
		{"the account is in the ARN", test(`StringEquals: {"aws:PrincipalAccount": "111111111111"}`, "expect: denied\n    principal: arn:aws:iam::111111111111:role/x"), true},
		{"a level without an Allow", "tests:\n  - name: x\n    action: s3:GetObject\n    levels: [{id: Root, policies: []}]\n    expect: denied\n", true},
		{"an RCP", "tests:\n  - name: x\n    action: s3:GetObject\n    rcps: [{id: Root, policies: [{name: R, document: {Version: 2012-10-17, Statement: [{Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*', Condition: {BoolIfExists: {aws:SecureTransport: 'false'}}}]}}]}]\n    context: {aws:SecureTransport: 'false'}\n    expect: denied\n    by: R\n", true},
		{"the same over TLS", "tests:\n  - name: x\n    action: s3:GetObject\n    rcps: [{id: Root, policies: [{name: R, document: {Version: 2012-10-17, Statement: [{Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*', Condition: {BoolIfExists: {aws:SecureTransport: 'false'}}}]}}]}]\n    context: {aws:SecureTransport: 'true'}\n    expect: allowed\n", true},
	} {
		if failed, _ := run(t, nil, c.text); (len(failed) == 0) != c.met {
			t.Errorf("%s: %v", c.name, failed)
		}
	}
}

// TestFurtherDeny ensures that one Deny more never makes a test fail that expects a
// denial, and that a test that passes is right: no completion that is not exempt is
// allowed.
func TestFurtherDeny(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := modeltest.DrawOrganization(t)
		q := modeltest.DrawQuestion(t)
		exemptions, err := guardrail.Exemptions(rapid.SampledFrom([][]string{nil, {"role/x"}, {"role/*"}, {"aws:PrincipalTag/team=a"}, {"root", "aws:ViaAWSService=true"}}).Draw(t, "except"))
		if err != nil {
			t.Fatal(err)
		}
		before, err := guardrail.Check(verdict.NewAsker(r), q, guardrail.Denied, exemptions)
		if err != nil {
			t.Fatal(err)
		}
		if !before.Met {
			return
		}
		target := rapid.SampledFrom(r.Path(q.Account.Node())).Draw(t, "at")
		var statements []modeltest.Statement
		text := modeltest.DrawDocument(t, []string{"Deny"}, &statements)
		then, err := r.WithEdits(model.Edits{Drafts: []model.Draft{{Name: "more", Type: model.ServiceControlPolicy, Text: text, Target: target.ID}}})
		if err != nil {
			return // AWS refuses such a draft.
		}
		after, err := guardrail.Check(verdict.NewAsker(then), q, guardrail.Denied, exemptions)
		if err != nil {
			t.Fatal(err)
		}
		if !after.Met && after.Got != "unknown" { // A draft with errors leaves a gap.
			t.Fatalf("with %s it is %s: %q", text, after.Got, after.Why)
		}
	})
}
