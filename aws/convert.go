package aws

import (
	"cmp"
	"strings"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"deputy/model"
)

func toOrganization(o *types.Organization) model.Organization {
	features := model.FeaturesUnknown
	switch o.FeatureSet {
	case types.OrganizationFeatureSetAll:
		features = model.FeaturesAll
	case types.OrganizationFeatureSetConsolidatedBilling:
		features = model.FeaturesBilling
	}
	return model.Organization{
		ID: sdk.ToString(o.Id), ARN: sdk.ToString(o.Arn), Features: features,
		Management: model.AccountID(sdk.ToString(o.MasterAccountId)), ManagementARN: sdk.ToString(o.MasterAccountArn),
		ManagementEmail: sdk.ToString(o.MasterAccountEmail),
	}
}

func toRoot(o types.Root) model.Node {
	n := model.Node{Kind: model.KindRoot, ID: model.NodeID(sdk.ToString(o.Id)), ARN: sdk.ToString(o.Arn), Name: sdk.ToString(o.Name)}
	for _, t := range o.PolicyTypes {
		n.PolicyTypes = append(n.PolicyTypes, model.PolicyTypeStatus{Type: model.PolicyType(t.Type), Status: string(t.Status)})
	}
	return n
}

func toOU(o types.OrganizationalUnit, parent model.NodeID) model.Node {
	return model.Node{
		Kind: model.KindOU, ID: model.NodeID(sdk.ToString(o.Id)), ARN: sdk.ToString(o.Arn), Name: sdk.ToString(o.Name), Parent: parent,
	}
}

// toAccount returns an account and the nodes above it, from the root to its
// parent; nil nodes if the server does not send Paths.
func toAccount(o types.Account) (model.Node, []model.NodeID) {
	n := model.Node{
		Kind: model.KindAccount, ID: model.NodeID(sdk.ToString(o.Id)), ARN: sdk.ToString(o.Arn), Name: sdk.ToString(o.Name),
		Email: sdk.ToString(o.Email), State: toState(o.State, o.Status), Joined: sdk.ToTime(o.JoinedTimestamp), JoinedBy: string(o.JoinedMethod),
	}
	way := pathOf(n.ID, o.Paths)
	if len(way) > 0 {
		n.Parent = way[len(way)-1]
	}
	return n, way
}

// toState reads State, and Status only where there is no State: Status was to
// be retired on 2026-09-09.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
func toState(state types.AccountState, status types.AccountStatus) model.AccountState {
	if state != "" {
		return model.ParseAccountState(string(state))
	}
	return model.ParseAccountState(string(status))
}

// pathOf returns the nodes above a node, from the root down, as its path names
// them, such as o-aa111bb222/r-a1b2/ou-a1b2-11111111/123456789012/; nil if the
// path has another form.
func pathOf(id model.NodeID, paths []string) []model.NodeID {
	if len(paths) == 0 {
		return nil
	}
	parts := strings.Split(strings.TrimSuffix(paths[0], "/"), "/")
	if len(parts) < 3 || parts[len(parts)-1] != string(id) || !model.IsRootID(parts[1]) {
		return nil
	}
	way := make([]model.NodeID, 0, len(parts)-2)
	for _, p := range parts[1 : len(parts)-1] {
		way = append(way, model.NodeID(p))
	}
	return way
}

func toPolicy(o types.PolicySummary) model.Policy {
	return model.Policy{
		ID: model.PolicyID(sdk.ToString(o.Id)), ARN: sdk.ToString(o.Arn), Name: sdk.ToString(o.Name),
		Description: sdk.ToString(o.Description), Type: model.PolicyType(o.Type), AWSManaged: o.AwsManaged,
	}
}

// toPolicies returns the policies of a page that no page before had. One whose
// type the server does not send is of the type that was asked for.
func toPolicies(page []types.PolicySummary, asked model.PolicyType, unseen func(string) bool) []model.Policy {
	policies := make([]model.Policy, 0, len(page))
	for _, o := range page {
		if p := toPolicy(o); unseen(string(p.ID)) {
			p.Type = cmp.Or(p.Type, asked)
			policies = append(policies, p)
		}
	}
	return policies
}

// toAdministrator returns a delegated administrator as an account. AWS does not
// send its place in the tree.
func toAdministrator(o types.DelegatedAdministrator) model.Node {
	return model.Node{
		Kind: model.KindAccount, ID: model.NodeID(sdk.ToString(o.Id)), ARN: sdk.ToString(o.Arn), Name: sdk.ToString(o.Name),
		Email: sdk.ToString(o.Email), State: toState(o.State, o.Status), Joined: sdk.ToTime(o.JoinedTimestamp), JoinedBy: string(o.JoinedMethod),
	}
}

func toTags(tags []types.Tag, unseen func(string) bool) []model.Tag {
	list := make([]model.Tag, 0, len(tags))
	for _, t := range tags {
		if key := sdk.ToString(t.Key); unseen(key) {
			list = append(list, model.Tag{Key: key, Value: sdk.ToString(t.Value)})
		}
	}
	return list
}
