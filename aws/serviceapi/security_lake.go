package serviceapi

import "deputy/aws/rawcall"

// securityLakeAPI is Amazon Security Lake.
// https://docs.aws.amazon.com/security-lake/latest/APIReference/API_RegisterDataLakeDelegatedAdministrator.html
var securityLakeAPI = API{
	Calls: map[string]Call{
		"RegisterDataLakeDelegatedAdministrator":   rawcall.SendStep,
		"DeregisterDataLakeDelegatedAdministrator": rawcall.SendStep,
	},
}
