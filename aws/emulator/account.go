package emulator

import (
	"slices"

	"deputy/model"
)

// accounts is AWS Account Management, as much of it as tells an account's
// Regions. Its one endpoint serves all Regions.
// https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
var accounts = &restAPI{
	desk: desk{most: 50, open: true, global: true, own: own{
		id: "account-management", name: "Account Management", principal: "account.amazonaws.com",
		otherwise: "ValidationException",
		codes: map[refusal]string{
			notManagement: "AccessDeniedException", notInOrganization: "AccessDeniedException",
			notAllFeatures: "AccessDeniedException", noMember: "AccessDeniedException", accessOff: "AccessDeniedException",
		},
	}},
	routes: map[string]route{
		"POST /listRegions": {
			operation: "ListRegions", run: listRegions,
			optional: list("AccountId", "MaxResults", "NextToken", "RegionOptStatusContains"),
		},
	},
}

// listRegions returns the caller's own Regions, or those of a member to the
// management account or the delegated administrator.
func listRegions(c *call) (any, error) {
	account := c.x.caller.account
	if _, given := c.in.text["AccountId"]; given {
		account = c.in.account("AccountId")
		if err := c.mayAsk(account); err != nil {
			return nil, err
		}
	}
	all := slices.DeleteFunc(c.s.world.regionsOf(account), func(r model.AccountRegion) bool {
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

// mayAsk returns the reason why the caller may not name this account. The management
// account cannot name itself.
func (c *call) mayAsk(account model.AccountID) error {
	caller := c.x.caller.account
	_, delegate := c.s.seen.delegations[keyOf(caller, c.own.principal)]
	switch {
	case !c.isManagement(caller) && !delegate:
		return c.refuse(notManagement)
	case c.s.world.Organization.Features != model.FeaturesAll:
		return c.refuse(notAllFeatures)
	case c.isManagement(account):
		return c.refuse(badInput)
	case c.s.world.account(account) == nil:
		return c.refuse(noMember)
	case !c.s.seen.trusts(c.own.principal):
		return c.refuse(accessOff)
	}
	return nil
}
