package emulator

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// restAPI is a service that speaks REST JSON.
// https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
type restAPI struct {
	serviceHandler
	routes  map[string]route // by method and path, whose last part may stand for a member, as in DELETE /a/{id}
	message string           // the member of a failure that holds the sentence; message if empty
}

func (a *restAPI) identify(x *exchange) (string, bool) {
	r := a.route(x)
	return r.operation, r.changes
}

// route returns the route of a request. A member in the path joins those of the
// query string.
func (a *restAPI) route(x *exchange) route {
	if r, ok := a.routes[x.method+" "+x.path]; ok {
		return r
	}
	cut := strings.LastIndexByte(x.path, '/') + 1
	for path, r := range a.routes {
		if member, ok := strings.CutPrefix(path, x.method+" "+x.path[:cut]+"{"); ok && cut < len(x.path) {
			x.query.Set(strings.TrimSuffix(member, "}"), x.path[cut:])
			return r
		}
	}
	return route{}
}

func (a *restAPI) operations() []string {
	var names []string
	for _, r := range a.routes {
		names = append(names, r.operation)
	}
	slices.Sort(names)
	return names
}

func (a *restAPI) serve(s *Server, x *exchange, now time.Time) (any, error) {
	return a.handle(a.route(x), &call{s: s, x: x, now: now})
}

// restStatus are the statuses of the error codes that are not 400.
var restStatus = map[string]int{
	"AccessDeniedException":         http.StatusForbidden,
	"ConflictException":             http.StatusConflict,
	"InternalException":             http.StatusInternalServerError,
	"InternalServerErrorException":  http.StatusInternalServerError,
	"InternalServerException":       http.StatusInternalServerError,
	"InvalidAccessException":        http.StatusUnauthorized,
	"LimitExceededException":        http.StatusTooManyRequests,
	"ResourceNotFoundException":     http.StatusNotFound,
	"ServiceQuotaExceededException": http.StatusPaymentRequired,
	"ThrottlingException":           http.StatusTooManyRequests,
	"TooManyRequestsException":      http.StatusTooManyRequests,
	"UnknownOperationException":     http.StatusNotFound,
}

func (a *restAPI) encode(x *exchange, result any, failed error) response {
	r := response{status: http.StatusOK, header: map[string]string{
		"Content-Type": "application/json", "X-Amzn-Requestid": x.id,
	}}
	if failed == nil && a.route(x).empty {
		r.status = http.StatusNoContent
		return r
	}
	if failed == nil {
		if result == nil {
			result = struct{}{}
		}
		var err error
		if r.body, err = json.Marshal(result); err == nil {
			return r
		}
		failed = err
	}
	e := asAWSError(failed)
	r.status = e.httpStatus()
	if r.status == http.StatusBadRequest {
		r.status = cmp.Or(restStatus[e.code], r.status)
	}
	r.header["X-Amzn-Errortype"] = e.code
	// Strings always marshal.
	r.body, _ = json.Marshal(map[string]string{cmp.Or(a.message, "message"): e.message})
	return r
}
