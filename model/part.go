package model

import "strings"

// Part is a part of the organization that is read, fails and ages on its own.
// Some parts exist once, others once for each target.
type Part uint8

// The parts of an organization. The comments say how a part is read and what its
// target is, if it has one.
const (
	PartNone           Part = iota
	PartCaller              // GetCallerIdentity
	PartOrganization        // DescribeOrganization
	PartRoots               // ListRoots
	PartOUs                 // ListOrganizationalUnitsForParent; the whole part, or the parent that failed
	PartAccounts            // ListAccounts; the whole part, or the parent that failed
	PartPolicies            // ListPolicies; the policy type
	PartTargets             // ListTargetsForPolicy; the policy, or the policy type for all of its policies
	PartAttached            // ListPoliciesForTarget; the node and, after a space, the policy type; the node alone once its whole ladder is read
	PartDocument            // DescribePolicy; the policy, a management policy type for all of its policies, or empty for all SCPs and RCPs
	PartTrustedAccess       // ListAWSServiceAccessForOrganization
	PartAdministrators      // ListDelegatedAdministrators; the service principal, or empty for all
	PartDelegations         // ListDelegatedServicesForAccount; the account, or empty for all
	PartResourcePolicy      // DescribeResourcePolicy
	PartTags                // ListTagsForResource; the node or policy
	PartFresh               // what is read again before a change; WantFresh.Token
	PartJournal             // the journal of changes on this machine
	PartRegions             // account:ListRegions; the account
	PartService             // a service API; the service and, after a space, the Region (see ServiceTarget)
	PartServiceAccess       // what a service says of its trusted access; the service
	PartRootAccess          // iam:ListOrganizationsFeatures
	PartEvents              // cloudtrail:LookupEvents; the Region, or empty for all
	PartEffective           // DescribeEffectivePolicy; the account and, after a space, the policy type (see EffectiveTarget)
	PartInvalid             // ListAccountsWithInvalidEffectivePolicy; the policy type
	PartPolicyErrors        // ListEffectivePolicyValidationErrors; the account and, after a space, the policy type
	PartIdentities          // iam:GetAccountAuthorizationDetails
	PartRootUser            // iam:GetAccountSummary
	PartCredentials         // iam:GetCredentialReport
	PartTrails              // cloudtrail:DescribeTrails; the whole part, or the trail whose status failed
	PartHistory             // cloudtrail:LookupEvents of changes to the organization; the Region, or empty for all
	PartAccessReport        // iam:GetOrganizationsAccessReport; the node and, after a space, the policy (see AccessTarget)
	PartHandshakes          // ListHandshakesForOrganization
	partCount
)

// PartKey identifies a part as a whole, or one target of it.
type PartKey struct {
	Part   Part
	Target string
}

// String returns the part in words, such as "trusted access" or "tags of r-4x9a".
func (p PartKey) String() string {
	name := partNames[p.Part]
	if p.Target == "" {
		return name
	}
	return name + " of " + p.Target
}

// partNames is indexed by Part.
var partNames = [partCount]string{
	"nothing", "the caller", "the organization", "the roots", "OUs", "accounts", "policies", "attachments",
	"attached policies", "policy documents", "trusted access", "delegated administrators", "delegated services",
	"the resource policy", "tags", "the state before a change", "the journal",
	"the Regions", "the service's own administrators", "the service's own trusted access",
	"centralized root access",
	"CloudTrail events",
	"effective policy", "accounts with invalid effective policies", "errors of the effective policy",
	"IAM users and roles of the management account", "the root user of the management account",
	"the credential report of the management account", "CloudTrail trails of the management account",
	"the event history",
	"last accessed information",
	"open handshakes",
}

// ofTypes returns the key for each evaluated policy type, if the part is read for
// each type and the key does not say for which; else the key itself.
func (p PartKey) ofTypes() []PartKey {
	var add func(t PolicyType) string
	switch {
	case (p.Part == PartPolicies || p.Part == PartTargets) && p.Target == "":
		add = func(t PolicyType) string { return string(t) }
	case p.Part == PartAttached && p.Target != "" && !strings.Contains(p.Target, " "):
		add = func(t PolicyType) string { return AttachedTarget(NodeID(p.Target), t) }
	default:
		return []PartKey{p}
	}
	var all []PartKey
	for _, t := range Evaluated() {
		all = append(all, PartKey{p.Part, add(t)})
	}
	return all
}

// AttachedTarget returns the target of PartAttached for a node and policy type.
func AttachedTarget(id NodeID, t PolicyType) string { return string(id) + " " + string(t) }

// ServiceTarget returns the target of PartService for a service in a Region; the
// Region is empty for the service as a whole.
func ServiceTarget(service ServiceID, region Region) string {
	return strings.TrimSpace(string(service) + " " + string(region))
}

// operationParts holds the part that each operation of AWS Organizations reads.
var operationParts = map[string]Part{
	"DescribeOrganization":                PartOrganization,
	"ListRoots":                           PartRoots,
	"ListOrganizationalUnitsForParent":    PartOUs,
	"DescribeOrganizationalUnit":          PartOUs,
	"ListAccounts":                        PartAccounts,
	"ListAccountsForParent":               PartAccounts,
	"DescribeAccount":                     PartAccounts,
	"ListParents":                         PartAccounts,
	"ListChildren":                        PartOUs,
	"ListPolicies":                        PartPolicies,
	"ListTargetsForPolicy":                PartTargets,
	"ListPoliciesForTarget":               PartAttached,
	"DescribePolicy":                      PartDocument,
	"ListAWSServiceAccessForOrganization": PartTrustedAccess,
	"ListDelegatedAdministrators":         PartAdministrators,
	"ListDelegatedServicesForAccount":     PartDelegations,
	"DescribeResourcePolicy":              PartResourcePolicy,
	"ListTagsForResource":                 PartTags,
	"ListOrganizationsFeatures":           PartRootAccess,
	"ListHandshakesForOrganization":       PartHandshakes,

	"DescribeEffectivePolicy":                PartEffective,
	"ListAccountsWithInvalidEffectivePolicy": PartInvalid,
	"ListEffectivePolicyValidationErrors":    PartPolicyErrors,

	"GetAccountAuthorizationDetails": PartIdentities,
	"GetAccountSummary":              PartRootUser,
	"GenerateCredentialReport":       PartCredentials,
	"GetCredentialReport":            PartCredentials,
	"DescribeTrails":                 PartTrails,
	"GetTrailStatus":                 PartTrails,
}

// FailedPart returns what is missing after an operation on a target has failed;
// PartNone if the operation reads no part. The operation may have its service in
// front of it, such as organizations:ListRoots.
func FailedPart(operation, target string) PartKey {
	part, ok := operationParts[operation[strings.LastIndex(operation, ":")+1:]]
	if !ok {
		return PartKey{}
	}
	return PartKey{part, target}
}
