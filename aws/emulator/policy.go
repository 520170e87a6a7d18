package emulator

import "deputy/model"

// policyPage returns a page of policies.
func policyPage(q *query, all []*model.Policy) (any, error) {
	policies, next, err := page(q, all)
	return struct {
		Policies  []wirePolicy
		NextToken string `json:",omitempty"`
	}{each(policies, policyOf), next}, err
}

func listPolicies(q *query) (any, error) {
	return policyPage(q, q.index.byType[model.PolicyType(q.in.text["Filter"])])
}

func listPoliciesForTarget(q *query) (any, error) {
	target := model.NodeID(q.in.text["TargetId"])
	if q.index.nodes[target] == nil {
		return nil, errNoTarget
	}
	var all []*model.Policy
	for _, p := range q.index.attached[target] {
		if string(p.Type) == q.in.text["Filter"] {
			all = append(all, p)
		}
	}
	return policyPage(q, all)
}

func describePolicy(q *query) (any, error) {
	p := q.index.policies[model.PolicyID(q.in.text["PolicyId"])]
	if p == nil {
		return nil, errNoPolicy
	}
	d, ok := q.index.Documents[p.ID]
	if !ok {
		// A saved reading that was not allowed to read it, as its reader was not.
		return nil, errDenied
	}
	type policy struct {
		Summary wirePolicy `json:"PolicySummary"`
		Content string
	}
	return struct{ Policy policy }{policy{policyOf(p), d.Text}}, nil
}

func listTargets(q *query) (any, error) {
	id := model.PolicyID(q.in.text["PolicyId"])
	if q.index.policies[id] == nil {
		return nil, errNoPolicy
	}
	type target struct {
		ID   string `json:"TargetId"`
		ARN  string `json:"Arn"`
		Name string
		Type string
	}
	nodes, next, err := page(q, q.index.targets[id])
	return struct {
		Targets   []target
		NextToken string `json:",omitempty"`
	}{each(nodes, func(n *model.Node) target { return target{string(n.ID), n.ARN, n.Name, typeOf(n)} }), next}, err
}

func describeResourcePolicy(q *query) (any, error) {
	p := q.index.ResourcePolicy
	if p.Text == "" {
		return nil, errNoResourcePolicy
	}
	type summary struct {
		ID  string `json:"Id"`
		ARN string `json:"Arn"`
	}
	type policy struct {
		Summary summary `json:"ResourcePolicySummary"`
		Content string
	}
	return struct{ ResourcePolicy policy }{policy{summary{resourceOf(p.ARN), p.ARN}, p.Text}}, nil
}
