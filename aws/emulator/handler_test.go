package emulator_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model/sample"
)

// TestOnlyProgramsOfThisMachine ensures that neither another machine nor a web page
// gets an answer, whatever the path: of a saved reading the answers are those of a
// real organization.
func TestOnlyProgramsOfThisMachine(t *testing.T) {
	handler := emulator.New(sample.Demo()).Handler()
	for _, c := range []struct {
		name, host, from string
		header           map[string]string
		want             bool
	}{
		{"a program", "127.0.0.1:4566", "127.0.0.1:50000", nil, true},
		{"by name", "LocalHost:4566", "[::1]:50000", nil, true},
		{"another machine", "127.0.0.1:4566", "192.0.2.1:50000", nil, false},
		{"DNS rebinding", "evil.example.com:4566", "127.0.0.1:50000", nil, false},
		{"a name that looks like one of this machine", "127.0.0.1.example.com", "127.0.0.1:50000", nil, false},
		{"a web page", "127.0.0.1:4566", "127.0.0.1:50000", map[string]string{"Origin": "https://evil.example.com"}, false},
		{"a web page without a name", "127.0.0.1:4566", "127.0.0.1:50000", map[string]string{"Origin": "null"}, false},
		{"no host", "", "127.0.0.1:50000", nil, false},
	} {
		for _, path := range []string{"/", "/_journal", "/_control"} {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
			if path == "/" {
				r = httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader("{}"))
				for name, value := range asked("ListRoots", management) {
					r.Header.Set(name, value)
				}
			}
			r.Host, r.RemoteAddr = c.host, c.from
			for name, value := range c.header {
				r.Header.Set(name, value)
			}
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if got := w.Code == http.StatusOK; got != c.want || !got && w.Code != http.StatusForbidden {
				t.Errorf("%s, %s: %d %s", c.name, path, w.Code, w.Body)
			}
		}
	}
}

// TestSlowBodyIsCutOff ensures that a client which never sends the rest of its
// request does not keep a connection.
func TestSlowBodyIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		here, there := net.Pipe()
		l := &onePipe{accepted: make(chan net.Conn, 1), closed: make(chan struct{})}
		l.accepted <- local{there}
		ctx, cancel := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- emulator.New(sample.Demo()).Serve(ctx, l) }()
		if _, err := fmt.Fprint(here, "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{"); err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		if _, err := bufio.NewReader(here).ReadByte(); err != io.EOF {
			t.Errorf("got %v", err)
		}
		if took := time.Since(begin); took > 30*time.Second {
			t.Errorf("it was cut off after %s", took)
		}
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

// onePipe listens to one connection.
type onePipe struct {
	accepted chan net.Conn
	closed   chan struct{}
}

func (l *onePipe) Accept() (net.Conn, error) {
	select {
	case c := <-l.accepted:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *onePipe) Close() error {
	close(l.closed)
	return nil
}

func (l *onePipe) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// local is a connection from this machine.
type local struct{ net.Conn }

func (local) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 50000} }

// TestJournalIsBounded ensures that the journal does not grow with what clients
// send, and forgets reads before changes.
func TestJournalIsBounded(t *testing.T) {
	s := emulator.New(sample.Demo())
	if err := enable("macie.amazonaws.com")(t.Context(), client(s, management)); err != nil {
		t.Fatal(err)
	}
	body := `{"Filter":"` + strings.Repeat("x", 1_000_000) + `"}`
	const calls = 200
	for range calls {
		raw(t, s.Transport(), http.MethodPost, "/", body, asked("ListPolicies", management))
	}
	size, changes := 0, 0
	for _, c := range s.Journal() {
		size += len(c.Parameters)
		if c.Changes() {
			changes++
		}
	}
	if size > 100<<20 || len(s.Journal()) < 10 || changes != 1 {
		t.Errorf("the journal keeps %d calls, %d of them changes, with %d MB", len(s.Journal()), changes, size/1e6)
	}
	body = strings.Replace(body, "Filter", "AccountId", 1)
	for range calls {
		raw(t, s.Transport(), http.MethodPost, "/", body, asked("RegisterDelegatedAdministrator", management))
	}
	size = 0
	for _, c := range s.Journal() {
		size += len(c.Parameters)
	}
	if size > 100<<20 || len(s.Journal()) < 10 {
		t.Errorf("with changes alone the journal keeps %d calls with %d MB", len(s.Journal()), size/1e6)
	}
}
