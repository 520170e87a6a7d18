package emulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"
)

// How long a client may take over what it sends, and over what it receives.
const (
	headerTime   = 10 * time.Second
	bodyTime     = 10 * time.Second
	responseTime = 30 * time.Second
	idleTime     = 2 * time.Minute
)

// Handler serves the organization over HTTP. Only programs on this machine may
// reach it: no other machine, and no web page that a browser on this one shows.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.handle) }

func (s *Server) handle(w http.ResponseWriter, r *http.Request) {
	// A writer without deadlines is one of a test, in which nobody is slow.
	connection := http.NewResponseController(w)
	_ = connection.SetReadDeadline(time.Now().Add(bodyTime))
	if !isLocal(r) {
		plainText(http.StatusForbidden, "deputy emulate answers programs on this machine only: the request comes from elsewhere, names another host or is of a web page").write(w)
		return
	}
	in, err := readRequest(r)
	var out response
	switch {
	case errors.Is(err, errTooLarge):
		out = organizationsAPI{}.encode(&exchange{}, nil, err)
	case err != nil:
		panic(http.ErrAbortHandler) // The client is gone.
	case isControl(r.URL.Path):
		out = s.control(in)
	default:
		_ = connection.SetReadDeadline(time.Time{}) // a fault may delay the answer
		if out, err = s.answer(r.Context(), in); err != nil {
			panic(http.ErrAbortHandler) // Breaks the connection, as a fault asks for.
		}
	}
	_ = connection.SetWriteDeadline(time.Now().Add(responseTime))
	out.write(w)
}

// write sends the response.
func (r response) write(w http.ResponseWriter) {
	for k, v := range r.header {
		w.Header().Set(k, v)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(r.body)))
	w.WriteHeader(r.status)
	// A client that is gone does not miss the rest.
	_, _ = w.Write(r.body)
}

// Listen opens a port on this machine. It refuses an address that others could
// reach, since the emulator checks no signatures.
func Listen(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: the address must be like 127.0.0.1:8080", address)
	}
	if !isLoopback(host) {
		return nil, fmt.Errorf("listen on %q: only this machine may reach the emulator; use 127.0.0.1, [::1] or localhost", address)
	}
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	}
	if !isLoopback(l.Addr().String()) {
		_ = l.Close() // The refusal says what matters.
		return nil, fmt.Errorf("listen on %q: localhost is %s here, which others could reach; use 127.0.0.1", address, l.Addr())
	}
	return l, nil
}

// Serve answers on the listener until ctx ends. Calls in progress then have a
// second to finish.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: headerTime, IdleTimeout: idleTime}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		stopped <- server.Shutdown(grace)
	})
	defer stop()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve the emulator on %s: %w", l.Addr(), err)
	}
	if err := <-stopped; err != nil {
		_ = server.Close() // Calls that hang are cut off.
	}
	return nil
}
