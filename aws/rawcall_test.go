package aws

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/smithy-go"

	"deputy/aws/rawcall"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// replier is a transport that answers everything alike.
type replier struct {
	status int
	header map[string]string
	body   string
}

func (r replier) RoundTrip(q *http.Request) (*http.Response, error) { return r.answer(q), nil }

func (r replier) answer(q *http.Request) *http.Response {
	answer := &http.Response{
		StatusCode: r.status, Status: http.StatusText(r.status), Header: http.Header{}, Request: q,
		Body: io.NopCloser(strings.NewReader(r.body)),
	}
	for k, v := range r.header {
		answer.Header.Set(k, v)
	}
	return answer
}

// Errors come in each protocol's own form, and with the request's ID.
func TestSignedAnswers(t *testing.T) {
	const html = "<html><body><h1>502 Bad Gateway</h1></body></html>"
	id := map[string]string{"X-Amzn-Requestid": "R1"}
	for _, tt := range []struct {
		name    string
		service model.ServiceID
		replier
		code, words string
		kind        model.FailureKind // FailureUnknown where there is none
		id          string
	}{
		{"JSON, empty", "health", replier{200, id, ""}, "", "", 0, "R1"},
		{"JSON, object", "service-catalog", replier{200, id, "{}"}, "", "", 0, "R1"},
		{"JSON, refused", "service-catalog", replier{400, id, `{"__type":"InvalidStateException","Message":"not now"}`}, "InvalidStateException", "not now", model.FailureConstraint, "R1"},
		{"JSON, with a name space", "health", replier{400, id, `{"__type":"com.amazonaws.health#ConcurrentModificationException","message":"twice"}`}, "ConcurrentModificationException", "twice", model.FailureConflict, "R1"},
		{"JSON, in the header", "license-manager", replier{400, map[string]string{"X-Amzn-Errortype": "RateLimitExceededException:http://internal/", "X-Amzn-Requestid": "R1"}, `{"Message":"slow"}`}, "RateLimitExceededException", "slow", model.FailureThrottled, "R1"},
		{"JSON, nothing but a page", "health", replier{502, nil, html}, "", "HTTP status", model.FailureForeign, ""},
		{"JSON, a list", "health", replier{200, id, "[]"}, "", "not in AWS's form", model.FailureForeign, "R1"},
		{"JSON, no code", "health", replier{403, id, `{"message":"blocked"}`}, "", "not in AWS's format: blocked", model.FailureForeign, "R1"},
		{"REST, refused", "network-manager", replier{403, map[string]string{"X-Amzn-Errortype": "AccessDeniedException", "X-Amzn-Requestid": "R1"}, `{"Message":"no"}`}, "AccessDeniedException", "no", model.FailureDenied, "R1"},
		{"REST, code in the body", "user-notifications", replier{429, id, `{"code":"ThrottlingException","message":"slow"}`}, "ThrottlingException", "slow", model.FailureThrottled, "R1"},
		{"query, done", "cloudformation-stacksets", replier{200, nil, `<ActivateOrganizationsAccessResponse xmlns="http://x/"><ActivateOrganizationsAccessResult/><ResponseMetadata><RequestId>R2</RequestId></ResponseMetadata></ActivateOrganizationsAccessResponse>`}, "", "", 0, "R2"},
		{"query, refused", "cloudformation-stacksets", replier{400, nil, `<ErrorResponse xmlns="http://x/"><Error><Type>Sender</Type><Code>InvalidOperationException</Code><Message>not valid</Message></Error><RequestId>R2</RequestId></ErrorResponse>`}, "InvalidOperationException", "not valid", model.FailureUnknown, "R2"},
		{"query, another answer", "cloudformation-stacksets", replier{200, nil, html}, "", "not in AWS's form", model.FailureForeign, ""},
		{"query, cut off", "cloudformation-stacksets", replier{200, nil, "<ActivateOrganizationsAccessResponse>"}, "", "not in AWS's form", model.FailureForeign, ""},
		{"EC2, done", "reachability-analyzer", replier{200, nil, `<EnableReachabilityAnalyzerOrganizationSharingResponse xmlns="http://x/"><requestId>R3</requestId><returnValue>true</returnValue></EnableReachabilityAnalyzerOrganizationSharingResponse>`}, "", "", 0, "R3"},
		{"EC2, not done", "reachability-analyzer", replier{200, id, `<EnableReachabilityAnalyzerOrganizationSharingResponse xmlns="http://x/"><returnValue>false</returnValue></EnableReachabilityAnalyzerOrganizationSharingResponse>`}, "Unsuccessful", "did not make the change", model.FailureUnknown, "R1"},
		{"EC2, half an answer", "reachability-analyzer", replier{200, id, `<EnableReachabilityAnalyzerOrganizationSharingResponse/>`}, "", "no statement on whether", model.FailureForeign, "R1"},
		{"EC2, refused", "reachability-analyzer", replier{403, nil, `<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors><RequestID>R3</RequestID></Response>`}, "UnauthorizedOperation", "no", model.FailureDenied, "R3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, f := open(t.Context(), &Options{Transport: tt.replier, Keys: &demoKeys}, "", nil)
			if f != nil {
				t.Fatal(f)
			}
			got, err := rawcall.Send(t.Context(), s.in(""), *service(t, tt.service).TrustedAccess.Call, nil)
			if tt.words == "" {
				if err != nil || requestID(got.Metadata) != tt.id {
					t.Errorf("%v, ID %q, want %q", err, requestID(got.Metadata), tt.id)
				}
				return
			}
			var answered smithy.APIError
			if errors.As(err, &answered) != (tt.code != "") || tt.code != "" && answered.ErrorCode() != tt.code {
				t.Errorf("the error is %v, want %s", err, tt.code)
			}
			if f := failureOf("x:Y", "", err); f.Kind != tt.kind || !strings.Contains(f.Cause, tt.words) || f.RequestID != tt.id {
				t.Errorf("the failure is %+v, want kind %v, %q, ID %q", f, tt.kind, tt.words, tt.id)
			}
		})
	}
}

// Where somebody took the request and answers what AWS would not, nobody knows
// what became of it.
func TestSignedAnswerOfAStranger(t *testing.T) {
	s, f := open(t.Context(), &Options{Transport: replier{200, nil, "<html/>"}, Keys: &demoKeys}, "", nil)
	if f != nil {
		t.Fatal(f)
	}
	b := New(Options{Transport: replier{}, Demo: true})
	step := plan.Step{API: "health", Operation: "EnableHealthServiceAccessForOrganization", Region: "us-east-1"}
	e := &execution{b: b, ctx: t.Context(), session: s, step: step, operation: changeOperations()[operationKey{step.API, step.Operation}]}
	if _, unclear, f := e.send(); !unclear || f == nil || f.Kind != model.FailureForeign {
		t.Errorf("unclear %t, %+v: it must be read back", unclear, f)
	}
}

// endpointOf returns the endpoint to which a call of a service is sent.
func endpointOf(t *testing.T, o *Options, service string, region model.Region) string {
	t.Helper()
	var sent *url.URL
	o.Transport = asked(func(r *http.Request) (*http.Response, error) {
		sent = r.URL
		return replier{status: http.StatusOK}.RoundTrip(r)
	})
	s, f := open(t.Context(), o, "", nil)
	if f != nil {
		t.Fatal(f)
	}
	call := catalog.Call{Service: service, Method: http.MethodPost, Path: "/", Protocol: catalog.ProtocolJSON}
	if _, err := rawcall.Send(t.Context(), s.in(region), call, nil); err != nil {
		t.Fatal(err)
	}
	return sent.Scheme + "://" + sent.Host
}

// asked is a transport that is a function.
type asked func(*http.Request) (*http.Response, error)

func (a asked) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }

// A parameter travels in the path, in the query string or in the body, each
// value written so that it stays one value.
func TestSignedParameters(t *testing.T) {
	account := catalog.Input{Name: "AccountId", Wire: "accountId", Value: catalog.InputAccount}
	inPath, inQuery := account, account
	inPath.Path, inQuery.Query = true, true
	number := catalog.Input{Name: "Priority", Wire: "priority", JSON: true}
	values := catalog.Parameters{{Name: "AccountId", Value: "1/2&3"}, {Name: "Priority", Value: "4"}}
	for _, tt := range []struct {
		path       string
		parameters []catalog.Input
		want       string
	}{
		{"/a/{accountId}", []catalog.Input{inPath}, "/a/1%2F2&3 "},
		{"/a", []catalog.Input{inQuery}, "/a?accountId=1%2F2%263 "},
		{"/a", []catalog.Input{account, number}, `/a {"accountId":"1/2&3","priority":4}`},
		{"/a/{accountId}", []catalog.Input{inPath, number}, `/a/1%2F2&3 {"priority":4}`},
	} {
		var sent string
		o := &Options{Keys: &demoKeys, Transport: asked(func(r *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(r.Body)
			sent = r.URL.RequestURI() + " " + string(body)
			if hasType := r.Header.Get("Content-Type") != ""; hasType != (len(body) > 0) {
				t.Errorf("%s: content type %q", sent, r.Header.Get("Content-Type"))
			}
			return replier{status: http.StatusNoContent}.answer(r), err
		})}
		s, f := open(t.Context(), o, "", nil)
		if f != nil {
			t.Fatal(f)
		}
		call := catalog.Call{Service: "x", Method: http.MethodPut, Path: tt.path, Protocol: catalog.ProtocolRESTJSON, Parameters: tt.parameters}
		if _, err := rawcall.Send(t.Context(), s.in("eu-west-1"), call, values); err != nil || sent != tt.want {
			t.Errorf("sent %s, %v, want %s", sent, err, tt.want)
		}
	}
}

// Each partition has its host names, and a custom endpoint goes before them.
func TestSignedEndpoints(t *testing.T) {
	for _, tt := range []struct {
		service string
		region  model.Region
		want    string
	}{
		{"health", "us-east-1", "https://health.us-east-1.amazonaws.com"},
		{"servicecatalog", "us-gov-west-1", "https://servicecatalog.us-gov-west-1.amazonaws.com"},
		{"networkmanager", "cn-northwest-1", "https://networkmanager.cn-northwest-1.amazonaws.com.cn"},
		{"notifications", "us-east-1", "https://notifications.us-east-1.api.aws"},
		{"notifications", "eusc-de-east-1", "https://notifications.eusc-de-east-1.api.amazonwebservices.eu"},
		{"cloudformation", "us-iso-east-1", "https://cloudformation.us-iso-east-1.c2s.ic.gov"},
		{"cloudformation", "us-isob-east-1", "https://cloudformation.us-isob-east-1.sc2s.sgov.gov"},
		{"license-manager", "us-isof-south-1", "https://license-manager.us-isof-south-1.csp.hci.ic.gov"},
		{"cloudtrail", "eu-central-1", "https://cloudtrail.eu-central-1.amazonaws.com"},
		{"cloudtrail", "cn-north-1", "https://cloudtrail.cn-north-1.amazonaws.com.cn"},
		{"ec2", "eu-isoe-west-1", "https://ec2.eu-isoe-west-1.cloud.adc-e.uk"},
		{"iam", "us-east-1", "https://iam.amazonaws.com"},
		{"iam", "us-gov-west-1", "https://iam.us-gov.amazonaws.com"},
		{"iam", "cn-north-1", "https://iam.cn-north-1.amazonaws.com.cn"},
		{"iam", "eusc-de-east-1", "https://iam.eusc-de-east-1.amazonaws.eu"},
		{"iam", "us-isob-east-1", "https://iam.us-isob-east-1.sc2s.sgov.gov"},
	} {
		if got := endpointOf(t, &Options{Keys: &demoKeys}, tt.service, tt.region); got != tt.want {
			t.Errorf("%s in %s: %s, want %s", tt.service, tt.region, got, tt.want)
		}
	}
	for _, tt := range []struct {
		name        string
		environment map[string]string
		endpoint    string
		want        string
	}{
		{"AWS's own", nil, "", "https://servicecatalog.eu-west-1.amazonaws.com"},
		{"for the service", map[string]string{"AWS_ENDPOINT_URL_SERVICE_CATALOG": "http://one:1", "AWS_ENDPOINT_URL": "http://all:2"}, "", "http://one:1"},
		{"for all", map[string]string{"AWS_ENDPOINT_URL": "http://all:2"}, "", "http://all:2"},
		{"FIPS", map[string]string{"AWS_USE_FIPS_ENDPOINT": "true"}, "", "https://servicecatalog-fips.eu-west-1.amazonaws.com"},
		{"dual stack", map[string]string{"AWS_USE_DUALSTACK_ENDPOINT": "true"}, "", "https://servicecatalog.eu-west-1.api.aws"},
		{"FIPS in GovCloud", map[string]string{"AWS_USE_FIPS_ENDPOINT": "true", "AWS_REGION": "us-gov-west-1"}, "", "https://servicecatalog-fips.us-gov-west-1.amazonaws.com"},
		{"ignored", map[string]string{"AWS_ENDPOINT_URL_SERVICE_CATALOG": "http://one:1", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}, "", "https://servicecatalog.eu-west-1.amazonaws.com"},
		{"given", map[string]string{"AWS_ENDPOINT_URL_SERVICE_CATALOG": "http://one:1"}, "http://given:3", "http://given:3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			shared(t, "[default]\nregion = eu-west-1\n", keys("default", demoManagement))
			for k, v := range tt.environment {
				t.Setenv(k, v)
			}
			if got := endpointOf(t, &Options{Endpoint: tt.endpoint}, "servicecatalog", ""); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}
