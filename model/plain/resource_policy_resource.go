package plain

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// resourceIn cuts the ARN of something in this organization into what it is and
// what follows the organization's ID: ("ou", "ou-…"), ("policy",
// "service_control_policy/p-…"). Both are empty for anything else.
func resourceIn(r *model.Reading, text string) (kind, id string) {
	arn, err := model.ParseARN(text)
	if err != nil || arn.Service != "organizations" {
		return "", ""
	}
	kind, rest, _ := strings.Cut(arn.Resource, "/")
	organization, id, _ := strings.Cut(rest, "/")
	if organization != r.Organization.ID && !stars(organization) && organization != "aws" {
		return "", ""
	}
	return kind, id
}

// typesOfResources gives the types of policies that the statement's resources
// name as a whole, each once; none if any resource is of all types.
func (t *statementWriter) typesOfResources() []model.PolicyType {
	var types []model.PolicyType
	if t.anywhere || t.others {
		return nil
	}
	for _, text := range t.resources {
		kind, id := resourceIn(t.r, text)
		word, _, _ := strings.Cut(id, "/")
		switch p := model.PolicyType(strings.ToUpper(word)); {
		case kind != "policy":
		case wild(word):
			return nil
		case !slices.Contains(types, p):
			types = append(types, p)
		}
	}
	return types
}

// where tells on what of the organization the statement acts; empty for all.
func (t *statementWriter) where() string {
	if t.anywhere {
		return ""
	}
	var at, on []string
	for _, text := range t.resources {
		kind, id := resourceIn(t.r, text)
		_, policy, _ := strings.Cut(id, "/")
		switch {
		case kind == "policy" && (stars(policy) || policy == ""):
			if t.others {
				on = append(on, model.PolicyType(strings.ToUpper(strings.TrimSuffix(id, "/*"))).Plural())
			}
		case kind == "policy":
			on = append(on, t.policy(model.PolicyID(policy)))
		case kind == "ou" || kind == "account" || kind == "root":
			at = append(at, t.node(kind, id))
		default:
			on = append(on, text)
		}
	}
	if t.others {
		return ", except on " + phrase.Join(append(on, at...), " and ")
	}
	var text string
	if len(on) > 0 {
		text += ", on " + phrase.Join(on, " and ")
	}
	if len(at) > 0 {
		text += " at " + phrase.Join(at, " and ")
	}
	return text
}

// policy names a policy by its ID.
func (t *statementWriter) policy(id model.PolicyID) string {
	if p := t.r.Policy(id); p != nil && p.Name != "" {
		return p.Name
	}
	return string(id)
}

// node names an OU, an account or a root by its ID, which may be a pattern.
func (t *statementWriter) node(kind, id string) string {
	if stars(id) {
		return "every " + map[string]string{"ou": "OU", "account": "account", "root": "root"}[kind]
	}
	n := t.r.Node(model.NodeID(id))
	switch {
	case n == nil || n.Name == "":
		return id
	case kind == "account":
		return t.r.AccountLabel(model.AccountID(id))
	default:
		return n.Name
	}
}
