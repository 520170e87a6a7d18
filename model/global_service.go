package model

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// homeRegionRows has a line for each global service and partition: the prefix of
// its actions, the partition, and the Regions, separated by tabs. The SDKs send
// all requests there, whatever Region the caller has configured.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion
//
//go:embed home_regions.tsv
var homeRegionRows string

// homeRegionsBeside holds what the SDKs' data does not have: Global Accelerator,
// whose only Region callers have to configure themselves, and prefixes that only
// AWS's consoles use.
// https://docs.aws.amazon.com/general/latest/gr/global_accelerator.html
// https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/billing-permissions-ref.html
var homeRegionsBeside = map[serviceInPartition][]Region{
	{"globalaccelerator", "aws"}: {"us-west-2"}, {"aws-portal", "aws"}: {"us-east-1"}, {"consolidatedbilling", "aws"}: {"us-east-1"},
}

// serviceInPartition names a service by the prefix of its actions.
type serviceInPartition struct{ prefix, partition string }

var homeRegions = sync.OnceValue(func() map[serviceInPartition][]Region {
	all := map[serviceInPartition][]Region{}
	for key, regions := range homeRegionsBeside {
		all[key] = regions
	}
	for line := range strings.Lines(homeRegionRows) {
		row := strings.Split(strings.TrimSpace(line), "\t")
		if len(row) != 3 {
			continue // a comment
		}
		var regions []Region
		for region := range strings.SplitSeq(row[2], ",") {
			regions = append(regions, Region(region))
		}
		all[serviceInPartition{row[0], row[1]}] = regions
	}
	return all
})

// HomeRegions returns the Regions of a partition in which a global service answers
// all requests for an action, most often one; none for services that have
// endpoints in the Regions.
func HomeRegions(action, partition string) []Region {
	service, _, _ := strings.Cut(strings.ToLower(action), ":")
	return slices.Clone(homeRegions()[serviceInPartition{service, partition}])
}

// GlobalServiceRegion returns the value of aws:RequestedRegion for an action of
// a global service; empty for services that have endpoints in several Regions.
func GlobalServiceRegion(action, partition string) Region {
	if regions := HomeRegions(action, partition); len(regions) == 1 {
		return regions[0]
	}
	return ""
}
