package aws

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"deputy/model"
	"deputy/model/catalog"
)

// kinds maps AWS's error codes to kinds of failure. Other codes are distinguished
// by their suffix, then by the HTTP status.
// https://docs.aws.amazon.com/organizations/latest/APIReference/CommonErrors.html
var kinds = map[string]model.FailureKind{
	"AccessDenied":                       model.FailureDenied,
	"AccessDeniedException":              model.FailureDenied,
	"AccessDeniedForDependencyException": model.FailureDenied,
	"UnauthorizedOperation":              model.FailureDenied,
	"NotAuthorized":                      model.FailureDenied,
	"OptInRequired":                      model.FailureDenied,
	"AuthorizationException":             model.FailureDenied,
	"SubscriptionRequiredException":      model.FailureDenied,
	"OrganizationNotFound":               model.FailureNoOrganization,
	"OrganizationNotFoundException":      model.FailureNoOrganization,

	"AccountNotManagementOrDelegatedAdministrator":          model.FailureDenied,
	"AccountNotManagementOrDelegatedAdministratorException": model.FailureDenied,
	"ExpiredToken":                        model.FailureCredentials,
	"ExpiredTokenException":               model.FailureCredentials,
	"InvalidClientTokenId":                model.FailureCredentials,
	"InvalidAccessKeyId":                  model.FailureCredentials,
	"UnrecognizedClientException":         model.FailureCredentials,
	"SignatureDoesNotMatch":               model.FailureCredentials,
	"InvalidSignatureException":           model.FailureCredentials,
	"IncompleteSignature":                 model.FailureCredentials,
	"MissingAuthenticationToken":          model.FailureCredentials,
	"MissingAuthenticationTokenException": model.FailureCredentials,
	"RequestExpired":                      model.FailureCredentials,
	"AuthFailure":                         model.FailureCredentials,
	"AWSOrganizationsNotInUseException":   model.FailureNoOrganization,
	"ConcurrentModificationException":     model.FailureConflict,
	"ConflictException":                   model.FailureConflict,
	"FinalizingOrganizationException":     model.FailureConflict,
	"AccountAlreadyRegisteredException":   model.FailureConflict,
	"AccountNotRegisteredException":       model.FailureConflict,
	"ConstraintViolationException":        model.FailureConstraint,
	"PolicyTypeNotEnabledException":       model.FailureConstraint,
	"InvalidStateException":               model.FailureConstraint,
	"OperationNotSupportedException":      model.FailureConstraint,
	"InvalidInputException":               model.FailureInvalid,
	"ValidationException":                 model.FailureInvalid,
	"ValidationError":                     model.FailureInvalid,
	"SerializationException":              model.FailureInvalid,
	"UnsupportedAPIEndpointException":     model.FailureUnsupported,
	"UnknownOperationException":           model.FailureUnsupported,
	"InvalidAction":                       model.FailureUnsupported,
	"NotImplemented":                      model.FailureUnsupported,
	"ServiceException":                    model.FailureService,
	"ServiceFailure":                      model.FailureService, // of IAM
	"InternalFailure":                     model.FailureService,
	"ServerInternalException":             model.FailureService,
	"InternalServerError":                 model.FailureService,
	"InternalServerException":             model.FailureService,
	"InternalError":                       model.FailureService,
	"ServiceUnavailable":                  model.FailureService,
	"ServiceUnavailableException":         model.FailureService,
	"RateLimitExceededException":          model.FailureThrottled,
}

func kindOf(code string, status int) model.FailureKind {
	kind, known := kinds[code]
	_, throttle := retry.DefaultThrottleErrorCodes[code]
	switch {
	case known:
		return kind
	case throttle || status == 429:
		return model.FailureThrottled
	case strings.HasSuffix(strings.TrimSuffix(code, "Exception"), "NotFound"), code == "NoSuchEntity":
		return model.FailureNotFound
	case status == 501:
		return model.FailureUnsupported
	case status >= 500:
		return model.FailureService
	case status == 403:
		return model.FailureDenied
	default:
		return model.FailureUnknown
	}
}

// furtherCodes are codes by which AWS's front ends, EC2, and the services that
// deputy calls without a client of the SDK refuse a call, beside those in kinds.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
// https://docs.aws.amazon.com/awssupport/latest/APIReference/CommonErrors.html
var furtherCodes = []string{
	"Blocked", "DryRunOperation", "InvalidCharacter", "InvalidParameter", "InvalidParameterCombination", "InvalidParameterValue",
	"InvalidQueryParameter", "MalformedHttpRequestException", "MalformedQueryString", "MissingAction", "MissingParameter",
	"PendingVerification", "RequestEntityTooLargeException", "UnknownParameter", "Unsupported", "UnsupportedOperation", "UnsupportedProtocol",
	"Unsuccessful", // how deputy names EC2's answer that it did not do it
	"BadRequestException", "ForbiddenException", "InvalidOperationException", "InvalidParameterValueException", "LimitExceededException",
	"OperationNotFoundException", "ResourceNotFoundException", "ServiceQuotaExceededException",
}

// isDocumented reports whether AWS documents an error code, for the call or for
// all calls.
func isDocumented(call catalog.Call, code string) bool {
	_, common := kinds[code]
	_, throttle := retry.DefaultThrottleErrorCodes[code]
	return common || throttle || slices.Contains(furtherCodes, code) || slices.Contains(call.Errors, code)
}
