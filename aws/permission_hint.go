package aws

import (
	"cmp"
	"net/http"
	"strings"

	"deputy/aws/rawcall"
	"deputy/model"
)

// policyKind is the kind of policy that denied a call, as far as AWS's message
// says.
type policyKind uint8

// The kinds of policy that AWS's messages name.
const (
	policyUnnamed policyKind = iota
	policySCP
	policyRCP
	policyBoundary
	policySession
	policyIdentity
	policyResource
	policyEndpoint
)

// deniedBy has the words by which AWS names the kind of policy, and the hint on
// how to fix it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
var deniedBy = [...]struct{ words, hint string }{
	policySCP:      {"service control policy", "A service control policy that applies to the caller's account denies this: use another account, or ask for the policy to be changed"},
	policyRCP:      {"resource control policy", "A resource control policy denies this: ask for the policy to be changed"},
	policyBoundary: {"permissions boundary", "The caller's permissions boundary does not allow this: ask for a wider one, or use another role"},
	policySession:  {"session policy", "The session policy does not allow this: log in without it, or with a wider one"},
	policyIdentity: {"identity-based policy", "The caller's identity policies do not allow this: allow %s, or use another role"},
	policyResource: {"resource-based policy", "A resource-based policy does not allow this: allow %s in it"},
	policyEndpoint: {"vpc endpoint policy", "The VPC endpoint policy does not allow this: allow %s in it, or use another network"},
}

// denyingPolicy returns the kind of policy that AWS's message names.
func denyingPolicy(message string) policyKind {
	message = strings.ToLower(message)
	if !strings.Contains(message, "explicit deny in a") && !strings.Contains(message, "because no ") {
		return policyUnnamed
	}
	for d := policySCP; d <= policyEndpoint; d++ {
		if strings.Contains(message, deniedBy[d].words) {
			return d
		}
	}
	return policyUnnamed
}

// permissionHint returns one sentence, without its full stop, on how to fix a
// failure.
func permissionHint(f *model.Failure, reason string) string {
	if text := constraintHints[reason]; text != "" {
		return text
	}
	switch f.Code {
	case "AccessDeniedForDependencyException":
		return "Allow iam:CreateServiceLinkedRole for organizations.amazonaws.com"
	case "AccountAlreadyRegisteredException", "AccountNotRegisteredException":
		return "This is already done: read the organization again"
	case "CloudTrailAccessNotEnabledException":
		return "Switch on trusted access for CloudTrail first"
	case "AccountNotManagementOrDelegatedAdministrator", "AccountNotManagementOrDelegatedAdministratorException":
		return "Only the management account and the delegated administrator of IAM may do this: use a profile of one of these"
	case "SubscriptionRequiredException":
		return "The API needs an AWS Support plan that the account does not have. Without one, use the service's console"
	case "SignatureDoesNotMatch", "InvalidSignatureException", "RequestExpired":
		return "Check the secret key and this machine's clock, then try again"
	}
	switch f.Kind {
	case model.FailureDenied:
		return deniedHint(f)
	case model.FailureThrottled:
		return "Other programs use up the organization's API limits: wait, or lower the pace, then read again"
	case model.FailureCredentials:
		return "Log in again or choose another profile, then try again"
	case model.FailureNoOrganization:
		return "Choose a profile of an account that is in an organization, then try again"
	case model.FailureNotFound:
		return "Somebody may have removed it: read the organization again"
	case model.FailureConflict:
		if f.Operation == "network-security-manager:PutAdminAccount" {
			return "AWS refuses an account for some minutes after its removal, and a priority that is in use: wait, read again, then plan again"
		}
		return "Another change is under way: read again, then plan again"
	case model.FailureUnsupported:
		return "The operation does not exist at this endpoint or in this partition: check --endpoint-url and --region"
	case model.FailureNetwork:
		return "Check the network, the proxy and --endpoint-url, then try again"
	case model.FailureService:
		return "AWS has an internal error: wait a moment, then try again"
	default:
		return ""
	}
}

// foreignHint returns what to do about an answer that is not AWS's own.
func foreignHint(a *rawcall.Foreign) string {
	switch {
	case a.Status == http.StatusProxyAuthRequired:
		return "The proxy wants a login: put it in HTTPS_PROXY, then try again"
	case a.Redirect != "":
		return "Open " + a.Redirect + " in a browser if this network wants a login, or check the proxy and --endpoint-url, then try again"
	case a.Status >= http.StatusInternalServerError && a.MayPass():
		return "A proxy or gateway answered in AWS's place: wait a moment, then try again"
	case a.Page || a.Status == http.StatusNetworkAuthenticationRequired:
		return "A proxy, or a network that wants a login, answered in AWS's place: open a page in a browser and check --endpoint-url, then try again"
	default:
		return "Check the proxy and --endpoint-url, then try again: AWS does not answer like this"
	}
}

// deniedHint returns how to fix a denied call. To a member account,
// Organizations does not name the policy.
func deniedHint(f *model.Failure) string {
	if d := denyingPolicy(f.Cause); d != policyUnnamed {
		return strings.ReplaceAll(deniedBy[d].hint, "%s", f.Operation)
	}
	// Network Security Manager answers so while it sets an administrator up.
	if strings.Contains(f.Cause, "Unable to determine service/operation name") {
		return "The service may not have finished an earlier change: wait some minutes, then plan again"
	}
	if !strings.HasPrefix(f.Operation, "organizations:") {
		return "Allow " + cmp.Or(actionNames[f.Operation], f.Operation)
	}
	if isChange(f.Operation) {
		return "Use credentials of the management account that are allowed " + f.Operation
	}
	if f.Operation == "organizations:DescribeOrganization" {
		return "Allow " + f.Operation
	}
	return "Use credentials of the management account or of a delegated administrator that are allowed " + f.Operation
}

// actionNames has the IAM actions that have another name than their operation.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondetective.html
var actionNames = map[string]string{
	generateReport: generateReport + " and " + getReport,
	getReport:      generateReport + " and " + getReport,
	"detective:ListOrganizationAdminAccounts": "detective:ListOrganizationAdminAccount",
}

// isChange reports whether an Organizations operation changes something. Only
// the management account may call those.
func isChange(operation string) bool {
	name := strings.TrimPrefix(operation, "organizations:")
	return !strings.HasPrefix(name, "List") && !strings.HasPrefix(name, "Describe")
}

// constraintHints has hints for the reasons of constraint violations that matter
// for delegation.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html
var constraintHints = map[string]string{
	"CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR":            "Choose a member account: the management account cannot be registered",
	"CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR": "Choose an active account",
	"MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED":      "Remove one of the service's delegated administrators first",
	"DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE":              "Remove the service's delegated administrators first",
	"SERVICE_ACCESS_NOT_ENABLED":                                   "Switch on trusted access for the service first",
	"ORGANIZATION_NOT_IN_ALL_FEATURES_MODE":                        "The organization has consolidated billing only: all features must be enabled first",
	"UNRECOGNIZED_SERVICE_PRINCIPAL":                               "AWS does not know this service principal here: check its spelling and the partition",
}
