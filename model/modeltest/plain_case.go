package modeltest

import (
	"deputy/model"
)

const CaseAccount model.AccountID = "444455556666"

// PlainSnapshot is a root with a unit with an account, and no policies but
// AWS's own.
func PlainSnapshot() *model.Snapshot {
	enabled := []model.PolicyTypeStatus{{Type: model.ServiceControlPolicy, Status: "ENABLED"}, {Type: model.ResourceControlPolicy, Status: "ENABLED"}}
	return &model.Snapshot{
		Complete: true, Tags: map[string][]model.Tag{},
		Organization: model.Organization{ID: "o-plainplain", Features: model.FeaturesAll, Management: "111122223333"},
		Roots:        []model.Node{{ID: "r-plain", Kind: model.KindRoot, Name: "Root", PolicyTypes: enabled}},
		Units:        []model.Node{{ID: "ou-plain-00000000", Kind: model.KindUnit, Name: "Unit", Parent: "r-plain"}},
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
