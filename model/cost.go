package model

import (
	"time"
)

// Cost is what reading a whole organization takes.
type Cost struct {
	Calls int
	Time  time.Duration
}

// pageSize is the most entries that AWS Organizations puts on one page.
const pageSize = 20

// allowance is a rate limit: calls a second, and the most in one second.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
type allowance struct{ rate, burst float64 }

// Cost estimates what reading everything anew takes, from what is known of the
// organization, at so many per cent of AWS's documented rates; 0 or more than
// 100 counts as all of them. It is zero while too little is known.
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
		allowance
	}{
		{3, allowance{1, 2}}, // caller, organization, roots
		{pages(accounts), allowance{8, 12}},
		{1 + ous, allowance{5, 8}},
		{policies, allowance{5, 8}},
		{documents, allowance{2, 2}},
		{pages(administrators), allowance{5, 8}},
		{administrators + 2, allowance{1, 3}},
	} {
		c.Calls += row.calls
		// The rows are read side by side, so the slowest one decides.
		if s := (float64(row.calls) - row.burst*share) / (row.rate * share); s > 0 {
			c.Time = max(c.Time, time.Duration(s*float64(time.Second)))
		}
	}
	return c
}

// policyCost counts the calls for lists of policies, their targets and the
// lists of nodes that carry more than the full policy, and those for documents.
func policyCost(r *Reading) (lists, documents int) {
	carriers := map[NodeID]bool{}
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
				carriers[t] = true
			}
		}
	}
	for _, n := range number {
		lists += pages(n)
	}
	return lists + len(carriers), documents
}

// pages gives how many pages a list has, at least one.
func pages(n int) int { return max(1, (n+pageSize-1)/pageSize) }
