package denial

import (
	"strings"

	"deputy/model/verdict"
)

// items is a list as a decoded authorization message has it.
type items[T any] struct {
	Items []T `json:"items"`
}

// valueItem is a text in such a list.
type valueItem struct {
	Value string `json:"value"`
}

// messageContext is the request in a decoded authorization message.
type messageContext struct {
	Principal struct {
		ARN string `json:"arn"`
	} `json:"principal"`
	Action     string `json:"action"`
	Resource   string `json:"resource"`
	Conditions items[struct {
		Key    string           `json:"key"`
		Values items[valueItem] `json:"values"`
	}] `json:"conditions"`
}

// matchedStatements are the statements that matched the request, of policies of
// any kind.
type matchedStatements items[struct {
	Sid     string           `json:"statementId"`
	Effect  string           `json:"effect"`
	Actions items[valueItem] `json:"actions"`
}]

// authorization returns the question of a decoded authorization message, which
// has every condition key of the request.
func (m *message) authorization() Denial {
	d := Denial{Question: verdict.Question{Principal: m.Context.Principal.ARN, Action: m.Context.Action, Resource: m.Context.Resource, Given: map[string][]string{}}}
	for _, item := range m.Context.Conditions.Items {
		for _, v := range item.Values.Items {
			d.Given[item.Key] = append(d.Given[item.Key], v.Value)
		}
	}
	// The message calls the Region by another name than the condition key.
	if d.Given["aws:Region"] != nil && d.Given["aws:RequestedRegion"] == nil {
		d.Given["aws:RequestedRegion"] = d.Given["aws:Region"]
	}
	if m.Allowed != nil && *m.Allowed {
		d.Notes = append(d.Notes, "The message says that this request was allowed.")
		return d
	}
	d.Evidence.Denied, d.Evidence.Explicit = true, m.ExplicitDeny
	if !m.ExplicitDeny {
		return d
	}
	d.DeniedBy = append(d.DeniedBy, "an explicit deny")
	for _, s := range m.Matched.Items {
		if !strings.EqualFold(s.Effect, "Deny") {
			continue
		}
		matched := verdict.MatchedStatement{Sid: s.Sid}
		for _, a := range s.Actions.Items {
			matched.Actions = append(matched.Actions, a.Value)
		}
		d.Evidence.Matched = append(d.Evidence.Matched, matched)
		if s.Sid != "" {
			d.DeniedBy = append(d.DeniedBy, "statement "+s.Sid)
		}
	}
	return d
}
