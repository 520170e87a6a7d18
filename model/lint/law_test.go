package lint_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model/iam"
	"deputy/model/lint"
	"deputy/model/plain"
	"deputy/model/scp"
)

// What statements are drawn of: actions of a few services, and resources of these
// and others, right and wrong.
var (
	lawActions = []string{
		"s3:PutObject", "s3:PutBucketPolicy", "s3:ListAllMyBuckets", "s3:Get*", "s3:*", "iam:CreateUser", "iam:CreateAccessKey", "iam:*Role",
		"ec2:RunInstances", "ec2:DescribeInstances", "ec2:*Volume", "sqs:*", "kms:Decrypt", "kms:*Alias", "logs:PutLogEvents", "lambda:*",
		"ssm:SendCommand", "organizations:LeaveOrganization", "sts:AssumeRole", "bedrock:InvokeModel",
	}
	lawResources = []string{
		"arn:aws:s3:::b", "arn:aws:s3:::b/*", "arn:aws:s3:::b*", "arn:*:s3:::*/x", "arn:aws:s3:eu-west-1::b", "arn:aws:iam::*:user/x", "arn:aws:iam::*:role/*",
		"arn:aws:iam:eu-west-1:*:user/x", "arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:*:*:*/x", "arn:aws:ec2:*::image/*", "arn:aws:sqs:*:*:x", "arn:aws:sqs:*:qq",
		"arn:aws:kms:*:*:alias/*", "arn:aws:kms:*:*:key/x", "arn:aws:aws:iam::*:root", "arn:aws:logs:*:*:log-group:x:*", "arn:aws:lambda:*:*:function:x*",
		"arn:aws:iam::*:root", "arn:aws:iam::12:role/x", "arn:aws:dynamodb:*:table/x-*", "arn:aws:s3:::${aws:PrincipalTag/t}", "arn:aws:bedrock:*::foundation-model/x",
	}
)

// fills returns the ARNs of a format, with short names in the places of what varies.
func fills(format string, bucket bool) []string {
	before, rest, found := strings.Cut(format, "${")
	if !found {
		return []string{format}
	}
	name, after, _ := strings.Cut(rest, "}")
	values := map[string][]string{"Partition": {"aws"}, "Region": {"eu-west-1"}, "Account": {"111122223333"}}[name]
	switch {
	case values != nil:
	case bucket:
		values = []string{"b", "x", "bx"}
	default:
		values = []string{"b", "x", "b/x", "x:x", ""}
	}
	var out []string
	for _, v := range values {
		for _, tail := range fills(after, bucket) {
			out = append(out, before+v+tail)
		}
	}
	return out
}

// arnsOf returns ARNs of all types that an action takes, and * if it may take that.
func arnsOf(action iam.Listed) []string {
	types, none := iam.ResourceTypes([]iam.Listed{action})
	var out []string
	for _, x := range types {
		for _, format := range x.Formats {
			out = append(out, fills(format, x.Name == "bucket")...)
		}
	}
	if none {
		out = append(out, "*")
	}
	return out
}

// A statement that lint says can never match matches no request: none of any action
// that its patterns select, on any resource that the reference lists for it. Of what
// is drawn, half is a resource of the action, perhaps with a wildcard.
func TestNeverIsNever(t *testing.T) {
	never, matched := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		pattern := rapid.SampledFrom(lawActions).Draw(t, "pattern")
		service, name, _ := strings.Cut(pattern, ":")
		all := iam.SelectOf(service, func(n string) bool { return plain.GlobMatches(name, n) })
		resources := rapid.SliceOfN(rapid.SampledFrom(lawResources), 1, 2).Draw(t, "resources")
		if own := arnsOf(rapid.SampledFrom(all).Draw(t, "owner")); len(own) > 1 && rapid.Bool().Draw(t, "own") {
			arn := rapid.SampledFrom(own).Draw(t, "arn")
			if cut := rapid.IntRange(0, 2).Draw(t, "cut"); cut > 0 && strings.HasPrefix(arn, "arn:") {
				arn = arn[:len(arn)-min(cut-1, 1)] + "*"
			}
			resources = []string{arn}
		}
		d := policy(fmt.Sprintf(`{"Effect":"Deny","Action":"%s","Resource":["%s"]}`, pattern, strings.Join(resources, `","`)))
		says := slices.ContainsFunc(lint.Check(d), func(p lint.Problem) bool { return p.Never })
		if says {
			never++
		}
		for _, action := range all[:min(len(all), 40)] {
			for _, arn := range arnsOf(action) {
				r := scp.NewRequest(action.String(), scp.ResourceOf(arn), scp.Open)
				switch got := d.Decide(r).Deny; {
				case got == scp.False:
				case says:
					t.Fatalf("lint says never, and %s on %s is %s: %s", action, arn, got, d.Text)
				default:
					matched++
				}
			}
		}
	})
	if never < 5 || matched < 5 {
		t.Errorf("only %d statements of those drawn never match, and %d requests match", never, matched)
	}
}
