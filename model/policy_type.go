package model

import (
	"cmp"
	"strings"

	"deputy/model/scp"
)

// PolicyType is a type of policy in AWS's spelling. AWS adds types, so there may
// be others than those below.
type PolicyType string

// The policy types that AWS Organizations had in November 2026. deputy
// evaluates SCPs and RCPs, and shows the others, which AWS calls management policies.
const (
	ServiceControlPolicy    PolicyType = "SERVICE_CONTROL_POLICY"
	ResourceControlPolicy   PolicyType = "RESOURCE_CONTROL_POLICY"
	TagPolicy               PolicyType = "TAG_POLICY"
	BackupPolicy            PolicyType = "BACKUP_POLICY"
	AIOptOutPolicy          PolicyType = "AISERVICES_OPT_OUT_POLICY"
	ChatbotPolicy           PolicyType = "CHATBOT_POLICY"
	DeclarativeEC2Policy    PolicyType = "DECLARATIVE_POLICY_EC2"
	SecurityHubPolicy       PolicyType = "SECURITYHUB_POLICY"
	InspectorPolicy         PolicyType = "INSPECTOR_POLICY"
	UpgradeRolloutPolicy    PolicyType = "UPGRADE_ROLLOUT_POLICY"
	BedrockPolicy           PolicyType = "BEDROCK_POLICY"
	S3Policy                PolicyType = "S3_POLICY"
	NetworkSecurityDirector PolicyType = "NETWORK_SECURITY_DIRECTOR_POLICY"
	GuardDutyPolicy         PolicyType = "GUARDDUTY_POLICY"
)

// PolicyTypes returns every type in the order in which AWS introduced them.
func PolicyTypes() []PolicyType {
	return []PolicyType{
		ServiceControlPolicy, ResourceControlPolicy, TagPolicy, BackupPolicy, AIOptOutPolicy, ChatbotPolicy,
		DeclarativeEC2Policy, SecurityHubPolicy, InspectorPolicy, UpgradeRolloutPolicy, BedrockPolicy, S3Policy,
		NetworkSecurityDirector, GuardDutyPolicy,
	}
}

// Evaluated returns the policy types that deputy evaluates: SCPs and RCPs.
func Evaluated() []PolicyType { return []PolicyType{ServiceControlPolicy, ResourceControlPolicy} }

// Quota returns how many characters a document of the type may have and how many
// policies of it can be attached to one node; zero if AWS documents no number.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
func (t PolicyType) Quota() (characters, attached int) {
	switch t {
	case ServiceControlPolicy:
		return scp.SCP.Quota(), 10
	case ResourceControlPolicy:
		return scp.RCP.Quota(), 5
	case AIOptOutPolicy:
		return 2500, 5
	case ChatbotPolicy:
		return 10000, 5
	case TagPolicy, BackupPolicy, DeclarativeEC2Policy, SecurityHubPolicy:
		return 10000, 10
	default:
		return 0, 0
	}
}

// Full returns the AWS-managed policy of the type that allows everything and is
// attached to every new node; empty for types that have none.
func (t PolicyType) Full() PolicyID {
	switch t {
	case ServiceControlPolicy:
		return FullAWSAccess
	case ResourceControlPolicy:
		return RCPFullAWSAccess
	default:
		return ""
	}
}

// policyTypeNames holds the names of the policy types in AWS's documentation.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies.html
var policyTypeNames = map[PolicyType]string{
	ServiceControlPolicy:    "SCPs",
	ResourceControlPolicy:   "RCPs",
	TagPolicy:               "tag",
	BackupPolicy:            "backup",
	AIOptOutPolicy:          "AI services opt-out",
	ChatbotPolicy:           "chat applications",
	DeclarativeEC2Policy:    "declarative for EC2",
	SecurityHubPolicy:       "Security Hub",
	InspectorPolicy:         "Inspector",
	UpgradeRolloutPolicy:    "upgrade rollout",
	BedrockPolicy:           "Bedrock",
	S3Policy:                "S3",
	NetworkSecurityDirector: "network security director",
	GuardDutyPolicy:         "GuardDuty",
}

// Name returns a policy type's name as it stands before "policies", and SCPs or
// RCPs for these two. A type that deputy does not know keeps AWS's spelling.
func (t PolicyType) Name() string {
	if n, ok := policyTypeNames[t]; ok {
		return n
	}
	return string(t)
}

// shortNames has the names that are shortened in narrow columns.
var shortNames = map[PolicyType]string{
	ServiceControlPolicy:    "SCP",
	ResourceControlPolicy:   "RCP",
	AIOptOutPolicy:          "AI opt-out",
	ChatbotPolicy:           "chat",
	DeclarativeEC2Policy:    "EC2",
	UpgradeRolloutPolicy:    "upgrade",
	NetworkSecurityDirector: "network",
}

// Abbreviation returns the usual short name of a policy type: SCP, RCP, or a word
// such as tag or backup. A type that deputy does not know keeps AWS's spelling.
func (t PolicyType) Abbreviation() string { return cmp.Or(shortNames[t], t.Name()) }

// Singular returns the name of one policy of a type, such as "SCP" or "tag policy".
func (t PolicyType) Singular() string {
	switch t {
	case ServiceControlPolicy, ResourceControlPolicy:
		return t.Abbreviation()
	case DeclarativeEC2Policy:
		return "declarative policy for EC2"
	default:
		return t.Name() + " policy"
	}
}

// ParsePolicyType returns the policy type that a person names: in AWS's spelling, by
// its short name or by its name, in upper or lower case, and with hyphens or
// underscores for blanks.
func ParsePolicyType(word string) (t PolicyType, ok bool) {
	plain := func(s string) string {
		return strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(s), "-", " "), "_", " "))
	}
	word = plain(word)
	for _, t := range PolicyTypes() {
		for _, name := range []string{string(t), t.Abbreviation(), t.Name(), t.Singular(), t.Plural()} {
			if plain(name) == word {
				return t, true
			}
		}
	}
	return "", false
}

// Plural returns the name of a type's policies, such as "SCPs" or "tag policies".
func (t PolicyType) Plural() string {
	switch name := t.Name(); t {
	case ServiceControlPolicy, ResourceControlPolicy:
		return name
	case DeclarativeEC2Policy:
		return "declarative policies for EC2"
	default:
		return name + " policies"
	}
}

// PolicyTypeStatus is a policy type's status on a root: ENABLED,
// PENDING_ENABLE or PENDING_DISABLE.
type PolicyTypeStatus struct {
	Type   PolicyType
	Status string
}
