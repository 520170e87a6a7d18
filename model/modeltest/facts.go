package modeltest

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"deputy/model"
)

// FactsOf returns the facts that a reader would send for an organization. The
// facts of one list must stay in their order; the lists may be mixed in any
// way.
func FactsOf(s *model.Snapshot) [][]model.Fact {
	lists := [][]model.Fact{
		{model.CallerFact{Caller: s.Caller}},
		{model.OrganizationFact{Organization: s.Organization}},
		{model.RootsFact{Roots: s.Roots}},
		{model.TrustedAccessFact{Trusted: s.TrustedAccess}},
		{s.ResourcePolicy},
	}
	for page := range slices.Chunk(s.OUs, 3) {
		lists = append(lists, []model.Fact{model.OUsFact{OUs: page}})
	}
	for page := range slices.Chunk(s.Accounts, 3) {
		lists = append(lists, []model.Fact{model.AccountsFact{Accounts: page}})
	}
	lists = append(lists, policyFacts(s)...)
	for target, tags := range s.Tags {
		lists = append(lists, []model.Fact{model.TagsFact{Target: target, Tags: tags}})
	}
	administrators := model.AdministratorsFact{}
	delegations := map[model.AccountID][]model.Delegation{}
	for _, d := range s.Delegations {
		delegations[d.Account] = append(delegations[d.Account], d)
	}
	for a, ds := range delegations {
		administrators.Accounts = append(administrators.Accounts, model.Node{ID: a.Node(), Kind: model.KindAccount})
		slices.Reverse(ds)
		lists = append(lists, []model.Fact{model.DelegationsFact{Account: a, Delegations: ds}})
	}
	return slices.Concat(lists, [][]model.Fact{{administrators}}, settingFacts(s), ManagementFacts(s))
}

// ManagementFacts returns what is known of effective policies.
func ManagementFacts(s *model.Snapshot) (lists [][]model.Fact) {
	invalid := map[model.PolicyType][]model.AccountID{}
	for _, p := range s.InvalidPolicies {
		invalid[p.Type] = append(invalid[p.Type], p.Account)
	}
	for t, accounts := range invalid {
		list := []model.Fact{model.InvalidPoliciesFact{Type: t, Accounts: accounts}}
		for _, p := range s.InvalidPolicies {
			if p.Type == t {
				list = append(list, model.PolicyErrorsFact{Account: p.Account, Type: t, Errors: p.Errors})
			}
		}
		lists = append(lists, list)
	}
	for _, p := range s.EffectivePolicies {
		lists = append(lists, []model.Fact{model.EffectivePolicyFact{Policy: p}})
	}
	return lists
}

// settingFacts returns the settings of services, Region by Region, and the
// Regions of accounts.
func settingFacts(s *model.Snapshot) [][]model.Fact {
	type setting struct {
		service model.ServiceID
		region  model.Region
	}
	settings, regions := map[setting][]model.Setting{}, map[model.AccountID][]model.AccountRegion{}
	for _, t := range s.Settings {
		at := setting{t.Service, t.Region}
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

// policyFacts returns the policies, where they are attached, and what is
// attached to the nodes with more than the AWS-managed policy.
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

// ladderFacts returns what is attached to single nodes.
func ladderFacts(s *model.Snapshot, types map[model.PolicyID]model.PolicyType) [][]model.Fact {
	type attachedTo struct {
		node model.NodeID
		of   model.PolicyType
	}
	on := map[attachedTo][]model.PolicyID{}
	for _, a := range s.Attachments {
		r := attachedTo{a.Target, types[a.Policy]}
		on[r] = append(on[r], a.Policy)
	}
	var lists [][]model.Fact
	for r, policies := range on {
		if len(policies) > 1 || policies[0] != r.of.Full() {
			slices.Reverse(policies)
			lists = append(lists, []model.Fact{model.AttachedFact{Node: r.node, Type: r.of, Policies: policies}})
		}
	}
	return lists
}

// Completed returns the facts that end a run.
func Completed(at time.Time) []model.Fact {
	var facts []model.Fact
	for _, p := range []model.Part{
		model.PartCaller, model.PartOrganization, model.PartRoots, model.PartOUs, model.PartAccounts, model.PartDocument,
		model.PartTrustedAccess, model.PartAdministrators, model.PartDelegations, model.PartResourcePolicy,
	} {
		facts = append(facts, model.StatusFact{Part: p, Status: model.Status{Progress: model.Complete, At: at}})
	}
	for _, t := range model.Evaluated() {
		for _, p := range []model.Part{model.PartPolicies, model.PartTargets} {
			facts = append(facts, model.StatusFact{Part: p, Target: string(t), Status: model.Status{Progress: model.Complete, At: at}})
		}
	}
	for _, t := range model.PolicyTypes()[2:] {
		for _, key := range model.ManagementParts(t) {
			facts = append(facts, model.StatusFact{Part: key.Part, Target: key.Target, Status: model.Status{Progress: model.Complete, At: at}})
		}
	}
	return facts
}

// Shuffled mixes the lists in a drawn order.
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

// Apply applies facts to a reading.
func Apply(r *model.Reading, facts ...model.Fact) {
	for _, f := range facts {
		r.Apply(f)
	}
}

// Status returns the fact that a part has made some progress.
func Status(p model.Part, target string, progress model.Progress) model.StatusFact {
	return model.StatusFact{Part: p, Target: target, Status: model.Status{Progress: progress}}
}

// Failed returns the fact that a part could not be read, because an operation
// was denied.
func Failed(p model.Part, target, operation string) model.StatusFact {
	return model.StatusFact{Part: p, Target: target, Status: model.Status{Progress: model.Failed, Gap: &model.Gap{
		Kind: model.FailureDenied, Operation: "organizations:" + operation, Target: target, Cause: "no permission",
	}}}
}

// The policy types, as targets of a part.
const (
	SCPAt = string(model.ServiceControlPolicy)
	RCPAt = string(model.ResourceControlPolicy)
)

// Noon is a fixed time.
var Noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
