package emulator

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// jsonAPI is a service that speaks AWS JSON 1.1, with an API of its own for its
// administrators or its trusted access.
type jsonAPI struct {
	serviceHandler
	target string           // begins X-Amz-Target
	routes map[string]route // by operation
}

func (a *jsonAPI) identify(x *exchange) (string, bool) {
	target := x.header.Get("X-Amz-Target")
	name := target[strings.LastIndexByte(target, '.')+1:]
	r, ok := a.routes[name]
	if !ok || target == name || x.method != http.MethodPost || x.path != "/" {
		return "", false
	}
	return name, r.changes
}

func (a *jsonAPI) operations() []string { return slices.Sorted(maps.Keys(a.routes)) }

func (a *jsonAPI) serve(s *Server, x *exchange, now time.Time) (any, error) {
	return a.handle(a.routes[x.operation], &call{s: s, x: x, now: now})
}

func (a *jsonAPI) encode(x *exchange, result any, failed error) response {
	if failed == nil && result == nil {
		result = struct{}{}
	}
	return encodeJSON(x, result, failed)
}
