// Package escalation finds privilege escalation past guardrails: an exemption of
// a Deny statement, such as aws:PrincipalArn of role/BreakGlass, that a role
// which is not exempt can take for itself.
//
// It asks package verdict about each single API call of an attacker, who is an
// ordinary role of the account: one that no policy names, and that has no tags.
// deputy does not read identity policies, so these are taken to let the attacker
// make the call; the question is whether an SCP or RCP blocks it. The account of
// the attack matters: a name of another account cannot be taken here.
//
// To act as an exempt role an attacker must create it with permissions and
// assume it, or change the trust policy of the one that is there and assume it,
// or, instead of assuming it, pass it to a service that runs the attacker's code.
// To change what an exempt role may do takes no exemption by itself, and to pass
// a role that is there needs a trust policy that deputy does not read: neither
// counts alone. What depends on more than the call, such as MFA, counts as
// blocked: silence is better than a wrong alarm.
package escalation

// Pages of AWS that say what the exemptions rest on.
const (
	PagePrincipalARN     = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn"
	PageCreateRole       = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html"
	PageTrust            = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html"
	PageUserCredentials  = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html"
	PageSessionTags      = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html"
	PageSourceIdentity   = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html"
	PageControlTowerRole = "https://docs.aws.amazon.com/controltower/latest/userguide/enroll-manually.html"
	PageAccountAccess    = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_create-cross-account-role.html"
	PageStackSetRoles    = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/CloudFormationStackSetsOrgAdminServiceRolePolicy.html"
)
