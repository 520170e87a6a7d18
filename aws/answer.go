package aws

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"deputy/aws/rawcall"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// checkAnswers makes the SDK's clients check that an answer is AWS's own before
// they read it: some operations have no result, and the clients take any answer
// with status 200 as their success.
func checkAnswers(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("CheckAnswer", checkAnswer), middleware.After)
}

func checkAnswer(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (
	out middleware.DeserializeOutput, metadata middleware.Metadata, err error,
) {
	out, metadata, err = next.HandleDeserialize(ctx, in)
	got, ok := out.RawResponse.(*smithyhttp.Response)
	if err != nil || !ok {
		return out, metadata, err
	}
	body := got.Body
	text, err := rawcall.ReadBody(body)
	if err != nil {
		_ = body.Close()       // the answer is of no use
		got.Body = http.NoBody // the SDK would read the rest of it, which may have no end
		return out, metadata, err
	}
	got.Body = readBody{bytes.NewReader(text), body}
	protocol := catalog.ProtocolJSON
	if awsmiddleware.GetServiceID(ctx) == "STS" {
		protocol = catalog.ProtocolQuery
	}
	operation := awsmiddleware.GetOperationName(ctx)
	if err = rawcall.CheckForm(protocol, operation, got.Response, text); err != nil {
		return out, metadata, err
	}
	if protocol == catalog.ProtocolJSON && got.StatusCode/100 == 2 && len(bytes.TrimSpace(text)) <= len("{}") && got.Header.Get("X-Amzn-Requestid") == "" {
		// A service may leave out a list that is empty, but sends an ID.
		return out, metadata, &rawcall.Foreign{Status: got.StatusCode, Lacks: "content and no request ID"}
	}
	if list := lists[operation]; list != "" && got.StatusCode/100 == 2 && !bytes.Contains(text, []byte(`"`+list+`"`)) {
		err = &rawcall.Foreign{Status: got.StatusCode, Lacks: "list " + list}
	}
	return out, metadata, err
}

// lists has the list in the result of each operation that has one, of those that
// deputy calls of Organizations and Account Management. AWS sends it even if it
// is empty: without it, nobody knows that there is nothing.
var lists = map[string]string{
	"ListAccounts":                        "Accounts",
	"ListAccountsForParent":               "Accounts",
	"ListAWSServiceAccessForOrganization": "EnabledServicePrincipals",
	"ListDelegatedAdministrators":         "DelegatedAdministrators",
	"ListDelegatedServicesForAccount":     "DelegatedServices",
	"ListOrganizationalUnitsForParent":    "OrganizationalUnits",
	"ListParents":                         "Parents",
	"ListPolicies":                        "Policies",
	"ListPoliciesForTarget":               "Policies",
	"ListRegions":                         "Regions",
	"ListRoots":                           "Roots",
	"ListTagsForResource":                 "Tags",
	"ListTargetsForPolicy":                "Targets",
}

// readBody is the body of an answer that was read already.
type readBody struct {
	io.Reader
	io.Closer
}

// useOneClient lets all calls of a configuration use one HTTP client, and with
// it the same connections. It follows no redirects: AWS sends none, and another
// server would get the request. A proxy's refusal keeps its status.
func useOneClient(config *sdk.Config) {
	client, ok := config.HTTPClient.(*http.Client)
	if !ok {
		buildable, custom := config.HTTPClient.(*awshttp.BuildableClient) // with the certificates of AWS_CA_BUNDLE
		if !custom {
			buildable = awshttp.NewBuildableClient()
		}
		client = &http.Client{Transport: buildable.GetTransport()}
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if transport, ok := client.Transport.(*http.Transport); ok {
		transport.OnProxyConnectResponse = checkProxy
	}
	config.HTTPClient = client
}

// dropIdleConnections makes the next call use a new connection. A proxy may be
// closing an idle one at this moment, and then nobody knows whether it took the
// request.
func dropIdleConnections(config sdk.Config) {
	if client, ok := config.HTTPClient.(*http.Client); ok {
		client.CloseIdleConnections()
	}
}

// isRefusal reports whether an error is AWS's word that it did not carry out the
// step: an error code that the service, or AWS's front ends, document. A fault of
// AWS is none.
func isRefusal(step plan.Step, err error) bool {
	var answer smithy.APIError
	if !errors.As(err, &answer) || status(err) == 0 {
		return false
	}
	var undescribed *smithy.GenericAPIError // by the SDK's description of the service
	if !errors.As(err, &undescribed) {
		return true
	}
	call, _ := catalog.FindCall(step.API, step.Operation)
	return isDocumented(call, answer.ErrorCode())
}
