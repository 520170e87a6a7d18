package aws

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"deputy/aws/rawcall"
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
		f.Kind, f.Cause = model.FailureCancelled, "cancelled"
	case errors.As(err, &answer):
		f.Code = answer.ErrorCode()
		f.Kind = kindOf(f.Code, status(err))
		f.Cause = messageOf(answer)
	case isNetworkError(err):
		f.Kind = model.FailureNetwork
		if f.Cause, f.Fix = lastingFault(err); f.Cause != "" {
			return f
		}
		f.Cause = networkCause(err)
	case foreignAnswer(err) != nil:
		strange := foreignAnswer(err)
		f.Kind, f.Cause, f.Fix = model.FailureForeign, strange.Error(), foreignHint(strange)
		return f
	default:
		f.Cause = innermost(err).Error()
	}
	f.Fix = permissionHint(f, reasonOf(err))
	return f
}

// foreignAnswer returns the answer that is not AWS's own; nil if that is not what
// an error says. An answer that the SDK cannot read is none of AWS's either.
func foreignAnswer(err error) *rawcall.Foreign {
	if known := (*rawcall.Foreign)(nil); errors.As(err, &known) {
		return known
	}
	if s := status(err); s > 0 {
		return &rawcall.Foreign{Status: s}
	}
	return nil
}

// incomplete returns the failure for an answer that lacks what AWS always sends.
func incomplete(operation, target, lacks string) *model.Failure {
	return failureOf(operation, target, &rawcall.Foreign{Lacks: lacks})
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

// isNetworkError reports whether the connection failed before the whole answer
// came.
func isNetworkError(err error) bool {
	var timeout interface{ Timeout() bool }
	var send *smithyhttp.RequestSendError
	var cut *rawcall.CutOff
	var op *net.OpError
	return errors.As(err, &send) || errors.As(err, &cut) || errors.As(err, &op) || errors.Is(err, net.ErrClosed) || errors.As(err, &timeout) && timeout.Timeout() || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET)
}

// mayBeSent reports whether the request may have reached AWS, so that it may have
// changed something.
func mayBeSent(err error) bool {
	var name *net.DNSError
	var op *net.OpError
	var certificate *tls.CertificateVerificationError
	var unsent *notSent
	never := errors.As(err, &unsent) || errors.As(err, &name) || errors.As(err, &certificate) ||
		errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect")
	return !never && (foreignAnswer(err) != nil || isNetworkError(err))
}

// hostUnknown reports whether the host does not exist.
func hostUnknown(err error) bool {
	var name *net.DNSError
	return errors.As(err, &name) && name.IsNotFound
}

func networkCause(err error) string {
	var name *net.DNSError
	var timeout interface{ Timeout() bool }
	var cut *rawcall.CutOff
	var refused *proxyRefusal
	switch {
	case errors.As(err, &refused):
		return refused.Error()
	case errors.As(err, &name):
		return "the host name " + name.Name + " could not be resolved"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the connection was refused"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	case errors.As(err, &cut):
		return "the connection broke before the answer was complete"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return "the connection was closed before an answer came"
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
	case f.Kind == model.FailureCancelled, f.Kind == model.FailureNetwork, f.Kind == model.FailureForeign, f.Kind == model.FailureDenied:
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
	f.Cause = "AWS does not know the caller's account in this Region: " + f.Cause
	f.Fix = "Enable the Region for the account, or leave it out"
}
