package pane

import (
	"strings"

	"deputy/model"
)

// typeName returns a policy type's name.
func typeName(t model.PolicyType) string { return t.Name() }

// shortType returns the abbreviation of a type.
func shortType(t model.PolicyType) string { return t.Abbreviation() }

// typesByStatus divides the policy types by their status on the root: enabled,
// changing (with the status), and not enabled.
func typesByStatus(r *model.Reading) (enabled, changing, off []string) {
	seen := map[model.PolicyType]bool{}
	sort := func(t model.PolicyType) {
		if seen[t] {
			return
		}
		seen[t] = true
		switch status := r.PolicyTypeStatus(t); status {
		case "ENABLED":
			enabled = append(enabled, typeName(t))
		case "":
			off = append(off, typeName(t))
		default:
			changing = append(changing, typeName(t)+" ("+strings.ToLower(strings.ReplaceAll(status, "_", " "))+")")
		}
	}
	for _, t := range model.PolicyTypes() {
		sort(t)
	}
	for root := range r.Roots() {
		for _, s := range root.PolicyTypes {
			sort(s.Type)
		}
	}
	return enabled, changing, off
}

// whyNoPolicies returns why policies of a type apply to nobody in this
// organization; empty if they do, or if that is unknown yet.
func whyNoPolicies(r *model.Reading, t model.PolicyType) string {
	if r.Organization.Features == model.FeaturesBilling {
		return "This organization has consolidated billing only: there are no " + typeName(t) + "."
	}
	if s := r.Status(model.PartRoots, ""); s.Progress != model.Complete && s.Progress != model.Saved {
		return ""
	}
	switch r.PolicyTypeStatus(t) {
	case "ENABLED":
		return ""
	case "PENDING_ENABLE", "PENDING_DISABLE":
		if t.IsManagement() {
			return ""
		}
	}
	switch r.PolicyTypeStatus(t) {
	case "PENDING_ENABLE":
		return typeName(t) + " are being enabled in this organization; until then they restrict nobody."
	case "PENDING_DISABLE":
		return typeName(t) + " are being disabled in this organization."
	default:
		return typeName(t) + " are not enabled in this organization, so they restrict nobody."
	}
}

// isFull reports whether AWS manages the policy and attaches it to every new
// node.
func isFull(id model.PolicyID) bool { return id == model.FullAWSAccess || id == model.RCPFullAWSAccess }

// targetsOf returns the nodes that a policy is attached to, and how far they
// are read. Once the attachments of all policies are read, a policy without any
// is attached nowhere.
func targetsOf(r *model.Reading, p *model.Policy) ([]model.NodeID, model.Status) {
	targets, status := r.Targets(p.ID)
	if status.Progress == model.Unread {
		status = r.Status(model.PartTargets, string(p.Type))
	}
	return targets, status
}
