package aws

import (
	"strings"

	"deputy/model"
)

// limit is one row of AWS's table of throttling limits: the operations that
// share it, how many calls a second adds, and how many may come at once.
type limit struct {
	rate, burst float64
	reserve     float64 // calls reserved for urgent ones: seven are the levels of the longest path
	operations  []string
}

// limits is AWS's table by account; its numbers are never above those by
// organization. AWS does not say whether the operations of a row share one limit
// or have one each. Sharing is the safe assumption.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
var limits = []limit{
	{1, 2, 0, []string{"DescribeOrganization"}},
	{1, 2, 0, []string{"ListRoots"}},
	{8, 12, 1, []string{"ListAccounts"}},
	{6, 10, 1, []string{"ListChildren"}},
	{5, 8, 1, []string{"ListParents", "ListAccountsForParent", "ListOrganizationalUnitsForParent"}},
	{20, 30, 4, []string{"DescribeAccount"}},
	{2, 2, 0, []string{"DescribeOrganizationalUnit"}},
	{10, 15, 1, []string{"ListTagsForResource"}},
	{5, 8, 7, []string{"ListPolicies", "ListPoliciesForTarget", "ListTargetsForPolicy"}},
	{2, 2, 1, []string{"DescribePolicy"}},
	{5, 8, 1, []string{"ListDelegatedAdministrators"}},
	{1, 3, 1, []string{"ListDelegatedServicesForAccount", "ListAWSServiceAccessForOrganization"}},
	{1, 2, 0, []string{"RegisterDelegatedAdministrator", "DeregisterDelegatedAdministrator"}},
	{1, 2, 0, []string{"EnableAWSServiceAccess"}},
}

// unpublished is the limit of an operation that the table does not name, such as
// DescribeResourcePolicy. It is that of the slowest read in the table.
var unpublished = limit{rate: 1, burst: 2}

// regional is the limit of all calls to one service in one Region. deputy makes
// a few, and the published limits of these services are well above it.
var regional = limit{rate: 5, burst: 5}

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
