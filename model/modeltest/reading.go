package modeltest

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/sample"
)

// FactsOf gives what a reader would send of an organization: lists of facts
// that must stay in their order, the lists themselves may come in any.
func FactsOf(s *model.Snapshot) [][]model.Fact {
	lists := [][]model.Fact{
		{model.CallerFact{Caller: s.Caller}},
		{model.OrganizationFact{Organization: s.Organization}},
		{model.RootsFact{Roots: s.Roots}},
		{model.TrustedAccessFact{Trusted: s.TrustedAccess}},
		{s.ResourcePolicy},
	}
	for page := range slices.Chunk(s.Units, 3) {
		lists = append(lists, []model.Fact{model.UnitsFact{Units: page}})
	}
	for page := range slices.Chunk(s.Accounts, 3) {
		lists = append(lists, []model.Fact{model.AccountsFact{Accounts: page}})
	}
	lists = append(lists, policyFacts(s)...)
	for target, tags := range s.Tags {
		lists = append(lists, []model.Fact{model.TagsFact{Target: target, Tags: tags}})
	}
	administrators := model.DelegatesFact{}
	held := map[model.AccountID][]model.Delegation{}
	for _, d := range s.Delegations {
		held[d.Account] = append(held[d.Account], d)
	}
	for a, ds := range held {
		administrators.Accounts = append(administrators.Accounts, model.Node{ID: a.Node(), Kind: model.KindAccount})
		slices.Reverse(ds)
		lists = append(lists, []model.Fact{model.DelegationsFact{Account: a, Delegations: ds}})
	}
	return append(append(lists, []model.Fact{administrators}), settingFacts(s)...)
}

// settingFacts gives what services say themselves, Region by Region, and the
// Regions of accounts.
func settingFacts(s *model.Snapshot) [][]model.Fact {
	type seat struct {
		service model.ServiceID
		region  model.Region
	}
	settings, regions := map[seat][]model.Setting{}, map[model.AccountID][]model.AccountRegion{}
	for _, t := range s.Settings {
		at := seat{t.Service, t.Region}
		settings[at] = append(settings[at], t)
	}
	for _, r := range s.Regions {
		regions[r.Account] = append(regions[r.Account], r)
	}
	var lists [][]model.Fact
	for at, all := range settings {
		lists = append(lists, []model.Fact{model.SettingsFact{Service: at.service, Region: at.region, Settings: all}})
	}
	for account, all := range regions {
		lists = append(lists, []model.Fact{model.RegionsFact{Account: account, Regions: all}})
	}
	return lists
}

// policyFacts gives the policies, their targets and the ladders of the nodes
// that carry more than the full policies.
func policyFacts(s *model.Snapshot) [][]model.Fact {
	var lists [][]model.Fact
	types := map[model.PolicyID]model.PolicyType{}
	for page := range slices.Chunk(s.Policies, 2) {
		lists = append(lists, []model.Fact{model.PoliciesFact{Type: page[0].Type, Policies: page}})
	}
	for _, p := range s.Policies {
		types[p.ID] = p.Type
		lists = append(lists, []model.Fact{model.DocumentFact{Policy: p.ID, Document: s.Documents[p.ID]}})
		if p.ID == p.Type.Full() {
			continue
		}
		var targets []model.NodeID
		for _, a := range s.Attachments {
			if a.Policy == p.ID {
				targets = append(targets, a.Target)
			}
		}
		pages := []model.Fact{model.TargetsFact{Policy: p.ID, First: true}}
		for page := range slices.Chunk(targets, 2) {
			pages = append(pages, model.TargetsFact{Policy: p.ID, Targets: page})
		}
		lists = append(lists, append(pages, model.TargetsFact{Policy: p.ID, Last: true}))
	}
	return append(lists, ladderFacts(s, types)...)
}

func ladderFacts(s *model.Snapshot, types map[model.PolicyID]model.PolicyType) [][]model.Fact {
	type rung struct {
		node model.NodeID
		of   model.PolicyType
	}
	on := map[rung][]model.PolicyID{}
	for _, a := range s.Attachments {
		r := rung{a.Target, types[a.Policy]}
		on[r] = append(on[r], a.Policy)
	}
	var lists [][]model.Fact
	for r, policies := range on {
		if len(policies) > 1 || policies[0] != r.of.Full() {
			slices.Reverse(policies)
			lists = append(lists, []model.Fact{model.LadderFact{Node: r.node, Type: r.of, Policies: policies}})
		}
	}
	return lists
}

// Completed gives the facts that end a run.
func Completed(at time.Time) []model.Fact {
	var facts []model.Fact
	for _, p := range []model.Part{
		model.PartCaller, model.PartOrganization, model.PartRoots, model.PartUnits, model.PartAccounts, model.PartDocument,
		model.PartTrustedAccess, model.PartDelegates, model.PartDelegations, model.PartResourcePolicy,
	} {
		facts = append(facts, model.StatusFact{Part: p, Status: model.Status{Progress: model.Complete, At: at}})
	}
	for _, t := range model.Evaluated() {
		for _, p := range []model.Part{model.PartPolicies, model.PartTargets} {
			facts = append(facts, model.StatusFact{Part: p, Target: string(t), Status: model.Status{Progress: model.Complete, At: at}})
		}
	}
	return facts
}

// Shuffled plays the lists into each other in some order.
func Shuffled(t *rapid.T, lists [][]model.Fact) []model.Fact {
	order := rapid.Permutation(slices.Collect(func(yield func(int) bool) {
		for i, l := range lists {
			for range l {
				if !yield(i) {
					return
				}
			}
		}
	})).Draw(t, "order")
	next := make([]int, len(lists))
	var facts []model.Fact
	for _, i := range order {
		facts = append(facts, lists[i][next[i]])
		next[i]++
	}
	return facts
}

func Apply(r *model.Reading, facts ...model.Fact) {
	for _, f := range facts {
		r.Apply(f)
	}
}

// Organization draws a small organization.
func Organization(t *rapid.T) *model.Snapshot {
	switch rapid.IntRange(0, 3).Draw(t, "organization") {
	case 0:
		return sample.Demo()
	case 1:
		hostile := sample.Hostile()
		return hostile[rapid.IntRange(0, len(hostile)-1).Draw(t, "variant")].Snapshot
	default:
		return sample.Large(rapid.IntRange(1, 40).Draw(t, "accounts"), rapid.IntRange(2, 12).Draw(t, "units"), rapid.IntRange(0, 12).Draw(t, "policies"))
	}
}

// Changed gives the organization some time later: accounts and a unit gone,
// moved and new, policies detached and gone.
func Changed(t *rapid.T, s *model.Snapshot) *model.Snapshot {
	c := *s
	c.Accounts, c.Units, c.Policies = slices.Clone(s.Accounts), slices.Clone(s.Units), slices.Clone(s.Policies)
	root := s.Roots[0].ID
	gone := map[model.NodeID]bool{}
	if len(c.Units) > 0 {
		unit := rapid.SampledFrom(c.Units).Draw(t, "the unit that is gone").ID
		gone[unit] = true
		for i := range c.Units {
			if c.Units[i].Parent == unit {
				c.Units[i].Parent = root
			}
		}
		for i := range c.Accounts {
			if c.Accounts[i].Parent == unit {
				c.Accounts[i].Parent = root
			}
		}
	}
	if len(c.Accounts) > 2 {
		gone[c.Accounts[1].ID] = true
		c.Accounts[2].Parent, c.Accounts[2].Name = root, "renamed"
	}
	lost := model.PolicyID("")
	if len(c.Policies) > 2 {
		lost = c.Policies[2].ID
	}
	c.Units = slices.DeleteFunc(c.Units, func(n model.Node) bool { return gone[n.ID] })
	c.Accounts = slices.DeleteFunc(c.Accounts, func(n model.Node) bool { return gone[n.ID] })
	c.Policies = slices.DeleteFunc(c.Policies, func(p model.Policy) bool { return p.ID == lost })
	c.Documents = map[model.PolicyID]model.Document{}
	for _, p := range c.Policies {
		c.Documents[p.ID] = s.Documents[p.ID]
	}
	c.Attachments, c.Delegations = nil, nil
	for i, a := range s.Attachments {
		if !gone[a.Target] && a.Policy != lost && (i%7 != 3 || a.Policy == model.FullAWSAccess || a.Policy == model.RCPFullAWSAccess) {
			c.Attachments = append(c.Attachments, a)
		}
	}
	for i, d := range s.Delegations {
		if i%3 != 0 && !gone[d.Account.Node()] {
			c.Delegations = append(c.Delegations, d)
		}
	}
	return &c
}
