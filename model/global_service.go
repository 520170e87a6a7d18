package model

import "strings"

// globalServiceRegions holds the Region of each partition's global services.
var globalServiceRegions = map[string]Region{
	"aws": "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1", "aws-eusc": "eusc-de-east-1",
	"aws-iso": "us-iso-east-1", "aws-iso-b": "us-isob-east-1", "aws-iso-e": "eu-isoe-west-1", "aws-iso-f": "us-isof-south-1",
}

// globalServices holds the services whose requests are always made in that
// Region, whatever Region the caller has configured.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion
var globalServices = map[string]bool{
	"account": true, "artifact": true, "aws-portal": true, "billing": true, "budgets": true, "ce": true, "cloudfront": true,
	"consolidatedbilling": true, "cur": true, "freetier": true, "iam": true, "importexport": true, "invoicing": true,
	"organizations": true, "payments": true, "route53": true, "route53domains": true, "savingsplans": true, "shield": true,
	"support": true, "tax": true, "trustedadvisor": true, "waf": true, "health": true,
}

// globalServicesElsewhere holds the global services that have another Region in
// the partition aws.
// https://docs.aws.amazon.com/general/latest/gr/global_accelerator.html
// https://docs.aws.amazon.com/general/latest/gr/networkmanager.html
var globalServicesElsewhere = map[string]Region{"globalaccelerator": "us-west-2", "networkmanager": "us-west-2"}

// GlobalServiceRegion returns the value of aws:RequestedRegion for an action of
// a global service; empty for services that have endpoints in Regions.
func GlobalServiceRegion(action, partition string) Region {
	service, _, _ := strings.Cut(strings.ToLower(action), ":")
	if r, ok := globalServicesElsewhere[service]; ok && partition == "aws" {
		return r
	}
	if globalServices[service] {
		return globalServiceRegions[partition]
	}
	return ""
}
