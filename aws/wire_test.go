package aws

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// tap is a transport that keeps what is sent.
type tap struct {
	to   http.RoundTripper
	mu   sync.Mutex // of what follows: Regions are asked beside each other
	sent []request
}

// request is a request as it was sent.
type request struct {
	*http.Request
	body string
}

func (p *tap) RoundTrip(r *http.Request) (*http.Response, error) {
	text := []byte{}
	if r.Body != nil {
		text, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(text))
	}
	p.mu.Lock()
	p.sent = append(p.sent, request{r, string(text)})
	p.mu.Unlock()
	return p.to.RoundTrip(r)
}

// taken returns what was sent since the last time.
func (p *tap) taken() []request {
	p.mu.Lock()
	defer p.mu.Unlock()
	sent := p.sent
	p.sent = nil
	return sent
}

// TestWire holds the bytes on the wire against what AWS documents, for every
// service: each call that lists, registers or removes has its operation,
// method, path, target and parameters, and is signed for its API and Region.
func TestWire(t *testing.T) {
	for id, f := range documentedServices(t) {
		t.Run(string(id), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := service(t, id)
				server := emulator.New(withoutService(s))
				through := &tap{to: server.Transport()}
				b := New(Options{Transport: through, Demo: true, DelegateRole: "OrganizationAccountAccessRole"})
				o := orderFor(catalog.Register, s, demoTooling, here...)
				w := wire{t, f, demoTooling}
				for _, verb := range []string{"register", "further", "remove"} {
					if f.calls[verb].operation == "" {
						continue
					}
					switch verb {
					case "further": // beside the first
						o.Account, w.account = demoPayments, demoPayments
					case "remove":
						o.Direction = catalog.Remove
					}
					through.taken()
					r, _ := read(t, b, o.Needs("look"))
					w.holds("list", through.taken())
					p := plan.New(r, o)
					wantAllDone(t, p, executePlan(t, b, p))
					w.holds(verb, through.taken())
				}
			})
		})
	}
}

// wire holds requests of one service against the facts.
type wire struct {
	t       *testing.T
	facts   documentedService
	account model.AccountID
}

// holds wants the verb's call among the requests, once in each of its Regions
// and for each principal at least, and every request of the API's that names
// the operation to be as documented.
func (w wire) holds(verb string, sent []request) {
	w.t.Helper()
	call := w.facts.calls[verb]
	found := map[string]bool{}
	for _, r := range sent {
		signed := credential.FindStringSubmatch(r.Header.Get("Authorization"))
		if signed == nil || r.Header.Get("User-Agent") == "" {
			w.t.Errorf("%s %s is not signed, or says not who sends it", r.Method, r.URL)
			continue
		}
		key, region, api := signed[1], signed[2], signed[3]
		if api != call.api || !call.is(r) {
			continue
		}
		if host := strings.TrimPrefix(r.URL.Host, "api."); host != api+"."+region+"."+domainOf(api) {
			w.t.Errorf("%s for %s goes to %s", verb, region, r.URL.Host)
		}
		if call.delegate != strings.Contains(key, string(w.account)) {
			w.t.Errorf("%s is sent by %s", verb, key)
		}
		found[region+" "+w.parameters(verb, call, r)] = true
	}
	if n := len(found); n == 0 || verb != "list" && n != len(call.in(here))*w.times(call) {
		w.t.Errorf("%s: the call was sent as %q", verb, slices.Collect(maps.Keys(found)))
	}
	for _, region := range call.in(here) {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(found)), func(k string) bool { return strings.HasPrefix(k, string(region)+" ") }) {
			w.t.Errorf("%s: nothing was sent to %s: %q", verb, region, slices.Collect(maps.Keys(found)))
		}
	}
}

// domainOf returns the domain that the hosts of an API are in.
// https://docs.aws.amazon.com/general/latest/gr/network-security-manager.html
func domainOf(api string) string {
	if api == "network-security-manager" {
		return "api.aws"
	}
	return "amazonaws.com"
}

// times is how often the call is made in one Region: once for each principal
// that it names.
func (w wire) times(call documentedCall) int {
	for _, p := range call.parameters {
		if p.value == "PRINCIPAL" {
			return len(w.facts.principals)
		}
	}
	return 1
}

// credential finds key, Region and API in a signature.
var credential = regexp.MustCompile(`Credential=([^/]+)/\d{8}/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request`)

// is reports whether a request is this call, by method, path and target, or by
// the action in its form.
func (c documentedCall) is(r request) bool {
	if action, ok := c.parameters["Action"]; ok {
		form, _ := url.ParseQuery(r.body)
		return form.Get("Action") == action.value && r.Method == c.method && r.URL.Path == c.path
	}
	_, fits := c.inPath(r)
	return r.Method == c.method && fits && r.Header.Get("X-Amz-Target") == c.target
}

// inPath reports whether the path is the call's, and returns the parameter that it
// has in braces at its end.
func (c documentedCall) inPath(r request) (map[string]string, bool) {
	start, name, ok := strings.Cut(c.path, "{")
	value, fits := strings.CutPrefix(r.URL.Path, start)
	if !ok {
		return nil, r.URL.Path == c.path
	}
	return map[string]string{strings.TrimSuffix(name, "}"): value}, fits && !strings.Contains(value, "/")
}

// parameters checks the parameters of a request and returns them in one line.
func (w wire) parameters(verb string, c documentedCall, r request) string {
	w.t.Helper()
	sent := map[string]string{}
	query := map[string]bool{}
	inPath, _ := c.inPath(r)
	maps.Copy(sent, inPath)
	for name := range r.URL.Query() {
		sent[name], query[name] = r.URL.Query().Get(name), true
	}
	if form, err := url.ParseQuery(r.body); err == nil && form.Has("Action") {
		for name := range form {
			sent[name] = form.Get(name)
		}
	} else if r.body != "" {
		values := map[string]any{}
		if err := json.Unmarshal([]byte(r.body), &values); err != nil {
			w.t.Errorf("%s sends %s: %v", verb, r.body, err)
		}
		for name, value := range values {
			sent[name] = fmt.Sprint(value)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		p, documented := c.parameters[name]
		if !documented || query[name] != p.query || !w.fits(p.value, sent[name]) {
			w.t.Errorf("%s sends %s=%q, query string %t; documented are %+v", verb, name, sent[name], query[name], c.parameters)
		}
		if p.value == "TOKEN" {
			sent[name] = "TOKEN"
		}
	}
	var line []string
	for _, name := range slices.Sorted(maps.Keys(c.parameters)) {
		if _, ok := sent[name]; !ok && !c.parameters[name].optional {
			w.t.Errorf("%s does not send %s", verb, name)
		}
		line = append(line, name+"="+sent[name])
	}
	return strings.Join(line, "&")
}

// fits reports whether a value is what the facts want.
func (w wire) fits(want, value string) bool {
	switch want {
	case "ACCOUNT":
		return value == string(w.account)
	case "PRINCIPAL":
		return slices.Contains(w.facts.principals, model.Principal(value))
	case "FEATURE":
		return value == "SecurityHub" || value == "SecurityHubV2"
	case "NUMBER":
		n, err := strconv.Atoi(value)
		return err == nil && n > 0
	case "TOKEN":
		return len(value) >= 16
	default:
		return value == want
	}
}
