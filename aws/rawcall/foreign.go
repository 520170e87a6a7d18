package rawcall

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"deputy/model/catalog"
)

// answerLimit is the largest answer that is read, in bytes. AWS's own are a
// hundred times smaller.
const answerLimit = 8 << 20

// Foreign is an answer that is not recognizably AWS's own: a proxy's page, a
// redirect, or an answer that is not in the form of the service's protocol or
// lacks what AWS always sends. It says nothing about what became of the request.
type Foreign struct {
	Status   int    // the HTTP status; 0 if it does not matter
	Redirect string // the server that a redirect leads to; empty for none
	Page     bool   // a web page
	Half     bool   // it breaks off
	Large    bool   // larger than answerLimit
	Words    string // what the server said, if it is short and plain
	Lacks    string // what AWS would have sent; empty if the form is wrong
}

// Error says what came in place of AWS's answer.
func (a *Foreign) Error() string {
	switch {
	case a.Lacks != "":
		return "the answer has no " + a.Lacks
	case a.Large:
		return fmt.Sprintf("the answer is larger than %d MiB, far more than AWS sends", answerLimit>>20)
	}
	text := "the server answered with HTTP status " + strings.TrimSpace(fmt.Sprint(a.Status, " ", http.StatusText(a.Status)))
	switch {
	case a.Redirect != "":
		text += " and a redirect to " + a.Redirect
	case a.Page:
		text += " and a web page"
	case a.Half:
		text += " and an incomplete answer"
	}
	text += ", not in AWS's format"
	if a.Words != "" {
		text += ": " + a.Words
	}
	return text
}

// MayPass reports whether the same request may be answered by AWS the next time:
// a gateway may be overloaded, and a connection break. What a network that wants
// a login answers, a redirect, an answer that is too large or lacks something
// come again.
func (a *Foreign) MayPass() bool {
	switch a.Status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests,
		http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return !a.Large
	default:
		return a.Half
	}
}

// CutOff is a connection that broke before the whole answer came.
type CutOff struct{ Err error }

func (c *CutOff) Error() string { return "read the answer: " + c.Err.Error() }

// Unwrap returns what broke the connection.
func (c *CutOff) Unwrap() error { return c.Err }

// ReadBody reads the body of an answer. The error is a CutOff if it breaks off,
// and a Foreign if it is too large.
func ReadBody(body io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(body, answerLimit+1))
	switch {
	case err != nil:
		return nil, &CutOff{err}
	case len(text) > answerLimit:
		return nil, &Foreign{Large: true}
	default:
		return text, nil
	}
}

// CheckForm returns a Foreign if an answer is not in the form of the protocol:
// neither the operation's result nor an error with a code.
func CheckForm(protocol catalog.Protocol, operation string, got *http.Response, text []byte) error {
	if done := got.StatusCode/100 == 2; done && !isXML(protocol) {
		text = bytes.TrimSpace(text)
		if len(text) > 0 && (text[0] != '{' || !json.Valid(text)) {
			return foreign(got, text, nil)
		}
		return nil
	}
	members := map[string]string{}
	root, malformed := decode(protocol, text, members)
	if malformed != nil || !hasForm(protocol, operation, root, got, members) {
		return foreign(got, text, members)
	}
	return nil
}

// hasForm reports whether the answer is the operation's result or an error with
// a code.
func hasForm(protocol catalog.Protocol, operation, root string, got *http.Response, members map[string]string) bool {
	if got.StatusCode/100 == 2 {
		return !isXML(protocol) || root == operation+"Response"
	}
	code, _ := errorCode(protocol, got, members)
	return code != ""
}

// foreign returns what is known of an answer that is not in AWS's form.
func foreign(got *http.Response, text []byte, members map[string]string) *Foreign {
	a := &Foreign{Status: got.StatusCode}
	if to, err := url.Parse(got.Header.Get("Location")); err == nil && got.StatusCode/100 == 3 && to.Host != "" {
		a.Redirect = to.Scheme + "://" + to.Host // what follows may hold a secret
	}
	kind, _, _ := mime.ParseMediaType(got.Header.Get("Content-Type"))
	text = bytes.TrimSpace(text)
	data := bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("<"))
	begin := bytes.ToLower(text[:min(len(text), 1<<10)])
	a.Page = kind == "text/html" || data && (bytes.Contains(begin, []byte("<html")) || bytes.Contains(begin, []byte("<!doctype html")))
	a.Half = !a.Page && data && !bytes.HasSuffix(text, []byte("}")) && !bytes.HasSuffix(text, []byte(">"))
	if !a.Page && !data {
		a.Words = string(text)
	}
	a.Words = cmp.Or(members["message"], members["Message"], members["error"], a.Words)
	a.Words, _, _ = strings.Cut(strings.TrimSpace(a.Words), "\n")
	if len(a.Words) > 200 || strings.ContainsFunc(a.Words, func(r rune) bool { return !unicode.IsPrint(r) }) {
		a.Words = ""
	}
	return a
}
