package aws

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"deputy/model"
)

// ipamVersion is the version of the EC2 API.
const ipamVersion = "2016-11-15"

// ipamOwn is VPC IPAM, whose two operations are Amazon EC2's. They are sent by
// a small client on the SDK's signer: the whole module costs a build two
// minutes for them. EC2 has no list of the administrators.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableIpamOrganizationAdminAccount.html
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisableIpamOrganizationAdminAccount.html
var ipamOwn = own{
	calls: map[string]ownCall{
		"EnableIpamOrganizationAdminAccount":  callEC2,
		"DisableIpamOrganizationAdminAccount": callEC2,
	},
}

// callEC2 sends a step as an EC2 query.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/making-api-requests.html
func callEC2(ctx context.Context, s *session, step model.Step) (m middleware.Metadata, err error) {
	config := s.in(step.Region)
	form := url.Values{"Action": {step.Operation}, "Version": {ipamVersion}}
	for _, p := range step.Parameters {
		form.Set(p.Name, p.Value)
	}
	r, err := signedEC2(ctx, config, form.Encode())
	if err != nil {
		return m, err
	}
	client := config.HTTPClient
	if client == nil {
		client = awshttp.NewBuildableClient()
	}
	answer, err := client.Do(r)
	if err != nil {
		return m, &smithyhttp.RequestSendError{Err: err}
	}
	defer func() { _ = answer.Body.Close() }() // what was read counts
	id := answer.Header.Get("X-Amzn-Requestid")
	awsmiddleware.SetRequestIDMetadata(&m, id)
	text, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if err != nil {
		return m, err
	}
	return m, readEC2(answer, id, text)
}

// signedEC2 makes the request and signs it.
func signedEC2(ctx context.Context, config sdk.Config, body string) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(endpointEC2(ctx, config), "/")+"/", strings.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make the request to EC2: %w", err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("User-Agent", strings.TrimSpace(sdk.SDKName+"/"+sdk.SDKVersion+" api/ec2#"+ipamVersion+" app/"+cmp.Or(config.AppID, "deputy")))
	keys, err := config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(body))
	if err := v4.NewSigner().SignHTTP(ctx, keys, r, hex.EncodeToString(sum[:]), "ec2", config.Region, time.Now()); err != nil {
		return nil, fmt.Errorf("sign the request to EC2: %w", err)
	}
	return r, nil
}

// endpointEC2 gives the custom endpoint for EC2 or for every service, else the
// Region's own.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
func endpointEC2(ctx context.Context, config sdk.Config) string {
	for _, source := range config.ConfigSources {
		custom, ok := source.(interface {
			GetServiceBaseEndpoint(ctx context.Context, sdkID string) (string, bool, error)
		})
		if !ok {
			continue
		}
		if endpoint, found, err := custom.GetServiceBaseEndpoint(ctx, "EC2"); err == nil && found {
			return endpoint
		}
	}
	if config.BaseEndpoint != nil {
		return *config.BaseEndpoint
	}
	return "https://ec2." + config.Region + "." + suffixOf(config.Region)
}

// suffixOf gives the end of the host names of a Region's partition.
// https://docs.aws.amazon.com/general/latest/gr/rande.html
func suffixOf(region string) string {
	for _, p := range []struct{ prefix, suffix string }{
		{"cn-", "amazonaws.com.cn"}, {"us-isob-", "sc2s.sgov.gov"}, {"us-iso-", "c2s.ic.gov"}, {"eusc-", "amazonaws.eu"},
	} {
		if strings.HasPrefix(region, p.prefix) {
			return p.suffix
		}
	}
	return "amazonaws.com"
}

// readEC2 turns an answer that is no success into the SDK's kind of error.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
func readEC2(answer *http.Response, id string, text []byte) error {
	var said struct {
		XMLName xml.Name
		Success *bool `xml:"success"`
		Errors  []struct {
			Code    string
			Message string
		} `xml:"Errors>Error"`
		RequestID string
	}
	malformed := xml.Unmarshal(text, &said)
	if answer.StatusCode < 300 && malformed == nil && said.Success != nil && *said.Success {
		return nil
	}
	e := &awshttp.ResponseError{
		ResponseError: &smithyhttp.ResponseError{Response: &smithyhttp.Response{Response: answer}}, RequestID: cmp.Or(id, said.RequestID),
	}
	switch {
	case malformed == nil && len(said.Errors) > 0:
		e.Err = &smithy.GenericAPIError{Code: said.Errors[0].Code, Message: said.Errors[0].Message}
	case malformed == nil && said.Success != nil:
		e.Err = &smithy.GenericAPIError{Code: "Unsuccessful", Message: "EC2 answered that it did not do it"}
	default:
		e.Err = fmt.Errorf("the answer is not in EC2's form")
	}
	return e
}
