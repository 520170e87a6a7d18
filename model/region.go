package model

import (
	"cmp"
	"slices"
)

// RegionStatus says whether an account can use a Region, in AWS's spelling.
// https://docs.aws.amazon.com/accounts/latest/reference/API_Region.html
type RegionStatus string

// The statuses of Regions.
const (
	RegionEnabled          RegionStatus = "ENABLED"
	RegionEnabling         RegionStatus = "ENABLING"
	RegionDisabling        RegionStatus = "DISABLING"
	RegionDisabled         RegionStatus = "DISABLED"
	RegionEnabledByDefault RegionStatus = "ENABLED_BY_DEFAULT"
)

// Usable reports whether calls to the Region work.
func (s RegionStatus) Usable() bool { return s == RegionEnabled || s == RegionEnabledByDefault }

// AccountRegion is the status of one Region for one account.
type AccountRegion struct {
	Account AccountID
	Region  Region
	Status  RegionStatus
}

// compareRegions orders by account and Region.
func compareRegions(a, b AccountRegion) int {
	return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region))
}

// Regions returns the Regions that an account can use, in alphabetical order, and
// how far they have been read.
func (r *Reading) Regions(account AccountID) ([]Region, Status) {
	var usable []Region
	for _, region := range r.regions[account] {
		if region.Status.Usable() {
			usable = append(usable, region.Region)
		}
	}
	slices.Sort(usable)
	return usable, r.Status(PartRegions, string(account))
}

// UnsettledRegions returns the Regions of an account that are being enabled or
// disabled: nothing can be read there, though there may be something.
func (r *Reading) UnsettledRegions(account AccountID) []Region {
	var unsettled []Region
	for _, region := range r.regions[account] {
		if region.Status == RegionEnabling || region.Status == RegionDisabling {
			unsettled = append(unsettled, region.Region)
		}
	}
	slices.Sort(unsettled)
	return unsettled
}

// regionsByDefault holds the Regions of a partition that every account can use,
// for organizations whose own list cannot be read.
// https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
var regionsByDefault = map[string][]Region{
	"aws": {
		"ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
		"eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
	},
	"aws-cn":     {"cn-north-1", "cn-northwest-1"},
	"aws-us-gov": {"us-gov-east-1", "us-gov-west-1"},
}

// RegionsByDefault returns the Regions that every account of a partition can use.
func RegionsByDefault(partition string) []Region { return regionsByDefault[cmp.Or(partition, "aws")] }
