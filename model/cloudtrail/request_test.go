package cloudtrail_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"deputy/model/cloudtrail"
	"deputy/model/iam"
)

// Each action of another name is one that AWS's reference has.
func TestActionNames(t *testing.T) {
	for event, action := range cloudtrail.ActionNames {
		if _, known := iam.Lookup(action); !known && action != "" {
			t.Errorf("%s is not %s: the reference has no such action", event, action)
		}
	}
}

// The action of an event is the one that AWS checks, whatever the event is called.
func TestAction(t *testing.T) {
	for event, want := range map[string]string{
		"s3 ListObjects":                                       "s3:ListBucket",
		"s3 GetBucketCors":                                     "s3:GetBucketCORS",
		"s3 HeadObject":                                        "s3:GetObject",
		`s3 GetObject {"versionId":"v"}`:                       "s3:GetObjectVersion",
		`s3 HeadObject {"versionId":"v"}`:                      "s3:GetObjectVersion",
		`s3 PutObjectTagging {"versionId":"v"}`:                "s3:PutObjectVersionTagging",
		`s3 GetObjectAcl {"versionId":"v"}`:                    "s3:GetObjectVersionAcl",
		`s3 DeleteObject {"versionId":"null"}`:                 "s3:DeleteObject",
		`s3 PutPublicAccessBlock {"accountId":"444455556666"}`: "s3:PutAccountPublicAccessBlock",
		`s3 DeletePublicAccessBlock {"bucketName":"x"}`:        "s3:PutBucketPublicAccessBlock",
		"lambda CreateFunction20150331":                        "lambda:CreateFunction",
		"lambda UpdateFunctionCode20150331v2":                  "lambda:UpdateFunctionCode",
		"lambda Invoke":                                        "lambda:InvokeFunction",
		"cloudfront CreateDistribution2020_05_31":              "cloudfront:CreateDistribution",
		"monitoring PutMetricAlarm":                            "cloudwatch:PutMetricAlarm",
		"elasticloadbalancing CreateLoadBalancer":              "elasticloadbalancing:CreateLoadBalancer",
		"tagging TagResources":                                 "tag:TagResources",
		"email SendEmail":                                      "ses:SendEmail",
		"apigateway CreateRestApi":                             "apigateway:POST",
		"apigateway UpdateStage":                               "apigateway:PATCH",
		"bedrock Converse":                                     "bedrock:InvokeModel",
		"streams.dynamodb GetRecords":                          "dynamodb:GetRecords",
		"runtime.sagemaker InvokeEndpoint":                     "sagemaker:InvokeEndpoint",
		"ec2 runinstances":                                     "ec2:RunInstances",
	} {
		words := strings.SplitN(event+" {}", " ", 3)
		parameters, _, _ := strings.Cut(words[2], " {}")
		e := cloudtrail.Event{Source: words[0] + ".amazonaws.com", Name: words[1], Parameters: parameters}
		if got, known := e.Action(); got != want || !known {
			t.Errorf("%s is %s (%v), not %s", event, got, known, want)
		}
	}
	for _, name := range []string{"dynamodb TransactWriteItems", "made-up DoThis"} {
		source, name, _ := strings.Cut(name, " ")
		e := cloudtrail.Event{Source: source + ".amazonaws.com", Name: name}
		if got, known := e.Action(); known {
			t.Errorf("%s is said to be %s", name, got)
		}
	}
}

// event returns an event of a role of account 444455556666 with more fields.
func event(t *testing.T, fields string) cloudtrail.Request {
	t.Helper()
	e, err := cloudtrail.Parse(`{"userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::444455556666:assumed-role/App/s","accountId":"444455556666","sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::444455556666:role/App"}}},"awsRegion":"eu-west-1",` + fields + `}`)
	if err != nil {
		t.Fatal(err)
	}
	return e.Request()
}

// The resource is the one of a type that the action takes, listed or named by a
// parameter; what does not follow stays open.
func TestResource(t *testing.T) {
	for fields, want := range map[string]string{
		`"eventSource":"s3.amazonaws.com","eventName":"GetObject","resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::acme/a/b"},{"accountId":"111122223333","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::acme"}]`:      "arn:aws:s3:::acme/a/b of 111122223333",
		`"eventSource":"s3.amazonaws.com","eventName":"ListObjects","resources":[{"type":"AWS::S3::Object","ARNPrefix":"arn:aws:s3:::acme/"},{"accountId":"111122223333","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::acme"}]`: "arn:aws:s3:::acme of 111122223333",
		`"eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","requestParameters":{"bucketName":"acme"}`:                                                                                                             "arn:aws:s3:::acme of ",
		`"eventSource":"s3.amazonaws.com","eventName":"PutObject","requestParameters":{"bucketName":"acme","key":"a/b"}`:                                                                                                       "arn:aws:s3:::acme/a/b of ",
		`"eventSource":"sts.amazonaws.com","eventName":"AssumeRole","requestParameters":{"roleArn":"arn:aws:iam::111122223333:role/x/Y"}`:                                                                                      "arn:aws:iam::111122223333:role/x/Y of ",
		`"eventSource":"dynamodb.amazonaws.com","eventName":"Query","requestParameters":{"tableName":"t","indexName":"i"}`:                                                                                                     "arn:aws:dynamodb:eu-west-1:444455556666:table/t/index/i of ",
		`"eventSource":"lambda.amazonaws.com","eventName":"DeleteFunction20150331","requestParameters":{"functionName":"f"}`:                                                                                                   "arn:aws:lambda:eu-west-1:444455556666:function:f of ",
		`"eventSource":"kms.amazonaws.com","eventName":"DisableKey","requestParameters":{"keyId":"alias/x"}`:                                                                                                                   " of ",
		`"eventSource":"cloudtrail.amazonaws.com","eventName":"StopLogging","requestParameters":{"name":"org"}`:                                                                                                                "arn:aws:cloudtrail:eu-west-1:444455556666:trail/org of ",
		`"eventSource":"sqs.amazonaws.com","eventName":"DeleteQueue","requestParameters":{"queueUrl":"https://sqs.eu-west-1.amazonaws.com/111122223333/q"}`:                                                                    "arn:aws:sqs:eu-west-1:111122223333:q of ",
		`"eventSource":"iam.amazonaws.com","eventName":"DeleteRole","requestParameters":{"roleName":"x"}`:                                                                                                                      " of ",
		`"eventSource":"bedrock.amazonaws.com","eventName":"InvokeModel","resources":[{"ARN":"arn:aws:bedrock:::foundation-model/m"}]`:                                                                                         "arn:aws:bedrock:::foundation-model/m of ",
		`"eventSource":"iam.amazonaws.com","eventName":"AttachRolePolicy","requestParameters":{"roleName":"x","policyArn":"arn:aws:iam::aws:policy/y"}`:                                                                        " of ",
	} {
		r := event(t, fields)
		if got := fmt.Sprintf("%s of %s", r.Resource, r.ResourceAccount); got != want {
			t.Errorf("%s: got %q, want %q", fields, got, want)
		}
	}
}

// Who calls is the role with its path, and what the event does not say is open or,
// if the event would say it, absent.
func TestKeys(t *testing.T) {
	for fields, want := range map[string]string{
		`"eventSource":"ec2.amazonaws.com","eventName":"RunInstances","sourceIPAddress":"198.51.100.7","requestParameters":{"instanceType":"t3.large"}`:                                                     "RequestedRegion SourceIp ViaAWSService without CalledVia CalledViaFirst CalledViaLast RequestTag/team SourceVpc SourceVpce VpcSourceIp",
		`"eventSource":"ec2.amazonaws.com","eventName":"RunInstances","sourceIPAddress":"10.0.0.7","requestParameters":{"launchTemplate":{"id":"x"}}`:                                                       "RequestedRegion SourceIp ViaAWSService without CalledVia CalledViaFirst CalledViaLast",
		`"eventSource":"ec2.amazonaws.com","eventName":"RunInstances","sourceIPAddress":"cloudformation.amazonaws.com","requestParameters":{"tagSpecificationSet":{"items":[{"resourceType":"instance"}]}}`: "RequestedRegion without ",
		`"eventSource":"rds.amazonaws.com","eventName":"CreateDBInstance","sourceIPAddress":"10.0.0.7","vpcEndpointId":"vpce-1","requestParameters":{"tags":[{"key":"cost","value":"1"}]}`:                  "RequestTag/cost RequestedRegion SourceVpce TagKeys ViaAWSService VpcSourceIp without CalledVia CalledViaFirst CalledViaLast RequestTag/team SourceIp",
		`"eventSource":"rds.amazonaws.com","eventName":"CreateDBInstance","requestParameters":{"tags":"HIDDEN_DUE_TO_SECURITY_REASONS"}`:                                                                    "RequestedRegion without ",
		`"eventSource":"rds.amazonaws.com","eventName":"CreateDBInstance"`:                                                                                                                                  "RequestedRegion without ",
		`"eventSource":"lambda.amazonaws.com","eventName":"CreateFunction20150331","userAgent":"aws-cli","tlsDetails":{"tlsVersion":"TLSv1.3"},"requestParameters":{"tags":{"team":"x"}}`:                   "RequestTag/team RequestedRegion SecureTransport TagKeys UserAgent without ",
	} {
		r := event(t, fields)
		r.Complete([]string{"aws:RequestTag/team"})
		keys := strings.Join(slices.Sorted(maps.Keys(r.Given)), " ") + " without " + strings.Join(slices.Sorted(slices.Values(r.Absent)), " ")
		if got := strings.ReplaceAll(keys, "aws:", ""); got != want || r.Principal != "arn:aws:iam::444455556666:role/App" || r.Account != "444455556666" {
			t.Errorf("%s:\ngot  %q\nwant %q\n%+v", fields, got, want, r)
		}
	}
}

// A caller without an account has none, also where the event's recipient has one.
func TestCallers(t *testing.T) {
	for identity, want := range map[string]string{
		`{"type":"AWSService","invokedBy":"cloudtrail.amazonaws.com"}`:                                                " /  true",
		`{"type":"IAMUser","arn":"arn:aws:iam::444455556666:user/kim"}`:                                               "arn:aws:iam::444455556666:user/kim / 444455556666 false",
		`{"type":"Root","arn":"arn:aws:iam::444455556666:root","accountId":"444455556666"}`:                           "arn:aws:iam::444455556666:root / 444455556666 false",
		`{"type":"AWSAccount","accountId":"111122223333","principalId":"AROA1:s"}`:                                    " / 111122223333 false",
		`{"type":"AssumedRole","arn":"arn:aws:sts::444455556666:assumed-role/App/s"}`:                                 "arn:aws:sts::444455556666:assumed-role/App/s / 444455556666 false",
		`{"type":"IdentityCenterUser","accountId":"444455556666","onBehalfOf":{"userId":"u","identityStoreArn":"a"}}`: " / 444455556666 false",
	} {
		e, err := cloudtrail.Parse(`{"recipientAccountId":"999988887777","eventSource":"s3.amazonaws.com","eventName":"PutObject","userIdentity":` + identity + `}`)
		if err != nil {
			t.Fatal(err)
		}
		r := e.Request()
		if got := fmt.Sprintf("%s / %s %v", r.Principal, r.Account, r.WithoutAccount); got != want {
			t.Errorf("%s: got %q, want %q", identity, got, want)
		}
	}
}
