package emulator_test

import (
	"fmt"
	"testing"

	"deputy/aws/emulator"
	"deputy/model/sample"
)

// scoped gives a signature for a service in a Region.
func scoped(service, region, account string) string {
	return fmt.Sprintf("AWS4-HMAC-SHA256 Credential=AKIA%sDEMO/20261123/%s/%s/aws4_request, SignedHeaders=host;x-amz-date, Signature=00ff", account, region, service)
}

// exchange is one request and its answer, byte by byte.
type exchange struct {
	name, service, account string
	method, path, target   string
	body                   string
	status                 int
	errorType, want        string
}

var exchanges = []exchange{
	{name: "GuardDuty's list", service: "guardduty", method: "GET", path: "/admin", status: 200, want: `{"adminAccounts":[{"adminAccountId":"222233334444","adminStatus":"ENABLED"}]}`},
	{name: "GuardDuty's list with a page size", service: "guardduty", method: "GET", path: "/admin?maxResults=50", status: 200, want: `{"adminAccounts":[{"adminAccountId":"222233334444","adminStatus":"ENABLED"}]}`},
	{name: "GuardDuty's list with a page too large", service: "guardduty", method: "GET", path: "/admin?maxResults=51", status: 400, errorType: "BadRequestException", want: `{"message":"The request to GuardDuty is rejected because an invalid or out-of-range value is specified as an input parameter."}`},
	{name: "GuardDuty's removal", service: "guardduty", method: "POST", path: "/admin/disable", body: `{"adminAccountId":"222233334444"}`, status: 200, want: `{}`},
	{name: "GuardDuty's registration", service: "guardduty", method: "POST", path: "/admin/enable", body: `{"adminAccountId":"222233334444"}`, status: 200, want: `{}`},
	{name: "GuardDuty without an account", service: "guardduty", method: "POST", path: "/admin/enable", body: `{}`, status: 400, errorType: "BadRequestException", want: `{"message":"The request to GuardDuty is rejected because an invalid or out-of-range value is specified as an input parameter."}`},
	{name: "GuardDuty with a number", service: "guardduty", method: "POST", path: "/admin/enable", body: `{"adminAccountId":1}`, status: 400, errorType: "SerializationException", want: `{"message":"adminAccountId is not a string."}`},
	{name: "GuardDuty without JSON", service: "guardduty", method: "POST", path: "/admin/enable", body: `[`, status: 400, errorType: "SerializationException", want: `{"message":"The request body is not a JSON object."}`},
	{name: "no operation of GuardDuty's", service: "guardduty", method: "GET", path: "/detector", status: 404, errorType: "UnknownOperationException", want: `{"message":""}`},
}

// The bytes are those of the facts: method, path, target, names of members,
// and errors with status and header.
func TestOwnWire(t *testing.T) {
	through := emulator.New(sample.Demo()).Transport()
	for _, e := range exchanges {
		t.Run(e.name, func(t *testing.T) {
			header := map[string]string{"Authorization": scoped(e.service, "eu-west-1", or(e.account, management))}
			if e.target != "" {
				header["X-Amz-Target"], header["Content-Type"] = e.target, "application/x-amz-json-1.1"
			}
			status, got, h := raw(t, through, e.method, e.path, e.body, header)
			if status != e.status || got != e.want {
				t.Errorf("%d %s\nwant %d %s", status, got, e.status, e.want)
			}
			if h.Get("X-Amzn-Errortype") != e.errorType || h.Get("X-Amzn-Requestid") == "" {
				t.Errorf("headers %v, want %s", h, e.errorType)
			}
		})
	}
}
