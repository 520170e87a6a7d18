package emulator

import (
	"cmp"
	"net/http"
	"slices"

	"deputy/model"
)

// regions are the Regions of each partition, with their status for an account of
// which nothing else is known. The list is short: of the seventeen that AWS
// enables by default, those that most operators use, and a few that are not
// enabled by default. A partition that is not listed has its global Region only.
// https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
var regions = map[string][]model.AccountRegion{
	"aws": {
		{Region: "ap-east-1", Status: model.RegionDisabled},
		{Region: "eu-central-1", Status: model.RegionEnabledByDefault},
		{Region: "eu-central-2", Status: model.RegionDisabled},
		{Region: "eu-south-1", Status: model.RegionDisabled},
		{Region: "eu-west-1", Status: model.RegionEnabledByDefault},
		{Region: "me-south-1", Status: model.RegionDisabled},
		{Region: "us-east-1", Status: model.RegionEnabledByDefault},
		{Region: "us-west-2", Status: model.RegionEnabledByDefault},
	},
	"aws-cn": {
		{Region: "cn-north-1", Status: model.RegionEnabledByDefault},
		{Region: "cn-northwest-1", Status: model.RegionEnabledByDefault},
	},
	"aws-us-gov": {
		{Region: "us-gov-east-1", Status: model.RegionEnabledByDefault},
		{Region: "us-gov-west-1", Status: model.RegionEnabledByDefault},
	},
}

// regionsOf returns an account's Regions by name: those of the partition, with
// the status that the organization has for the account.
func (w *orgIndex) regionsOf(account model.AccountID) []model.AccountRegion {
	all := slices.Clone(regions[w.partition])
	if home := globalRegion(w.partition); len(all) == 0 && home != "" {
		all = []model.AccountRegion{{Region: home, Status: model.RegionEnabledByDefault}}
	}
	for _, known := range w.Regions {
		if known.Account != account {
			continue
		}
		i := slices.IndexFunc(all, func(r model.AccountRegion) bool { return r.Region == known.Region })
		if i < 0 {
			all = append(all, known)
			continue
		}
		all[i] = known
	}
	slices.SortFunc(all, func(a, b model.AccountRegion) int { return cmp.Compare(a.Region, b.Region) })
	return all
}

// globalRegion returns the Region of a partition's global services.
func globalRegion(partition string) model.Region {
	return model.GlobalServiceRegion("iam:*", partition)
}

// regionStatus returns the status of a Region for an account; empty if there is
// no such Region.
func (w *orgIndex) regionStatus(account model.AccountID, region model.Region) model.RegionStatus {
	for _, r := range w.regionsOf(account) {
		if r.Region == region {
			return r.Status
		}
	}
	return ""
}

// checkRegion returns AWS's error for a caller whose account has not enabled the
// Region: such a Region does not know the caller's keys.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
func (s *Server) checkRegion(x *exchange) error {
	if s.index.regionStatus(x.caller.account, model.Region(x.region)).Usable() {
		return nil
	}
	if x.service == "ec2" {
		return &awsError{
			status: http.StatusUnauthorized, code: "AuthFailure",
			message: "AWS was not able to validate the provided access credentials",
		}
	}
	return &awsError{
		status: http.StatusForbidden, code: "UnrecognizedClientException",
		message: "The security token included in the request is invalid.",
	}
}
