package management

import (
	"encoding/json"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
)

// value is a value among the parameters of a call: its name, and what it says.
type value struct{ name, text string }

// values returns the values among the parameters, at any depth. An object that
// holds others counts too, with no text.
func values(parameters string) []value {
	var tree any
	if json.Unmarshal([]byte(parameters), &tree) != nil {
		return nil
	}
	return appendValues(nil, "", tree)
}

func appendValues(all []value, name string, tree any) []value {
	switch v := tree.(type) {
	case map[string]any:
		if name != "" {
			all = append(all, value{name, ""})
		}
		for key, inner := range v {
			all = appendValues(all, key, inner)
		}
	case []any:
		for _, inner := range v {
			all = appendValues(all, name, inner)
		}
	case string:
		all = append(all, value{name, v})
	case bool:
		all = append(all, value{name, map[bool]string{true: "true", false: "false"}[v]})
	case nil:
	default: // a number
		all = append(all, value{name, ""})
	}
	return all
}

// target is whose account and resources a call is about.
type target struct {
	known  bool // the call has its parameters
	values []value
	other  model.AccountID // an account that the call names, other than the caller's
	owner  model.AccountID // the account of a resource of the call, if that is another
}

// targetOf finds out what a call is about.
func (j *Judge) targetOf(c *Call) target {
	t := target{known: json.Valid([]byte(c.Parameters))}
	if t.known {
		t.values = values(c.Parameters)
	}
	own := false
	for _, v := range t.values {
		switch id := accountIn(v); {
		case id == "":
		case id == j.management:
			own = true
		case t.other == "":
			t.other = id
		}
	}
	if own {
		t.other = "" // also about the management account
	}
	for _, id := range c.Owners {
		if id != j.management {
			t.owner = id
		}
	}
	return t
}

// accountIn returns the account that a value names as a target: an ID under a name
// that is about accounts or targets.
func accountIn(v value) model.AccountID {
	if !model.IsAccountID(v.text) {
		return ""
	}
	name := strings.ToLower(v.name)
	if strings.Contains(name, "account") || strings.HasPrefix(name, "target") || strings.HasPrefix(name, "member") {
		return model.AccountID(v.text)
	}
	return ""
}

// fits reports whether a rule's conditions hold for a call.
func (j *Judge) fits(r *catalog.ActionRule, t *target) bool {
	switch r.Target {
	case catalog.TargetMember:
		if t.other == "" {
			return false
		}
	case catalog.TargetOwn:
		if !t.known || t.other != "" {
			return false
		}
	}
	for i := range r.When {
		if !j.holds(&r.When[i], t) {
			return false
		}
	}
	return true
}

// holds reports whether a condition on the parameters holds. Without parameters
// nothing is known, not even that one is absent.
func (j *Judge) holds(c *catalog.ParameterCondition, t *target) bool {
	if !t.known {
		return false
	}
	for _, v := range t.values {
		if !strings.EqualFold(v.name, c.Parameter) {
			continue
		}
		if c.Absent {
			return false
		}
		if len(c.Is) == 0 {
			return true
		}
		for _, pattern := range c.Is {
			if catalog.Like(strings.ReplaceAll(pattern, "$management", string(j.management)), v.text) {
				return true
			}
		}
	}
	return c.Absent
}
