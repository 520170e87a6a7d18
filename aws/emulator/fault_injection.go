package emulator

import (
	"cmp"
	"math"
	"net/http"
	"strconv"
	"time"
)

// injectFault returns what the faults do to a call: failed is AWS's error in
// place of the result, cut is a broken connection.
func (s *Server) injectFault(x *exchange, now time.Time) (failed, cut error) {
	if !s.withinLimits(x, now) {
		return x.throttled(), nil
	}
	for i, r := range s.faults.Fail {
		if !matches(r.Operation, x) {
			continue
		}
		s.matched[i]++
		if !r.hits(s.matched[i]) {
			continue
		}
		if failed, cut = r.failure(); failed != nil || cut != nil {
			return failed, cut
		}
	}
	for _, d := range s.faults.Deny {
		if matches(d.Operation, x) {
			return x.denied(d.Message), nil
		}
	}
	return nil, nil
}

// denied is the error of a call that is not permitted, with AWS's message if
// message is empty. The query protocol leaves out the word Exception, and EC2
// has a code of its own.
func (x *exchange) denied(message string) error {
	if x.service == "organizations" {
		return &awsError{code: errDenied.code, message: cmp.Or(message, errDenied.message)}
	}
	message = cmp.Or(message, "User: "+x.caller.arn+" is not authorized to perform: "+x.service+":"+x.operation)
	switch x.service {
	case "sts", "cloudformation":
		return &awsError{code: "AccessDenied", status: http.StatusForbidden, message: message}
	case "ec2":
		return &awsError{code: "UnauthorizedOperation", status: http.StatusForbidden, message: message}
	default:
		return &awsError{code: errDenied.code, message: message}
	}
}

// throttleCodes are the throttling codes other than ThrottlingException.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
var throttleCodes = map[string]string{
	"account": "TooManyRequestsException", "detective": "TooManyRequestsException", "ec2": "RequestLimitExceeded",
	"cloudformation": "Throttling", "license-manager": "RateLimitExceededException",
}

// throttled is the error of a call over the limit.
func (x *exchange) throttled() error {
	if x.service == "organizations" || x.service == "sts" {
		return errThrottled
	}
	e := &awsError{code: cmp.Or(throttleCodes[x.service], "ThrottlingException"), message: "Rate exceeded"}
	if x.service == "ec2" {
		e.status = http.StatusServiceUnavailable
	}
	return e
}

// hits reports whether the n-th call that matches, counted from 1, is to fail.
func (r Failure) hits(n int) bool {
	switch {
	case r.Nth > 0:
		return n == r.Nth
	case r.Share > 0:
		return math.Floor(float64(n)*r.Share) > math.Floor(float64(n-1)*r.Share)
	default:
		return true
	}
}

// failure returns the error or the broken connection of the fault.
func (r Failure) failure() (failed, cut error) {
	switch r.Code {
	case codeReset:
		return nil, errReset
	case codeLost:
		return nil, errLost
	case codeTimeout:
		return nil, errTimeout
	}
	if status, err := strconv.Atoi(r.Code); err == nil {
		return nil, &gateway{status}
	}
	e := &awsError{status: statusOf(r.Code), code: r.Code, message: cmp.Or(r.Message, messageOf(r.Code))}
	if e.code == errThrottled.code {
		e.kind = errThrottled.kind
	}
	return e, nil
}

// gateway is an answer by something between client and AWS: a status and a page
// of HTML.
type gateway struct{ status int }

func (g *gateway) Error() string { return http.StatusText(g.status) }

func (g *gateway) response() response {
	return response{
		status: g.status, header: map[string]string{"Content-Type": "text/html"},
		body: []byte("<html><body><h1>" + strconv.Itoa(g.status) + " " + http.StatusText(g.status) + "</h1></body></html>\n"),
	}
}
