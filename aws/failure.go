package aws

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"deputy/model"
)

// failureOf turns an error of the SDK into a failure that a screen can explain.
// Operation is the service and the operation, such as organizations:ListRoots;
// target is the ID that it was called for.
func failureOf(operation, target string, err error) *model.Failure {
	if known := (*model.Failure)(nil); errors.As(err, &known) {
		return known
	}
	f := &model.Failure{Operation: operation, Target: target}
	if response := (*awshttp.ResponseError)(nil); errors.As(err, &response) {
		f.RequestID = response.ServiceRequestID()
	}
	var answer smithy.APIError
	switch {
	case errors.Is(err, context.Canceled):
		f.Kind, f.Cause = model.FailureCancelled, "given up"
	case errors.As(err, &answer):
		f.Code = answer.ErrorCode()
		f.Kind = kindOf(f.Code, status(err))
		f.Cause = messageOf(answer)
	case status(err) >= 500:
		f.Kind, f.Cause = model.FailureService, "the server answered with HTTP status "+statusText(err)
	case isNetworkError(err):
		f.Kind, f.Cause = model.FailureNetwork, networkCause(err)
	case status(err) > 0:
		f.Kind, f.Cause = model.FailureUnsupported, "the server answered with HTTP status "+statusText(err)+", and not in AWS's form"
	default:
		f.Cause = innermost(err).Error()
	}
	f.Fix = permissionHint(f, reasonOf(err))
	return f
}

// kinds maps AWS's error codes to kinds of failure. Other codes are told apart
// by their suffix, then by the HTTP status.
// https://docs.aws.amazon.com/organizations/latest/APIReference/CommonErrors.html
var kinds = map[string]model.FailureKind{
	"AccessDenied":                        model.FailureDenied,
	"AccessDeniedException":               model.FailureDenied,
	"AccessDeniedForDependencyException":  model.FailureDenied,
	"UnauthorizedOperation":               model.FailureDenied,
	"NotAuthorized":                       model.FailureDenied,
	"OptInRequired":                       model.FailureDenied,
	"AuthorizationException":              model.FailureDenied,
	"SubscriptionRequiredException":       model.FailureDenied,
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
	"InternalFailure":                     model.FailureService,
	"ServerInternalException":             model.FailureService,
	"InternalServerError":                 model.FailureService,
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

// reasonOf returns the Reason of a constraint or input error; empty if there is
// none.
func reasonOf(err error) string {
	if e := (*types.ConstraintViolationException)(nil); errors.As(err, &e) {
		return string(e.Reason)
	}
	if e := (*types.InvalidInputException)(nil); errors.As(err, &e) {
		return string(e.Reason)
	}
	return ""
}

// messageOf returns AWS's message, followed by the reason if it does not have
// it.
func messageOf(answer smithy.APIError) string {
	message := strings.TrimSuffix(strings.TrimSpace(answer.ErrorMessage()), ".")
	reason := reasonOf(answer)
	switch {
	case message == "" && reason == "":
		return answer.ErrorCode()
	case message == "":
		return reason
	case reason != "" && !strings.Contains(message, reason):
		return message + " (" + reason + ")"
	default:
		return message
	}
}

// status returns the answer's HTTP status; 0 if there was no answer.
func status(err error) int {
	if response := (*smithyhttp.ResponseError)(nil); errors.As(err, &response) && response.Response != nil {
		return response.HTTPStatusCode()
	}
	return 0
}

func statusText(err error) string {
	response := (*smithyhttp.ResponseError)(nil)
	errors.As(err, &response)
	return response.Response.Status
}

// isNetworkError reports whether the connection failed before the whole answer
// came.
func isNetworkError(err error) bool {
	var timeout interface{ Timeout() bool }
	var send *smithyhttp.RequestSendError
	return errors.As(err, &send) || errors.As(err, &timeout) && timeout.Timeout() || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET)
}

// neverSent reports whether the request cannot have reached AWS, so that it
// cannot have changed anything.
func neverSent(err error) bool {
	var name *net.DNSError
	var op *net.OpError
	return errors.As(err, &name) || errors.As(err, &op) && op.Op == "dial"
}

// hostUnknown reports whether the host does not exist.
func hostUnknown(err error) bool {
	var name *net.DNSError
	return errors.As(err, &name) && name.IsNotFound
}

func networkCause(err error) string {
	var name *net.DNSError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.As(err, &name):
		return "the host name " + name.Name + " could not be resolved"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the connection was refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed before an answer came"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "no answer came in time"
	default:
		return innermost(err).Error()
	}
}

// innermost returns the error at the end of the chain: the SDK's wrappers repeat
// the operation at every level.
func innermost(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// credentialsFailure explains why there are no credentials to sign with. A
// denied AssumeRole stays a denial, and a lost connection a network failure.
func credentialsFailure(profile string, err error) *model.Failure {
	f := failureOf("credentials", cmp.Or(profile, "default chain"), err)
	var operation *smithy.OperationError
	if f.Kind == model.FailureDenied && errors.As(err, &operation) {
		f.Operation = strings.ToLower(operation.ServiceID) + ":" + operation.OperationName
		f.Fix = permissionHint(f, "")
	}
	switch {
	case strings.Contains(f.Cause, "MultiFactorAuthentication failed"):
		f.Kind, f.Fix = model.FailureCredentials, "Try again with the next code of the MFA device"
	case fromMetadata(err):
		// The metadata service is the last provider of the chain, and answers on EC2 only: no other provider had credentials.
		f.Kind, f.Cause = model.FailureCredentials, "no credentials were found"
		f.Fix = "Choose a profile, or give credentials in the environment or with aws configure, then try again"
	case f.Kind == model.FailureCancelled, f.Kind == model.FailureNetwork, f.Kind == model.FailureDenied:
	default:
		if f.Code == "" {
			f.Cause = innermost(err).Error()
		}
		f.Kind = model.FailureCredentials
		f.Fix = permissionHint(f, "")
	}
	return f
}

// fromMetadata reports whether an error comes from the EC2 instance metadata
// service.
func fromMetadata(err error) bool {
	var operation *smithy.OperationError
	return errors.As(err, &operation) && operation.ServiceID == "ec2imds"
}

// ignoreBillingOnly returns nil for the answer of an organization with
// consolidated billing only: it has no delegations to read, so nothing is
// missing.
func ignoreBillingOnly(f *model.Failure) *model.Failure {
	if f != nil && f.Kind == model.FailureConstraint && strings.Contains(f.Cause, "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE") {
		return nil
	}
	return f
}

// explainRegionOff explains the answer of a Region that is not enabled for the
// caller's account. Such a Region does not know the account's keys.
// https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
func explainRegionOff(f *model.Failure, region model.Region) {
	if region == "" || f.Code != "UnrecognizedClientException" && f.Code != "InvalidClientTokenId" && f.Code != "AuthFailure" {
		return
	}
	f.Kind = model.FailureDenied
	f.Cause = "the caller's account is not known there: " + f.Cause
	f.Fix = "Enable the Region for the account, or leave it out"
}
