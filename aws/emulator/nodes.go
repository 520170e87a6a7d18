package emulator

import (
	"deputy/model"
)

func describeOrganization(q *query) (any, error) {
	type organization struct {
		ID              string           `json:"Id"`
		ARN             string           `json:"Arn"`
		FeatureSet      string           `json:"FeatureSet"`
		ManagementARN   string           `json:"MasterAccountArn"`
		ManagementID    string           `json:"MasterAccountId"`
		ManagementEmail string           `json:"MasterAccountEmail"`
		PolicyTypes     []wirePolicyType `json:"AvailablePolicyTypes"`
	}
	o := q.index.Organization
	out := organization{o.ID, o.ARN, "CONSOLIDATED_BILLING", o.ManagementARN, string(o.Management), o.ManagementEmail, []wirePolicyType{}}
	if o.Features == model.FeaturesAll {
		// Deprecated and incomplete: the root has the enabled types.
		out.FeatureSet, out.PolicyTypes = "ALL", []wirePolicyType{{string(model.ServiceControlPolicy), "ENABLED"}}
	}
	return struct{ Organization organization }{out}, nil
}

func listRoots(q *query) (any, error) {
	roots, next, err := page(q, q.index.Roots)
	return struct {
		Roots     []wireRoot
		NextToken string `json:",omitempty"`
	}{each(roots, func(n model.Node) wireRoot {
		return wireRoot{string(n.ID), n.ARN, n.Name, each(n.PolicyTypes, func(t model.PolicyTypeStatus) wirePolicyType {
			return wirePolicyType{string(t.Type), t.Status}
		})}
	}), next}, err
}

func listOUs(q *query) (any, error) {
	parent := model.NodeID(q.in.text["ParentId"])
	if !q.index.isParent(parent) {
		return nil, errNoParent
	}
	ous, next, err := page(q, q.index.ous[parent])
	return struct {
		Units     []wireOU `json:"OrganizationalUnits"`
		NextToken string   `json:",omitempty"`
	}{each(ous, q.ou), next}, err
}

func listAccountsForParent(q *query) (any, error) {
	parent := model.NodeID(q.in.text["ParentId"])
	if !q.index.isParent(parent) {
		return nil, errNoParent
	}
	return accountPage(q, q.index.members[parent])
}

func listAccounts(q *query) (any, error) { return accountPage(q, q.index.accounts) }

func accountPage(q *query, all []*model.Node) (any, error) {
	accounts, next, err := page(q, all)
	return struct {
		Accounts  []wireAccount
		NextToken string `json:",omitempty"`
	}{each(accounts, q.account), next}, err
}

// wireRef names a node and its type.
type wireRef struct {
	ID   string `json:"Id"`
	Type string
}

func refOf(n *model.Node) wireRef { return wireRef{string(n.ID), typeOf(n)} }

func listChildren(q *query) (any, error) {
	parent := model.NodeID(q.in.text["ParentId"])
	if !q.index.isParent(parent) {
		return nil, errNoParent
	}
	all := q.index.ous[parent]
	if q.in.text["ChildType"] == "ACCOUNT" {
		all = q.index.members[parent]
	}
	children, next, err := page(q, all)
	return struct {
		Children  []wireRef
		NextToken string `json:",omitempty"`
	}{each(children, refOf), next}, err
}

func listParents(q *query) (any, error) {
	child := q.index.nodes[model.NodeID(q.in.text["ChildId"])]
	if child == nil {
		return nil, errNoChild
	}
	var all []*model.Node
	if p := q.index.nodes[child.Parent]; p != nil {
		all = append(all, p)
	}
	parents, next, err := page(q, all)
	return struct {
		Parents   []wireRef
		NextToken string `json:",omitempty"`
	}{each(parents, refOf), next}, err
}

func describeAccount(q *query) (any, error) {
	n := q.index.account(model.AccountID(q.in.text["AccountId"]))
	if n == nil {
		return nil, errNoAccount
	}
	return struct{ Account wireAccount }{q.account(n)}, nil
}

func describeOU(q *query) (any, error) {
	n := q.index.nodes[model.NodeID(q.in.text["OrganizationalUnitId"])]
	if n == nil {
		return nil, errNoOU
	}
	return struct{ OrganizationalUnit wireOU }{q.ou(n)}, nil
}
