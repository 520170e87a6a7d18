package verdict_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// A call on several resources is denied if one of them is, and the answer names
// it.
func TestCalls(t *testing.T) {
	const launch = `{"Effect":"Deny","Action":"ec2:RunInstances",`
	for _, c := range []struct {
		name, statement, action string
		given                   map[string][]string
		want                    verdict.Ruling
		parts                   []string
		sentences               []string
	}{
		{
			"a tag that is given is none of the image's", launch + `"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestTag/Env":["prod","dev"]}}}`, "ec2:RunInstances",
			map[string][]string{"aws:RequestTag/Env": {"prod"}},
			verdict.ExplicitlyDenied,
			[]string{"the image", "the subnet", "the security group"},
			nil,
		},
		{
			"a tag on what is created", launch + `"Resource":["arn:aws:ec2:*:*:instance/*","arn:aws:ec2:*:*:volume/*"],"Condition":{"Null":{"aws:RequestTag/team":"true"}}}`, "ec2:runinstances",
			nil, verdict.Depends, nil,
			[]string{"denied on the instance or a volume if the request's tag team is absent (Ruled at Unit)"},
		},
		{
			"that tag given", launch + `"Resource":["arn:aws:ec2:*:*:instance/*","arn:aws:ec2:*:*:volume/*"],"Condition":{"Null":{"aws:RequestTag/team":"true"}}}`, "ec2:RunInstances",
			map[string][]string{"aws:RequestTag/team": {"pay"}},
			verdict.Allowed, nil, nil,
		},
		{
			"on the subnet, by name", launch + `"Resource":"arn:aws:ec2:*:*:subnet/*"}`, "ec2:RunInstances",
			nil, verdict.ExplicitlyDenied,
			[]string{"the subnet"},
			nil,
		},
		{
			"on what not each call has", launch + `"Resource":"arn:aws:ec2:*:*:volume/*"}`, "ec2:RunInstances",
			nil, verdict.Depends, nil,
			[]string{"denied if the call has a volume (Ruled at Unit)"},
		},
		{
			"on all of them", launch + `"Resource":"*"}`, "ec2:RunInstances",
			nil, verdict.ExplicitlyDenied, nil, nil,
		},
		{
			"open on all of them", launch + `"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}}`, "ec2:RunInstances",
			nil, verdict.Depends, nil,
			[]string{"denied unless the Region is eu-west-1 (Ruled at Unit)"},
		},
		{
			"on what no row names", launch + `"Resource":"arn:aws:ec2:*:*:capacity-reservation/*"}`, "ec2:RunInstances",
			nil, verdict.Depends, nil,
			[]string{"denied on another resource if the resource matches arn:aws:ec2:*:*:capacity-reservation/* (Ruled at Unit)"},
		},
		{
			"on what it cannot touch", launch + `"Resource":"arn:aws:dynamodb:*:*:table/*"}`, "ec2:RunInstances",
			nil, verdict.Allowed, nil, nil,
		},
		{
			"several types and no row", `{"Effect":"Deny","Action":"rds:CreateDBInstance","Resource":"arn:aws:rds:*:*:db:*"}`, "rds:CreateDBInstance",
			nil, verdict.Depends, nil,
			[]string{"denied if the resource matches arn:aws:rds:*:*:db:* (Ruled at Unit)"},
		},
		{
			"a global profile", `{"Effect":"Deny","Action":"bedrock:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}}`, "bedrock:InvokeModel",
			map[string][]string{"aws:RequestedRegion": {"eu-west-1"}, "bedrock:InferenceProfileArn": {"arn:aws:bedrock:eu-west-1:444455556666:inference-profile/global.some.model-v1:0"}},
			verdict.ExplicitlyDenied,
			[]string{"the global model"},
			nil,
		},
		{
			"a profile of several Regions", `{"Effect":"Deny","Action":"bedrock:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}}`, "bedrock:InvokeModel",
			map[string][]string{"aws:RequestedRegion": {"eu-west-1"}, "bedrock:InferenceProfileArn": {"arn:aws:bedrock:eu-west-1:444455556666:inference-profile/eu.some.model-v1:0"}},
			verdict.Depends, nil,
			[]string{"denied on the model in a Region of the profile unless the Region is eu-west-1 (Ruled at Unit)"},
		},
		{
			"no profile", `{"Effect":"Deny","Action":"bedrock:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}}`, "bedrock:InvokeModel",
			map[string][]string{"aws:RequestedRegion": {"eu-west-1"}},
			verdict.Allowed, nil, nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := withPolicy(t, model.Policy{ID: "p-ruled00000", Name: "Ruled", Type: model.ServiceControlPolicy}, "ou-plain-00000000", c.statement)
			r.Caller.Partition = "aws"
			q := verdict.Question{Account: modeltest.CaseAccount, Action: c.action, Given: c.given}
			v := ask(t, r, q)
			if v.Ruling != c.want || !slices.Equal(v.Parts, c.parts) || c.sentences != nil && !slices.Equal(v.Sentences(), c.sentences) {
				t.Errorf("it is %v on %q: %q", v.Ruling, v.Parts, v.Sentences())
			}
			if len(c.parts) > 0 && !strings.Contains(v.Headline(r), c.parts[0]) {
				t.Errorf("%q does not name %s", v.Headline(r), c.parts[0])
			}
			lens, err := verdict.NewLens(r, q)
			if got, wrong := verdict.Rule(r, q); err != nil || wrong != nil || got != v.Ruling || lens.Ruling(modeltest.CaseAccount.Node()) != v.Ruling {
				t.Errorf("without reasons it is %v, in the lens %v", got, lens.Ruling(modeltest.CaseAccount.Node()))
			}
		})
	}
}

// With a resource given, a call is asked about that resource.
func TestCallWithResource(t *testing.T) {
	r := withPolicy(t, model.Policy{ID: "p-ruled00000", Name: "Ruled", Type: model.ServiceControlPolicy}, "ou-plain-00000000", `{"Effect":"Deny","Action":"ec2:*","Resource":"arn:aws:ec2:*:*:subnet/*"}`)
	v := ask(t, r, verdict.Question{Account: modeltest.CaseAccount, Action: "ec2:RunInstances", Resource: "arn:aws:ec2:eu-west-1:444455556666:instance/*"})
	if v.Ruling != verdict.Allowed {
		t.Errorf("the instance is %v", v.Ruling)
	}
}

// Each part of a call is a resource type of its action, and has AWS's page.
func TestCallsNameTypesOfTheReference(t *testing.T) {
	for _, c := range verdict.CallParts() {
		f := strings.Fields(c)
		if !slices.ContainsFunc(iam.Resources(f[0]), func(r iam.Resource) bool { return r.Type == f[1] }) {
			t.Errorf("%s does not act on %s", f[0], f[1])
		}
		if !strings.HasPrefix(f[2], "https://docs.aws.amazon.com/") {
			t.Errorf("%s has no page of AWS: %s", f[0], f[2])
		}
	}
}
