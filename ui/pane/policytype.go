package pane

import (
	"strings"

	"deputy/model"
)

// typeNames gives the policy types their names in AWS's documentation.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies.html
var typeNames = map[model.PolicyType]string{
	model.ServiceControlPolicy:    "SCPs",
	model.ResourceControlPolicy:   "RCPs",
	model.TagPolicy:               "tag",
	model.BackupPolicy:            "backup",
	model.AIOptOutPolicy:          "AI services opt-out",
	model.ChatbotPolicy:           "chat applications",
	model.DeclarativeEC2Policy:    "declarative for EC2",
	model.SecurityHubPolicy:       "Security Hub",
	model.InspectorPolicy:         "Inspector",
	model.UpgradeRolloutPolicy:    "upgrade rollout",
	model.BedrockPolicy:           "Bedrock",
	model.S3Policy:                "S3",
	model.NetworkSecurityDirector: "network security director",
	model.GuardDutyPolicy:         "GuardDuty",
}

// typeName gives a policy type's name; AWS's own spelling for a type that came
// later.
func typeName(t model.PolicyType) string {
	if n, ok := typeNames[t]; ok {
		return n
	}
	return string(t)
}

// shortType gives the abbreviation of an evaluated type.
func shortType(t model.PolicyType) string { return strings.TrimSuffix(typeName(t), "s") }

// typesByStatus sorts the policy types by what the root says of them: enabled,
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

// absent tells why policies of a type bind nobody here; empty if they do, or
// if it is not known yet.
func absent(r *model.Reading, t model.PolicyType) string {
	if r.Organization.Features == model.FeaturesBilling {
		return "This organization has consolidated billing only: there are no " + typeName(t) + "."
	}
	if s := r.Status(model.PartRoots, ""); s.Progress != model.Complete && s.Progress != model.Saved {
		return ""
	}
	switch r.PolicyTypeStatus(t) {
	case "ENABLED":
		return ""
	case "PENDING_ENABLE":
		return typeName(t) + " are being enabled in this organization; until then they restrict nobody."
	case "PENDING_DISABLE":
		return typeName(t) + " are being disabled in this organization."
	default:
		return typeName(t) + " are not enabled in this organization: none restricts anybody."
	}
}
