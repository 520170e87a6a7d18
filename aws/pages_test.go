package aws

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// stuck is a transport to a server that sends the first page of a list again
// and again, with the same token for the next.
type stuck struct {
	to        http.RoundTripper
	operation string
	page      atomic.Pointer[[]byte]
	calls     atomic.Int32
}

func (s *stuck) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+s.operation) {
		return s.to.RoundTrip(r)
	}
	if s.calls.Add(1) > 50 {
		return nil, errors.New("the list has no end")
	}
	a, err := s.to.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(a.Body)
	if err != nil {
		return nil, err
	}
	s.page.CompareAndSwap(nil, &text)
	a.Body = io.NopCloser(bytes.NewReader(*s.page.Load()))
	a.ContentLength = int64(len(*s.page.Load()))
	return a, nil
}

// TestAPageTokenThatComesTwiceEndsTheList ensures that a server which sends the
// same token again costs two calls and a gap, and not a list without an end.
func TestAPageTokenThatComesTwiceEndsTheList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := emulator.New(sample.Demo())
		s := &stuck{to: server.Transport(), operation: "ListAccounts"}
		r, _ := read(t, New(Options{Transport: s, Demo: true}), model.WantTree{})
		if n := s.calls.Load(); n != 2 {
			t.Errorf("ListAccounts was called %d times, want 2", n)
		}
		gaps := r.Gaps()
		if len(gaps) != 1 || gaps[0].Operation != "organizations:ListAccounts" || !strings.Contains(gaps[0].Cause, "page token") {
			t.Errorf("gaps %+v, want one about the page token of ListAccounts", gaps)
		}
	})
}
