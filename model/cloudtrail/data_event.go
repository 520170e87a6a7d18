package cloudtrail

import "strings"

// dataEvents are the actions that CloudTrail records as data events only, which a
// trail logs if it is told to. A name that ends with * stands for all that begin so.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
var dataEvents = map[string][]string{
	"s3": {
		"GetObject*", "PutObject", "PutObjectAcl", "PutObjectTagging", "PutObjectLegalHold", "PutObjectRetention", "PutObjectVersion*", "DeleteObject*", "ListBucket",
		"ListBucketVersions", "ListBucketMultipartUploads", "ListMultipartUploadParts", "AbortMultipartUpload", "RestoreObject", "ReplicateObject", "ReplicateDelete", "ReplicateTags",
	},
	"lambda": {"InvokeFunction", "InvokeAsync", "InvokeFunctionUrl"},
	"dynamodb": {
		"GetItem", "BatchGetItem", "PutItem", "BatchWriteItem", "UpdateItem", "DeleteItem", "Query", "Scan", "ConditionCheckItem", "PartiQL*", "GetRecords", "GetShardIterator",
	},
	"sqs":              {"SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility"},
	"sns":              {"Publish"},
	"kinesis":          {"PutRecord*", "GetRecords", "GetShardIterator", "SubscribeToShard"},
	"firehose":         {"PutRecord*"},
	"logs":             {"PutLogEvents", "FilterLogEvents", "GetLogEvents", "StartLiveTail"},
	"cloudwatch":       {"PutMetricData", "GetMetricData", "GetMetricStatistics"},
	"execute-api":      {"*"},
	"ebs":              {"*"},
	"cognito-idp":      {"InitiateAuth", "RespondToAuthChallenge"},
	"bedrock":          {"InvokeAgent", "InvokeFlow", "Retrieve", "RetrieveAndGenerate", "ApplyGuardrail"},
	"sagemaker":        {"InvokeEndpoint*"},
	"ssmmessages":      {"*"},
	"states":           {"InvokeHTTPEndpoint"},
	"rds-data":         {"*"},
	"s3express":        {"CreateSession"},
	"s3-object-lambda": {"GetObject*", "PutObject*", "DeleteObject*"},
	"xray":             {"PutTraceSegments", "GetTrace*"},
	"timestream":       {"WriteRecords", "Select"},
	"iot":              {"Publish", "Subscribe", "Connect", "Receive", "GetThingShadow", "UpdateThingShadow", "DeleteThingShadow"},
	"cassandra":        {"Select", "Modify"},
}

// IsDataEvent reports whether CloudTrail records an action as data events only.
func IsDataEvent(action string) bool {
	service, name, _ := strings.Cut(action, ":")
	for _, known := range dataEvents[strings.ToLower(service)] {
		if head, all := strings.CutSuffix(known, "*"); all && strings.HasPrefix(name, head) || name == known {
			return true
		}
	}
	return false
}

// shown are the condition keys that an event can have, in small letters, and those
// that follow from who made the call and from the resource.
var shown = strings.Fields(`
	aws:principalarn aws:principalaccount aws:principalorgid aws:principalorgpaths aws:principaltype aws:principalisawsservice aws:principalservicename
	aws:username aws:userid aws:assumedroot aws:multifactorauthpresent aws:tokenissuetime aws:sourceidentity aws:federatedprovider ec2:roledelivery
	aws:requestedregion aws:currenttime aws:epochtime aws:useragent aws:viaawsservice aws:calledvia aws:calledviafirst aws:calledvialast
	aws:sourceip aws:vpcsourceip aws:sourcevpce aws:vpceaccount aws:securetransport s3:tlsversion
	aws:resourceaccount aws:resourceorgid aws:resourceorgpaths aws:tagkeys ec2:instancetype
	sts:rolesessionname sts:externalid sts:sourceidentity
	s3:x-amz-acl s3:x-amz-server-side-encryption s3:x-amz-server-side-encryption-aws-kms-key-id s3:x-amz-storage-class`)

// Shows reports whether events can have a condition key, or let it be derived.
func Shows(key string) bool {
	key = strings.ToLower(key)
	for _, known := range shown {
		if key == known {
			return true
		}
	}
	return strings.HasPrefix(key, "aws:requesttag/")
}
