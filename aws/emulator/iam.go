package emulator

import (
	"encoding/xml"
	"slices"

	"deputy/model"
)

// iamVersion is the version of the IAM API and the end of its XML name space.
const iamVersion = "2010-05-08"

// iamAPI is as much of IAM as centralized root access, what lives in the management
// account and access reports need.
var iamAPI = &queryAPI{
	version: iamVersion,
	write: func(x *exchange, result any, failed error) response {
		return encodeQuery(x, "https://iam.amazonaws.com/doc/"+iamVersion+"/", result, failed)
	},
	serviceHandler: serviceHandler{anyCaller: true, oneEndpoint: true, service: serviceAPI{
		id: "iam", name: "IAM", principal: "iam.amazonaws.com", otherCode: "ValidationError",
		codes: map[refusal]string{
			notManagement:     "AccountNotManagementOrDelegatedAdministratorException",
			notInOrganization: "OrganizationNotFoundException",
			notAllFeatures:    "OrganizationNotInAllFeaturesModeException",
			accessOff:         "ServiceAccessNotEnabledException",
		},
	}},
	routes: map[string]route{
		"ListOrganizationsFeatures":         {run: listRootFeatures},
		"GetAccountAuthorizationDetails":    {optional: append(params("MaxItems", "Marker"), filterMembers...), run: getAccountAuthorizationDetails},
		"GetAccountSummary":                 {run: getAccountSummary},
		"GenerateCredentialReport":          {run: generateCredentialReport},
		"GetCredentialReport":               {run: getCredentialReport},
		"GenerateOrganizationsAccessReport": {run: generateAccessReport, required: params("EntityPath"), optional: params("OrganizationsPolicyId")},
		"GetOrganizationsAccessReport":      {run: getAccessReport, required: params("JobId"), optional: params("MaxItems", "Marker", "SortKey")},
	},
}

type rootFeatures struct {
	XMLName      xml.Name `xml:"ListOrganizationsFeaturesResult"`
	Organization string   `xml:"OrganizationId"`
	Enabled      []string `xml:"EnabledFeatures>member"`
}

// listRootFeatures lists the features of centralized root access.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
func listRootFeatures(c *call) (any, error) {
	account := c.x.caller.account
	_, delegate := c.s.visible.delegations[delegationKey(account, c.service.principal)]
	if err := c.checkManagement(); err != nil && (!delegate || c.s.index.Organization.Features != model.FeaturesAll) {
		return nil, err
	}
	if !c.s.visible.hasAccess(c.service.principal) {
		return nil, c.refuse(accessOff)
	}
	out := rootFeatures{Organization: c.s.index.Organization.ID}
	if c.s.start.RootAccess != nil {
		out.Enabled = slices.Clone(c.s.start.RootAccess.Enabled)
	}
	return out, nil
}
