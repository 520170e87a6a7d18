package serviceapi

import "deputy/aws/rawcall"

// cloudTrailAPI is AWS CloudTrail.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RegisterOrganizationDelegatedAdmin.html
var cloudTrailAPI = API{
	Calls: map[string]Call{
		"RegisterOrganizationDelegatedAdmin":   rawcall.SendStep,
		"DeregisterOrganizationDelegatedAdmin": rawcall.SendStep,
	},
}
