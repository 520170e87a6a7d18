package aws

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"deputy/model"
)

// callSigned makes the call of a step as the catalogue describes it.
func callSigned(ctx context.Context, s *session, step model.Step) (middleware.Metadata, error) {
	call, known := model.CallOf(step.API, step.Operation)
	if !known {
		return middleware.Metadata{}, fmt.Errorf("the catalogue has no call %s", operationOf(step))
	}
	got, err := s.send(ctx, call, step.Region, step.Parameters)
	return got.metadata, err
}

// send makes a call that the catalogue describes, without a client of the SDK:
// the services that are called so have one or two operations that deputy needs,
// and their modules cost a build ten seconds to two minutes each. Signer,
// configuration, endpoints and kinds of error are the SDK's own. It makes one
// attempt; an empty Region is the session's.
func (s *session) send(ctx context.Context, call model.ServiceCall, region model.Region, values model.Parameters) (answer, error) {
	config := s.in(region)
	r, err := signed(ctx, &config, call, values)
	if err != nil {
		return answer{}, err
	}
	client := config.HTTPClient
	if client == nil {
		client = awshttp.NewBuildableClient()
	}
	got, err := client.Do(r)
	if err != nil {
		return answer{}, &smithyhttp.RequestSendError{Err: err}
	}
	defer func() { _ = got.Body.Close() }() // what was read counts
	text, err := io.ReadAll(io.LimitReader(got.Body, 1<<20))
	if err != nil {
		return answer{}, err
	}
	return readAnswer(call, got, text)
}

// signed makes the request of a call and signs it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
func signed(ctx context.Context, config *sdk.Config, call model.ServiceCall, values model.Parameters) (*http.Request, error) {
	kind, body, err := written(call, values)
	if err != nil {
		return nil, fmt.Errorf("write the request to %s: %w", call.Service, err)
	}
	endpoint := strings.TrimSuffix(endpointOf(ctx, config, call.Service), "/")
	r, err := http.NewRequestWithContext(ctx, call.Method, endpoint+call.Path, strings.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make the request to %s: %w", call.Service, err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if call.Target != "" {
		r.Header.Set("X-Amz-Target", call.Target)
	}
	app := config.AppID
	if app == "" {
		app = "deputy"
	}
	r.Header.Set("User-Agent", sdk.SDKName+"/"+sdk.SDKVersion+" api/"+call.Service+" app/"+app)
	keys, err := config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(body))
	if err := v4.NewSigner().SignHTTP(ctx, keys, r, hex.EncodeToString(sum[:]), call.Service, config.Region, time.Now()); err != nil {
		return nil, fmt.Errorf("sign the request to %s: %w", call.Service, err)
	}
	return r, nil
}

// written gives the body of a call in its protocol, and what the body is.
// https://smithy.io/2.0/aws/protocols/index.html
func written(call model.ServiceCall, values model.Parameters) (kind, body string, err error) {
	switch call.Protocol {
	case model.ProtocolQuery, model.ProtocolEC2:
		form := url.Values{"Action": {call.Operation}, "Version": {call.Version}}
		for _, in := range call.Given(values) {
			form.Set(in.Wire, values.Get(in.Name))
		}
		return "application/x-www-form-urlencoded", form.Encode(), nil
	case model.ProtocolRESTJSON:
		if len(values) == 0 {
			return "", "", nil
		}
		kind = "application/json"
	case model.ProtocolJSON:
		kind = "application/x-amz-json-1.1"
	default:
		return "", "", fmt.Errorf("its protocol is %s", call.Protocol)
	}
	members := map[string]any{}
	for _, in := range call.Given(values) {
		members[in.Wire] = values.Get(in.Name)
		if in.JSON {
			members[in.Wire] = json.RawMessage(values.Get(in.Name))
		}
	}
	text, err := json.Marshal(members)
	return kind, string(text), err
}
