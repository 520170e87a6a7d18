package denial

import "deputy/model/verdict"

// messageContext is the request in a decoded authorization message.
type messageContext struct {
	Principal struct {
		ARN string `json:"arn"`
	} `json:"principal"`
	Action     string `json:"action"`
	Resource   string `json:"resource"`
	Conditions struct {
		Items []struct {
			Key    string `json:"key"`
			Values struct {
				Items []struct {
					Value string `json:"value"`
				} `json:"items"`
			} `json:"values"`
		} `json:"items"`
	} `json:"conditions"`
}

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
	if m.ExplicitDeny {
		d.DeniedBy = append(d.DeniedBy, "an explicit deny")
	}
	return d
}
