package model

import (
	"slices"
	"time"
)

// RateLimit is a row of AWS's table of throttling limits: the operations that share
// it, how many calls a second adds, and how many may come at once.
type RateLimit struct {
	Rate, Burst float64
	Operations  []string
}

// RateLimits is AWS's table by account; its numbers are never above those by
// organization. AWS does not say whether the operations of a row share one limit
// or have one each. Sharing is the safe assumption.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
var RateLimits = []RateLimit{
	{1, 2, []string{"DescribeOrganization"}},
	{1, 2, []string{"ListRoots"}},
	{8, 12, []string{"ListAccounts"}},
	{6, 10, []string{"ListChildren"}},
	{5, 8, []string{"ListParents", "ListAccountsForParent", "ListOrganizationalUnitsForParent"}},
	{20, 30, []string{"DescribeAccount"}},
	{2, 2, []string{"DescribeOrganizationalUnit"}},
	{10, 15, []string{"ListTagsForResource"}},
	{5, 8, []string{"ListPolicies", "ListPoliciesForTarget", "ListTargetsForPolicy"}},
	{2, 2, []string{"DescribePolicy"}},
	{5, 8, []string{"ListDelegatedAdministrators"}},
	{1, 3, []string{"ListDelegatedServicesForAccount", "ListAWSServiceAccessForOrganization"}},
	{5, 8, []string{"ListHandshakesForOrganization"}},
	{1, 2, []string{"RegisterDelegatedAdministrator", "DeregisterDelegatedAdministrator"}},
	{1, 2, []string{"EnableAWSServiceAccess"}},
}

// UnpublishedLimit is the limit that deputy assumes for an operation that the table
// does not name, such as DescribeEffectivePolicy: that of the slowest read in it.
var UnpublishedLimit = RateLimit{Rate: 1, Burst: 2}

// PageSize is the largest page that AWS Organizations returns.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
const PageSize = 20

// SmallOrganization is the number of pages up to which the targets of FullAWSAccess
// are always asked for.
const SmallOrganization = 20

// ReadingCalls is how many calls the parts of a whole reading take.
type ReadingCalls struct {
	Accounts, OUs, Documents, Delegations int // Documents are of SCPs and RCPs
	Policies, Targets                     map[PolicyType]int
	Texts, Invalid                        map[PolicyType]int // of management policies: their documents, and their invalid effective policies
}

// shape is what the number of calls follows from.
type shape struct {
	accounts, ous, administrators int
	targets                       map[PolicyID]int // of each policy of an evaluated or enabled type
	types                         map[PolicyID]PolicyType
	management                    map[PolicyType]int // accounts with an invalid effective policy, by each enabled management policy type
	carried                       int                // nodes with SCPs beside FullAWSAccess
}

// reads reports whether the policies of a type are read.
func (s shape) reads(t PolicyType) bool {
	_, enabled := s.management[t]
	return enabled || slices.Contains(Evaluated(), t)
}

// addInvalid counts accounts with an invalid effective policy of an enabled type.
func (s shape) addInvalid(t PolicyType, accounts int) {
	if _, enabled := s.management[t]; enabled {
		s.management[t] += accounts
	}
}

// calls returns how many calls it takes to read such an organization.
func (s shape) calls() ReadingCalls {
	c := ReadingCalls{
		Accounts: pages(s.accounts), OUs: s.ous + 1, Delegations: s.administrators,
		Policies: map[PolicyType]int{}, Targets: map[PolicyType]int{},
	}
	for t, invalid := range s.management {
		if c.Texts == nil {
			c.Texts, c.Invalid = map[PolicyType]int{}, map[PolicyType]int{}
		}
		c.Policies[t], c.Invalid[t] = 0, pages(invalid)+min(invalid, MostPolicyErrors)
	}
	for id, t := range s.types {
		if c.Policies[t]++; t.IsManagement() {
			c.Texts[t]++
		} else {
			c.Documents++
		}
		if id != t.Full() {
			c.Targets[t] += pages(s.targets[id])
		}
	}
	for t, n := range c.Policies {
		c.Policies[t] = pages(n)
	}
	c.Targets[ServiceControlPolicy] += min(max(s.carried, SmallOrganization), pages(s.accounts+s.ous))
	return c
}

// Calls returns how many calls it takes to read the organization of the snapshot.
func (s *Snapshot) Calls() ReadingCalls {
	of := shape{accounts: len(s.Accounts), ous: len(s.OUs), targets: map[PolicyID]int{}, types: map[PolicyID]PolicyType{}}
	of.management = map[PolicyType]int{}
	for _, t := range ManagementTypes(s.Roots) {
		of.management[t] = 0
	}
	for _, p := range s.InvalidPolicies {
		of.addInvalid(p.Type, 1)
	}
	for _, p := range s.Policies {
		if of.reads(p.Type) {
			of.types[p.ID] = p.Type
		}
	}
	carried, administrators := map[NodeID]bool{}, map[AccountID]bool{}
	for _, a := range s.Attachments {
		of.targets[a.Policy]++
		if of.types[a.Policy] == ServiceControlPolicy && a.Policy != FullAWSAccess {
			carried[a.Target] = true
		}
	}
	for _, d := range s.Delegations {
		administrators[d.Account] = true
	}
	of.carried, of.administrators = len(carried), len(administrators)
	return of.calls()
}

// Cost is the estimated effort of reading a whole organization.
type Cost struct {
	Calls int
	Time  time.Duration
}

// Cost estimates, from what is known of the organization, what it takes to read
// everything again. The pace is how many per cent of AWS's documented rates are
// used; 0 and anything above 100 mean all of them. The cost is zero while no
// account is known.
func (r *Reading) Cost(pace int) (c Cost) {
	of := shape{administrators: len(r.administrators), targets: map[PolicyID]int{}, types: map[PolicyID]PolicyType{}}
	for range r.Accounts() {
		of.accounts++
	}
	for range r.OUs() {
		of.ous++
	}
	if of.accounts == 0 {
		return Cost{}
	}
	of.management = map[PolicyType]int{}
	for _, t := range r.ManagementTypes() {
		of.management[t] = len(r.invalid[t])
	}
	carried := map[NodeID]bool{}
	for id, p := range r.policies {
		if !of.reads(p.Type) {
			continue
		}
		of.types[id], of.targets[id] = p.Type, len(p.targets)
		for _, t := range p.targets {
			carried[t] = carried[t] || p.Type == ServiceControlPolicy
		}
	}
	for _, is := range carried {
		if is {
			of.carried++
		}
	}
	return of.calls().cost(pace)
}

// cost returns what the calls cost in all, if they go by the limits at a pace. The
// limits are used at the same time, so the busiest one decides.
func (c ReadingCalls) cost(pace int) (total Cost) {
	share := float64(pace) / 100
	if pace <= 0 || pace > 100 {
		share = 1
	}
	lists, documents, invalid := 0, c.Documents, 0
	for t := range c.Policies {
		lists += c.Policies[t]
		documents, invalid = documents+c.Texts[t], invalid+c.Invalid[t]
	}
	for _, n := range c.Targets {
		lists += n
	}
	for _, by := range []struct {
		calls      int
		operations []string // that share the calls
	}{
		{1, []string{"DescribeOrganization"}},
		{1, []string{"ListRoots"}},
		{c.Accounts, []string{"ListAccounts"}},
		{c.OUs, []string{"ListOrganizationalUnitsForParent", "ListChildren"}},
		{lists, []string{"ListTargetsForPolicy"}},
		{documents, []string{"DescribePolicy"}},
		{invalid, []string{"ListAccountsWithInvalidEffectivePolicy"}},
		{pages(c.Delegations), []string{"ListDelegatedAdministrators"}},
		{c.Delegations + 2, []string{"ListDelegatedServicesForAccount"}},
	} {
		rate, burst := 0.0, 0.0
		for _, l := range RateLimits {
			if slices.ContainsFunc(by.operations, func(name string) bool { return slices.Contains(l.Operations, name) }) {
				rate, burst = rate+l.Rate, burst+l.Burst
			}
		}
		if rate == 0 {
			rate, burst = UnpublishedLimit.Rate, UnpublishedLimit.Burst
		}
		total.Calls += by.calls
		if s := (float64(by.calls) - burst*share) / (rate * share); s > 0 {
			total.Time = max(total.Time, time.Duration(s*float64(time.Second)))
		}
	}
	total.Calls += 2 // who calls, and the organization's resource policy
	return total
}

// pages returns how many pages a list of n entries has, at least one.
func pages(n int) int { return max(1, (n+PageSize-1)/PageSize) }
