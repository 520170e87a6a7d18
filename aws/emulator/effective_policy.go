package emulator

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"deputy/model"
)

// describeEffectivePolicy returns what the organization's snapshot has as an
// account's effective policy, else what the policies of its levels add up to.
func describeEffectivePolicy(q *query) (any, error) {
	caller := q.x.caller.account
	target := model.AccountID(cmp.Or(q.in.text["TargetId"], string(caller)))
	member := caller != q.index.Organization.Management && len(q.visible.delegationsOf(caller)) == 0
	t := model.PolicyType(q.in.text["PolicyType"])
	switch {
	case q.index.nodes[target.Node()] == nil && target != q.index.Organization.Management:
		return nil, errNoTarget
	case member && target != caller:
		return nil, errDenied
	case q.index.account(target) == nil:
		return nil, invalid("TARGET_NOT_SUPPORTED", "You can't perform the specified operation on that target entity.")
	}
	p := q.index.effectivePolicy(target, t)
	if p.Text == "" {
		return nil, errNoEffective
	}
	type effective struct {
		Updated *epoch `json:"LastUpdatedTimestamp,omitempty"`
		Content string `json:"PolicyContent"`
		Type    string `json:"PolicyType"`
		Target  string `json:"TargetId"`
	}
	return struct{ EffectivePolicy effective }{effective{since(p.Updated), p.Text, string(t), string(target)}}, nil
}

// effectivePolicy returns an account's effective policy of a type; without a text if
// there is none.
func (w *orgIndex) effectivePolicy(account model.AccountID, t model.PolicyType) model.EffectivePolicy {
	none := model.EffectivePolicy{Account: account, Type: t}
	if !slices.Contains(model.ManagementTypes(w.Roots), t) {
		return none
	}
	if i := slices.IndexFunc(w.EffectivePolicies, func(p model.EffectivePolicy) bool { return p.Account == account && p.Type == t }); i >= 0 {
		return w.EffectivePolicies[i]
	}
	var levels []*model.Node
	for n := w.nodes[account.Node()]; n != nil && len(levels) < model.MaxDepth; n = w.nodes[n.Parent] {
		levels = append(levels, n)
	}
	var merged any
	for _, n := range slices.Backward(levels) {
		for _, p := range w.attached[n.ID] {
			var policy any
			if p.Type == t && json.Unmarshal([]byte(w.Documents[p.ID].Text), &policy) == nil {
				merged = inherit(merged, policy)
				none.Updated = w.Documents[p.ID].Taken
			}
		}
	}
	if merged == nil {
		return none
	}
	text, err := json.Marshal(merged)
	if err != nil {
		return none
	}
	none.Text = string(text)
	return none
}

// inherit returns what a child makes of what its parents have. It does not know which
// operators parents allow.
// https://docs.aws.amazon.com/organizations/latest/userguide/policy-operators.html
func inherit(parent, child any) any {
	fields, ok := child.(map[string]any)
	if !ok {
		return child
	}
	if value, assigned := fields["@@assign"]; assigned {
		return value
	}
	appended, isAppended := fields["@@append"].([]any)
	removed, isRemoved := fields["@@remove"].([]any)
	if isAppended || isRemoved {
		values, _ := parent.([]any)
		var left []any
		for _, v := range append(slices.Clone(values), appended...) {
			if !has(removed, v) && !has(left, v) {
				left = append(left, v)
			}
		}
		return left
	}
	merged := map[string]any{}
	if inherited, ok := parent.(map[string]any); ok {
		for name, value := range inherited {
			merged[name] = value
		}
	}
	for name, value := range fields {
		if !strings.HasPrefix(name, "@@") {
			merged[name] = inherit(merged[name], value)
		}
	}
	return merged
}

// has reports whether a list has a value.
func has(list []any, value any) bool {
	return slices.ContainsFunc(list, func(v any) bool { return reflect.DeepEqual(v, value) })
}

// listInvalid lists the accounts with an invalid effective policy of a type.
func listInvalid(q *query) (any, error) {
	var all []*model.Node
	for _, p := range q.index.InvalidPolicies {
		if n := q.index.account(p.Account); n != nil && string(p.Type) == q.in.text["PolicyType"] {
			all = append(all, n)
		}
	}
	accounts, next, err := page(q, all)
	return struct {
		Accounts  []wireAccount
		NextToken string `json:",omitempty"`
		Type      string `json:"PolicyType"`
	}{each(accounts, q.account), next, q.in.text["PolicyType"]}, err
}

// listPolicyErrors lists why an account's effective policy of a type is invalid.
func listPolicyErrors(q *query) (any, error) {
	account, t := model.AccountID(q.in.text["AccountId"]), model.PolicyType(q.in.text["PolicyType"])
	n := q.index.account(account)
	if n == nil {
		return nil, errNoAccount
	}
	if !slices.Contains(model.ManagementTypes(q.index.Roots), t) {
		return nil, errNoEffective
	}
	var all []*model.PolicyError
	var at *epoch
	for _, p := range q.index.InvalidPolicies {
		if p.Account == account && p.Type == t {
			at = since(q.index.Taken)
			for i := range p.Errors {
				all = append(all, &p.Errors[i])
			}
		}
	}
	type failure struct {
		Policies []string `json:"ContributingPolicies"`
		Code     string   `json:"ErrorCode"`
		Message  string   `json:"ErrorMessage"`
		Path     string   `json:"PathToError"`
	}
	failures, next, err := page(q, all)
	return struct {
		AccountID string    `json:"AccountId"`
		Errors    []failure `json:"EffectivePolicyValidationErrors"`
		At        *epoch    `json:"EvaluationTimestamp,omitempty"`
		NextToken string    `json:",omitempty"`
		Path      string    `json:",omitempty"`
		Type      string    `json:"PolicyType"`
	}{string(account), each(failures, func(x *model.PolicyError) failure {
		policies := make([]string, len(x.Policies))
		for i, id := range x.Policies {
			policies[i] = string(id)
		}
		return failure{policies, x.Code, x.Message, x.Path}
	}), at, next, q.index.path(n), string(t)}, err
}
