package finding

import (
	"slices"

	"deputy/model"
)

// kind is a kind of finding: what it is about, which parts of the reading it
// needs to be checked in full, and the function that looks for it.
type kind struct {
	code  string
	about string // in the plural, as in "Not checked: policies with problems"
	needs func(*inspector) []model.PartKey
	find  func(*inspector)
}

// kinds lists all kinds. Findings of one severity stand in this order.
var kinds = []kind{
	{"nobody-delegated", "services with trusted access and no delegated administrator", needDelegations, findUndelegated},
	{"delegate-inactive", "delegated administrators that are suspended or closed", needDelegates, findInactive},
	{"disagreement", "services that are partly configured", needDelegations, findDisagreements},
	{"delegate-blocked", "delegated administrators that SCPs or RCPs block", needVerdicts, findBlocked},
	{"resource-policy", "what the organization's resource policy grants too broadly", needResourcePolicy, findInResourcePolicy},
	{"delegate-power", "what a compromised delegated administrator could do", needPower, findPower},
	{"exemption-open", "policy exemptions that ordinary roles can gain", needExemptions, findTakenExemptions},
	{"no-scp", "accounts to which no SCP other than FullAWSAccess applies", needAttachedSCPs, findWithoutSCP},
	{"effective-policy-invalid", "accounts whose effective policy is invalid", needInvalid, findInvalidPolicies},
	{"policy-problem", "policies with problems", needDocuments, findProblems},
	{"root-access", "centralized root access", needRootAccess, findRootAccess},
	{"root-session-blocked", "SCPs that block privileged root actions", needSCPTexts, findBlockedRootSessions},
	{"management-root", "the root user of the management account", needRootUser, findRootUser},
	{"management-role", "roles of the management account that others may assume", needRoles, findOpenRoles},
	{"management-user", "IAM users of the management account", needUsers, findUsers},
	{"management-key", "passwords, MFA and access keys in the management account", needCredentials, findKeys},
	{"organization-trail", "the organization's trail in CloudTrail", needTrails, findTrails},
	{"leaving-allowed", "accounts that can leave the organization or be closed from inside", needSCPTexts, findDepartures},
	{"handshake-open", "open invitations and other handshakes", needHandshakes, findHandshakes},
	{"account-out-of-use", "accounts that are suspended, closed or being closed", needAccounts, findClosing},
	{"unrelated-services", "accounts that administer unrelated services", needDelegates, findUnrelated},
	{"delegate-among-inactive", "delegated administrators in OUs of suspended accounts", needDelegates, findAmongInactive},
	{"delegation-unused", "delegated administrators that never used their service", needUnusedDelegations, findUnusedDelegations},
	{"quota-used", "services at their quota of delegated administrators", needDelegates, findQuotas},
	{"attachments-full", "roots, OUs and accounts at their quota of attached policies", needTargets, findFullNodes},
	{"policy-size", "policies near their size quota", needDocuments, findLarge},
	{"policy-unattached", "policies that are not attached", needTargets, findUnattached},
	{"control-tower", "SCPs managed by AWS Control Tower", needPolicies, findGuardrails},
}

// Parts lists the parts of the reading that findings depend on: while none of
// them changes, neither do the findings.
var Parts = []model.Part{
	model.PartCaller, model.PartOrganization, model.PartRoots, model.PartOUs, model.PartAccounts, model.PartPolicies, model.PartTargets,
	model.PartAttached, model.PartDocument, model.PartTrustedAccess, model.PartAdministrators, model.PartDelegations,
	model.PartResourcePolicy, model.PartRegions, model.PartService, model.PartRootAccess,
	model.PartInvalid, model.PartPolicyErrors,
	model.PartIdentities, model.PartRootUser, model.PartCredentials, model.PartTrails,
	model.PartHandshakes, model.PartAccessReport,
}

// wholeParts returns parts of the reading as a whole.
func wholeParts(parts ...model.Part) []model.PartKey {
	all := make([]model.PartKey, len(parts))
	for i, part := range parts {
		all[i].Part = part
	}
	return all
}

// ofTypes returns a part of the reading for each of the policy types.
func ofTypes(part model.Part, types ...model.PolicyType) []model.PartKey {
	all := make([]model.PartKey, len(types))
	for i, t := range types {
		all[i] = model.PartKey{Part: part, Target: string(t)}
	}
	return all
}

func needDelegates(*inspector) []model.PartKey {
	return wholeParts(model.PartAccounts, model.PartAdministrators, model.PartDelegations)
}

func needDelegations(*inspector) []model.PartKey {
	return wholeParts(model.PartTrustedAccess, model.PartAdministrators, model.PartDelegations)
}

func needAttachedSCPs(w *inspector) []model.PartKey {
	all := wholeParts(model.PartRoots, model.PartOUs, model.PartAccounts)
	if w.enabled(model.ServiceControlPolicy) {
		all = append(all, ofTypes(model.PartTargets, model.ServiceControlPolicy)...)
	}
	return all
}

func needSCPTexts(w *inspector) []model.PartKey {
	return append(needAttachedSCPs(w), wholeParts(model.PartDocument)...)
}

func needResourcePolicy(*inspector) []model.PartKey {
	return wholeParts(model.PartAccounts, model.PartResourcePolicy)
}

func needPower(w *inspector) []model.PartKey {
	return slices.Concat(needDelegates(w), needAttachedSCPs(w), wholeParts(model.PartResourcePolicy))
}

func needVerdicts(w *inspector) []model.PartKey {
	return append(needPower(w), needExemptions(w)...)
}

func needExemptions(w *inspector) []model.PartKey {
	all := needSCPTexts(w)
	if w.enabled(model.ResourceControlPolicy) {
		all = append(all, ofTypes(model.PartTargets, model.ResourceControlPolicy)...)
	}
	return all
}

func needPolicies(w *inspector) []model.PartKey {
	return append(wholeParts(model.PartRoots), ofTypes(model.PartPolicies, w.enabledTypes()...)...)
}

func needTargets(w *inspector) []model.PartKey {
	return append(needPolicies(w), ofTypes(model.PartTargets, w.enabledTypes()...)...)
}

func needDocuments(w *inspector) []model.PartKey {
	return append(needPolicies(w), wholeParts(model.PartDocument)...)
}
