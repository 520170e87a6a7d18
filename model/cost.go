package model

import "time"

// Cost is the estimated effort of reading a whole organization.
type Cost struct {
	Calls int
	Time  time.Duration
}

// pageSize is how many entries AWS Organizations returns on one page.
const pageSize = 20

// rateLimit is a limit of AWS on an operation: calls per second, and how many at
// once.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
type rateLimit struct{ rate, burst float64 }

// Cost estimates, from what is known of the organization, what it takes to read
// everything again. The pace is how many per cent of AWS's documented rates are
// used; 0 and anything above 100 mean all of them. The cost is zero while no
// account is known.
func (r *Reading) Cost(pace int) Cost {
	accounts, ous := 0, 0
	for range r.Accounts() {
		accounts++
	}
	for range r.OUs() {
		ous++
	}
	if accounts == 0 {
		return Cost{}
	}
	policies, documents := policyCost(r)
	administrators := len(r.administrators)
	share := float64(pace) / 100
	if pace <= 0 || pace > 100 {
		share = 1
	}
	var c Cost
	for _, row := range []struct {
		calls int
		rateLimit
	}{
		{3, rateLimit{1, 2}}, // caller, organization, roots
		{pages(accounts), rateLimit{8, 12}},
		{1 + ous, rateLimit{5, 8}},
		{policies, rateLimit{5, 8}},
		{documents, rateLimit{2, 2}},
		{pages(administrators), rateLimit{5, 8}},
		{administrators + 2, rateLimit{1, 3}},
	} {
		c.Calls += row.calls
		// The rows are read concurrently, so the slowest one decides.
		if s := (float64(row.calls) - row.burst*share) / (row.rate * share); s > 0 {
			c.Time = max(c.Time, time.Duration(s*float64(time.Second)))
		}
	}
	return c
}

// policyCost returns the number of calls that list policies, their targets and
// the policies of nodes with more than FullAWSAccess, and the number of calls that
// read documents.
func policyCost(r *Reading) (lists, documents int) {
	withSCPs := map[NodeID]bool{}
	number := map[PolicyType]int{}
	for _, p := range r.policies {
		if p.Type != ServiceControlPolicy && p.Type != ResourceControlPolicy {
			continue
		}
		number[p.Type]++
		documents++
		if p.ID == p.Type.Full() {
			continue
		}
		lists += pages(len(p.targets))
		if p.Type == ServiceControlPolicy {
			for _, t := range p.targets {
				withSCPs[t] = true
			}
		}
	}
	for _, n := range number {
		lists += pages(n)
	}
	return lists + len(withSCPs), documents
}

// pages returns how many pages a list of n entries has, at least one.
func pages(n int) int { return max(1, (n+pageSize-1)/pageSize) }
