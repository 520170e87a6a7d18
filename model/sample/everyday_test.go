package sample

import (
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/verdict"
)

// everyday has actions that operators ask about, and the ruling where only the
// principal and the Region are given. Those that depend have a completion that
// is denied and one that is not: what they depend on is really open.
const everyday = `
s3:ListAllMyBuckets               Allowed
s3:GetObject                      Depends  owner=880087747607 aws:SecureTransport=false | owner=444455556666
s3:PutObject                      Depends  owner=444455556666 s3:x-amz-acl=public-read | owner=444455556666 s3:x-amz-acl=private
s3:PutBucketPolicy                ExplicitlyDenied
s3:CreateBucket                   Allowed
s3:DeleteBucket                   Depends  resource=arn:aws:s3:::acme-log-a owner=444455556666 | resource=arn:aws:s3:::other owner=444455556666
ec2:RunInstances                  Depends  ec2:MetadataHttpTokens=optional | ec2:MetadataHttpTokens=required ec2:MetadataHttpPutResponseHopLimit=1 aws:RequestTag/team=pay
ec2:TerminateInstances            Allowed
ec2:DescribeInstances             Allowed
ec2:CreateVpc                     Allowed
ec2:AuthorizeSecurityGroupIngress Allowed
ec2:CreateVolume                  Depends  aws:RequestTag/team= | aws:RequestTag/team=pay
ec2:CreateTags                    Depends  aws:TagKeys=data-class aws:RequestTag/data-class=secret | aws:TagKeys=team
iam:CreateUser                    ExplicitlyDenied
iam:CreateRole                    Depends  resource=arn:aws:iam::444455556666:role/app/r iam:PermissionsBoundary= | resource=arn:aws:iam::444455556666:role/r
iam:PassRole                      Allowed
iam:CreateAccessKey               ExplicitlyDenied
iam:AttachRolePolicy              Depends  resource=arn:aws:iam::444455556666:role/SecAdmin | resource=arn:aws:iam::444455556666:role/r
sts:AssumeRole                    Allowed
sts:GetCallerIdentity             Allowed
lambda:CreateFunction             Depends  aws:RequestTag/team= | aws:RequestTag/team=pay
lambda:InvokeFunction             Allowed
kms:CreateKey                     Allowed
kms:Decrypt                       Allowed
dynamodb:CreateTable              Depends  aws:RequestTag/team= | aws:RequestTag/team=pay
dynamodb:PutItem                  Allowed
sqs:SendMessage                   Depends  owner=880087747607 aws:SecureTransport=false | owner=444455556666
sns:Publish                       Allowed
rds:CreateDBInstance              Depends  resource=arn:aws:rds:eu-west-1:444455556666:db:d aws:RequestTag/team= | aws:RequestTag/team=pay
ecs:RunTask                       Allowed
eks:CreateCluster                 Allowed
ecr:GetAuthorizationToken         Allowed
logs:CreateLogGroup               Allowed
logs:DeleteLogGroup               Depends  resource=arn:aws:logs:eu-west-1:444455556666:log-group:/acme/flow/a | resource=arn:aws:logs:eu-west-1:444455556666:log-group:b
cloudtrail:StopLogging            ExplicitlyDenied
guardduty:DeleteDetector          ExplicitlyDenied
config:StopConfigurationRecorder  ExplicitlyDenied
organizations:LeaveOrganization   ExplicitlyDenied
bedrock:InvokeModel               Allowed
cloudformation:CreateStack        Allowed
`

func TestEverydayActions(t *testing.T) {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: Demo()})
	actions, open := 0, 0
	for line := range strings.Lines(strings.TrimSpace(everyday)) {
		f := strings.Fields(line)
		completions := strings.Join(f[2:], " ")
		ask := func(more string) verdict.Ruling {
			q := verdict.Question{
				Account: "444455556666", Action: f[0], Principal: "arn:aws:iam::444455556666:role/x",
				Given: map[string][]string{"aws:RequestedRegion": {"eu-west-1"}},
			}
			for _, word := range strings.Fields(more) {
				switch key, value, _ := strings.Cut(word, "="); {
				case key == "resource":
					q.Resource = value
				case key == "owner":
					q.ResourceAccount = model.AccountID(value)
				case value == "":
					q.Absent = append(q.Absent, key)
				default:
					q.Given[key] = []string{value}
				}
			}
			v, err := verdict.Ask(r, q)
			if err != nil {
				t.Fatal(err)
			}
			return v.Ruling
		}
		actions++
		if got := ask(""); got.String() != f[1] {
			t.Errorf("%s is %v, want %s", f[0], got, f[1])
		}
		if f[1] != "Depends" {
			continue
		}
		open++
		denied, allowed, _ := strings.Cut(completions, "|")
		if got := ask(denied); !got.Denied() {
			t.Errorf("%s with %s is %v, and should be denied", f[0], denied, got)
		}
		if got := ask(allowed); got != verdict.Allowed {
			t.Errorf("%s with %s is %v, and should be allowed", f[0], allowed, got)
		}
	}
	t.Logf("%d of %d actions depend on what is not given", open, actions)
}
