package emulator

import (
	"errors"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"
)

// awsError is an error as AWS returns it.
type awsError struct {
	status  int // 400 if zero
	code    string
	message string
	reason  string // Reason of ConstraintViolationException and InvalidInputException
	kind    string // Type of TooManyRequestsException
}

// Error returns code and message.
func (e *awsError) Error() string { return e.code + ": " + e.message }

// httpStatus returns the status of the answer.
func (e *awsError) httpStatus() int {
	if e.status == 0 {
		return http.StatusBadRequest
	}
	return e.status
}

// asAWSError returns the error to answer with. An error of the emulator itself
// becomes a ServiceException.
func asAWSError(err error) *awsError {
	var e *awsError
	if errors.As(err, &e) {
		return e
	}
	return &awsError{status: http.StatusInternalServerError, code: "ServiceException", message: err.Error()}
}

// The failures without a reason, in AWS's wording.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html#API_ListAccounts_Errors
var (
	errDenied           = &awsError{code: "AccessDeniedException", message: "You don't have permissions to access this resource."}
	errNoOrganization   = &awsError{code: "AWSOrganizationsNotInUseException", message: "Your account is not a member of an organization."}
	errNoAccount        = &awsError{code: "AccountNotFoundException", message: "You specified an account that doesn't exist."}
	errNoParent         = &awsError{code: "ParentNotFoundException", message: "You specified parent that doesn't exist."}
	errNoChild          = &awsError{code: "ChildNotFoundException", message: "You specified a child that doesn't exist."}
	errNoOU             = &awsError{code: "OrganizationalUnitNotFoundException", message: "You specified an organizational unit that doesn't exist."}
	errNoPolicy         = &awsError{code: "PolicyNotFoundException", message: "You specified a policy that doesn't exist."}
	errNoTarget         = &awsError{code: "TargetNotFoundException", message: "You specified a target that doesn't exist."}
	errNoResourcePolicy = &awsError{code: "ResourcePolicyNotFoundException", message: "No resource policy is attached to the organization."}
	errNoEffective      = &awsError{code: "EffectivePolicyNotFoundException", message: "The effective policy of this type doesn't exist for the target."}
	errRegistered       = &awsError{code: "AccountAlreadyRegisteredException", message: "The provided account is already a delegated administrator for your organization."}
	errNotRegistered    = &awsError{code: "AccountNotRegisteredException", message: "The provided account is not a registered delegated administrator for your organization."}
	errThrottled        = &awsError{
		code: "TooManyRequestsException", kind: "RATE_LIMIT",
		message: "You have sent too many requests in too short a period of time. Try again later.",
	}
)

// unknownOperation is AWS's answer to an operation that it does not have.
func unknownOperation() *awsError { return &awsError{code: "UnknownOperationException"} }

// malformed is AWS's answer to a body that it cannot parse.
func malformed(message string) *awsError {
	return &awsError{code: "SerializationException", message: message}
}

// invalid is a parameter that is missing or has a wrong form.
func invalid(reason, message string) *awsError {
	return &awsError{code: "InvalidInputException", reason: reason, message: message}
}

// constraint is a rule of AWS Organizations that a request breaks.
func constraint(reason, message string) *awsError {
	return &awsError{code: "ConstraintViolationException", reason: reason, message: message}
}

// The broken connections that faults ask for.
var (
	errReset   = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	errLost    = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	errTimeout = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ETIMEDOUT}
)

// timeoutDelay is how long a call that is to time out hangs, if the client does
// not give up before.
const timeoutDelay = time.Minute

// messageOf returns a message for an error that a fault names by its code.
func messageOf(code string) string {
	switch {
	case strings.Contains(code, "TooManyRequests"), strings.Contains(code, "Throttl"):
		return errThrottled.message
	case strings.Contains(code, "ConcurrentModification"):
		return "AWS Organizations can't complete your request because it conflicts with another attempt to modify the same entity. Try again later."
	case strings.Contains(code, "AccessDenied"):
		return errDenied.message
	case strings.Contains(code, "ExpiredToken"):
		return "The security token included in the request is expired"
	case statusOf(code) >= http.StatusInternalServerError:
		return "AWS can't complete your request because of an internal error. Try again later."
	default:
		return "The request failed as it was asked to."
	}
}

// statusOf returns the status that AWS sends with a code.
func statusOf(code string) int {
	switch {
	case code == "ServiceUnavailable", code == "ServiceUnavailableException":
		return http.StatusServiceUnavailable
	case code == "ServiceException", strings.HasPrefix(code, "Internal"):
		return http.StatusInternalServerError
	case strings.HasPrefix(code, "ExpiredToken"), code == "InvalidClientTokenId", code == "AccessDenied":
		return http.StatusForbidden
	default:
		return http.StatusBadRequest
	}
}
