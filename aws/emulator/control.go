package emulator

import (
	"bytes"
	"encoding/json"
	"net"
	"net/http"
	"strings"
)

// The paths of the emulator itself: faults, journal and reset.
const (
	controlPath = "/_control"
	journalPath = "/_journal"
	resetPath   = "/_reset"
)

func isControl(path string) bool {
	return path == controlPath || path == journalPath || path == resetPath
}

// control serves the paths of the emulator itself.
func (s *Server) control(r request) response {
	switch {
	case r.path == controlPath && r.method == http.MethodGet:
		return plainJSON(s.Faults())
	case r.path == controlPath && r.method == http.MethodPut:
		f, err := ReadFaults(bytes.NewReader(r.body))
		if err != nil {
			return plainText(http.StatusBadRequest, err.Error())
		}
		s.SetFaults(f)
		return plainJSON(f)
	case r.path == journalPath && r.method == http.MethodGet:
		return plainJSON(append([]Call{}, s.Journal()...))
	case r.path == resetPath && r.method == http.MethodPost:
		s.Reset()
		return response{status: http.StatusNoContent}
	default:
		return plainText(http.StatusMethodNotAllowed, r.path+" does not take "+r.method+": GET and PUT /_control, GET /_journal, POST /_reset")
	}
}

func plainJSON(v any) response {
	body, err := json.Marshal(v)
	if err != nil {
		return plainText(http.StatusInternalServerError, err.Error())
	}
	return response{http.StatusOK, map[string]string{"Content-Type": "application/json"}, append(body, '\n')}
}

func plainText(status int, text string) response {
	return response{status, map[string]string{"Content-Type": "text/plain; charset=utf-8"}, []byte(text + "\n")}
}

// isLocal reports whether a request comes from a program on this machine. A web
// page that a browser shows names its origin; one whose name an attacker made
// point to this machine (DNS rebinding) names itself as the host.
func isLocal(r *http.Request) bool {
	if r.Header.Get("Origin") != "" {
		return false
	}
	return isLoopback(r.RemoteAddr) && isLoopback(r.Host)
}

// isLoopback reports whether an address, with or without a port, is of this
// machine only.
func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
