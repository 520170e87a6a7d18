package finding

import "deputy/model"

// The pages of AWS that findings name as their sources.
const (
	pageDelegation      = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html"
	pageTrustedAccess   = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html"
	pageSCPs            = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html"
	pageSyntax          = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html"
	pageQuotas          = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html"
	pageResourcePolicy  = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html"
	pageInvalidPolicies = "https://docs.aws.amazon.com/organizations/latest/userguide/invalid-policy-alerts.html"
	pageRootAccess      = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html"
	pageRootTasks       = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html"
	pageRootMFA         = "https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html"
	pageRootUser        = "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html"
	pageManagement      = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_best-practices_mgmt-acct.html"
	pageThirdParty      = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html"
	pageOIDCRole        = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html"
	pageReport          = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html"
	pageAccessKeys      = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html"
	pageTrail           = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html"
	pageDefaultControls = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_security_default_controls.html"
	pageInvitations     = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_manage-invites.html"
	pageAllFeatures     = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_support-all-features.html"
	pageTransfer        = "https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/orgs_transfer_billing-view-invitation.html"
	pageHandshakes      = "https://docs.aws.amazon.com/organizations/latest/APIReference/API_Handshake.html"
	pageAccountStates   = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html"
	pageLastAccessed    = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html"
	pageControlTower    = "https://docs.aws.amazon.com/controltower/latest/userguide/control-limitations.html"
	pageSCPEvaluation   = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html"
	pageRCPEvaluation   = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_evaluation.html"
)

// evaluationPages are the pages that show the AWS-managed policies of a type.
var evaluationPages = map[model.PolicyType]string{
	model.ServiceControlPolicy:  pageSCPEvaluation,
	model.ResourceControlPolicy: pageRCPEvaluation,
}
