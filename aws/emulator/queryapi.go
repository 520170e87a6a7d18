package emulator

import (
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"
)

// queryAPI is a service whose requests are forms and whose answers are XML: the
// query protocol, or Amazon EC2's variant of it.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
// https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
type queryAPI struct {
	serviceHandler
	version string
	routes  map[string]route // by operation
	write   func(x *exchange, result any, failed error) response
}

func (a *queryAPI) identify(x *exchange) (string, bool) {
	f := x.form()
	r, ok := a.routes[f.Get("Action")]
	if !ok || f.Get("Version") != a.version || x.method != http.MethodPost || x.path != "/" {
		return "", false
	}
	return f.Get("Action"), r.changes
}

func (a *queryAPI) operations() []string { return slices.Sorted(maps.Keys(a.routes)) }

func (a *queryAPI) serve(s *Server, x *exchange, now time.Time) (any, error) {
	return a.handle(a.routes[x.operation], &call{s: s, x: x, now: now})
}

func (a *queryAPI) encode(x *exchange, result any, failed error) response {
	return a.write(x, result, failed)
}

type queryAnswer struct {
	XMLName   xml.Name
	Result    any
	RequestID string `xml:"ResponseMetadata>RequestId"`
}

type queryFailure struct {
	XMLName   xml.Name
	Kind      string `xml:"Error>Type"`
	Code      string `xml:"Error>Code"`
	Message   string `xml:"Error>Message"`
	RequestID string `xml:"RequestId"`
}

// encodeQuery writes an answer in the query protocol, in an XML name space.
func encodeQuery(x *exchange, space string, result any, failed error) response {
	r := response{status: http.StatusOK, header: map[string]string{"Content-Type": "text/xml", "X-Amzn-Requestid": x.id}}
	if failed == nil {
		var err error
		if r.body, err = xml.Marshal(queryAnswer{
			XMLName: xml.Name{Space: space, Local: x.operation + "Response"}, Result: result, RequestID: x.id,
		}); err == nil {
			return r
		}
		failed = err
	}
	e := asAWSError(failed)
	if e.code == "UnknownOperationException" {
		e = &awsError{code: "InvalidAction", message: fmt.Sprintf("Could not find operation %s for version %s", x.form().Get("Action"), x.form().Get("Version"))}
	}
	r.status = e.httpStatus()
	kind := "Sender"
	if r.status >= http.StatusInternalServerError {
		kind = "Receiver"
	}
	// Strings always marshal.
	r.body, _ = xml.Marshal(queryFailure{
		XMLName: xml.Name{Space: space, Local: "ErrorResponse"},
		Kind:    kind, Code: e.code, Message: e.message, RequestID: x.id,
	})
	return r
}
