package denial_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"deputy/model/denial"
)

// pasted is a text, and what Parse should find in it.
type pasted struct {
	name, text                           string
	account, action, principal, resource string
	region                               string
	blames, notes                        string
}

func TestParsePasted(t *testing.T) {
	for _, c := range []pasted{
		{
			name:    "AccessDenied text",
			text:    `An error occurred (AccessDenied) when calling the PutObject operation: User: arn:aws:sts::444455556666:assumed-role/Deployer/session-1 is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::acme-invoices/a.pdf" with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-4x9acme2k7/service_control_policy/p-abcdefgh`,
			account: "444455556666", action: "s3:PutObject", principal: "arn:aws:sts::444455556666:assumed-role/Deployer/session-1",
			resource: "arn:aws:s3:::acme-invoices/a.pdf", blames: "service control policy p-abcdefgh",
		},
		{
			name:    "AccessDenied text of a Region's resource",
			text:    `User: arn:aws:iam::444455556666:role/Deployer is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:us-west-2:444455556666:instance/* with an explicit deny in a service control policy. Encoded authorization failure message: abc`,
			account: "444455556666", action: "ec2:RunInstances", principal: "arn:aws:iam::444455556666:role/Deployer",
			resource: "arn:aws:ec2:us-west-2:444455556666:instance/*", region: "us-west-2", blames: "service control policy",
		},
		{
			name:    "nothing allows",
			text:    `User: arn:aws:iam::444455556666:user/kim is not authorized to perform: ec2:RunInstances because no service control policy allows the ec2:RunInstances action`,
			account: "444455556666", action: "ec2:RunInstances", principal: "arn:aws:iam::444455556666:user/kim", blames: "service control policy",
		},
		{
			name:    "decoded authorization message",
			text:    `{"allowed":false,"explicitDeny":true,"matchedStatements":{"items":[]},"context":{"principal":{"id":"AROA","arn":"arn:aws:sts::444455556666:assumed-role/Deployer/s"},"action":"ec2:RunInstances","resource":"arn:aws:ec2:us-west-2:444455556666:instance/*","conditions":{"items":[{"key":"ec2:InstanceType","values":{"items":[{"value":"p5.48xlarge"}]}},{"key":"aws:Region","values":{"items":[{"value":"us-west-2"}]}}]}}}`,
			account: "444455556666", action: "ec2:RunInstances", principal: "arn:aws:sts::444455556666:assumed-role/Deployer/s",
			resource: "arn:aws:ec2:us-west-2:444455556666:instance/*", region: "us-west-2", blames: "an explicit deny",
		},
		{
			name:    "CloudTrail event",
			text:    `{"eventVersion":"1.09","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::444455556666:assumed-role/Deployer/s","sessionContext":{"sessionIssuer":{"arn":"arn:aws:iam::444455556666:role/team/Deployer"}}},"eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-central-1","sourceIPAddress":"192.0.2.7","errorCode":"AccessDenied","errorMessage":"User: arn:aws:sts::444455556666:assumed-role/Deployer/s is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/k\" with an explicit deny in a resource control policy","resources":[{"accountId":"555566667777","ARN":"arn:aws:s3:::b"}]}`,
			account: "444455556666", action: "s3:GetObject", principal: "arn:aws:iam::444455556666:role/team/Deployer",
			resource: "arn:aws:s3:::b/k", region: "eu-central-1", blames: "resource control policy",
		},
		{
			name:    "a policy that deputy does not read",
			text:    `User: arn:aws:iam::444455556666:user/kim is not authorized to perform: codecommit:ListRepositories on resource: * because no identity-based policy allows the codecommit:ListRepositories action`,
			account: "444455556666", action: "codecommit:ListRepositories", principal: "arn:aws:iam::444455556666:user/kim", resource: "*",
			blames: "identity-based policy", notes: "which deputy does not read",
		},
		{
			name:    "a permissions boundary",
			text:    `User: arn:aws:iam::444455556666:user/kim is not authorized to perform: codedeploy:ListDeployments with an explicit deny in a permissions boundary`,
			account: "444455556666", action: "codedeploy:ListDeployments", principal: "arn:aws:iam::444455556666:user/kim",
			blames: "permissions boundary", notes: "a permissions boundary, which deputy does not read",
		},
		{
			name:    "no resource control policy",
			text:    `User: arn:aws:iam::444455556666:root is not authorized to perform: secretsmanager:GetSecretValue because no resource control policy allows the secretsmanager:GetSecretValue action`,
			account: "444455556666", action: "secretsmanager:GetSecretValue", principal: "arn:aws:iam::444455556666:root", blames: "resource control policy",
		},
		{
			name:    "Terraform's frame, an encoded message behind it",
			text:    "│ Error: creating EC2 Instance: operation error EC2: RunInstances, https response error StatusCode: 403,\n│ api error UnauthorizedOperation: You are not authorized to perform this operation. User:\n│ arn:aws:sts::444455556666:assumed-role/Deployer/tf is not authorized to perform: ec2:RunInstances on\n│ resource: arn:aws:ec2:us-west-2:444455556666:instance/* with an explicit deny in a service control\n│ policy. Encoded authorization failure message: AbCd",
			account: "444455556666", action: "ec2:RunInstances", principal: "arn:aws:sts::444455556666:assumed-role/Deployer/tf",
			resource: "arn:aws:ec2:us-west-2:444455556666:instance/*", blames: "service control policy", notes: "decode-authorization-message",
		},
		{
			name:    "a resource with a blank, in escaped quotation marks",
			text:    `"User: arn:aws:iam::444455556666:user/kim is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::acme/my file.pdf\" with an explicit deny in a resource control policy"`,
			account: "444455556666", action: "s3:GetObject", principal: "arn:aws:iam::444455556666:user/kim", resource: "arn:aws:s3:::acme/my file.pdf", blames: "resource control policy",
		},
		{
			name:    "S3's XML",
			text:    `<Error><Code>AccessDenied</Code><Message>User: arn:aws:iam::444455556666:user/kim is not authorized to perform: s3:ListBucket on resource: &quot;arn:aws:s3:::acme&quot; because no service control policy allows the s3:ListBucket action</Message></Error>`,
			account: "444455556666", action: "s3:ListBucket", principal: "arn:aws:iam::444455556666:user/kim", resource: "arn:aws:s3:::acme", blames: "service control policy",
		},
		{
			name:    "an API's answer",
			text:    `{"__type":"AccessDeniedException","Message":"User: arn:aws:iam::444455556666:user/kim is not authorized to perform: SNS:Publish on resource: arn:aws:sns:eu-west-1:444455556666:t with an explicit deny in a service control policy"}`,
			account: "444455556666", action: "sns:Publish", principal: "arn:aws:iam::444455556666:user/kim", resource: "arn:aws:sns:eu-west-1:444455556666:t", blames: "service control policy",
		},
		{
			name:    "a permission set's session",
			text:    `User: arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/kim@example.com is not authorized to perform: iam:CreateUser with an explicit deny in a service control policy`,
			account: "444455556666", action: "iam:CreateUser",
			principal: "arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/kim@example.com", blames: "service control policy", notes: "does not include the path of the permission set's role, which has a Region",
		},
		{
			name:    "records, of which the first that was denied counts",
			text:    `{"Records":[{"userIdentity":{"arn":"arn:aws:iam::444455556666:user/a"},"eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances"},` + deniedEvent + `,` + deniedEvent + `]}`,
			account: "444455556666", action: "lambda:CreateFunction", principal: "arn:aws:iam::444455556666:user/kim", region: "eu-west-1", notes: "2 of 3 events were denied",
		},
		{
			name:    "what lookup-events prints",
			text:    `{"Events":[{"EventId":"1","CloudTrailEvent":` + strconv.Quote(deniedEvent) + `}]}`,
			account: "444455556666", action: "lambda:CreateFunction", principal: "arn:aws:iam::444455556666:user/kim", region: "eu-west-1",
		},
		{
			name:    "what EventBridge hands on",
			text:    `{"detail-type":"AWS API Call via CloudTrail","source":"aws.lambda","detail":` + deniedEvent + `}`,
			account: "444455556666", action: "lambda:CreateFunction", principal: "arn:aws:iam::444455556666:user/kim", region: "eu-west-1",
		},
		{
			name:    "an event of an account without a principal",
			text:    `[{"userIdentity":{"type":"AWSAccount","accountId":"444455556666"},"eventSource":"monitoring.amazonaws.com","eventName":"PutMetricAlarm","awsRegion":"eu-west-1","sourceIPAddress":"AWS Internal","vpcEndpointId":"vpce-1","errorCode":"AccessDenied"}]`,
			account: "444455556666", action: "cloudwatch:PutMetricAlarm", region: "eu-west-1", notes: "does not name the principal",
		},
	} {
		t.Run(c.name, c.check)
	}
}

func TestParsePastedInOtherForms(t *testing.T) {
	for _, c := range []pasted{
		{
			name:    "SES's quotation marks",
			text:    "An error occurred (AccessDenied) when calling the SendRawEmail operation: User `arn:aws:sts::444455556666:assumed-role/app/i-1' is not authorized to perform `ses:SendRawEmail' on resource `arn:aws:ses:eu-west-1:444455556666:identity/example.com'",
			account: "444455556666", action: "ses:SendRawEmail", principal: "arn:aws:sts::444455556666:assumed-role/app/i-1",
			resource: "arn:aws:ses:eu-west-1:444455556666:identity/example.com", region: "eu-west-1",
		},
		{
			name:    "an ARN without the word User",
			text:    `arn:aws:iam::444455556666:user/kim is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:444455556666:key/k because no service control policy allows the kms:Decrypt action`,
			account: "444455556666", action: "kms:Decrypt", principal: "arn:aws:iam::444455556666:user/kim",
			resource: "arn:aws:kms:eu-west-1:444455556666:key/k", blames: "service control policy",
		},
		{
			name:    "what the console's page copies",
			text:    "You need permissions\nUser: arn:aws:sts::444455556666:assumed-role/app/kim\nAction: ec2:DescribeVolumes\nOn resource(s): arn:aws:ec2:eu-west-1:444455556666:volume/*\nContext: a service control policy explicitly denies the action",
			account: "444455556666", action: "ec2:DescribeVolumes", principal: "arn:aws:sts::444455556666:assumed-role/app/kim",
			resource: "arn:aws:ec2:eu-west-1:444455556666:volume/*", blames: "service control policy",
		},
		{
			name:    "the console's page where nothing allows",
			text:    "User: arn:aws:iam::444455556666:user/kim\nAction: s3:ListAllMyBuckets\nContext: no identity-based policy allows the s3:ListAllMyBuckets action",
			account: "444455556666", action: "s3:ListAllMyBuckets", principal: "arn:aws:iam::444455556666:user/kim",
			blames: "identity-based policy", notes: "which deputy does not read",
		},
		{
			name:    "events line by line, behind the mark of a file",
			text:    "\ufeff" + `{"userIdentity":{"arn":"arn:aws:iam::444455556666:user/a"},"eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances"}` + "\r\n" + deniedEvent + "\r\n",
			account: "444455556666", action: "lambda:CreateFunction", principal: "arn:aws:iam::444455556666:user/kim", region: "eu-west-1",
		},
		{
			name:    "EventBridge's events line by line",
			text:    `{"detail-type":"x","detail":` + deniedEvent + "}\n" + `{"detail-type":"x","detail":` + deniedEvent + "}",
			account: "444455556666", action: "lambda:CreateFunction", principal: "arn:aws:iam::444455556666:user/kim", region: "eu-west-1", notes: "2 of 2 events were denied",
		},
	} {
		t.Run(c.name, c.check)
	}
}

func (c pasted) check(t *testing.T) {
	p, err := denial.Parse("\n " + c.text + "\n")
	if err != nil {
		t.Fatal(err)
	}
	if string(p.Account) != c.account || p.Action != c.action || p.Principal != c.principal || p.Resource != c.resource {
		t.Errorf("got %+v", p.Question)
	}
	if c.region != "" && !slices.Equal(p.Given["aws:RequestedRegion"], []string{c.region}) {
		t.Errorf("the Region is %q", p.Given["aws:RequestedRegion"])
	}
	if got := strings.Join(p.Notes, " "); !strings.Contains(got, c.notes) {
		t.Errorf("it notes %q, want %q", got, c.notes)
	}
	if got := strings.Join(p.DeniedBy, " "); got != c.blames {
		t.Errorf("it blames %q, want %q", got, c.blames)
	}
}

const deniedEvent = `{"eventVersion":"1.11","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::444455556666:user/kim"},"eventSource":"lambda.amazonaws.com","eventName":"CreateFunction20150331","awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.7","errorCode":"AccessDeniedException"}`

// The owner of an S3 object is that of its bucket, which the event lists as
// well.
func TestParsePastedFindsTheOwner(t *testing.T) {
	const event = `{"userIdentity":{"arn":"arn:aws:iam::444455556666:user/kim"},"eventSource":"s3.amazonaws.com","eventName":"GetObject","errorCode":"AccessDenied","resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::acme/a/b"},{"type":"AWS::S3::Bucket","accountId":"555566667777","ARN":"arn:aws:s3:::acme"}]}`
	p, err := denial.Parse(event)
	if err != nil || p.Resource != "arn:aws:s3:::acme/a/b" || p.ResourceAccount != "555566667777" {
		t.Errorf("got %+v and %v", p.Question, err)
	}
	p, err = denial.Parse(strings.ReplaceAll(event, `"arn:aws:s3:::acme"`, `"arn:aws:s3:::ac"`))
	if err != nil || p.ResourceAccount != "" {
		t.Errorf("the owner of another bucket is taken: %+v and %v", p.Question, err)
	}
}

// A message that lacks what deputy needs is recognized as one all the same, and
// the error says what to do.
func TestParsePastedSaysWhatToDo(t *testing.T) {
	encoded := strings.Repeat("AbCdEf0123456789_-", 20)
	for text, want := range map[string]string{
		"An error occurred (AccessDenied) when calling the PutObject operation: Access Denied": "paste the CloudTrail event",
		encoded: "aws sts decode-authorization-message",
		"An error occurred (UnauthorizedOperation): You are not authorized to perform this operation. Encoded authorization failure message: " + encoded: "aws sts decode-authorization-message",
		`{"Records":[{"userIdentity":{"arn":"arn:aws:iam::444455556666:user/a"},"eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances"}]}`:    "no denial in 1 event",
		`{"Records":[1]}`: "record 1 is not a CloudTrail event",
		`{"foo": 1}`:      "neither a decoded authorization message",
		`{"foo": `:        "looks like JSON but deputy cannot read it: the JSON ends too early",
	} {
		p, err := denial.Parse(text)
		if err == nil || !strings.Contains(err.Error(), want) || !denial.Recognizes(text) {
			t.Errorf("of %.60q it returns %v (%+v)", text, err, p.Question)
		}
	}
	for _, part := range []string{"s3:PutObject", "arn:aws:s3:::b", "aws:PrincipalTag/team = pay, ops", "role/AccessDeniedHandler", "eu-west-1"} {
		if denial.Recognizes(part) {
			t.Errorf("%q is a part of a question", part)
		}
	}
}

// For a session, whose ARN lacks the role's path, a note says so.
func TestParsePastedNotesMissingPath(t *testing.T) {
	p, err := denial.Parse("User: arn:aws:sts::444455556666:assumed-role/Deployer/s is not authorized to perform: s3:PutObject")
	if err != nil || len(p.Notes) == 0 || !strings.Contains(p.Notes[0], "path") {
		t.Errorf("got the notes %q and %v", p.Notes, err)
	}
}

func FuzzParsePasted(f *testing.F) {
	f.Add("User: arn:aws:iam::444455556666:user/kim is not authorized to perform: ec2:RunInstances")
	f.Add(`{"DecodedMessage":"{\"context\":{\"action\":\"a:B\"}}"}`)
	f.Add(`{"userIdentity":{},"eventName":"x"}`)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := denial.Parse(text)
		if err == nil && p.Action == "" {
			t.Errorf("%q gives a question without action", text)
		}
	})
}
