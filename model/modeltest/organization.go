package modeltest

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/sample"
)

// Small returns a reading of a root, an OU, an account in it and two SCPs, one
// of them FullAWSAccess, with no attachments read.
func Small() *model.Reading {
	r := model.NewReading()
	Apply(r,
		model.RootsFact{Roots: []model.Node{{ID: "r-1", Kind: model.KindRoot, Name: "Root", PolicyTypes: []model.PolicyTypeStatus{
			{Type: model.ServiceControlPolicy, Status: "ENABLED"}, {Type: model.ResourceControlPolicy, Status: "ENABLED"},
		}}}},
		model.OUsFact{OUs: []model.Node{{ID: "ou-1", Kind: model.KindOU, Name: "Prod", Parent: "r-1"}}},
		model.AccountsFact{Accounts: []model.Node{{ID: "1", Kind: model.KindAccount, Name: "shop", Parent: "ou-1"}}},
		model.PoliciesFact{Type: model.ServiceControlPolicy, Policies: []model.Policy{
			{ID: model.FullAWSAccess, Name: "FullAWSAccess", Type: model.ServiceControlPolicy, AWSManaged: true},
			{ID: "p-1", Name: "deny", Type: model.ServiceControlPolicy},
		}},
	)
	return r
}

// CaseAccount is the member account of PlainSnapshot.
const CaseAccount model.AccountID = "444455556666"

// PlainSnapshot returns an organization with a member account in an OU, and no
// policies but AWS's own.
func PlainSnapshot() *model.Snapshot {
	enabled := []model.PolicyTypeStatus{{Type: model.ServiceControlPolicy, Status: "ENABLED"}, {Type: model.ResourceControlPolicy, Status: "ENABLED"}}
	return &model.Snapshot{
		Complete: true, Tags: map[string][]model.Tag{},
		Organization: model.Organization{ID: "o-plainplain", Features: model.FeaturesAll, Management: "111122223333"},
		Roots:        []model.Node{{ID: "r-plain", Kind: model.KindRoot, Name: "Root", PolicyTypes: enabled}},
		OUs:          []model.Node{{ID: "ou-plain-00000000", Kind: model.KindOU, Name: "Unit", Parent: "r-plain"}},
		Accounts: []model.Node{
			{ID: "111122223333", Kind: model.KindAccount, Name: "management", Parent: "r-plain"},
			{ID: CaseAccount.Node(), Kind: model.KindAccount, Name: "account", Parent: "ou-plain-00000000"},
		},
		Policies: []model.Policy{
			{ID: model.FullAWSAccess, Name: "FullAWSAccess", Type: model.ServiceControlPolicy, AWSManaged: true},
			{ID: model.RCPFullAWSAccess, Name: "RCPFullAWSAccess", Type: model.ResourceControlPolicy, AWSManaged: true},
		},
		Documents: map[model.PolicyID]model.Document{model.FullAWSAccess: {Text: Full}, model.RCPFullAWSAccess: {Text: Full}},
	}
}

// Demo returns the demo organization as the management account reads it.
func Demo() *model.Reading {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: sample.Demo()})
	r.Caller.Role = model.CallerManagement
	return r
}

// Accounts of the demo organization.
const (
	Tooling      model.AccountID = "222233334444"
	Payments     model.AccountID = "444455556666"
	Management   model.AccountID = "111122223333"
	OldLicensing model.AccountID = "335854285905"
)

// Saved returns a reading that was loaded from a snapshot.
func Saved(s *model.Snapshot) *model.Reading {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	return r
}

// DrawOrganization draws policies for an organization with a root, two nested
// OUs and accounts, and attaches some to each of its nodes.
func DrawOrganization(t *rapid.T) *model.Reading {
	s := &model.Snapshot{Complete: true, Documents: map[model.PolicyID]model.Document{}, Tags: map[string][]model.Tag{}}
	s.Organization = model.Organization{ID: "o-lawlawlaw1", Features: model.FeaturesAll, Management: "111111111111"}
	enabled := []model.PolicyTypeStatus{{Type: model.ServiceControlPolicy, Status: "ENABLED"}, {Type: model.ResourceControlPolicy, Status: "ENABLED"}}
	s.Roots = []model.Node{{ID: "r-law0", Kind: model.KindRoot, Name: "Root", PolicyTypes: enabled}}
	s.OUs = []model.Node{
		{ID: "ou-law0-00000000", Kind: model.KindOU, Name: "Unit", Parent: "r-law0"},
		{ID: "ou-law0-11111111", Kind: model.KindOU, Name: "Inner", Parent: "ou-law0-00000000"},
	}
	s.Accounts = []model.Node{
		{ID: "111111111111", Kind: model.KindAccount, Name: "management", Parent: "r-law0"},
		{ID: LawAccount.Node(), Kind: model.KindAccount, Name: "account", Parent: "ou-law0-11111111"},
		{ID: "333333333333", Kind: model.KindAccount, Name: "beside", Parent: "ou-law0-11111111"},
		{ID: "444444444444", Kind: model.KindAccount, Name: "above", Parent: "ou-law0-00000000"},
		{ID: "555555555555", Kind: model.KindAccount, Name: "plain", Parent: "ou-law0-11111111"},
		{ID: "666666666666", Kind: model.KindAccount, Name: "alike", Parent: "ou-law0-11111111"},
		{ID: "777777777777", Kind: model.KindAccount, Name: "alike too", Parent: "ou-law0-11111111"},
	}
	s.Policies = []model.Policy{
		{ID: model.FullAWSAccess, Name: "FullAWSAccess", Type: model.ServiceControlPolicy, AWSManaged: true},
		{ID: model.RCPFullAWSAccess, Name: "RCPFullAWSAccess", Type: model.ResourceControlPolicy, AWSManaged: true},
	}
	s.Documents[model.FullAWSAccess] = model.Document{Text: Full}
	s.Documents[model.RCPFullAWSAccess] = model.Document{Text: Full}
	attach := func(p model.PolicyID, to model.NodeID) {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: p, Target: to})
	}
	var before []Statement
	add := func(id model.PolicyID, kind model.PolicyType, to model.NodeID, effects []string) {
		s.Policies = append(s.Policies, model.Policy{ID: id, Name: string(id), Type: kind})
		s.Documents[id] = model.Document{Text: DrawDocument(t, effects, &before)}
		attach(id, to)
	}
	for i, n := range []model.NodeID{"r-law0", "ou-law0-00000000", "ou-law0-11111111", LawAccount.Node(), "333333333333", "444444444444"} {
		attach(model.RCPFullAWSAccess, n)
		if whole := rapid.IntRange(0, 3).Draw(t, "full") > 0; whole {
			attach(model.FullAWSAccess, n)
		}
		for k := range rapid.IntRange(0, 2).Draw(t, "scps") {
			add(model.PolicyID(fmt.Sprintf("p-law%d%d00000", i, k)), model.ServiceControlPolicy, n, []string{"Deny", "Deny", "Allow"})
		}
		if rapid.Bool().Draw(t, "rcp") {
			add(model.PolicyID(fmt.Sprintf("p-rcp%d000000", i)), model.ResourceControlPolicy, n, []string{"Deny"})
		}
	}
	for _, n := range []model.NodeID{"111111111111", "555555555555", "666666666666", "777777777777"} {
		attach(model.FullAWSAccess, n)
		attach(model.RCPFullAWSAccess, n)
	}
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	return r
}

// LawAccount is the account that DrawQuestion asks about.
const LawAccount model.AccountID = "222222222222"

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

// Changed returns an organization at a later time: accounts and an OU were
// removed, moved and renamed, policies detached and deleted.
func Changed(t *rapid.T, s *model.Snapshot) *model.Snapshot {
	c := *s
	c.Accounts, c.OUs, c.Policies = slices.Clone(s.Accounts), slices.Clone(s.OUs), slices.Clone(s.Policies)
	root := s.Roots[0].ID
	gone := map[model.NodeID]bool{}
	if len(c.OUs) > 0 {
		ou := rapid.SampledFrom(c.OUs).Draw(t, "the unit that is gone").ID
		gone[ou] = true
		for i := range c.OUs {
			if c.OUs[i].Parent == ou {
				c.OUs[i].Parent = root
			}
		}
		for i := range c.Accounts {
			if c.Accounts[i].Parent == ou {
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
	c.OUs = slices.DeleteFunc(c.OUs, func(n model.Node) bool { return gone[n.ID] })
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
