// Package cloudtrail reads AWS CloudTrail events from any form in which AWS hands
// them out, and translates an event into the request that it records.
//
// Read takes a stream: log files as they lie in S3, gzipped or not, the output of
// `aws cloudtrail lookup-events`, results of CloudTrail Lake and Athena as JSON or
// CSV, exports of CloudWatch Logs, single events, and JSON lines. It needs the
// memory of a few events, whatever the length of the stream. What it cannot read it
// reports with its position and goes on; nothing is dropped silently.
//
// Event.Request is the one translation: `deputy why`, `deputy replay` and the use
// of the management account rest on it. It takes only what the event says for
// certain. What an event does not say stays open; Shows says which condition keys
// events can have.
//
// reader.go knows the wrappings, scanner.go JSON, decode.go the fields of an event,
// rows.go the rows of query results; action.go and action_names.go the names of
// actions, request.go, keys.go and resource.go the rest of the request, dependent.go
// what AWS authorizes with the call besides.
//
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html
package cloudtrail
