package aws

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// says is a transport to a server that answers one operation with an error of its
// own.
type says struct {
	to        http.RoundTripper
	operation string
	status    int
	body      string
	calls     int
}

func (s *says) RoundTrip(r *http.Request) (*http.Response, error) {
	a, err := s.to.RoundTrip(r)
	if err != nil || !strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+s.operation) {
		return a, err
	}
	s.calls++
	a.StatusCode, a.Status = s.status, http.StatusText(s.status)
	a.Header.Del("X-Amzn-Errortype")
	a.Body, a.ContentLength = io.NopCloser(bytes.NewReader([]byte(s.body))), int64(len(s.body))
	return a, nil
}

// TestAdviceFitsTheCause ensures that a server which does not have an operation
// is not said to deny it or to have a fault, and is asked once; and that nothing
// is said to be removed that cannot be.
func TestAdviceFitsTheCause(t *testing.T) {
	for name, c := range map[string]struct {
		operation string
		status    int
		body      string
		kind      model.FailureKind
	}{
		"not implemented, 501":        {"ListAWSServiceAccessForOrganization", 501, `{"__type":"InternalFailure","message":"API action is not available"}`, model.FailureUnsupported},
		"not implemented, 403":        {"ListAWSServiceAccessForOrganization", 403, `{"__type":"AccessDeniedException","message":"The action has not been implemented"}`, model.FailureUnsupported},
		"not implemented, by a code":  {"ListAWSServiceAccessForOrganization", 400, `{"__type":"NotImplementedException","message":"no"}`, model.FailureUnsupported},
		"no such operation, 404":      {"ListAWSServiceAccessForOrganization", 404, `{"__type":"OperationNotFoundException","message":"no"}`, model.FailureUnsupported},
		"not implemented, bare":       {"ListAWSServiceAccessForOrganization", 501, `ListAWSServiceAccessForOrganization is not implemented`, model.FailureUnsupported},
		"not implemented, no code":    {"ListAWSServiceAccessForOrganization", 500, `{"message":"The action has not been implemented"}`, model.FailureUnsupported},
		"a list that is not found":    {"ListRoots", 400, `{"__type":"TargetNotFoundException","message":"no"}`, model.FailureNotFound},
		"policies that are not found": {"ListPolicies", 400, `{"__type":"PolicyNotFoundException","message":"no"}`, model.FailureNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &says{to: emulator.New(sample.Demo()).Transport(), operation: c.operation, status: c.status, body: c.body}
				r, _ := read(t, New(Options{Transport: s, Demo: true}), everything...)
				found := false
				for _, gap := range r.Gaps() {
					if gap.Operation != "organizations:"+c.operation {
						continue
					}
					found = true
					if gap.Kind != c.kind || !strings.Contains(gap.Fix, "check --endpoint-url and --region") {
						t.Errorf("gap %+v", gap)
					}
				}
				if !found || c.kind == model.FailureUnsupported && s.calls != 1 {
					t.Errorf("%d calls, gaps %+v", s.calls, r.Gaps())
				}
			})
		})
	}
}
