package stage_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/big"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
)

// secret stands in whatever must not get into an output or a file: the keys, the
// pages of a portal, the address to which it leads.
const secret = "SECRET-4711"

// raw is what no terminal may get to see.
const raw = "\x1b]0;owned\x07\x1b[2J\u202e"

// A fault is one way in which the answer to a call goes wrong.
type fault struct {
	name   string
	kind   faultKind
	passes bool // AWS carries the call out: its own answer is spoilt
	answer func(r *http.Request, pass passing) (*http.Response, error)
}

// passing lets the server carry a call out, and returns its answer.
type passing func() (*http.Response, error)

// faultKind is what a fault means for deputy.
type faultKind uint8

const (
	kindForeign  faultKind = iota // somebody else answers, or what comes is no answer
	kindNetwork                   // no whole answer comes
	kindUnsent                    // nothing reaches AWS
	kindDenied                    // AWS says that a permission lacks
	kindRefused                   // AWS says that it did not do it, for another reason
	kindThrottle                  // AWS says that there were too many calls
	kindBroken                    // AWS says that it has a fault of its own
)

// faults are all ways in which an answer goes wrong, to a call that reads or one
// that changes.
var faults = sync.OnceValue(func() []fault {
	var all []fault
	add := func(kind faultKind, name string, answer func(*http.Request, passing) (*http.Response, error)) {
		all = append(all, fault{name: name, kind: kind, answer: answer})
	}
	for _, status := range []int{200, 201, 204, 302, 307, 400, 401, 403, 404, 407, 408, 413, 429, 500, 501, 502, 503, 504, 511} {
		add(kindForeign, fmt.Sprint("a page with ", status), reply(status, "text/html", page))
	}
	add(kindForeign, "plain text", reply(503, "text/plain", "upstream connect error "+raw))
	add(kindForeign, "a page that says JSON", reply(200, "application/x-amz-json-1.1", page))
	add(kindForeign, "raw bytes", reply(200, "application/octet-stream", raw+secret))
	add(kindForeign, "nothing", reply(200, "application/x-amz-json-1.1", ""))
	add(kindForeign, "nothing, forbidden", reply(403, "application/x-amz-json-1.1", ""))
	for _, text := range []string{"null", "[]", `"text"`, "7", "{", `{"message":"slow down"}`, `{"__type":"` + raw + `","message":"` + secret + `"}`} {
		for _, status := range []int{200, 400} {
			add(kindForeign, fmt.Sprintf("%d %q", status, text), reply(status, "application/x-amz-json-1.1", text))
		}
	}
	add(kindForeign, "a code that AWS has not", reply(400, "application/x-amz-json-1.1", `{"__type":"PolicyBlock","message":"blocked `+`\u001b[2J"}`))

	for _, at := range []struct {
		name string
		part float64
	}{{"at the end", 0.98}, {"in the middle", 0.5}, {"at the beginning", 0}} {
		add(kindNetwork, "cut off "+at.name, onWire(nil, func(c net.Conn, answer func() []byte) {
			_, _ = c.Write(cutAt(answer(), at.part))
		}))
	}
	add(kindNetwork, "closed at once", onWire(nil, func(net.Conn, func() []byte) {}))
	add(kindNetwork, "closed after it was done", onWire(nil, func(_ net.Conn, answer func() []byte) { answer() }))
	add(kindNetwork, "closed within the head", onWire(nil, func(c net.Conn, answer func() []byte) { _, _ = c.Write(answer()[:20]) }))
	add(kindNetwork, "another protocol", onWire(nil, func(c net.Conn, _ func() []byte) { _, _ = io.WriteString(c, "SSH-2.0-"+raw+"\r\n") }))
	add(kindNetwork, "another protocol after it was done", onWire(nil, func(c net.Conn, answer func() []byte) {
		answer()
		_, _ = c.Write([]byte("\x00\x00\x12\x04\x00\x00\x00\x00\x00\x1b[2J\r\n\r\n")) // a frame of HTTP/2
	}))
	add(kindNetwork, "chunks that end early", onWire(nil, func(c net.Conn, answer func() []byte) {
		answer()
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"Acc\r\n")
	}))
	for _, broke := range []error{
		net.ErrClosed, io.EOF, io.ErrUnexpectedEOF, &net.OpError{Op: "read", Err: syscall.ECONNRESET}, &net.OpError{Op: "write", Err: syscall.EPIPE},
		errors.New("stream error: stream ID 7; REFUSED_STREAM; received from peer"), errors.New("http2: server sent GOAWAY and closed the connection"),
		errors.New("http: server closed idle connection"), errors.New("net/http: timeout awaiting response headers"),
	} {
		add(kindNetwork, "before: "+broke.Error(), func(*http.Request, passing) (*http.Response, error) { return nil, broke })
		add(kindNetwork, "within: "+broke.Error(), func(_ *http.Request, pass passing) (*http.Response, error) {
			got, err := pass()
			if err == nil {
				got.Body = io.NopCloser(io.MultiReader(io.LimitReader(got.Body, 10), failing{broke}))
			}
			return got, err
		})
	}
	add(kindNetwork, "no answer", silence)
	add(kindNetwork, "no answer after it was done", func(r *http.Request, pass passing) (*http.Response, error) {
		if _, err := pass(); err != nil {
			return nil, err
		}
		return silence(r, pass)
	})

	add(kindUnsent, "no such host", failed(&net.DNSError{Err: "no such host", Name: "example", IsNotFound: true}))
	add(kindUnsent, "refused", failed(&net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}))
	add(kindUnsent, "no route", failed(&net.OpError{Op: "dial", Net: "tcp", Err: syscall.EHOSTUNREACH}))
	add(kindUnsent, "the proxy refuses", failed(&net.OpError{Op: "proxyconnect", Net: "tcp", Err: errors.New("Forbidden " + raw)}))
	add(kindUnsent, "a certificate of another name", onWire(certificate("portal.example", time.Hour), nil))
	add(kindUnsent, "an expired certificate", onWire(certificate("*.amazonaws.com", -time.Hour), nil))
	add(kindUnsent, "no TLS", onWire(&tls.Config{}, func(c net.Conn, _ func() []byte) {
		_, _ = io.WriteString(c, "HTTP/1.1 302 Found\r\nLocation: https://portal.example/?"+secret+"\r\n\r\n")
	}))

	before := len(all)
	for name, part := range map[string]float64{"ends at the end": 0.98, "ends in the middle": 0.5, "ends at the beginning": 0} {
		add(kindForeign, name, altered(func(text []byte) []byte { return text[:int(part*float64(len(text)))] }))
	}
	add(kindForeign, "wrong types", alteredJSON(func(any) any { return wrongType }))
	add(kindForeign, "nothing that is required", alteredJSON(func(any) any { return nil }))
	add(kindForeign, "too large", flooded)
	for i := before; i < len(all); i++ {
		all[i].passes = true
	}

	for name, message := range map[string]string{
		"an SCP":     "User: arn:aws:iam::111122223333:user/demo is not authorized to perform: x:Y with an explicit deny in a service control policy",
		"a boundary": "User: arn:aws:iam::111122223333:user/demo is not authorized to perform: x:Y because no permissions boundary allows the x:Y action",
		"no allow":   "User: arn:aws:iam::111122223333:user/demo is not authorized to perform: x:Y because no identity-based policy allows the x:Y action",
		"nobody":     "You don't have permissions to access this resource.", "raw bytes": "denied " + raw,
	} {
		add(kindDenied, "denied by "+name, refused("AccessDeniedException", message))
	}
	for kind, codes := range map[faultKind][]string{
		kindThrottle: {"ThrottlingException", "TooManyRequestsException"},
		kindBroken:   {"ServiceException", "InternalFailure", "ServiceUnavailable"},
		kindRefused:  {"ConcurrentModificationException", "ExpiredTokenException", "ValidationException", "UnknownOperationException", "InvalidInputException"},
	} {
		for _, code := range codes {
			add(kind, code, refused(code, "in AWS's words "+raw))
		}
	}
	add(kindBroken, "ServiceException after it was done", func(r *http.Request, pass passing) (*http.Response, error) {
		if _, err := pass(); err != nil {
			return nil, err
		}
		return refused("ServiceException", "")(r, pass)
	})
	return slices.Clip(all) // several tests append to it at the same time
})

const page = "<!DOCTYPE html><html><head><title>" + raw + "</title></head><body>Log in, " + secret + "</body></html>"

// reply answers in AWS's place, and lets nothing through.
func reply(status int, contentType, body string) func(*http.Request, passing) (*http.Response, error) {
	return func(r *http.Request, _ passing) (*http.Response, error) {
		h := http.Header{"Content-Type": {contentType}}
		if status/100 != 2 { // with it, an empty answer could not be told from AWS's own
			h.Set("X-Amzn-Requestid", "R1"+raw)
		}
		if status/100 == 3 {
			h.Set("Location", "https://portal.example/login?next="+secret)
		}
		return &http.Response{
			StatusCode: status, Status: fmt.Sprint(status, " Told"), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
			Header: h, ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body)),
		}, nil
	}
}

// refused answers as AWS does when it refuses a call, in the service's protocol.
func refused(code, message string) func(*http.Request, passing) (*http.Response, error) {
	return func(r *http.Request, _ passing) (*http.Response, error) {
		s := emulator.New(&model.Snapshot{Organization: model.Organization{Management: management}}, emulator.WithFaults(emulator.Faults{
			Fail: []emulator.Failure{{Operation: "*", Code: code, Message: message}},
		}))
		return s.Transport().RoundTrip(r)
	}
}

func failed(err error) func(*http.Request, passing) (*http.Response, error) {
	return func(*http.Request, passing) (*http.Response, error) { return nil, err }
}

func silence(r *http.Request, _ passing) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// failing is a body that breaks off.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// altered changes the body of AWS's own answer.
func altered(change func([]byte) []byte) func(*http.Request, passing) (*http.Response, error) {
	return func(_ *http.Request, pass passing) (*http.Response, error) {
		got, err := pass()
		if err != nil {
			return got, err
		}
		text, err := io.ReadAll(got.Body)
		text = change(text)
		got.Body, got.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
		got.Header.Set("Content-Length", strconv.Itoa(len(text)))
		return got, err
	}
}

// wrongType stands for a value of another type than the one before.
const wrongType = "another type"

var xmlText = regexp.MustCompile(`>[^<]+<`)

// alteredJSON changes every member of AWS's answer; nil leaves them out. Of XML it
// leaves out the texts.
func alteredJSON(change func(any) any) func(*http.Request, passing) (*http.Response, error) {
	return altered(func(text []byte) []byte {
		var members map[string]any
		if json.Unmarshal(text, &members) != nil {
			return xmlText.ReplaceAll(text, []byte("><"))
		}
		for name, value := range members {
			switch changed := change(value); {
			case changed == nil:
				delete(members, name)
			case changed == wrongType && fmt.Sprintf("%T", value) == "string":
				members[name] = []any{raw}
			default:
				members[name] = changed
			}
		}
		text, _ = json.Marshal(members) // of what was JSON before
		return text
	})
}

// flooded answers without an end.
func flooded(_ *http.Request, pass passing) (*http.Response, error) {
	got, err := pass()
	if err == nil {
		got.ContentLength = -1
		got.Header.Del("Content-Length")
		got.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"Filler":["`), endless{}))
	}
	return got, err
}

// endless is a body without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// endlessList gives AWS's own page again and again, each with a token for one
// more: a new one, or always the same.
func endlessList(fresh bool) fault {
	pages := 0
	return fault{name: fmt.Sprint("a list without an end, new tokens: ", fresh), answer: altered(func(text []byte) []byte {
		var members map[string]any
		if json.Unmarshal(text, &members) != nil {
			return text
		}
		if fresh {
			pages++
		}
		for _, name := range []string{"NextToken", "nextToken"} {
			members[name] = fmt.Sprint("token-", pages)
		}
		text, _ = json.Marshal(members)
		return text
	})}
}

// onWire answers on a connection, as a server that may break it does: answer has
// the call carried out and gives the bytes of AWS's answer. With a TLS
// configuration the client asks for TLS; if the configuration has no certificate,
// it does not get any.
func onWire(security *tls.Config, serve func(c net.Conn, answer func() []byte)) func(*http.Request, passing) (*http.Response, error) {
	return func(r *http.Request, pass passing) (*http.Response, error) {
		client, server := net.Pipe()
		go func() {
			defer func() { _ = server.Close() }() // that is what it is for
			if security != nil && len(security.Certificates) > 0 {
				_ = tls.Server(server, security).HandshakeContext(r.Context())
				return
			}
			if security == nil {
				q, err := http.ReadRequest(bufio.NewReader(server))
				if err != nil {
					return
				}
				_, _ = io.Copy(io.Discard, q.Body)
			} else {
				_, _ = io.ReadFull(server, make([]byte, 5)) // of the client's hello
				go func() { _, _ = io.Copy(io.Discard, server) }()
			}
			serve(server, func() []byte {
				got, err := pass()
				if err != nil {
					return nil
				}
				text, _ := httputil.DumpResponse(got, true)
				return text
			})
		}()
		if security == nil {
			r.URL.Scheme = "http"
		}
		t := &http.Transport{DisableKeepAlives: true, DisableCompression: true}
		t.DialContext = func(context.Context, string, string) (net.Conn, error) { return socket{client}, nil }
		return t.RoundTrip(r)
	}
}

// cutAt gives an answer up to a part of its body.
func cutAt(answer []byte, part float64) []byte {
	head, body, _ := bytes.Cut(answer, []byte("\r\n\r\n"))
	return bytes.Join([][]byte{head, body[:int(part*float64(len(body)))]}, []byte("\r\n\r\n"))
}

// socket is a pipe whose errors are those of a socket.
type socket struct{ net.Conn }

func (s socket) Write(p []byte) (int, error) {
	n, err := s.Conn.Write(p)
	if errors.Is(err, io.ErrClosedPipe) {
		err = &net.OpError{Op: "write", Net: "tcp", Err: syscall.EPIPE}
	}
	return n, err
}

// authority signs the certificates, and is trusted by nobody.
var authority = sync.OnceValue(func() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return key
})

// certificate gives a server's certificate for a name, which ends some time after
// the curtain rises, or before.
func certificate(name string, valid time.Duration) *tls.Config {
	key := authority()
	c := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{name}, NotBefore: curtain.Add(-48 * time.Hour), NotAfter: curtain.Add(24*time.Hour*365 + valid)}
	if valid < 0 {
		c.NotAfter = curtain.Add(valid)
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

// call is what a request asks for.
type call struct {
	name    string // service:Operation
	region  string
	changes bool
}

// nowhere names calls to hosts that do not exist.
const nowhere = "nowhere"

// known keeps what requests ask for, as an emulator of no organization says.
var known = struct {
	mu    sync.Mutex
	calls map[string]call
}{calls: map[string]call{}}

// identify tells what a request asks for.
func identify(r *http.Request, body []byte) call {
	key := operationOf(r, string(body)) + r.URL.Host
	known.mu.Lock()
	defer known.mu.Unlock()
	if c, ok := known.calls[key]; ok {
		return c
	}
	s := emulator.New(&model.Snapshot{Organization: model.Organization{Management: management}}, emulator.WithFaults(emulator.Faults{
		Fail: []emulator.Failure{{Operation: "*", Code: "ServiceException"}},
	}))
	c := call{name: nowhere}
	if got, err := s.Transport().RoundTrip(again(r, body)); err == nil {
		_ = got.Body.Close()
	}
	for _, had := range s.Journal() {
		c = call{had.Service + ":" + had.Operation, had.Region, had.Changes()}
	}
	known.calls[key] = c
	return c
}

// operationOf names what a request asks for: by its target, its form's action,
// or its method and path, with the Region.
func operationOf(r *http.Request, body string) string {
	name := r.Method + " " + r.URL.Path
	if _, operation, ok := strings.Cut(r.Header.Get("X-Amz-Target"), "."); ok {
		name = operation
	} else if form, err := url.ParseQuery(body); err == nil && form.Has("Action") {
		name = form.Get("Action")
	}
	if scope := strings.Split(r.Header.Get("Authorization"), "/"); len(scope) > 3 {
		name += " " + scope[2]
	}
	return name
}

// again returns a request with its body from the beginning.
func again(r *http.Request, body []byte) *http.Request {
	r = r.Clone(r.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	if len(body) == 0 {
		r.Body = http.NoBody
	}
	return r
}

// attacker stands between deputy and the server, and lets calls go wrong.
type attacker struct {
	server *emulator.Server

	mu    sync.Mutex
	fault *fault
	hits  func(c call, nth int) bool // reads are counted by their operation, changes all together
	seen  map[string]int             // by operation; empty for changes
	sent  []string                   // the changing calls that deputy sent
	hit   int                        // calls that went wrong
}

// attack lets the calls for which hits is true go wrong from now on; they are
// counted from one.
func (a *attacker) attack(f *fault, hits func(c call, nth int) bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.fault, a.hits, a.seen, a.sent, a.hit = f, hits, map[string]int{}, nil, 0
}

// RoundTrip passes a request on, or lets it go wrong.
func (a *attacker) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		_ = r.Body.Close() // it was only read
	}
	pass := func() (*http.Response, error) { return a.server.Transport().RoundTrip(again(r, body)) }
	f := a.note(identify(r, body))
	if f == nil {
		return pass()
	}
	return f.answer(again(r, body), pass)
}

// note writes a call down, and returns the fault that hits it.
func (a *attacker) note(c call) *fault {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := c.name
	if c.changes {
		key = ""
		a.sent = append(a.sent, c.name+" "+c.region)
	}
	a.seen[key]++
	if a.fault == nil || !a.hits(c, a.seen[key]) {
		return nil
	}
	a.hit++
	return a.fault
}

// readWith tells with which operations deputy has read.
func (a *attacker) readWith() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.DeleteFunc(slices.Sorted(maps.Keys(a.seen)), func(name string) bool { return name == "" || name == nowhere })
}

// pick returns n of all numbers below, spread by a fixed order; all of them if
// there are no more.
func pick(t *testing.T, below, n int) []int {
	t.Helper()
	var chosen []int
	const step = 7919 // is prime, so that it meets every number
	for i := range min(n, below) {
		at := i
		if n < below {
			at = i * step % below
		}
		chosen = append(chosen, at)
	}
	return chosen
}

// unclean tells what a text holds that no terminal may get; empty if it is clean.
func unclean(text string) string {
	for i, r := range text {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return fmt.Sprintf("%U in %q", r, text[max(0, i-40):min(len(text), i+20)])
		}
	}
	if at := strings.Index(text, secret); at >= 0 {
		return fmt.Sprintf("a secret in %q", text[max(0, at-60):at+len(secret)])
	}
	return ""
}
