package aws

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"deputy/aws/rawcall"
)

// notSent is the error of a request for which there never was a connection: its
// address was not found, nobody answered, or the TLS handshake failed.
type notSent struct{ err error }

func (n *notSent) Error() string { return n.err.Error() }

// Unwrap returns why there was no connection.
func (n *notSent) Unwrap() error { return n.err }

// watchConnection returns a context for a request, and a function that marks its
// error with notSent if the request never had a connection. It knows only of
// transports of net/http.
func watchConnection(ctx context.Context) (watched context.Context, mark func(error) error) {
	var pending atomic.Bool // a connection was asked for last, and has not come
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { pending.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { pending.Store(false) },
	})
	return ctx, func(err error) error {
		if err != nil && pending.Load() {
			return &notSent{err}
		}
		return err
	}
}

// proxyRefusal is the answer of a proxy that does not connect to a server.
type proxyRefusal struct {
	proxy  string
	status int
}

func (p *proxyRefusal) Error() string {
	return fmt.Sprintf("the proxy %s refused to connect to the server: HTTP status %d %s", p.proxy, p.status, http.StatusText(p.status))
}

// checkProxy is for http.Transport: it makes an error of a proxy's refusal, whose
// status would be lost.
func checkProxy(_ context.Context, proxy *url.URL, _ *http.Request, got *http.Response) error {
	if got.StatusCode != http.StatusOK {
		return &proxyRefusal{proxy.Host, got.StatusCode}
	}
	return nil
}

// lastingFault explains why there is no connection that can be trusted, and what
// to do. Trying again does not help. Both are empty for other errors.
func lastingFault(err error) (cause, fix string) {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	var alert *net.OpError
	var refused *proxyRefusal
	const portal = "Check the proxy and --endpoint-url, and open a page in a browser if this network wants a login, then try again"
	host := serverOf(err)
	switch {
	case errors.As(err, &unknown):
		return "this machine does not trust the certificate of " + host + issuer(unknown.Cert),
			"If a proxy inspects TLS here, set AWS_CA_BUNDLE to the file with the certificate of its authority. If not, use another network: somebody may be intercepting the connection"
	case errors.As(err, &name):
		return "the certificate of " + host + " is for " + namesOf(name.Certificate), portal
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate of " + host + " is valid from " + invalid.Cert.NotBefore.UTC().Format(time.DateTime) + "Z to " + invalid.Cert.NotAfter.UTC().Format(time.DateTime) + "Z only",
			"Check this machine's clock. If it is right, whoever runs the server or the proxy must renew the certificate"
	case errors.As(err, &invalid):
		return "the certificate of " + host + " is not valid: " + strings.TrimPrefix(invalid.Error(), "x509: "), portal
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &record):
		return host + " does not speak TLS", portal
	case errors.As(err, &alert) && alert.Op == "remote error":
		return host + " ended the TLS connection: " + strings.TrimPrefix(alert.Err.Error(), "tls: "), portal
	case errors.As(err, &refused):
		if strange := (&rawcall.Foreign{Status: refused.status}); !strange.MayPass() {
			return refused.Error(), foreignHint(strange)
		}
	}
	return "", ""
}

// serverOf returns the host that a request was for.
func serverOf(err error) string {
	if request := (*url.Error)(nil); errors.As(err, &request) {
		if to, err := url.Parse(request.URL); err == nil && to.Host != "" {
			return to.Hostname()
		}
	}
	return "the server"
}

func issuer(c *x509.Certificate) string {
	if c == nil || c.Issuer.CommonName == "" {
		return ""
	}
	return ", issued by " + c.Issuer.CommonName
}

// namesOf returns the first names that a certificate is for.
func namesOf(c *x509.Certificate) string {
	names := c.DNSNames
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	switch {
	case len(names) == 0:
		return "no host"
	case len(names) > 3:
		names = append(names[:3:3], "others")
	}
	return strings.Join(names, ", ")
}
