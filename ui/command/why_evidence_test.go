package command_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/ui/command"
)

// whyCases are texts as people have them, each for a kind, and what the answer
// must say.
var whyCases = []struct {
	name, text string
	code       command.Code
	says       []string
}{
	{
		"a Kubernetes controller's log",
		`{"level":"ERROR","logger":"controller","message":"Reconciler error","error":"creating instance: UnauthorizedOperation: You are not authorized to perform this operation. User: arn:aws:sts::444455556666:assumed-role/NodeProvisioner/1 is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:eu-west-1:444455556666:volume/* with an explicit deny in a service control policy"}`,
		command.Denied,
		[]string{"ec2:RunInstances by arn:aws:sts::444455556666:assumed-role/NodeProvisioner/1", "on arn:aws:ec2:eu-west-1:444455556666:volume/*", "Denied at Prod by RequireTags, statement 1"},
	},
	{
		"a build's log",
		`[Container] 2026/07/15 12:06:05 Running command aws s3 cp a.zip s3://${BUCKET}/a.zip
upload failed: ./a.zip to s3://acme-x/a.zip An error occurred (AccessDenied) when calling the PutObject operation: User: arn:aws:sts::444455556666:assumed-role/Builder/1 is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::acme-x" with an explicit deny in a service control policy`,
		command.Denied,
		[]string{"s3:PutBucketPolicy by arn:aws:sts::444455556666:assumed-role/Builder/1", "Denied at Prod by NoPublicS3"},
	},
	{
		"a Python dictionary",
		`{'Error': {'Code': 'AccessDenied', 'Message': 'User: arn:aws:sts::444455556666:assumed-role/D/j is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::acme-x" with an explicit deny in a service control policy'}, 'ResponseMetadata': {'HTTPStatusCode': 403}}`,
		command.Denied,
		[]string{"s3:PutBucketPolicy by arn:aws:sts::444455556666:assumed-role/D/j", "Denied at Prod by NoPublicS3"},
	},
	{
		"a global inference profile",
		`{"userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::444455556666:assumed-role/App/s","accountId":"444455556666","sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::444455556666:role/App"}}},"eventSource":"bedrock.amazonaws.com","eventName":"InvokeModel","awsRegion":"eu-central-1","errorCode":"AccessDenied","resources":[{"ARN":"arn:aws:bedrock:::foundation-model/some.model-v1"}],"errorMessage":"User: arn:aws:sts::444455556666:assumed-role/App/s is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:::foundation-model/some.model-v1 with an explicit deny in a service control policy"}`,
		command.Denied,
		[]string{"aws:RequestedRegion = unspecified (from the foundation model's ARN)", "Denied at Root by DenyRegions"},
	},
	{
		"a model in another Region",
		`User: arn:aws:sts::444455556666:assumed-role/App/s is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-2::foundation-model/some.model-v1 with an explicit deny in a service control policy`,
		command.Denied,
		[]string{"aws:RequestedRegion = us-east-2 (from the foundation model's ARN)", "Denied at Root by DenyRegions, statement 1", "so the principal does not match"},
	},
	{
		"a session of AssumeRoot",
		`{"userIdentity":{"type":"Root","arn":"arn:aws:iam::444455556666:root","accountId":"444455556666","sessionContext":{"assumedRoot":"true"}},"eventSource":"iam.amazonaws.com","eventName":"GetAccountSummary","awsRegion":"us-east-1"}`,
		command.Done,
		[]string{"Not blocked by SCPs and RCPs", "DenyRoot: does not match: it is an sts:AssumeRoot session"},
	},
	{
		"AWS names the policy",
		`User: arn:aws:sts::444455556666:assumed-role/App/s is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:eu-west-1:444455556666:volume/* with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-4x9acme2k7/service_control_policy/p-pft75v2s`,
		command.Denied,
		[]string{"RequireTags, statement 1, because AWS names the policy: so volume/* had no tag team (the instance may have had one).", "has changed since the denial", "With that fixed, no other SCP or RCP blocks this."},
	},
	{
		"an outsider",
		`An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::999988887777:user/partner is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/Partner with an explicit deny in a resource control policy`,
		command.Denied,
		[]string{"Denied at Workloads by RCPOrgPerimeter, statement 2", "The principal's account 999988887777 is not in this organization"},
	},
	{
		"an AWS service",
		`{"userIdentity":{"type":"AWSService","invokedBy":"cloudtrail.amazonaws.com"},"eventSource":"s3.amazonaws.com","eventName":"PutObject","awsRegion":"eu-west-1","errorCode":"AccessDenied","resources":[{"ARN":"arn:aws:s3:::acme-trail/x"},{"ARN":"arn:aws:s3:::acme-trail","accountId":"444455556666"}]}`,
		command.Done,
		[]string{"s3:PutObject by a caller without an AWS account", "no SCP applies to it", "RCPs of the resource's owner 444455556666"},
	},
	{
		"no principal",
		`[x] Network/VPC: CREATE_FAILED - "API: ec2:DescribeVpcs You are not authorized to perform this operation."`,
		command.BadInput,
		[]string{"the text names no principal and so no account: give --principal ARN"},
	},
}

// TestWhyCases ensures that texts are understood in whatever programs make of
// them, and answered by what AWS says in them.
func TestWhyCases(t *testing.T) {
	for _, c := range whyCases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, _ := whole(t, emulator.Faults{}, managementAccount)
				b.stdin = c.text + "\n"
				b.run(c.code, "why", "-")
				said := strings.Join(strings.Fields(b.out+b.err), " ")
				b.says(said, c.says...)
				for _, never := range []string{"neither who nor what", "JSON", "if it is not an sts:AssumeRoot session"} {
					if strings.Contains(said, never) {
						t.Errorf("it says %q:\n%s", never, said)
					}
				}
			})
		})
	}
}

// TestWhyEvidenceJSON ensures that the JSON has what AWS says, and what follows,
// apart from the question and the verdict.
func TestWhyEvidenceJSON(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		b.stdin = whyCases[6].text
		b.run(command.Denied, "why", "-", "--json")
		var answer struct {
			Question  struct{ Context map[string][]string }
			Evidence  map[string]any
			Concluded []struct{ Key, Condition, Because string }
			Verdict   string
			By        []struct{ Policy string }
		}
		if err := json.Unmarshal([]byte(b.out), &answer); err != nil {
			t.Fatal(err)
		}
		ev := answer.Evidence
		if ev["denied"] != true || ev["explicit"] != true || ev["type"] != "scp" || ev["policyArn"] != "arn:aws:organizations::111122223333:policy/o-4x9acme2k7/service_control_policy/p-pft75v2s" {
			t.Errorf("the evidence is %v", ev)
		}
		if len(answer.Concluded) != 1 || answer.Concluded[0].Key != "aws:RequestTag/team" || !strings.Contains(answer.Concluded[0].Because, "AWS names RequireTags") {
			t.Errorf("it concludes %+v", answer.Concluded)
		}
		if answer.Verdict != "ExplicitlyDenied" || len(answer.By) != 1 || answer.By[0].Policy != "RequireTags" || answer.Question.Context["aws:RequestTag/team"] != nil {
			t.Errorf("got %+v", answer)
		}
	})
}

// TestWhyFlagsCorrectTheText ensures that AWS's words do not count for another
// request than the one they are about.
func TestWhyFlagsCorrectTheText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		b.stdin = whyCases[6].text
		b.run(command.Done, "why", "-", "--set", "aws:RequestTag/team=pay", "--principal", "role/App")
		b.run(command.Depends, "why", "-", "--resource", "arn:aws:ec2:eu-west-1:444455556666:instance/*", "--principal", "role/App")
		b.run(command.Denied, "why", "-", "--principal", "role/team/App")
	})
}

// TestWhyAll ensures that many denials are grouped by what denies them, with
// counts and times.
func TestWhyAll(t *testing.T) {
	event := func(time, role, region string) string {
		return `{"eventTime":"` + time + `","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::444455556666:assumed-role/` + role + `/s","sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::444455556666:role/` + role + `"}}},"eventSource":"sqs.amazonaws.com","eventName":"DeleteQueue","awsRegion":"` + region + `","errorCode":"AccessDenied"}`
	}
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		b.stdin = strings.Join([]string{
			event("2026-07-15T14:02:00Z", "App", "us-east-1"), event("2026-07-15T12:00:00Z", "App", "us-east-2"), event("2026-07-16T12:00:00Z", "Other", "us-east-2"),
			event("2026-07-16T12:00:00Z", "App", "eu-west-1"), whyCases[6].text,
		}, "\n")
		b.run(command.Done, "why", "--all", "-")
		b.says(b.out, "5 denials in 4 groups", "2      DenyRegions, statement 1", "RequireTags, statement 1", "2026-07-15 14:02Z")
		b.run(command.Done, "why", "--all", "-", "--json")
		var all struct {
			Version, Read int
			Groups        []struct {
				Verdict, Account, Principal, First, Last string
				Actions                                  []string
				By                                       []struct{ Policy, Sid string }
				Count                                    int
			}
		}
		if err := json.Unmarshal([]byte(b.out), &all); err != nil {
			t.Fatal(err)
		}
		g := all.Groups[0]
		if all.Version != 1 || all.Read != 5 || len(all.Groups) != 4 || g.Count != 2 || g.By[0].Policy != "DenyRegions" || g.By[0].Sid != "DenyOutsideHomeRegions" || g.Account != payments ||
			g.Principal != "arn:aws:iam::444455556666:role/App" || g.First != "2026-07-15T12:00:00Z" || g.Last != "2026-07-15T14:02:00Z" {
			t.Errorf("got %+v", all)
		}
		b.run(command.BadInput, "why", "--all", "-", "--principal", "role/x")
		b.stdin = whyCases[len(whyCases)-1].text
		b.run(command.Unknown, "why", "--all", "-")
		b.says(b.out, "the text names no account")
	})
}

// TestWhyWebIdentity ensures that the role of AssumeRoleWithWebIdentity is what
// is acted on, and that its caller has no account.
func TestWhyWebIdentity(t *testing.T) {
	for _, text := range []string{
		"Error: failed to assume role arn:aws:iam::444455556666:role/github: operation error STS: AssumeRoleWithWebIdentity, https response error StatusCode: 403, api error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
		"User: arn:aws:iam::444455556666:role/github is not authorized to perform: sts:AssumeRoleWithWebIdentity",
		`{"userIdentity":{"type":"WebIdentityUser","principalId":"p","userName":"repo:x","identityProvider":"token.actions.githubusercontent.com"},"eventSource":"sts.amazonaws.com","eventName":"AssumeRoleWithWebIdentity","awsRegion":"eu-west-1","errorCode":"AccessDenied","requestParameters":{"roleArn":"arn:aws:iam::444455556666:role/github","roleSessionName":"s"}}`,
	} {
		synctest.Test(t, func(t *testing.T) {
			b, _ := whole(t, emulator.Faults{}, managementAccount)
			b.stdin = text
			b.run(command.Done, "why", "-")
			b.says(strings.Join(strings.Fields(b.out), " "), "sts:AssumeRoleWithWebIdentity by a caller without an AWS account on arn:aws:iam::444455556666:role/github", "RCPs of the resource's owner 444455556666", "no SCP applies")
		})
	}
}
