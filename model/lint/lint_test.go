package lint_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/lint"
	"deputy/model/scp"
)

// policy returns a document of an SCP, or of an RCP if a statement has a Principal.
func policy(statements string) *scp.Document {
	_, d := model.NewDraft("Draft", `{"Version":"2012-10-17","Statement":[`+statements+`]}`, "")
	return d
}

// brief returns what was found: severity, rule and the text that it is at.
func brief(d *scp.Document, found []lint.Problem) []string {
	out := []string{}
	for _, p := range found {
		out = append(out, fmt.Sprintf("%s %s %s", p.Severity, p.Rule.ID, d.Text[p.Span.Start:p.Span.End]))
	}
	return out
}

// Each rule finds what it is for, at its place, and nothing beside it.
func TestRules(t *testing.T) {
	const all = `"Effect":"Deny","Action":"s3:*","Resource":"*"`
	for _, c := range []struct{ statements, want string }{
		// Condition keys.
		{`{` + all + `,"Condition":{"StringEquals":{"aws:PrincpalArn":"arn:aws:iam::*:role/Admin*"}}}`, `warning unknown-condition-key "aws:PrincpalArn"; warning literal-wildcard "arn:aws:iam::*:role/Admin*"`},
		{`{"Effect":"Deny","Action":"sqs:CreateQueue","Resource":"*","Condition":{"Null":{"sqs:KmsMasterKeyId":"true"}}}`, `warning null-unknown-key "sqs:KmsMasterKeyId"`},
		{`{` + all + `,"Condition":{"StringEquals":{"s3:NewlyInvented":"x"}}}`, `hint unknown-condition-key "s3:NewlyInvented"`},
		{`{"Effect":"Deny","Action":["rds:CreateDBInstance","rds:CreateDBCluster"],"Resource":"*","Condition":{"Bool":{"rds:StorageEncrypted":"false"}}}`, ``},
		{`{"Effect":"Deny","Action":"rds:CreateDBInstance","Resource":"*","Condition":{"Bool":{"rds:StorageEncrypted":"false"}}}`, `hint condition-key-of-other-action "rds:StorageEncrypted"`},
		{`{"Effect":"Deny","NotAction":"rds:CreateDBInstance","Resource":"*","Condition":{"Bool":{"rds:StorageEncrypted":"false"}}}`, ``},
		{`{"Effect":"Deny","Action":"sts:AssumeRoleWithWebIdentity","Resource":"*","Condition":{"StringLike":{"token.actions.githubusercontent.com:sub":"repo:a/*","oidc.eks.eu-west-1.amazonaws.com/id/AB:aud":"x"}}}`, ``},
		{`{` + all + `,"Condition":{"StringLike":{"AWS:principaltag/Team":"a*","s3:ExistingObjectTag/x":"y"},"Null":{"aws:RequestTag/x":"true"}}}`, ``},
		// Values.
		{`{` + all + `,"Condition":{"StringNotEquals":{"aws:PrincipalArn":["arn:aws:iam::*:role/Admin*"]}}}`, `warning literal-wildcard "arn:aws:iam::*:role/Admin*"`},
		{`{` + all + `,"Condition":{"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::*:role/Admin*"},"StringEquals":{"aws:PrincipalTag/a":"${*}x","s3:prefix":"*"}}}`, ``},
		{`{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:sts::*:assumed-role/Admin/*"}}}`, `warning principal-session-arn "arn:aws:sts::*:assumed-role/Admin/*"`},
		{`{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":["arn:aws:sts::*:assumed-role/Admin/*","arn:aws:iam::*:role/Admin"]}}}`, `hint principal-session-arn "arn:aws:sts::*:assumed-role/Admin/*"`},
		// Sids.
		{`{"Sid":"A",` + all + `},{"Sid":"A","Effect":"Deny","Action":"s3:GetObject","Resource":"*"},{"Sid":"",` + all + `},{"Sid":"",` + all + `}`, `warning duplicate-sid "A"`},
		// RCPs.
		{`{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}`, `error rcp-action-any "*"`},
		{`{"Effect":"Deny","Principal":"*","Action":["s3:*","sns:Publish","sns:Subscribe"],"Resource":"*"}`, `hint rcp-service "sns:Publish"`},
		{`{"Effect":"Deny","Principal":"*","Action":"sns:Publish","Resource":"*"}`, `warning rcp-service "sns:Publish"`},
		{`{"Effect":"Deny","Principal":"*","Action":"*:Get*","Resource":"*"}`, `error rcp-action-prefix "*:Get*"`},
		{`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}`, ``},
		{`{"Effect":"Deny","Principal":"*","NotAction":"s3:*","Resource":"*"}`, `error unsupported-element "NotAction"`},
		// Resources.
		{`{"Effect":"Deny","Action":"s3:PutObject","Resource":"arn:aws:s3:::acme-log-archive"}`, `warning resource-never-matches "arn:aws:s3:::acme-log-archive"`},
		{`{"Effect":"Deny","Action":"s3:PutBucketPolicy","Resource":"arn:aws:s3:::acme-log-archive/*"}`, `warning resource-never-matches "arn:aws:s3:::acme-log-archive/*"`},
		{`{"Effect":"Deny","Action":"s3:*","Resource":["arn:aws:s3:::a","arn:aws:s3:::a/*","arn:aws:s3:::${aws:PrincipalTag/b}"]}`, ``},
		{`{"Effect":"Deny","Action":["s3:PutBucketPolicy","s3:PutObject"],"Resource":"arn:aws:s3:::a"}`, `hint action-never-matches "s3:PutObject"`},
		{`{"Effect":"Deny","Action":"s3:*","Resource":["arn:aws:s3:::a","arn:aws:sqs:*:*:a"]}`, `hint resource-never-matches "arn:aws:sqs:*:*:a"`},
		{`{"Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"arn:aws:organizations::*:account/*"}`, `warning resource-never-matches "arn:aws:organizations::*:account/*"`},
		{`{"Effect":"Deny","Action":"iam:CreateAccessKey","Resource":"arn:aws:iam::*:root"}`, ``},
		{`{"Effect":"Deny","Action":["s3:NewlyInvented","s3:PutObject"],"Resource":"arn:aws:s3:::a"}`, `hint unknown-action "s3:NewlyInvented"`},
		{`{"Effect":"Deny","Action":"s3:PutObject","NotResource":"arn:aws:s3:::a"}`, ``},
		// ARNs.
		{`{"Effect":"Deny","Action":"*","Resource":"arn:aws:aws:iam::*:root"}`, `warning impossible-arn "arn:aws:aws:iam::*:root"`},
		{`{"Effect":"Deny","Action":"*","Resource":["arn:amazon:iam::*:root","arn:aws:IAM::*:root","arn:aws:iam:iam::x","arn:aws:iam::1234:root"]}`, `warning impossible-arn "arn:amazon:iam::*:root"; warning impossible-arn "arn:aws:IAM::*:root"; warning impossible-arn "arn:aws:iam:iam::x"; warning impossible-arn "arn:aws:iam::1234:root"`},
		{`{"Effect":"Deny","Action":"*","Resource":["arn:*:iam::*:root","arn:aws*:s3:::x","arn:aws:ssm:eu-west-1::parameter/x","arn:aws:iam::aws:policy/x","arn:aws-us-gov:ec2:us-gov-west-1:111122223333:instance/*"]}`, ``},
		{`{"Effect":"Deny","Action":"*","Resource":"arn:aws:sqs:*:qq"}`, `warning incomplete-arn "arn:aws:sqs:*:qq"`},
		{`{"Effect":"Deny","Action":"*","Resource":"arn:aws:dynamodb:*:table/x-*"}`, `warning incomplete-arn "arn:aws:dynamodb:*:table/x-*"`},
		{`{"Effect":"Deny","Action":"*","Resource":"arn:aws:newservice:*:*:x"}`, `hint unknown-arn "arn:aws:newservice:*:*:x"`},
		// Actions.
		{`{"Effect":"Deny","Action":["ec2:RunInstances","EC2:runinstances","s3:Get*","*:List*","iam:Create?ser"],"Resource":"*"}`, ``},
		{`{"Effect":"Deny","NotAction":"ec2:RunInstancs","Resource":"*"}`, `warning unknown-action "ec2:RunInstancs"`},
		{`{"Effect":"Deny","Action":["s3:Gett*","nosuchservice:A","nosuchservice:B"],"Resource":"*"}`, `hint unknown-action "s3:Gett*"; hint unknown-action "nosuchservice:A"`},
		// Templates.
		{`{"Effect":"Deny","Action":"s3:*","Resource":["arn:${Partition}:s3:::x","<bucket>"],"Condition":{"NotIpAddress":{"aws:SourceIp":"<cidr>"}}}`, `hint placeholder "arn:${Partition}:s3:::x"`},
		// What is right.
		{`{"Sid":"Regions","Effect":"Deny","NotAction":["iam:*","organizations:*","sts:*","support:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-central-1","eu-west-1"]},"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/OrgAdmin*"]}}}`, ``},
	} {
		d := policy(c.statements)
		want := []string{}
		for part := range strings.SplitSeq(c.want, "; ") {
			if part != "" {
				want = append(want, part)
			}
		}
		if diff := cmp.Diff(want, brief(d, lint.Check(d))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.statements, diff)
		}
	}
}

// What is said names the text, what follows, and how to fix it.
func TestSentences(t *testing.T) {
	for statements, want := range map[string]string{
		`{"Effect":"Deny","Action":"s3:PutObject","Resource":"arn:aws:s3:::a"}`:                                                               "“s3:PutObject” acts on s3 accesspointobject or s3 object, not on “arn:aws:s3:::a”: the statement never matches.",
		`{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalArn":"arn:aws:iam::*:role/A*"}}}`:      "it exempts nobody. Use StringNotLike or ArnNotLike.",
		`{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"ForAnyValue:StringEqualsIgnoreCase":{"aws:PrincipalOrgPaths":"o/*"}}}`: "it never matches. Use ForAnyValue:StringLike.",
		`{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Null":{"sqs:X":"true"}}}`:                                              "Null with true matches every request: the statement denies all of them.",
		`{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"sqs:X":"a"}}}`:                                      "AWS's reference of " + iam.AsOf() + " has no condition key “sqs:X”. If no request has this key, the condition is always true and exempts nobody.",
		`{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"sqs:X":"a"}}}`:                                         "the condition is never true and the statement never matches.",
		`{"Effect":"Deny","Action":"ec2:RunInstancs","Resource":"*"}`:                                                                         "Did you mean ec2:RunInstances?",
	} {
		found := lint.Check(policy(statements))
		if len(found) != 1 || !strings.Contains(found[0].Text(), want) {
			t.Errorf("of %s it is said %+v, want %q", statements, found, want)
		}
	}
}

// Of what AWS's pages say that it refuses, the parser's warnings are errors here;
// what depends on more than the code is judged by that.
func TestSeverityOfParserProblems(t *testing.T) {
	long := strings.Repeat(`"s3:GetObject",`, 400) + `"s3:*"`
	for text, want := range map[string]string{
		`{"Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}`:                                                                         "hint no-version",
		`{"Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::${aws:username}"}]}`:                                              "warning no-version",
		`{"Version":"2008-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}`:                                                  "hint version",
		`{"Version":"2020-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}`:                                                  "error version",
		`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*"}]}`:                                                                 "error no-resource",
		`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3: Get*","Resource":"*"}]}`:                                              "warning malformed-action",
		`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3","Resource":"*"}]}`:                                                    "error malformed-action",
		`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"s3:::x"}]}`:                                             "error malformed-resource",
		`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"::1"}}}]}`: "hint malformed-value",
		`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":[` + long + `],"Resource":"*"}]}`:                                          "",
		`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":[` + long + `],"Resource":"*"}]}`:                          "error size",
		`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}]` + strings.Repeat(" ", 5120) + `}`: "error size",
	} {
		_, d := model.NewDraft("Draft", text, "")
		got := []string{}
		for _, p := range lint.Check(d) {
			got = append(got, p.Severity.String()+" "+p.Rule.ID)
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%.120s: %v, want %q", text, got, want)
		}
	}
}

// Every code of the parser has a rule, and every rule an ID of its own and a page.
func TestEveryRuleHasAPage(t *testing.T) {
	var ids []string
	for _, r := range lint.Rules() {
		if slices.Contains(ids, r.ID) || strings.Trim(r.ID, "abcdefghijklmnopqrstuvwxyz-") != "" {
			t.Errorf("the ID %q is not one of its own", r.ID)
		}
		ids = append(ids, r.ID)
		if !strings.HasPrefix(r.Page, "https://docs.aws.amazon.com/") || r.Title == "" {
			t.Errorf("%s: page %q, title %q", r.ID, r.Page, r.Title)
		}
	}
	for code := range scp.Code(255) {
		if code.Known() != lint.HasRule(code) {
			t.Errorf("code %d is known to the parser: %v, to lint: %v", code, code.Known(), lint.HasRule(code))
		}
	}
}

// The resource-based delegation policy is another language: only what the parser
// says is said of it.
func TestResourcePolicyIsOnlyParsed(t *testing.T) {
	d := scp.Parse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"organizations:Nonsense","Resource":"arn:aws:aws:x::y:z"}]}`, scp.ResourcePolicy)
	if found := lint.Check(d); len(found) > 0 {
		t.Errorf("%v", brief(d, found))
	}
}

// Drafts of policies are told each problem in a sentence with its place.
func TestWarnings(t *testing.T) {
	d := policy(`{"Effect":"Deny","Action":"s3:PutObject","Resource":"arn:aws:s3:::a"}`)
	got := lint.Warnings(d)
	if len(got) != 1 || !strings.HasSuffix(got[0], "the statement never matches (character 90).") {
		t.Errorf("%q", got)
	}
}

// A document far beyond AWS's quota is only parsed, and one within it that means to
// take long says nothing of what was not compared.
func TestLongDocuments(t *testing.T) {
	actions := strings.Repeat(`"s3:Gett","ec2:RunInstancs",`, 3_000) + `"s3:*"`
	d := policy(`{"Effect":"Deny","Action":[` + actions + `],"Resource":"*"}`)
	if got := brief(d, lint.Check(d)); len(got) != 1 || !strings.HasPrefix(got[0], "error size") {
		t.Errorf("%.3q", got)
	}
	var wide, resources []string
	for i := range 900 {
		wide = append(wide, fmt.Sprintf(`"*:x%d"`, i))
		resources = append(resources, fmt.Sprintf(`"arn:aws:ec2:*:*:%s%d"`, strings.Repeat("*a", 20), i))
	}
	d = policy(`{"Effect":"Deny","Action":[` + strings.Join(wide, ",") + `,"ec2:*"],"Resource":[` + strings.Join(resources[:500], ",") + `]}`)
	for _, p := range lint.Check(d) {
		if p.Never {
			t.Errorf("it never matches: %s", p.Sentence)
		}
	}
}

// Lines and columns count characters, from 1.
func TestLines(t *testing.T) {
	l := lint.NewLines("a\näb\n")
	for offset, want := range map[int][2]int{0: {1, 1}, 1: {1, 2}, 2: {2, 1}, 4: {2, 2}, 6: {3, 1}, 99: {3, 1}, -1: {1, 1}} {
		if line, column := l.At(offset); [2]int{line, column} != want {
			t.Errorf("byte %d is at %d:%d, want %v", offset, line, column, want)
		}
	}
}

// Any document is checked without a panic, and each problem lies inside its text.
func FuzzCheck(f *testing.F) {
	f.Add(`{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","Action":"s3:PutObject","Resource":"arn:aws:s3:::a"}]}`, false)
	f.Add(`{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","Principal":"*","Action":["*","*:x","sns:*"],"Resource":["arn:aws:aws::1:x","arn::::::"]}]}`, true)
	f.Add(`{"Statement":{"Effect":"Deny","NotAction":":","NotResource":"${","Condition":{"Null":{"":"true","aws:/":"true"},"StringEquals":{":":"*"}}}}`, false)
	f.Add("{", true)
	f.Fuzz(func(t *testing.T, text string, rcp bool) {
		form := scp.SCP
		if rcp {
			form = scp.RCP
		}
		d := scp.Parse(text, form)
		last := 0
		for _, p := range lint.Check(d) {
			if p.Span.Start < last || p.Span.End < p.Span.Start || p.Span.End > len(text) || p.Statement < 0 || p.Statement > len(d.Statements) {
				t.Fatalf("%+v does not lie in the text", p)
			}
			last = p.Span.Start
			if p.Rule == nil || p.Severity < lint.Hint || p.Severity > lint.Error || p.Sentence == "" || strings.ContainsAny(p.Text(), "\n\r\x00\x1b") {
				t.Fatalf("%+v", p)
			}
		}
		var b strings.Builder
		r := lint.Report{Files: []lint.File{lint.NewFile("x", d)}}
		if err := r.EncodeSARIF(&b, "1"); err != nil || !json.Valid([]byte(b.String())) {
			t.Fatalf("%v: %s", err, b.String())
		}
	})
}

// A policy of 10 kB is checked well within the time of a frame.
func BenchmarkCheck(b *testing.B) {
	var s strings.Builder
	for i := 0; s.Len() < 9_900; i++ {
		if i > 0 {
			s.WriteByte(',')
		}
		fmt.Fprintf(&s, `{"Sid":"S%d","Effect":"Deny","Action":["s3:Put*","ec2:*","iam:CreateUser","kms:ScheduleKeyDeletion"],`+
			`"Resource":["arn:aws:s3:::a%d/*","arn:aws:ec2:*:*:instance/*","arn:aws:iam::*:user/*","arn:aws:kms:*:*:key/*"],`+
			`"Condition":{"StringNotEquals":{"ec2:InstanceType":"t3.micro"},"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/Admin*"}}}`, i, i)
	}
	d := policy(s.String())
	if len(lint.Check(d)) != 0 {
		b.Fatal(brief(d, lint.Check(d)))
	}
	for b.Loop() {
		lint.Check(scp.Parse(d.Text, d.Type)) // A document is checked once.
	}
}
