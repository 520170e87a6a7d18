package emulator

import (
	"slices"

	"deputy/model"
)

// accounts is AWS Account Management, as far as it lists an account's Regions.
// One endpoint serves all Regions.
// https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
var accounts = &restAPI{
	serviceHandler: serviceHandler{maxPage: 50, anyCaller: true, oneEndpoint: true, service: serviceAPI{
		id: "account-management", name: "Account Management", principal: "account.amazonaws.com",
		otherCode: "ValidationException",
		codes: map[refusal]string{
			notManagement: "AccessDeniedException", notInOrganization: "AccessDeniedException",
			notAllFeatures: "AccessDeniedException", noMember: "AccessDeniedException", accessOff: "AccessDeniedException",
		},
	}},
	routes: map[string]route{
		"POST /listRegions": {
			operation: "ListRegions", run: listRegions,
			optional: params("AccountId", "MaxResults", "NextToken", "RegionOptStatusContains"),
		},
	},
}

// listRegions lists the Regions of the caller's account. The management account
// and the delegated administrator may ask for a member's.
func listRegions(c *call) (any, error) {
	account := c.x.caller.account
	if _, given := c.in.text["AccountId"]; given {
		account = c.in.account("AccountId")
		if err := c.checkNamedAccount(account); err != nil {
			return nil, err
		}
	}
	all := slices.DeleteFunc(c.s.index.regionsOf(account), func(r model.AccountRegion) bool {
		return len(c.in.list) > 0 && !slices.Contains(c.in.list, string(r.Status))
	})
	type region struct {
		Name   model.Region       `json:"RegionName"`
		Status model.RegionStatus `json:"RegionOptStatus"`
	}
	entries, next, err := pageOf(c, all)
	return struct {
		Regions []region
		Next    string `json:"NextToken,omitempty"`
	}{each(entries, func(r model.AccountRegion) region { return region{r.Region, r.Status} }), next}, err
}

// checkNamedAccount returns the error for a caller that may not name this
// account. The management account cannot name itself.
func (c *call) checkNamedAccount(account model.AccountID) error {
	caller := c.x.caller.account
	_, delegate := c.s.visible.delegations[delegationKey(caller, c.service.principal)]
	switch {
	case !c.isManagement(caller) && !delegate:
		return c.refuse(notManagement)
	case c.s.index.Organization.Features != model.FeaturesAll:
		return c.refuse(notAllFeatures)
	case c.isManagement(account):
		return c.refuse(badInput)
	case c.s.index.account(account) == nil:
		return c.refuse(noMember)
	case !c.s.visible.hasAccess(c.service.principal):
		return c.refuse(accessOff)
	}
	return nil
}
