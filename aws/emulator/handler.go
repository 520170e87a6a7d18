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

// Handler serves the organization over HTTP. Only this machine may reach faults,
// journal and reset.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.handle) }

func (s *Server) handle(w http.ResponseWriter, r *http.Request) {
	in, err := readRequest(r)
	var out response
	switch {
	case errors.Is(err, errTooLarge):
		out = organizationsAPI{}.encode(&exchange{}, nil, err)
	case err != nil:
		panic(http.ErrAbortHandler) // The client is gone.
	case isControl(r.URL.Path) && !isLocal(r):
		out = plainText(http.StatusForbidden, r.URL.Path+" is for this machine only")
	case isControl(r.URL.Path):
		out = s.control(in)
	default:
		if out, err = s.answer(r.Context(), in); err != nil {
			panic(http.ErrAbortHandler) // Breaks the connection, as a fault asks for.
		}
	}
	for k, v := range out.header {
		w.Header().Set(k, v)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(out.body)))
	w.WriteHeader(out.status)
	// A client that is gone does not miss the rest.
	_, _ = w.Write(out.body)
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
	server := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second}
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
