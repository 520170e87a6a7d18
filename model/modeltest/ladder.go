package modeltest

import (
	"deputy/model"
)

// Small gives a root with a unit, an account in it and three policies: two
// SCPs on the unit, one of them FullAWSAccess, and nothing read of attachments.
func Small() *model.Reading {
	r := model.NewReading()
	Apply(r,
		model.RootsFact{Roots: []model.Node{{ID: "r-1", Kind: model.KindRoot, Name: "Root", PolicyTypes: []model.PolicyTypeStatus{
			{Type: model.ServiceControlPolicy, Status: "ENABLED"}, {Type: model.ResourceControlPolicy, Status: "ENABLED"},
		}}}},
		model.UnitsFact{Units: []model.Node{{ID: "ou-1", Kind: model.KindUnit, Name: "Prod", Parent: "r-1"}}},
		model.AccountsFact{Accounts: []model.Node{{ID: "1", Kind: model.KindAccount, Name: "shop", Parent: "ou-1"}}},
		model.PoliciesFact{Type: model.ServiceControlPolicy, Policies: []model.Policy{
			{ID: model.FullAWSAccess, Name: "FullAWSAccess", Type: model.ServiceControlPolicy, AWSManaged: true},
			{ID: "p-1", Name: "deny", Type: model.ServiceControlPolicy},
		}},
	)
	return r
}
