package denial_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"deputy/model/denial"
)

// whole is an event that knows much.
const wholeEvent = `{"eventVersion":"1.11","eventTime":"2026-07-15T14:02:00Z","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE:s","arn":"arn:aws:sts::444455556666:assumed-role/App/s","accountId":"444455556666","invokedBy":"autoscaling.amazonaws.com","sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::444455556666:role/team/App"},"attributes":{"creationDate":"2026-07-15T13:00:00Z","mfaAuthenticated":"false"},"sourceIdentity":"kim","ec2RoleDelivery":"2.0","webIdFederationData":{"federatedProvider":"cognito-identity.amazonaws.com"}}},"eventSource":"ec2.amazonaws.com","eventName":"RunInstances","awsRegion":"eu-west-1","sourceIPAddress":"10.0.0.7","vpcEndpointId":"vpce-1","vpcEndpointAccountId":"444455556666","tlsDetails":{"tlsVersion":"TLSv1.3"},"errorCode":"Client.UnauthorizedOperation","errorMessage":"You are not authorized to perform this operation. User: arn:aws:sts::444455556666:assumed-role/App/s is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:eu-west-1:444455556666:instance/* with an explicit deny in a service control policy","requestParameters":{"instanceType":"t3.large","tagSpecificationSet":{"items":[{"resourceType":"instance","tags":[{"key":"team","value":"pay"}]},{"resourceType":"volume","tags":[{"key":"cost","value":"1"}]}]}}}`

// An event tells the session, the connection and what is created. That a service
// made the call does not say aws:ViaAWSService.
func TestEventKnows(t *testing.T) {
	d, err := denial.Parse(wholeEvent)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"aws:RequestedRegion": "eu-west-1", "aws:userid": "AROAEXAMPLE:s", "aws:MultiFactorAuthPresent": "false", "aws:TokenIssueTime": "2026-07-15T13:00:00Z",
		"aws:SourceIdentity": "kim", "ec2:RoleDelivery": "2.0", "aws:FederatedProvider": "cognito-identity.amazonaws.com", "aws:SourceVpce": "vpce-1",
		"aws:VpceAccount": "444455556666", "aws:CurrentTime": "2026-07-15T14:02:00Z", "aws:TagKeys": "team", "aws:VpcSourceIp": "10.0.0.7", "aws:SecureTransport": "true", "ec2:InstanceType": "t3.large", "aws:RequestTag/team": "pay",
	}
	got := map[string]string{}
	for key, values := range d.Given {
		got[key] = strings.Join(values, ",")
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if d.Principal != "arn:aws:iam::444455556666:role/team/App" || !slices.Equal(d.Absent, []string{"aws:SourceIp"}) || !d.Evidence.At.Equal(time.Date(2026, 7, 15, 14, 2, 0, 0, time.UTC)) {
		t.Errorf("got %+v", d)
	}
	d, _ = denial.Parse(strings.Replace(wholeEvent, "instance/*", "volume/*", 1))
	if d.Given["aws:RequestTag/cost"] == nil || d.Given["aws:RequestTag/team"] != nil || d.Given["ec2:InstanceType"] != nil {
		t.Errorf("the volume has %v", d.Given)
	}
}

// Keys of users are absent or present as AWS documents it.
func TestEventOfOtherCallers(t *testing.T) {
	for name, c := range map[string]struct{ identity, principal, given, absent string }{
		"a user's own keys": {
			`{"type":"IAMUser","principalId":"AIDA1","arn":"arn:aws:iam::444455556666:user/kim","accessKeyId":"AKIAEXAMPLE"}`,
			"arn:aws:iam::444455556666:user/kim", "aws:userid", "aws:MultiFactorAuthPresent",
		},
		"a federated user": {
			`{"type":"FederatedUser","arn":"arn:aws:sts::444455556666:federated-user/kim","sessionContext":{"sessionIssuer":{"type":"IAMUser","arn":"arn:aws:iam::444455556666:user/issuer"}}}`,
			"arn:aws:sts::444455556666:federated-user/kim", "", "",
		},
		"a root session": {
			`{"type":"Root","arn":"arn:aws:iam::444455556666:root","sessionContext":{"assumedRoot":"true"}}`,
			"arn:aws:iam::444455556666:root", "aws:AssumedRoot", "",
		},
		"the root user": {`{"type":"Root","arn":"arn:aws:iam::444455556666:root"}`, "arn:aws:iam::444455556666:root", "", ""},
	} {
		d, err := denial.Parse(`{"userIdentity":` + c.identity + `,"eventSource":"iam.amazonaws.com","eventName":"ListUsers","errorCode":"AccessDenied"}`)
		if err != nil || d.Principal != c.principal || strings.Join(slices.Sorted(maps.Keys(d.Given)), " ") != c.given || strings.Join(d.Absent, " ") != c.absent {
			t.Errorf("%s: got %+v and %v", name, d.Question, err)
		}
	}
}

// Of the parameters of other services the tags are taken, and what AWS documents
// for S3 and STS.
func TestEventParameters(t *testing.T) {
	for parameters, c := range map[string]struct{ source, name, key, value string }{
		`{"tags":{"team":"pay"}}`:                              {"lambda", "CreateFunction", "aws:RequestTag/team", "pay"},
		`{"tags":[{"key":"team","value":"pay"}]}`:              {"dynamodb", "CreateTable", "aws:RequestTag/team", "pay"},
		`{"tags":[{"tagKey":"team","tagValue":"pay"}]}`:        {"kms", "CreateKey", "aws:RequestTag/team", "pay"},
		`{"x-amz-acl":"public-read"}`:                          {"s3", "PutBucketAcl", "s3:x-amz-acl", "public-read"},
		`{"roleArn":"arn:aws:iam::1:role/x","externalId":"e"}`: {"sts", "AssumeRole", "sts:ExternalId", "e"},
		`null`:                {"lambda", "CreateFunction", "aws:RequestTag/team", ""},
		`{"tags":"hidden"}`:   {"lambda", "CreateFunction", "aws:RequestTag/team", ""},
		`{"tags":[{"x":[]}]}`: {"lambda", "CreateFunction", "aws:RequestTag/team", ""},
	} {
		d, err := denial.Parse(`{"userIdentity":{"arn":"arn:aws:iam::444455556666:user/kim"},"eventSource":"` + c.source + `.amazonaws.com","eventName":"` + c.name + `","errorCode":"AccessDenied","requestParameters":` + parameters + `}`)
		if got := strings.Join(d.Given[c.key], ","); err != nil || got != c.value {
			t.Errorf("%s: %s is %q, %v", parameters, c.key, got, err)
		}
	}
}
