package aws

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"deputy/aws/emulator"
	"deputy/model/plan"
	"deputy/model/sample"
)

// forgetful is a server that promises to keep a connection, and closes it when
// the next request comes. A proxy does so now and then: it closes an idle
// connection at the moment at which the client sends on it.
type forgetful struct {
	net.Listener
	handler http.Handler
	open    sync.WaitGroup
}

func (s *forgetful) serve() {
	for {
		c, err := s.Accept()
		if err != nil {
			return
		}
		s.open.Go(func() {
			defer func() { _ = c.Close() }() // that is what it is for
			from := bufio.NewReader(c)
			r, err := http.ReadRequest(from)
			if err != nil {
				return
			}
			r.RemoteAddr = c.RemoteAddr().String()
			w := httptest.NewRecorder()
			s.handler.ServeHTTP(w, r)
			answer := w.Result()
			answer.ContentLength = int64(w.Body.Len())
			_ = answer.Write(c)
			_, _ = from.ReadByte() // of the next request
		})
	}
}

// A changing call uses a connection of its own: on an idle one it could be lost.
// Calls that read are made again.
func TestChangesUseNewConnections(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	organization := emulator.New(sample.Demo())
	server := &forgetful{Listener: l, handler: organization.Handler()}
	go server.serve()
	shared(t, "", keys("default", demoManagement))
	b := New(Options{Demo: true, Endpoint: "http://" + l.Addr().String()})
	r, _ := read(t, b)
	if gaps := r.Freeze(time.Now()).Gaps; len(gaps) > 0 {
		t.Errorf("gaps %+v", gaps)
	}
	step := stepOf("RegisterDelegatedAdministrator")
	if o := b.Execute(t.Context(), step); o.Result != plan.ResultDone || o.Note != "" || changed(organization, step) != 1 {
		t.Errorf("%v, %q", o.Result, outcomeText(o))
	}
	dropIdleConnections(b.session.config)
	_ = l.Close() // nobody connects any more
	server.open.Wait()
}

// A redirect is never followed: whoever it leads to would carry the call out, or
// get to see it.
func TestRedirectsAreNotFollowed(t *testing.T) {
	for _, code := range []int{http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		met := 0
		elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			met++
		}))
		portal := httptest.NewServer(http.RedirectHandler(elsewhere.URL, code))
		shared(t, "", keys("default", demoManagement))
		s, f := open(t.Context(), &Options{Endpoint: portal.URL}, "", nil)
		if f != nil {
			t.Fatal(f)
		}
		for _, step := range []plan.Step{
			stepOf("RegisterDelegatedAdministrator"),
			{API: "notifications", Operation: "EnableNotificationsAccessForOrganization", Region: "us-east-1"},
		} {
			if _, err := changeOperations()[operationKey{step.API, step.Operation}].call(t.Context(), s, step); err == nil || met > 0 {
				t.Errorf("%s by %d: %v, and %d calls elsewhere", step.Operation, code, err, met)
			}
		}
		dropIdleConnections(s.config)
		portal.Close()
		elsewhere.Close()
	}
}
