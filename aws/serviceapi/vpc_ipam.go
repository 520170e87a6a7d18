package serviceapi

import "deputy/aws/rawcall"

// vpcIPAMAPI is VPC IPAM, whose two operations are Amazon EC2's. EC2 has no list
// of the administrators.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableIpamOrganizationAdminAccount.html
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisableIpamOrganizationAdminAccount.html
var vpcIPAMAPI = API{
	Calls: map[string]Call{
		"EnableIpamOrganizationAdminAccount":  rawcall.SendStep,
		"DisableIpamOrganizationAdminAccount": rawcall.SendStep,
	},
}
