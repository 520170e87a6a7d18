package iam

import (
	"slices"
	"strings"
)

// Call is an action whose calls AWS authorizes on several resources at once, the
// parts of the call: it denies a call if it denies one of them. Which parts a call
// has does not follow from the reference, which marks alternatives as required.
type Call struct {
	Action string
	Pages  []string // of AWS, which name the parts
	Parts  []CallPart
}

// CallPart is a resource on which a call is authorized.
type CallPart struct {
	Type     string // its resource type in the reference
	Name     string // as it stands in a sentence
	Ordinary string // as it stands in a sentence about an ordinary call; empty if such a call has no such part
	Sure     bool   // each call has the part; others have it or not
	Created  bool   // each call that has the part creates it, and the tags that it gives are for it
}

// calls are the calls whose parts are known. A part is sure only if a page says so
// without a condition: a call may name no subnet, and use network interfaces that
// exist. Of types that the reference has for the action and no part has, nothing is
// known.
var calls = []Call{
	{
		"ec2:RunInstances", []string{
			// "Each of the Amazon EC2 scenarios requires that you specify instance, image, and
			// security group resources", and the network interface in a VPC.
			"https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html",
			"https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html#iam-example-runinstances",
		}, []CallPart{
			{"instance", "the instance", "the instance", true, true},
			{"volume", "a volume", "every new volume", false, true},
			{"image", "the image", "the image", true, false},
			{"network-interface", "the network interface", "every new network interface", true, false},
			{"security-group", "the security group", "the security group", true, false},
			{"subnet", "the subnet", "the subnet", false, false},
			{"key-pair", "the key pair", "", false, false},
			{"snapshot", "a snapshot", "", false, false},
			{"launch-template", "the launch template", "", false, false},
			{"placement-group", "the placement group", "", false, false},
			{"spot-instances-request", "the Spot Instance request", "", false, false}, // only if the call tags it
		},
	},
	{
		"ec2:CreateVolume", []string{"https://docs.aws.amazon.com/ebs/latest/userguide/security_iam_id-based-policy-examples.html#iam-example-manage-volumes"}, []CallPart{
			{"volume", "the volume", "the volume", true, true},
			{"snapshot", "the snapshot", "", false, false},
		},
	},
	{
		// Only fleets of type instant launch instances in the call itself, and can tag them.
		"ec2:CreateFleet", []string{"https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFleet.html"}, []CallPart{
			{"fleet", "the fleet", "the fleet", true, true},
			{"instance", "an instance", "every instance", false, false},
			{"volume", "a volume", "every new volume", false, false},
			{"launch-template", "the launch template", "the launch template", false, false},
			{"image", "an image", "", false, false},
			{"subnet", "a subnet", "", false, false},
			{"placement-group", "the placement group", "", false, false},
		},
	},
	{
		"rds:CreateDBInstance", []string{"https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/security_iam_id-based-policy-examples-create-and-modify-examples.html"}, []CallPart{
			{"db", "the DB instance", "the DB instance", true, true},
			{"og", "the option group", "the option group", false, false},
			{"pg", "the parameter group", "the parameter group", false, false},
			{"subgrp", "the subnet group", "the subnet group", false, false},
			{"cluster", "the DB cluster", "", false, false},
			{"secgrp", "the DB security group", "", false, false},
		},
	},
}

// CallOf returns the call of an action, in any case, if its parts are known.
func CallOf(action string) (Call, bool) {
	i := slices.IndexFunc(calls, func(c Call) bool { return strings.EqualFold(c.Action, action) })
	if i < 0 {
		return Call{}, false
	}
	return calls[i], true
}

// TagsByPart reports whether a call gives tags for each resource apart: the
// reference lists the tags of the request with the resource types then, and not
// with the action. AWS authorizes the call without tags on types that take none.
func (c Call) TagsByPart() bool { return !hasTags(ActionKeys(c.Action)) }

// TakesTags reports whether requests on a resource of the type can have tags of
// their own, since they create it.
func (r Resource) TakesTags() bool { return hasTags(r.Keys) }

// hasTags reports whether condition keys have one for the tags of the request.
func hasTags(keys []string) bool { return slices.Contains(keys, "aws:RequestTag/${TagKey}") }
