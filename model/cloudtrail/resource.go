package cloudtrail

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"deputy/model"
	"deputy/model/iam"
)

// resource returns the resource of a request, as far as the event says it: the one
// that it lists, or that a parameter names, of a type that the action takes. It is
// empty where the event names none, or several that AWS may have checked.
func (e *Event) resource(action string, known bool) string {
	types := typesOf(action)
	if len(types) == 0 && known {
		return "" // It takes only *, as far as the reference knows it.
	}
	var fit []string
	for _, x := range e.Resources {
		if len(types) == 0 || fits(types, x.ARN) {
			fit = append(fit, x.ARN)
		}
	}
	if len(fit) == 0 {
		fit = e.namedResources(action, types)
	}
	slices.Sort(fit)
	if fit = slices.Compact(fit); len(fit) == 1 {
		return fit[0]
	}
	return ""
}

// typesOf returns the formats of the resources that an action takes. They are kept:
// millions of events have some hundred actions.
func typesOf(action string) []string {
	if known, ok := formats.Load(action); ok {
		return known.([]string) //nolint:forcetypeassert,errcheck // Nothing else is stored.
	}
	var out []string
	for _, t := range iam.Resources(action) {
		out = append(out, t.Formats()...)
	}
	if len(out) > 0 {
		formats.Store(strings.Clone(action), out)
	}
	return out
}

// formats are the formats of resources by action.
var formats sync.Map

// fits reports whether an ARN has one of the formats.
func fits(formats []string, arn string) bool {
	return slices.ContainsFunc(formats, func(format string) bool { return hasFormat(arn, format) })
}

// hasFormat reports whether an ARN has a format of AWS's reference, in which ${…}
// stands for what varies. Only the last part of it may have slashes.
func hasFormat(arn, format string) bool {
	head, rest, varies := strings.Cut(format, "${")
	after, found := strings.CutPrefix(arn, head)
	if !found || !varies {
		return found && after == ""
	}
	name, rest, _ := strings.Cut(rest, "}")
	if rest == "" {
		return after != "" && (name != "BucketName" || !strings.Contains(after, "/"))
	}
	next := rest[:1]
	for n := 0; ; n++ {
		at := strings.Index(after[n:], next)
		if at < 0 {
			return false
		}
		if n += at; hasFormat(after[n:], rest) {
			return true
		}
		if next == ":" || next == "/" && strings.HasPrefix(rest, "/${ObjectName") {
			return false // Names before it have no colon, those of buckets no slash.
		}
	}
}

// ResourceParameters are the parameters of requests that name a resource, by its ARN
// or by a name of which the ARN follows.
var ResourceParameters = []string{
	"accountId", "alarmArn", "apiArn", "arn", "aRN", "bucketName", "certificateArn", "cluster", "clusterArn", "dBClusterIdentifier", "dBInstanceIdentifier", "detectorId", "domainArn",
	"eventBusName", "executionArn", "functionArn", "functionName", "indexName", "key", "keyId", "layerName", "listenerArn", "loadBalancerArn", "modelArn", "modelId", "name",
	"policyArn", "queueName", "queueUrl", "registryId", "repositoryArn", "repositoryName", "resource", "resourceARN", "resourceArn", "roleArn", "ruleArn", "secretId", "service", "sourceArn",
	"stackName", "stateMachineArn", "streamARN", "streamArn", "tableName", "targetArn", "targetGroupArn", "taskDefinition", "topicArn", "versionId", "webACLArn",
}

// namedResources returns the resources that the request's parameters name, by their
// ARN or by a name of which the ARN follows.
func (e *Event) namedResources(action string, types []string) []string {
	if e.Parameters == "" || len(types) == 0 {
		return nil
	}
	p := e.parameters()
	var out []string
	for _, name := range ResourceParameters {
		if value := p.words.of(name); strings.HasPrefix(value, "arn:") && fits(types, value) {
			out = append(out, value)
		}
	}
	if len(out) > 0 {
		return out
	}
	service, _, _ := strings.Cut(strings.ToLower(action), ":")
	head := strings.Join([]string{"arn", partition(e), service, e.Region, string(e.Account()), ""}, ":")
	name := resourceName(service, p.words, e)
	switch {
	case name == "" || e.Account() == "" && service != "s3":
		return nil
	case !strings.HasPrefix(name, "arn:"):
		name = head + name
	}
	if fits(types, name) {
		return []string{name}
	}
	return nil
}

// partition returns the partition that the event is from.
func partition(e *Event) string {
	arn, _ := model.ParseARN(e.CallerARN())
	switch {
	case strings.HasPrefix(e.Region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(e.Region, "us-gov-"):
		return "aws-us-gov"
	}
	return cmp.Or(arn.Partition, "aws")
}

// resourceName returns the last part of the ARN of the resource that parameters name
// in the caller's account, or the whole ARN; empty if that does not follow: IAM's
// roles and users have paths, which their names do not show.
func resourceName(service string, names words, e *Event) string {
	part := func(kind, parameter string) string {
		name := names.of(parameter)
		if name == "" || strings.ContainsAny(name, ":/ ") {
			return ""
		}
		return kind + name
	}
	switch service {
	case "s3":
		return bucketARN(names, e)
	case "dynamodb":
		table := part("table/", "tableName")
		if index := names.of("indexName"); table != "" && index != "" {
			return table + "/index/" + index
		}
		return table
	case "lambda":
		return part("function:", "functionName")
	case "kms":
		if key := names.of("keyId"); len(key) == 36 || strings.HasPrefix(key, "mrk-") {
			return part("key/", "keyId")
		}
	case "cloudtrail":
		return part("trail/", "name")
	case "guardduty":
		return part("detector/", "detectorId")
	case "ecr":
		if registry := names.of("registryId"); registry == "" || registry == string(e.Account()) {
			if name := names.of("repositoryName"); name != "" {
				return "repository/" + name
			}
		}
	case "ssm":
		if name := names.of("name"); name != "" && !strings.Contains(name, ":") && strings.Contains(e.Name, "Parameter") {
			return "parameter/" + strings.TrimPrefix(name, "/")
		}
	case "sqs":
		return queueName(names)
	}
	return ""
}

// bucketARN returns the ARN of a bucket, or of an object in it.
func bucketARN(names words, e *Event) string {
	bucket := names.of("bucketName")
	if bucket == "" || strings.HasPrefix(bucket, "arn:") {
		return ""
	}
	arn := "arn:" + partition(e) + ":s3:::" + bucket
	if key := names.of("key"); key != "" {
		arn += "/" + key
	}
	return arn
}

// queueName returns the name of a queue in its URL, with its ARN's account if that
// is the caller's.
func queueName(names words) string {
	if name := names.of("queueName"); name != "" {
		return name
	}
	rest, found := strings.CutPrefix(names.of("queueUrl"), "https://")
	parts := strings.Split(rest, "/")
	host := strings.Split(parts[0], ".")
	if !found || len(parts) != 3 || len(host) < 4 || host[0] != "sqs" || !model.IsAccountID(parts[1]) {
		return ""
	}
	partition := "aws"
	if strings.HasPrefix(host[1], "cn-") {
		partition = "aws-cn"
	}
	return "arn:" + partition + ":sqs:" + host[1] + ":" + parts[1] + ":" + parts[2]
}
