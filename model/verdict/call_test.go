package verdict_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// launch begins a statement that denies launches.
const launch = `{"Effect":"Deny","Action":"ec2:RunInstances",`

// callCases are policies, and calls on several resources that they deny or not.
var callCases = []struct {
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
		[]string{"the image", "the security group"},
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
		"on the image, by name", launch + `"Resource":"arn:aws:ec2:*::image/*"}`, "ec2:RunInstances",
		nil, verdict.ExplicitlyDenied,
		[]string{"the image"},
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
		"a subnet, which a call need not name", launch + `"Resource":"arn:aws:ec2:*:*:subnet/*"}`, "ec2:RunInstances",
		nil, verdict.Depends, nil,
		[]string{"denied if the call has the subnet (Ruled at Unit)"},
	},
	{
		"what leaves no way out on two parts", `[` + launch + `"Resource":"arn:aws:ec2:*:*:instance/*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}},` +
			launch + `"Resource":"arn:aws:ec2:*::image/*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}}]`, "ec2:RunInstances",
		nil, verdict.ExplicitlyDenied, nil, nil,
	},
	{
		"what leaves a way out, since tags differ by part", `[` + launch + `"Resource":"arn:aws:ec2:*:*:instance/*","Condition":{"Null":{"aws:RequestTag/t":"true"}}},` +
			launch + `"Resource":"arn:aws:ec2:*:*:network-interface/*","Condition":{"Null":{"aws:RequestTag/t":"false"}}}]`, "ec2:RunInstances",
		nil, verdict.Depends, nil, nil,
	},
	{
		"a fleet", `{"Effect":"Deny","Action":"ec2:CreateFleet","Resource":"*","Condition":{"Null":{"aws:RequestTag/team":"true"}}}`, "ec2:CreateFleet",
		map[string][]string{"aws:RequestTag/team": {"pay"}},
		verdict.Depends, nil,
		[]string{
			"denied if the call has the launch template, an image, a subnet or the placement group (Ruled at Unit)",
			"denied on an instance, a volume or another resource if the request's tag team is absent (Ruled at Unit)",
		},
	},
	{
		"the fleet, which each call has", `{"Effect":"Deny","Action":"ec2:CreateFleet","Resource":"arn:aws:ec2:*:*:fleet/*"}`, "ec2:CreateFleet",
		nil, verdict.ExplicitlyDenied, nil, nil,
	},
	{
		"what each call creates", `{"Effect":"Deny","Action":"rds:CreateDBInstance","Resource":"arn:aws:rds:*:*:db:*"}`, "rds:CreateDBInstance",
		nil, verdict.ExplicitlyDenied, nil, nil,
	},
	{
		"a tag of the action, which holds for all resources", `{"Effect":"Deny","Action":"rds:CreateDBInstance","Resource":"*","Condition":{"Null":{"aws:RequestTag/team":"true"}}}`, "rds:CreateDBInstance",
		map[string][]string{"aws:RequestTag/team": {"pay"}},
		verdict.Allowed, nil, nil,
	},
	{
		"several types and no row", `{"Effect":"Deny","Action":"rds:CreateDBCluster","Resource":"arn:aws:rds:*:*:cluster:*"}`, "rds:CreateDBCluster",
		nil, verdict.Depends, nil,
		[]string{"denied if the resource matches arn:aws:rds:*:*:cluster:* (Ruled at Unit)"},
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
		"the model in the Region of the call", `{"Effect":"Deny","Action":"bedrock:*","Resource":"arn:aws:bedrock:eu-west-1::foundation-model/some.*"}`, "bedrock:InvokeModel",
		map[string][]string{"bedrock:InferenceProfileArn": {"arn:aws:bedrock:eu-west-1:444455556666:inference-profile/global.some.model-v1:0"}},
		verdict.ExplicitlyDenied,
		[]string{"the model in the Region of the call"},
		nil,
	},
	{
		"a profile in a Region that is denied", `{"Effect":"Deny","Action":"bedrock:*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}}`, "bedrock:InvokeModel",
		map[string][]string{"bedrock:InferenceProfileArn": {"arn:aws:bedrock:us-east-1:444455556666:inference-profile/us.some.model-v1:0"}},
		verdict.ExplicitlyDenied,
		[]string{"the inference profile", "the model in the Region of the call"},
		nil,
	},
	{
		"through a global profile only", `{"Effect":"Deny","Action":"bedrock:*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"unspecified"},"ArnLike":{"bedrock:InferenceProfileArn":"arn:aws:bedrock:*:*:inference-profile/global.*"}}}`, "bedrock:InvokeModel",
		map[string][]string{"bedrock:InferenceProfileArn": {"arn:aws:bedrock:eu-west-1:444455556666:inference-profile/eu.some.model-v1:0"}},
		verdict.Allowed, nil, nil,
	},
	{
		"models without a profile", `{"Effect":"Deny","Action":"bedrock:*","Resource":"*","Condition":{"Null":{"bedrock:InferenceProfileArn":"true"}}}`, "bedrock:InvokeModel",
		map[string][]string{"bedrock:InferenceProfileArn": {"arn:aws:bedrock:eu-west-1:444455556666:application-inference-profile/a1b2"}},
		verdict.Depends, nil,
		[]string{"denied on the inference profile if the ARN of the inference profile is absent (Ruled at Unit)"},
	},
	{
		"no profile", `{"Effect":"Deny","Action":"bedrock:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}}`, "bedrock:InvokeModel",
		map[string][]string{"aws:RequestedRegion": {"eu-west-1"}},
		verdict.Allowed, nil, nil,
	},
}

// A call on several resources is denied if one of them is, and the answer names
// it.
func TestCalls(t *testing.T) {
	for _, c := range callCases {
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

// A denial that only several parts make certain names them.
func TestJointDenialOfPartsIsTold(t *testing.T) {
	for _, c := range callCases {
		if c.name != "what leaves no way out on two parts" {
			continue
		}
		r := withPolicy(t, model.Policy{ID: "p-ruled00000", Name: "Ruled", Type: model.ServiceControlPolicy}, "ou-plain-00000000", c.statement)
		r.Caller.Partition = "aws"
		v := ask(t, r, verdict.Question{Account: modeltest.CaseAccount, Action: c.action})
		if want := "Denied whatever the Region is: by Ruled, statement 1, at Unit on the instance, or by Ruled, statement 2, at Unit on the image"; v.Headline(r) != want {
			t.Errorf("it says %q", v.Headline(r))
		}
		return
	}
	t.Error("there is no such case")
}
