package aws

import (
	"cmp"
	"strings"

	"deputy/model"
)

// denial is which policy denied a call, as far as AWS's message tells.
type denial uint8

// The sources of a denial.
const (
	denialUnsaid denial = iota
	denialSCP
	denialRCP
	denialBoundary
	denialSession
	denialIdentity
	denialResource
	denialEndpoint
)

// denials gives the words by which AWS names the policy, and what mends it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
var denials = [...]struct{ words, mend string }{
	denialSCP:      {"service control policy", "A service control policy on the caller's account is in the way: use an account that it does not bind, or have the policy changed"},
	denialRCP:      {"resource control policy", "A resource control policy is in the way: have the policy changed"},
	denialBoundary: {"permissions boundary", "The caller's permissions boundary is in the way: have it widened, or use another role"},
	denialSession:  {"session policy", "The session's own policy is in the way: log in without it, or with a wider one"},
	denialIdentity: {"identity-based policy", "The caller's own policies do not permit it: have %s allowed, or use another role"},
	denialResource: {"resource-based policy", "A resource-based policy is in the way: have %s allowed in it"},
	denialEndpoint: {"vpc endpoint policy", "The policy of the VPC endpoint is in the way: have %s allowed in it, or use another network"},
}

// denialOf reads which policy denied a call from AWS's message.
func denialOf(message string) denial {
	message = strings.ToLower(message)
	if !strings.Contains(message, "explicit deny in a") && !strings.Contains(message, "because no ") {
		return denialUnsaid
	}
	for d := denialSCP; d <= denialEndpoint; d++ {
		if strings.Contains(message, denials[d].words) {
			return d
		}
	}
	return denialUnsaid
}

// mend gives one sentence, without its full stop, on what a person can do about
// a failure.
func mend(f *model.Failure, reason string) string {
	if text := constraintMends[reason]; text != "" {
		return text
	}
	switch f.Code {
	case "AccessDeniedForDependencyException":
		return "Have iam:CreateServiceLinkedRole for organizations.amazonaws.com allowed"
	case "AccountAlreadyRegisteredException", "AccountNotRegisteredException":
		return "It is so already: read the organization again"
	case "CloudTrailAccessNotEnabledException":
		return "Switch on trusted access for CloudTrail first"
	case "SubscriptionRequiredException":
		return "The API needs an AWS Support plan that the account does not have: without one, the service's console is the way"
	case "SignatureDoesNotMatch", "InvalidSignatureException", "RequestExpired":
		return "Check the secret key and this machine's clock, then try again"
	}
	switch f.Kind {
	case model.FailureDenied:
		return denialMend(f)
	case model.FailureThrottled:
		return "Something else uses up the organization's calls: wait, or lower the pace, then read again"
	case model.FailureCredentials:
		return "Log in again or choose another profile, then try again"
	case model.FailureNoOrganization:
		return "Choose a profile of an account that is in an organization, then try again"
	case model.FailureNotFound:
		return "It may have been removed meanwhile: read the organization again"
	case model.FailureConflict:
		return "Another change is under way: read again, then plan again"
	case model.FailureUnsupported:
		return "The operation does not exist at this endpoint or in this partition: check --endpoint-url and --region"
	case model.FailureNetwork:
		return "Check the network, the proxy and --endpoint-url, then try again"
	case model.FailureService:
		return "AWS has a fault of its own: wait a moment, then try again"
	default:
		return ""
	}
}

// denialMend tells what mends a denied call. Organizations answers a member
// account without naming a policy.
func denialMend(f *model.Failure) string {
	if d := denialOf(f.Cause); d != denialUnsaid {
		return strings.ReplaceAll(denials[d].mend, "%s", f.Operation)
	}
	if !strings.HasPrefix(f.Operation, "organizations:") {
		return "Have " + cmp.Or(permissions[f.Operation], f.Operation) + " allowed"
	}
	if changing(f.Operation) {
		return "Use credentials of the management account that are allowed " + f.Operation
	}
	if f.Operation == "organizations:DescribeOrganization" {
		return "Have " + f.Operation + " allowed"
	}
	return "Use credentials of the management account or of a delegated administrator that are allowed " + f.Operation
}

// permissions are the IAM actions that are not called like the operation.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondetective.html
var permissions = map[string]string{
	"detective:ListOrganizationAdminAccounts": "detective:ListOrganizationAdminAccount",
}

// changing tells whether an Organizations operation changes something: those
// are for the management account alone.
func changing(operation string) bool {
	name := strings.TrimPrefix(operation, "organizations:")
	return !strings.HasPrefix(name, "List") && !strings.HasPrefix(name, "Describe")
}

// constraintMends answers the reasons that matter for delegation.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html
var constraintMends = map[string]string{
	"CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR":            "Choose a member account: the management account cannot be registered",
	"CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR": "Choose an active account",
	"MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED":      "Remove one of the service's delegated administrators first",
	"DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE":              "Remove the service's delegated administrators first",
	"SERVICE_ACCESS_NOT_ENABLED":                                   "Switch on trusted access for the service first",
	"ORGANIZATION_NOT_IN_ALL_FEATURES_MODE":                        "The organization has consolidated billing only: all features must be enabled first",
	"UNRECOGNIZED_SERVICE_PRINCIPAL":                               "AWS does not know this service principal here: check its spelling and the partition",
}
