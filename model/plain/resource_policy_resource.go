package plain

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// resourceIn splits the ARN of something in this organization into its type and
// what follows the organization's ID: ("ou", "ou-…"), ("policy",
// "service_control_policy/p-…"). It returns nothing for any other ARN.
func resourceIn(r *model.Reading, text string) (kind, id string) {
	arn, err := model.ParseARN(text)
	if err != nil || arn.Service != "organizations" {
		return "", ""
	}
	kind, rest, _ := strings.Cut(arn.Resource, "/")
	organization, id, _ := strings.Cut(rest, "/")
	if organization != r.Organization.ID && !onlyStars(organization) && organization != "aws" {
		return "", ""
	}
	return kind, id
}

// resourcePolicyTypes returns the types of policies that the resources are
// limited to, each once; nil if they are not limited to types.
func (w *statementWriter) resourcePolicyTypes() []model.PolicyType {
	var types []model.PolicyType
	if w.allResources || w.notResources {
		return nil
	}
	for _, text := range w.resources {
		kind, id := resourceIn(w.reading, text)
		word, _, _ := strings.Cut(id, "/")
		switch p := model.PolicyType(strings.ToUpper(word)); {
		case kind != "policy":
		case hasWildcard(word):
			return nil
		case !slices.Contains(types, p):
			types = append(types, p)
		}
	}
	return types
}

// resourceClause says on what in the organization the statement applies; empty
// for everything.
func (w *statementWriter) resourceClause() string {
	if w.allResources {
		return ""
	}
	var at, on []string
	for _, text := range w.resources {
		kind, id := resourceIn(w.reading, text)
		_, policy, _ := strings.Cut(id, "/")
		switch {
		case kind == "policy" && (onlyStars(policy) || policy == ""):
			if w.notResources {
				on = append(on, model.PolicyType(strings.ToUpper(strings.TrimSuffix(id, "/*"))).Plural())
			}
		case kind == "policy":
			on = append(on, w.policyName(model.PolicyID(policy)))
		case kind == "ou" || kind == "account" || kind == "root":
			at = append(at, w.nodeName(kind, id))
		default:
			on = append(on, text)
		}
	}
	if w.notResources {
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

// policyName returns a policy's name, or its ID if it is not known.
func (w *statementWriter) policyName(id model.PolicyID) string {
	if p := w.reading.Policy(id); p != nil && p.Name != "" {
		return p.Name
	}
	return string(id)
}

// nodeName names an OU, an account or a root by its ID, which may be a pattern.
func (w *statementWriter) nodeName(kind, id string) string {
	if onlyStars(id) {
		return "every " + map[string]string{"ou": "OU", "account": "account", "root": "root"}[kind]
	}
	n := w.reading.Node(model.NodeID(id))
	switch {
	case n == nil || n.Name == "":
		return id
	case kind == "account":
		return w.reading.AccountLabel(model.AccountID(id))
	default:
		return n.Name
	}
}
