// Package rawcall makes signed calls to services without a client of the SDK.
// deputy needs one or two operations of each of them, and their clients cost a
// build ten seconds to two minutes each. A call is sent as the catalog of package
// model describes it; signer, configuration, endpoints and kinds of error are the
// SDK's own.
//
// A new protocol, the endpoints of a new service and the forms of answers belong
// here. What a call means and when it is made does not. The package imports model
// and the core of the SDK, and no client of a service.
package rawcall

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"deputy/model/catalog"
	"deputy/model/plan"
)

// Send makes one attempt at a call, with the credentials and in the Region of
// config, or in the active one of two Regions. If that does not answer, and the
// request changed nothing, it goes to the other. The error is of the same kind as
// one of an SDK client.
func Send(ctx context.Context, config sdk.Config, call catalog.Call, values catalog.Parameters) (Answer, error) {
	values = withTokens(call, values)
	regions := activeFirst(ctx, config, call.Service)
	for {
		config.Region = regions[0]
		answer, err := sendOnce(ctx, config, call, values)
		if len(regions) == 1 || !mayGoElsewhere(ctx, call, err) {
			return answer, err
		}
		regions = regions[1:]
	}
}

func sendOnce(ctx context.Context, config sdk.Config, call catalog.Call, values catalog.Parameters) (Answer, error) {
	r, err := signedRequest(ctx, config, call, values)
	if err != nil {
		return Answer{}, err
	}
	client := config.HTTPClient
	if client == nil {
		client = awshttp.NewBuildableClient()
	}
	got, err := client.Do(r)
	if err != nil {
		return Answer{}, &smithyhttp.RequestSendError{Err: err}
	}
	defer func() { _ = got.Body.Close() }() // what was read counts
	text, err := ReadBody(got.Body)
	if err != nil {
		return Answer{}, err
	}
	return readAnswer(call, got, text)
}

// withTokens adds the idempotency tokens of a call, by which a service recognizes a
// request that comes twice.
func withTokens(call catalog.Call, values catalog.Parameters) catalog.Parameters {
	for _, in := range call.Parameters {
		if in.Value != catalog.InputToken {
			continue
		}
		var random [16]byte
		_, _ = rand.Read(random[:]) // It never fails: https://pkg.go.dev/crypto/rand#Read
		values = append(slices.Clone(values), catalog.Parameter{Name: in.Name, Value: uuid(random)})
	}
	return values
}

// uuid returns a version 4 UUID, as the SDK's tokens are.
// https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-4
func uuid(random [16]byte) string {
	random[6] = random[6]&0x0f | 0x40
	random[8] = random[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", random[:4], random[4:6], random[6:8], random[8:10], random[10:])
}

// SendStep makes one attempt at the call of a step.
func SendStep(ctx context.Context, config sdk.Config, step plan.Step) (middleware.Metadata, error) {
	call, known := catalog.FindCall(step.API, step.Operation)
	if !known {
		return middleware.Metadata{}, fmt.Errorf("the catalogue has no call %s:%s", step.API, step.Operation)
	}
	got, err := Send(ctx, config, call, step.Parameters)
	return got.Metadata, err
}

// signedRequest returns the signed request of a call.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
func signedRequest(ctx context.Context, config sdk.Config, call catalog.Call, values catalog.Parameters) (*http.Request, error) {
	contentType, body, err := encode(call, values)
	if err != nil {
		return nil, fmt.Errorf("write the request to %s: %w", call.Service, err)
	}
	base, path := strings.TrimSuffix(endpoint(ctx, config, call.Service), "/"), resource(call, values)
	if path == "/" && strings.Count(base, "/") > len("//") {
		path = "" // a custom endpoint with a path of its own
	}
	r, err := http.NewRequestWithContext(ctx, call.Method, base+path, strings.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make the request to %s: %w", call.Service, err)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
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

// resource returns the path of a call and its query string, with the values that
// belong there.
// https://smithy.io/2.0/spec/http-bindings.html
func resource(call catalog.Call, values catalog.Parameters) string {
	path, query := call.Path, url.Values{}
	for _, in := range call.Given(values) {
		switch value := values.Get(in.Name); {
		case in.Path:
			path = strings.ReplaceAll(path, "{"+in.Wire+"}", url.PathEscape(value))
		case in.Query:
			query.Set(in.Wire, value)
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path
}

// encode returns the body of a call in its protocol, and the content type.
// https://smithy.io/2.0/aws/protocols/index.html
func encode(call catalog.Call, values catalog.Parameters) (contentType, body string, err error) {
	switch call.Protocol {
	case catalog.ProtocolQuery, catalog.ProtocolEC2:
		form := url.Values{"Action": {call.Operation}, "Version": {call.Version}}
		for _, in := range call.Given(values) {
			form.Set(in.Wire, values.Get(in.Name))
		}
		return "application/x-www-form-urlencoded", form.Encode(), nil
	case catalog.ProtocolRESTJSON:
		contentType = "application/json"
	case catalog.ProtocolJSON:
		contentType = "application/x-amz-json-1.1"
	default:
		return "", "", fmt.Errorf("its protocol is %s", call.Protocol)
	}
	members := map[string]any{}
	for _, in := range call.Given(values) {
		switch {
		case in.Path, in.Query:
		case in.JSON:
			members[in.Wire] = json.RawMessage(values.Get(in.Name))
		default:
			members[in.Wire] = values.Get(in.Name)
		}
	}
	if len(members) == 0 && call.Protocol == catalog.ProtocolRESTJSON {
		return "", "", nil
	}
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // as the SDK's clients write it
	err = encoder.Encode(members)
	return contentType, strings.TrimSuffix(text.String(), "\n"), err
}
