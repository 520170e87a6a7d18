package typical

import "strings"

// part is one of the resources that a call is authorized on.
type part struct {
	resourceType
	words string // how a sentence calls it
	// made is set if the call creates the resource: the tags of the request are for
	// such resources, and the others are authorized without tags.
	made bool
}

// calls holds the calls that AWS authorizes on several resources at once, with
// the parts that every ordinary call has. An action that is not here is not
// split, whatever resource types the reference lists: it has alternatives too.
var calls = map[string][]part{
	// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html#iam-example-runinstances
	// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
	"ec2:runinstances": {
		{ec2("instance"), "the instance", true},
		{ec2("volume"), "every new volume", true},
		{ec2("network-interface"), "every new network interface", true},
		{ec2("subnet"), "the subnet", false},
		{ec2("security-group"), "the security group", false},
		{resourceType{"image", "arn:${Partition}:ec2:${Region}::image/${ImageId}"}, "the image", false},
	},
	// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html#iam-example-manage-volumes
	"ec2:createvolume": {{ec2("volume"), "the volume", true}},
	// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/security_iam_id-based-policy-examples-create-and-modify-examples.html
	"rds:createdbinstance": {
		{rds("db"), "the DB instance", true},
		{rds("og"), "the option group", false},
		{rds("pg"), "the parameter group", false},
		{rds("subgrp"), "the subnet group", false},
	},
}

func ec2(name string) resourceType {
	return resourceType{name, "arn:${Partition}:ec2:${Region}:${Account}:" + name + "/${Name}"}
}

func rds(name string) resourceType {
	return resourceType{name, "arn:${Partition}:rds:${Region}:${Account}:" + name + ":${Name}"}
}

// tagsByPart reports whether a call names the tags of each resource apart.
func tagsByPart(action string) bool { return strings.EqualFold(action, "ec2:RunInstances") }

// further holds actions that make calls of their own in the caller's name.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
var further = map[string]bool{
	"cloudformation:createstack": true, "cloudformation:updatestack": true, "cloudformation:deletestack": true,
	"cloudformation:executechangeset": true, "cloudformation:createstackset": true, "cloudformation:createstackinstances": true,
	"cloudformation:updatestackset": true, "servicecatalog:provisionproduct": true, "elasticbeanstalk:createenvironment": true,
}
