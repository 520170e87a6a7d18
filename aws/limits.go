package aws

import (
	"strings"

	"deputy/model"
)

// limit is one row of AWS's table of throttling limits, or another limit that calls
// keep to.
type limit struct {
	rate, burst float64 // see model.RateLimit
	reserve     float64 // calls reserved for urgent ones
	operations  []string
}

// reserves is how many calls of a row are reserved for urgent ones, by an operation
// of it. Seven are the levels of the longest path.
var reserves = map[string]float64{
	"ListAccounts": 1, "ListChildren": 1, "ListOrganizationalUnitsForParent": 1, "DescribeAccount": 4, "ListTagsForResource": 1,
	"ListTargetsForPolicy": 7, "DescribePolicy": 1, "ListDelegatedAdministrators": 1, "ListDelegatedServicesForAccount": 1,
}

// limits is AWS's table.
var limits = func() (rows []limit) {
	for _, l := range model.RateLimits {
		row := limit{rate: l.Rate, burst: l.Burst, operations: l.Operations}
		for _, operation := range l.Operations {
			row.reserve = max(row.reserve, reserves[operation])
		}
		rows = append(rows, row)
	}
	return rows
}()

// unpublished is the limit of an operation that the table does not name, such as
// DescribeResourcePolicy. It is that of the slowest read in the table.
var unpublished = limit{rate: model.UnpublishedLimit.Rate, burst: model.UnpublishedLimit.Burst}

// regional is the limit of all calls to one service in one Region. deputy makes
// a few, and the published limits of these services are well above it.
var regional = limit{rate: 5, burst: 5}

// lookups is the limit of LookupEvents in one Region, and so of all calls to
// CloudTrail there: deputy makes few others.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
var lookups = limit{rate: 2, burst: 2}

// regionalLimit returns the limit of calls to a service in a Region.
func regionalLimit(name string) limit {
	if strings.HasPrefix(name, "cloudtrail@") {
		return lookups
	}
	return regional
}

// organizationsPrefix begins the names of the operations for which AWS publishes
// limits.
const organizationsPrefix = "organizations:"

// limitOf returns the name of the limit that counts for a call: the operation's
// name for Organizations, service and Region for other services, and empty for
// STS, which has none.
func limitOf(operation string, region model.Region) string {
	if name, ok := strings.CutPrefix(operation, organizationsPrefix); ok {
		return name
	}
	service, _, _ := strings.Cut(operation, ":")
	if service == "sts" {
		return ""
	}
	return service + "@" + string(region)
}
