package emulator

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/catalog"
)

// bodyLimit is the largest body that is read, in bytes.
const bodyLimit = 1 << 20

// errTooLarge is a body beyond the limit.
var errTooLarge = &awsError{status: http.StatusRequestEntityTooLarge, code: "RequestEntityTooLargeException", message: "The request body is larger than 1 MiB."}

// Transport returns a client's way to the server within the process. It works in
// the caller's goroutine without sockets, so that fake time works.
func (s *Server) Transport() http.RoundTripper { return transport{s} }

type transport struct{ s *Server }

// RoundTrip serves one request. The error is a broken connection, that of the
// request's context, or that of a host which does not exist.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if isNotOffered(r.URL.Hostname()) {
		return nil, &net.DNSError{Err: "no such host", Name: r.URL.Hostname(), IsNotFound: true}
	}
	in, err := readRequest(r)
	if r.Body != nil {
		_ = r.Body.Close() // it was only read
	}
	var out response
	switch {
	case errors.Is(err, errTooLarge):
		out = organizationsAPI{}.encode(&exchange{}, nil, err)
	case err != nil:
		return nil, err
	case isControl(r.URL.Path):
		out = t.s.control(in)
	default:
		if out, err = t.s.answer(r.Context(), in); err != nil {
			return nil, err
		}
	}
	return out.http(r), nil
}

// isNotOffered reports whether a host is that of a service in a Region where AWS does
// not offer it: no server has its name.
func isNotOffered(host string) bool {
	service, rest, _ := strings.Cut(strings.TrimPrefix(host, "api."), ".")
	region, suffix, _ := strings.Cut(rest, ".")
	if !strings.HasPrefix(suffix, "amazonaws.com") && suffix != "api.aws" {
		return false
	}
	return slices.ContainsFunc(catalog.Services(), func(s catalog.Service) bool {
		only := s.Regions.Only
		return s.Regions.Regional && s.ListCall().Service == service && len(only) > 0 && !slices.Contains(only, model.Region(region))
	})
}

// readRequest reads the parts of a request that the server needs.
func readRequest(r *http.Request) (request, error) {
	in := request{method: r.Method, path: r.URL.Path, query: r.URL.Query(), header: r.Header}
	if r.Body == nil {
		return in, nil
	}
	var err error
	if in.body, err = io.ReadAll(io.LimitReader(r.Body, bodyLimit+1)); err != nil {
		return in, fmt.Errorf("read request: %w", err)
	}
	if len(in.body) > bodyLimit {
		return in, errTooLarge
	}
	return in, nil
}

// http returns the response as the standard library has it.
func (r response) http(to *http.Request) *http.Response {
	h := http.Header{}
	for k, v := range r.header {
		h.Set(k, v)
	}
	h.Set("Content-Length", strconv.Itoa(len(r.body)))
	h.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	return &http.Response{
		Status: strconv.Itoa(r.status) + " " + http.StatusText(r.status), StatusCode: r.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, ContentLength: int64(len(r.body)), Body: io.NopCloser(bytes.NewReader(r.body)), Request: to,
	}
}
