package aws

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"deputy/aws/rawcall"
	"deputy/model"
)

// answered wraps an error as the SDK does when there was an answer.
func answered(status int, err error) error {
	response := &smithyhttp.Response{Response: &http.Response{StatusCode: status, Status: fmt.Sprint(status, " ", http.StatusText(status))}}
	return &smithy.OperationError{ServiceID: "Organizations", OperationName: "X", Err: &awshttp.ResponseError{
		RequestID: "11112222-3333", ResponseError: &smithyhttp.ResponseError{Response: response, Err: err},
	}}
}

// unsent wraps an error as the SDK does when there was none.
func unsent(err error) error {
	return &smithy.OperationError{ServiceID: "Organizations", OperationName: "X", Err: &smithyhttp.RequestSendError{Err: err}}
}

func named(code, message string) error { return &smithy.GenericAPIError{Code: code, Message: message} }

func TestFailureOf(t *testing.T) {
	words := func(s string) *string { return &s }
	for _, tt := range []struct {
		name        string
		err         error
		kind        model.FailureKind
		cause, hint string
	}{
		{
			"denied by Organizations", answered(400, &types.AccessDeniedException{Message: words("You don't have permissions to access this resource.")}),
			model.FailureDenied, "You don't have permissions to access this resource", "management account or of a delegated administrator",
		},
		{
			"denied by an SCP", answered(403, named("AccessDeniedException", "User: arn is not authorized to perform: organizations:ListRoots on resource: * with an explicit deny in a service control policy")),
			model.FailureDenied, "explicit deny in a service control policy", "A service control policy that applies to the caller's account",
		},
		{
			"no SCP allows it", answered(403, named("AccessDenied", "User: arn is not authorized to perform: organizations:ListRoots because no service control policy allows the organizations:ListRoots action")),
			model.FailureDenied, "because no service control policy allows", "A service control policy that applies to the caller's account",
		},
		{
			"denied by an RCP", answered(403, named("AccessDenied", "User: arn is not authorized to perform: x with an explicit deny in a resource control policy")),
			model.FailureDenied, "resource control policy", "A resource control policy denies this",
		},
		{
			"denied by a boundary", answered(403, named("AccessDenied", "User: arn is not authorized to perform: x because no permissions boundary allows the x action")),
			model.FailureDenied, "permissions boundary", "ask for a wider one",
		},
		{
			"denied by a session policy", answered(403, named("AccessDenied", "User: arn is not authorized to perform: x because no session policy allows the x action")),
			model.FailureDenied, "session policy", "The session policy",
		},
		{
			"no identity-based allow", answered(403, named("AccessDenied", "User: arn is not authorized to perform: organizations:ListRoots because no identity-based policy allows the organizations:ListRoots action")),
			model.FailureDenied, "identity-based policy", "allow organizations:ListRoots",
		},
		{
			"denied by an endpoint's policy", answered(403, named("AccessDenied", "User: arn is not authorized to perform: x because no VPC endpoint policy allows the x action")),
			model.FailureDenied, "VPC endpoint policy", "another network",
		},
		{
			"a reason", answered(409, &types.ConstraintViolationException{Message: words("You have too many."), Reason: "MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED"}),
			model.FailureConstraint, "You have too many (MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED)", "Remove one",
		},
		{
			"a reason without words", answered(400, &types.InvalidInputException{Reason: "UNRECOGNIZED_SERVICE_PRINCIPAL"}),
			model.FailureInvalid, "UNRECOGNIZED_SERVICE_PRINCIPAL", "spelling",
		},
		{"throttled, status 400", answered(400, &types.TooManyRequestsException{Message: words("slow down")}), model.FailureThrottled, "slow down", "wait"},
		{"throttled, status 429", answered(429, named("Whatever", "slow")), model.FailureThrottled, "slow", "wait"},
		{"expired", answered(400, named("ExpiredTokenException", "The security token included in the request is expired")), model.FailureCredentials, "expired", "Log in again"},
		{"clock", answered(403, named("SignatureDoesNotMatch", "Signature expired")), model.FailureCredentials, "Signature expired", "clock"},
		{"no organization", answered(400, &types.AWSOrganizationsNotInUseException{}), model.FailureNoOrganization, "AWSOrganizationsNotInUseException", "in an organization"},
		{"conflict", answered(409, &types.ConcurrentModificationException{}), model.FailureConflict, "Concurrent", "plan again"},
		{"already done", answered(409, &types.AccountAlreadyRegisteredException{}), model.FailureConflict, "AccountAlreadyRegistered", "already done"},
		{"not found", answered(400, &types.PolicyNotFoundException{Message: words("no such policy")}), model.FailureNotFound, "no such policy", "read the organization again"},
		{"not found elsewhere", answered(404, named("ResourceNotFound", "no")), model.FailureNotFound, "no", "read the organization again"},
		{"unsupported", answered(400, &types.UnsupportedAPIEndpointException{}), model.FailureUnsupported, "Unsupported", "partition"},
		{"AWS's fault", answered(500, &types.ServiceException{Message: words("internal")}), model.FailureService, "internal", "wait a moment"},
		{"an unknown name, 500", answered(500, named("Oops", "x")), model.FailureService, "x", "wait a moment"},
		{"an unknown name, 400", answered(400, named("Oops", "")), model.FailureUnknown, "Oops", ""},
		{"a gateway", answered(502, errors.New("invalid character '<'")), model.FailureForeign, "502 Bad Gateway", "wait a moment"},
		{"another server", answered(404, errors.New("invalid character '<'")), model.FailureForeign, "404", "--endpoint-url"},
		{"a redirect", answered(302, &rawcall.Foreign{Status: 302, Redirect: "https://portal.example"}), model.FailureForeign, "302 Found and a redirect to https://portal.example", "in a browser"},
		{"a proxy's page", answered(403, &rawcall.Foreign{Status: 403, Page: true}), model.FailureForeign, "403 Forbidden and a web page", "proxy"},
		{"a proxy that wants a login", answered(407, &rawcall.Foreign{Status: 407}), model.FailureForeign, "407", "HTTPS_PROXY"},
		{"half an answer", answered(200, &rawcall.CutOff{Err: errors.New("stream error: stream ID 3; INTERNAL_ERROR; received from peer")}), model.FailureNetwork, "before the answer was complete", "network"},
		{"closed here", answered(200, fmt.Errorf("read: %w", net.ErrClosed)), model.FailureNetwork, "closed before an answer", "network"},
		{"no such host", unsent(&net.OpError{Op: "dial", Err: &net.DNSError{Name: "organizations.nowhere"}}), model.FailureNetwork, "organizations.nowhere could not be resolved", "network"},
		{"refused", unsent(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), model.FailureNetwork, "refused", "network"},
		{"reset", unsent(syscall.ECONNRESET), model.FailureNetwork, "closed before an answer", "network"},
		{"cut off", unsent(io.ErrUnexpectedEOF), model.FailureNetwork, "closed before an answer", "network"},
		{"too late", &smithy.OperationError{Err: &smithy.CanceledError{Err: context.DeadlineExceeded}}, model.FailureNetwork, "in time", "network"},
		{"given up", &smithy.OperationError{Err: &smithy.CanceledError{Err: context.Canceled}}, model.FailureCancelled, "cancelled", ""},
		{"something else", errors.New("odd"), model.FailureUnknown, "odd", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := failureOf("organizations:ListRoots", "r-1", tt.err)
			if f.Kind != tt.kind || !strings.Contains(f.Cause, tt.cause) || !strings.Contains(f.Fix, tt.hint) || (f.Fix == "") != (tt.hint == "") {
				t.Errorf("kind %d, cause %q, hint %q", f.Kind, f.Cause, f.Fix)
			}
			if strings.HasSuffix(f.Cause, ".") || strings.HasSuffix(f.Fix, ".") || f.Operation != "organizations:ListRoots" || f.Target != "r-1" {
				t.Errorf("%q", f.Error())
			}
		})
	}
}

func TestMayBeSent(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want bool
	}{
		{unsent(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), false},
		{unsent(&net.OpError{Op: "proxyconnect", Err: syscall.ECONNREFUSED}), false},
		{unsent(&net.DNSError{Name: "x"}), false},
		{unsent(&tls.CertificateVerificationError{Err: errors.New("unknown authority")}), false},
		{errors.New("a parameter is missing"), false},
		{unsent(&net.OpError{Op: "read", Err: syscall.ECONNRESET}), true},
		{unsent(&net.OpError{Op: "write", Err: net.ErrClosed}), true},
		{unsent(io.EOF), true},
		{&rawcall.CutOff{Err: io.ErrUnexpectedEOF}, true},
		{answered(500, errors.New("x")), true},
	} {
		if got := mayBeSent(tt.err); got != tt.want {
			t.Errorf("%v: may be sent is %v", tt.err, got)
		}
	}
}

func TestCredentialFailure(t *testing.T) {
	metadata := &smithy.OperationError{ServiceID: "ec2imds", OperationName: "GetMetadata", Err: unsent(&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH})}
	role := func(code, message string) error {
		return &smithy.OperationError{ServiceID: "STS", OperationName: "AssumeRole", Err: answered(403, named(code, message))}
	}
	for _, tt := range []struct {
		name             string
		err              error
		kind             model.FailureKind
		operation, words string
	}{
		{"none", metadata, model.FailureCredentials, "credentials", "no credentials were found. Choose a profile"},
		{"no such profile", errors.New("failed to get shared config profile, nobody"), model.FailureCredentials, "credentials", "nobody. Log in again"},
		{"expired", role("ExpiredTokenException", "The token is expired"), model.FailureCredentials, "credentials", "expired. Log in again"},
		{"role denied", role("AccessDenied", "User: arn is not authorized to perform: sts:AssumeRole"), model.FailureDenied, "sts:AssumeRole", "Allow sts:AssumeRole"},
		{"wrong code", role("AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code"), model.FailureCredentials, "sts:AssumeRole", "next code"},
		{"no network", &smithy.OperationError{ServiceID: "SSO", Err: unsent(syscall.ECONNRESET)}, model.FailureNetwork, "credentials", "closed before an answer"},
		{"no code given", errNoCode, model.FailureCredentials, "credentials", "none was given"},
		{"given up", context.Canceled, model.FailureCancelled, "credentials", "cancelled"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if f := credentialsFailure("p", tt.err); f.Kind != tt.kind || f.Operation != tt.operation || !strings.Contains(f.Error(), tt.words) {
				t.Errorf("kind %d: %s", f.Kind, f.Error())
			}
		})
	}
}
