package cloudtrail

import (
	"regexp"
	"strings"

	"deputy/model/iam"
)

// eventVersion matches the version of the API that some services append to the names
// of their events, such as CreateFunction20150331v2.
// https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html
var eventVersion = regexp.MustCompile(`_?20\d{2}_?\d{2}_?\d{2}(v\d+)?$`)

// source returns the first part of the event's source, which most services have as
// the prefix of their actions.
func (e *Event) source() string {
	source, _, _ := strings.Cut(e.Source, ".amazonaws.com")
	if prefix, ok := prefixes[source]; ok {
		return prefix
	}
	source, _, _ = strings.Cut(source, ".")
	if prefix, ok := prefixes[source]; ok {
		return prefix
	}
	return source
}

// Action returns the action that AWS checks for the call. known reports that AWS's
// reference has it; otherwise it is put together from the event's source and name,
// or is the only action of that name that any service has.
func (e *Event) Action() (action string, known bool) {
	source := e.source()
	name := eventVersion.ReplaceAllString(e.Name, "")
	if source == "apigateway" {
		return "apigateway:" + method(name), true
	}
	if source == "s3" {
		name = e.s3Name(name)
	}
	for _, name := range []string{name, e.Name} {
		action := source + ":" + name
		if other, ok := actionNames[action]; ok && other != "" {
			return other, true
		} else if ok {
			return action, false
		}
		if a, ok := iam.Lookup(action); ok {
			return a.String(), true
		}
	}
	if like := iam.Similar(source+":"+e.Name, 2); len(like) == 1 && iam.ServiceName(source) == "" {
		return like[0].String(), false
	}
	return source + ":" + e.Name, false
}

// DependsOnParameters reports whether two events of the same source and name may have
// different actions.
func (e *Event) DependsOnParameters() bool {
	return e.Source == "s3.amazonaws.com" && (strings.Contains(e.Parameters, "versionId") || strings.Contains(e.Parameters, "accountId"))
}

// s3Name tells the operations of Amazon S3 apart that have one name and two
// actions: on a version of an object, and on a bucket or the account.
func (e *Event) s3Name(name string) string {
	switch name {
	case "GetObject", "DeleteObject", "GetObjectAcl", "PutObjectAcl", "GetObjectTagging", "PutObjectTagging", "DeleteObjectTagging", "HeadObject":
		if version := e.parameter("versionId"); version == "" || version == "null" {
			return name
		}
		if name == "HeadObject" {
			name = "GetObject"
		}
		for _, what := range []string{"Acl", "Tagging", ""} {
			if head, ok := strings.CutSuffix(name, what); ok {
				return head + "Version" + what
			}
		}
	case "GetPublicAccessBlock", "PutPublicAccessBlock", "DeletePublicAccessBlock":
		if e.parameter("bucketName") == "" && e.parameter("accountId") != "" {
			return strings.Replace(strings.Replace(name, "Delete", "Put", 1), "Public", "AccountPublic", 1)
		}
	}
	return name
}

// method returns the HTTP method of an operation of Amazon API Gateway: its actions
// are the methods.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-create-and-manage-api.html
func method(name string) string {
	for _, verb := range []struct{ prefix, method string }{
		{"Get", "GET"},
		{"Export", "GET"},
		{"Update", "PATCH"},
		{"Delete", "DELETE"},
		{"Flush", "DELETE"},
		{"Untag", "DELETE"},
		{"Reset", "DELETE"},
		{"Put", "PUT"},
		{"Tag", "PUT"},
		{"ReimportApi", "PUT"},
		{"ImportApi", "PUT"},
		{"ImportDocumentationParts", "PUT"},
	} {
		if strings.HasPrefix(name, verb.prefix) {
			return verb.method
		}
	}
	return "POST"
}

// parameter returns one of the request's parameters, if it is a text.
func (e *Event) parameter(name string) (value string) {
	s := scanner{text: e.Parameters}
	_ = s.members(func(key string) error { // What cannot be read has no such parameter.
		if key == name {
			return s.word(&value)
		}
		return s.skip()
	})
	return value
}
