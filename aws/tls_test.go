package aws

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/plan"
	"deputy/model/sample"
)

// authority issues certificates.
type authority struct {
	t           *testing.T
	key         *ecdsa.PrivateKey
	certificate *x509.Certificate
}

func newAuthority(t *testing.T, name string) *authority {
	t.Helper()
	a := &authority{t: t}
	own := x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	a.certificate = a.issue(own).Leaf
	return a
}

// issue returns a certificate as in the template, for localhost today if it does
// not say otherwise.
func (a *authority) issue(c x509.Certificate) *tls.Certificate {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	c.SerialNumber = big.NewInt(1)
	if c.NotAfter.IsZero() {
		c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	}
	if c.DNSNames == nil {
		c.DNSNames = []string{"localhost"}
	}
	parent := a.certificate
	if parent == nil { // it issues itself
		a.key, parent = key, &c
	}
	der, err := x509.CreateCertificate(rand.Reader, &c, parent, &key.PublicKey, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// bundle writes a file for AWS_CA_BUNDLE.
func (a *authority) bundle() string {
	a.t.Helper()
	path := filepath.Join(a.t.TempDir(), "bundle.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw}), 0o600); err != nil {
		a.t.Fatal(err)
	}
	return path
}

// secured is a server of the demo organization whose side of TLS can be changed
// at any time.
type secured struct {
	*httptest.Server
	organization *emulator.Server
	side         atomic.Pointer[side]
}

// proxy returns a transport that asks a proxy for a connection to the server. The
// proxy answers with the status, and connects if that is 200.
func (s *secured) proxy(t *testing.T, trusts *authority, status int) *http.Transport {
	t.Helper()
	p := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		if status != http.StatusOK || r.Method != http.MethodConnect {
			return
		}
		to, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Error(err)
			return
		}
		from, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		go func() {
			_, _ = io.Copy(to, from) // it ends when either side closes
			_ = to.Close()
		}()
		_, _ = io.Copy(from, to)
		_ = from.Close()
	}))
	at, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(trusts.certificate)
	transport := &http.Transport{Proxy: http.ProxyURL(at), TLSClientConfig: &tls.Config{RootCAs: roots}}
	t.Cleanup(func() { transport.CloseIdleConnections(); p.Close() })
	return transport
}

// side is how a server takes a connection.
type side struct {
	tls    *tls.Config
	closes bool // before the handshake
}

// closing is the listener of a server.
type closing struct {
	net.Listener
	server *secured
}

func (l closing) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil || !l.server.side.Load().closes {
			return c, err
		}
		_ = c.Close() // that is the fault
	}
}

func newSecured(t *testing.T, with side) *secured {
	t.Helper()
	s := &secured{organization: emulator.New(sample.Demo())}
	s.side.Store(&with)
	s.Server = httptest.NewUnstartedServer(s.organization.Handler())
	s.Listener = closing{s.Listener, s}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return s.side.Load().tls, nil }}
	s.StartTLS()
	s.URL = strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
	t.Cleanup(s.Close)
	return s
}

func showing(c *tls.Certificate) side {
	return side{tls: &tls.Config{Certificates: []tls.Certificate{*c}}}
}

// TestTLSFaults ensures that a server, or whoever is between, that cannot prove
// to be who was asked gets no request: what is read says what happened and what
// to do, and is asked for once; and a change is a failure, for nothing was sent.
func TestTLSFaults(t *testing.T) {
	trusted, stranger := newAuthority(t, "Trusted"), newAuthority(t, "Corp Inspection")
	well := showing(trusted.issue(x509.Certificate{}))
	refusing := side{tls: &tls.Config{Certificates: well.tls.Certificates, NextProtos: []string{"none"}}}
	day := func(d int) time.Time { return time.Date(2020, 1, d, 12, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		side          side
		cause, advice string
	}{
		"another name": {
			showing(trusted.issue(x509.Certificate{DNSNames: []string{"a.example", "b.example", "c.example", "d.example"}})),
			"the certificate of localhost is for a.example, b.example, c.example, others", "Check the proxy and --endpoint-url",
		},
		"expired": {
			showing(trusted.issue(x509.Certificate{NotBefore: day(1), NotAfter: day(2)})),
			"the certificate of localhost is valid from 2020-01-01 12:00:00Z to 2020-01-02 12:00:00Z only", "Check this machine's clock",
		},
		"an authority that nobody trusts": {
			showing(stranger.issue(x509.Certificate{})),
			"this machine does not trust the certificate of localhost, issued by Corp Inspection", "set AWS_CA_BUNDLE to the file with the certificate of its authority",
		},
		"a certificate for something else": {
			showing(trusted.issue(x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})),
			"the certificate of localhost is not valid: certificate specifies an incompatible key usage", "Check the proxy",
		},
		"nothing in common": {refusing, "localhost ended the TLS connection: no application protocol", "Check the proxy"},
	} {
		t.Run(name, func(t *testing.T) {
			shared(t, "", keys("default", demoManagement))
			t.Setenv("AWS_CA_BUNDLE", trusted.bundle())
			s := newSecured(t, well)
			b := New(Options{Demo: true, Endpoint: s.URL})
			if r, _ := read(t, b); len(r.Freeze(time.Now()).Gaps) > 0 {
				t.Fatalf("gaps %+v", r.Freeze(time.Now()).Gaps)
			}
			s.side.Store(&c.side)
			o := b.Execute(t.Context(), stepOf("RegisterDelegatedAdministrator"))
			if o.Result != plan.ResultFailed || !strings.Contains(o.Failure.Cause, c.cause) || !strings.Contains(o.Failure.Fix, c.advice) {
				t.Errorf("%v, %s", o.Result, outcomeText(o))
			}
			dropIdleConnections(b.session.config)
			r, _ := replies(t, New(Options{Demo: true, Endpoint: s.URL}), giveUp, model.WantTree{})
			gaps := r.Freeze(time.Now()).Gaps
			for _, g := range gaps {
				if g.Kind != model.FailureNetwork || !strings.Contains(g.Cause, c.cause) || !strings.Contains(g.Fix, c.advice) {
					t.Errorf("%+v", g)
				}
			}
			if len(gaps) == 0 || changed(s.organization, stepOf("RegisterDelegatedAdministrator")) > 0 {
				t.Errorf("%d gaps", len(gaps))
			}
		})
	}
}

// TestHandshakeThatBreaks ensures that a change is a failure if the connection
// broke before the request was sent, and that a server without TLS is told.
func TestHandshakeThatBreaks(t *testing.T) {
	trusted := newAuthority(t, "Trusted")
	well := showing(trusted.issue(x509.Certificate{}))
	plainly := httptest.NewServer(http.NotFoundHandler())
	defer plainly.Close()
	shared(t, "", keys("default", demoManagement))
	t.Setenv("AWS_CA_BUNDLE", trusted.bundle())
	s := newSecured(t, well)
	b := New(Options{Demo: true, Endpoint: s.URL})
	read(t, b)
	s.side.Store(&side{closes: true})
	if o := b.Execute(t.Context(), stepOf("RegisterDelegatedAdministrator")); o.Result != plan.ResultFailed || !strings.Contains(o.Failure.Cause, "the connection was closed before an answer came") {
		t.Errorf("%v, %s", o.Result, outcomeText(o))
	}
	dropIdleConnections(b.session.config)
	r, _ := replies(t, New(Options{Demo: true, Endpoint: strings.Replace(plainly.URL, "http:", "https:", 1)}), giveUp)
	if gap := r.Status(model.PartCaller, "").Gap; gap == nil || gap.Cause != "127.0.0.1 does not speak TLS" || !strings.Contains(gap.Fix, "--endpoint-url") {
		t.Errorf("%+v", gap)
	}
}

// TestProxies ensures that a proxy's refusal is told with its status, that a
// proxy which inspects TLS is not trusted until its authority is, and that a
// change sent by neither is a failure.
func TestProxies(t *testing.T) {
	trusted, inspection := newAuthority(t, "Trusted"), newAuthority(t, "Corp Inspection")
	shared(t, "", keys("default", demoManagement))
	s := newSecured(t, showing(inspection.issue(x509.Certificate{})))
	for name, c := range map[string]struct {
		trusts        *authority
		status        int
		cause, advice string
	}{
		"connects":        {inspection, http.StatusOK, "", ""},
		"inspects":        {trusted, http.StatusOK, "this machine does not trust the certificate of localhost, issued by Corp Inspection", "set AWS_CA_BUNDLE"},
		"wants a login":   {inspection, http.StatusProxyAuthRequired, "refused to connect to the server: HTTP status 407 Proxy Authentication Required", "put it in HTTPS_PROXY"},
		"forbids":         {inspection, http.StatusForbidden, "refused to connect to the server: HTTP status 403 Forbidden", "Check the proxy"},
		"leads elsewhere": {inspection, http.StatusFound, "refused to connect to the server: HTTP status 302 Found", "Check the proxy"},
	} {
		t.Run(name, func(t *testing.T) {
			through := s.proxy(t, c.trusts, c.status)
			r, _ := replies(t, New(Options{Demo: true, Endpoint: s.URL, Transport: through}), giveUp)
			gap := r.Status(model.PartCaller, "").Gap
			if c.cause == "" {
				if gap != nil {
					t.Errorf("%+v", gap)
				}
				return
			}
			if gap == nil || gap.Kind != model.FailureNetwork || !strings.Contains(gap.Cause, c.cause) || !strings.Contains(gap.Fix, c.advice) {
				t.Errorf("%+v", gap)
			}
			session, f := open(t.Context(), &Options{Endpoint: s.URL, Transport: through}, "", nil)
			if f != nil {
				t.Fatal(f)
			}
			for _, step := range []plan.Step{
				stepOf("RegisterDelegatedAdministrator"),
				{API: "notifications", Operation: "EnableNotificationsAccessForOrganization", Region: "us-east-1"},
			} {
				ctx, mark := watchConnection(t.Context())
				_, err := changeOperations()[operationKey{step.API, step.Operation}].call(ctx, session, step)
				if err = mark(err); err == nil || mayBeSent(err) {
					t.Errorf("%s: %v", step.Operation, err)
				}
			}
		})
	}
}

func giveUp(p model.Prompt) model.Reply { return model.Reply{Kind: p.Kind, Cancelled: true} }
