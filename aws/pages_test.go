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

	"github.com/google/go-cmp/cmp"

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

// emptyToken is a transport to a server that ends lists with an empty token
// instead of none.
type emptyToken struct{ to http.RoundTripper }

func (e emptyToken) RoundTrip(r *http.Request) (*http.Response, error) {
	a, err := e.to.RoundTrip(r)
	if err != nil || !strings.Contains(r.Header.Get("X-Amz-Target"), ".List") {
		return a, err
	}
	text, err := io.ReadAll(a.Body)
	if err != nil {
		return nil, err
	}
	if !bytes.Contains(text, []byte(`"NextToken"`)) {
		text = append([]byte(`{"NextToken":"",`), bytes.TrimPrefix(text, []byte("{"))...)
	}
	a.Body, a.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	return a, nil
}

// TestAnEmptyPageTokenEndsTheList ensures that an empty token is no page to ask
// for: it costs no call more than none does.
func TestAnEmptyPageTokenEndsTheList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		demo := sample.Demo()
		usual, odd := emulator.New(demo), emulator.New(demo)
		_, _ = read(t, unpaced(usual), everything...)
		r, _ := read(t, New(Options{Transport: emptyToken{odd.Transport()}, Demo: true}), everything...)
		sameOrganization(t, r, demo)
		if diff := cmp.Diff(operations(usual), operations(odd)); diff != "" {
			t.Errorf("calls (-without a token +with an empty one):\n%s", diff)
		}
	})
}
