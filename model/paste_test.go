package model_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
)

func TestParsePasted(t *testing.T) {
	for _, c := range []struct {
		name, text                           string
		account, action, principal, resource string
		region                               string
		blames                               string
	}{
		{
			name:    "AccessDenied text",
			text:    `An error occurred (AccessDenied) when calling the PutObject operation: User: arn:aws:sts::444455556666:assumed-role/Deployer/session-1 is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::acme-invoices/a.pdf" with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-4x9acme2k7/service_control_policy/p-abcdefgh`,
			account: "444455556666", action: "s3:PutObject", principal: "arn:aws:iam::444455556666:role/Deployer",
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
			account: "444455556666", action: "ec2:RunInstances", principal: "arn:aws:iam::444455556666:role/Deployer",
			resource: "arn:aws:ec2:us-west-2:444455556666:instance/*", region: "us-west-2", blames: "an explicit deny",
		},
		{
			name:    "CloudTrail event",
			text:    `{"eventVersion":"1.09","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::444455556666:assumed-role/Deployer/s","sessionContext":{"sessionIssuer":{"arn":"arn:aws:iam::444455556666:role/team/Deployer"}}},"eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-central-1","sourceIPAddress":"192.0.2.7","errorCode":"AccessDenied","errorMessage":"User: arn:aws:sts::444455556666:assumed-role/Deployer/s is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/k\" with an explicit deny in a resource control policy","resources":[{"accountId":"555566667777","ARN":"arn:aws:s3:::b"}]}`,
			account: "444455556666", action: "s3:GetObject", principal: "arn:aws:iam::444455556666:role/team/Deployer",
			resource: "arn:aws:s3:::b/k", region: "eu-central-1", blames: "resource control policy",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := model.ParsePasted("\n " + c.text + "\n")
			if err != nil {
				t.Fatal(err)
			}
			if string(p.Account) != c.account || p.Action != c.action || p.Principal != c.principal || p.Resource != c.resource {
				t.Errorf("got %+v", p.Question)
			}
			if c.region != "" && !slices.Equal(p.Given["aws:RequestedRegion"], []string{c.region}) {
				t.Errorf("the Region is %q", p.Given["aws:RequestedRegion"])
			}
			if got := strings.Join(p.Blames, " "); got != c.blames {
				t.Errorf("it blames %q, want %q", got, c.blames)
			}
		})
	}
}

// A session that has lost its role's path says so.
func TestParsePastedTellsLostPath(t *testing.T) {
	p, err := model.ParsePasted("User: arn:aws:sts::444455556666:assumed-role/Deployer/s is not authorized to perform: s3:PutObject")
	if err != nil || len(p.Notes) == 0 || !strings.Contains(p.Notes[0], "path") {
		t.Errorf("got the notes %q and %v", p.Notes, err)
	}
}

func FuzzParsePasted(f *testing.F) {
	f.Add("User: arn:aws:iam::444455556666:user/kim is not authorized to perform: ec2:RunInstances")
	f.Add(`{"DecodedMessage":"{\"context\":{\"action\":\"a:B\"}}"}`)
	f.Add(`{"userIdentity":{},"eventName":"x"}`)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := model.ParsePasted(text)
		if err == nil && p.Action == "" {
			t.Errorf("%q gives a question without action", text)
		}
	})
}
