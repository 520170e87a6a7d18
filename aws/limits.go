package aws

import (
	"strings"

	"deputy/model"
)

// limit is one row of AWS's table of throttling limits: the operations that
// share it, the calls that a second adds, and the most that one second may see.
type limit struct {
	rate, burst float64
	reserve     float64 // calls kept back for what a person looks at: seven are the levels of the longest path
	operations  []string
}

// limits is AWS's table, by account, which is never above the figures by
// organization. Whether the operations of a row share one allowance or have one
// each is not documented; sharing is the safe reading.
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

// unpublished is for operations that the table does not name, each on its own:
// DescribeResourcePolicy is one. It is the slowest of the reads in the table.
var unpublished = limit{rate: 1, burst: 2}

// regional is for all calls to one service in one Region: deputy makes a few,
// and the published limits of these services are well above it.
var regional = limit{rate: 5, burst: 5}

// organizationsPrefix marks the operations that AWS publishes limits for.
const organizationsPrefix = "organizations:"

// limitOf names the row of limits that a call uses: the operation's of
// Organizations, one for each Region of another service, and none for STS.
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
