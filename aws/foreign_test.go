package aws

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
	"deputy/model/sample"
)

const page = "<!DOCTYPE html><html><body><h1>Blocked by the proxy</h1></body></html>"

var html = map[string]string{"Content-Type": "text/html"}

// strangeAnswers are answers of others than AWS, and a word of the advice that
// fits.
var strangeAnswers = map[string]struct {
	replier
	advice string
}{
	"a page":                   {replier{200, html, page}, "browser"},
	"a redirect":               {replier{302, map[string]string{"Location": "https://portal.example/login?next=secret"}, page}, "Open https://portal.example in a browser"},
	"a redirect that repeats":  {replier{307, map[string]string{"Location": "https://portal.example/"}, ""}, "Open https://portal.example in a browser"},
	"forbidden":                {replier{403, html, page}, "browser"},
	"not found":                {replier{404, html, page}, "browser"},
	"a login for the proxy":    {replier{407, html, page}, "HTTPS_PROXY"},
	"too late for the proxy":   {replier{408, html, page}, "browser"},
	"too much for the proxy":   {replier{429, html, page}, "browser"},
	"a gateway's fault":        {replier{502, html, page}, "wait a moment"},
	"a proxy that does not":    {replier{501, html, page}, "browser"},
	"a portal with a status":   {replier{511, nil, ""}, "browser"},
	"too large":                {replier{200, nil, `{"Filler":"` + strings.Repeat("x", 8<<20) + `"}`}, "AWS does not answer like this"},
	"nothing, and no ID":       {replier{200, nil, ""}, "AWS does not answer like this"},
	"nothing, forbidden":       {replier{403, nil, ""}, "AWS does not answer like this"},
	"JSON without a code":      {replier{429, nil, `{"message":"slow down"}`}, "AWS does not answer like this"},
	"JSON that is cut off":     {replier{200, map[string]string{"X-Amzn-Requestid": "R1"}, `{"a":`}, "AWS does not answer like this"},
	"plain text":               {replier{503, map[string]string{"Content-Type": "text/plain"}, "upstream connect error"}, "wait a moment"},
	"a code that AWS has not":  {replier{400, map[string]string{"X-Amzn-Errortype": "PolicyBlock"}, `{"__type":"PolicyBlock","message":"no"}`}, ""},
	"a code with status 429":   {replier{429, map[string]string{"X-Amzn-Errortype": "PolicyBlock"}, `{"__type":"PolicyBlock","message":"no"}`}, ""},
	"nothing that is required": {replier{200, map[string]string{"X-Amzn-Requestid": "R1"}, "{}"}, ""},
	"half of AWS's own answer": {replier{body: "cut"}, ""},
}

// proxy lets every call through, or none that changes something, and replaces the
// answers of those.
type proxy struct {
	*emulator.Server
	answer replier
	blocks bool // passes no change on
	met    int
}

func (p *proxy) RoundTrip(r *http.Request) (*http.Response, error) {
	if p.blocks && strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".RegisterDelegatedAdministrator") {
		p.met++
		return p.answer.RoundTrip(r)
	}
	before := len(made(p.Server))
	got, err := p.Transport().RoundTrip(r)
	if len(made(p.Server)) == before {
		return got, err
	}
	p.met++
	if p.answer.body == "cut" {
		got.Body = io.NopCloser(io.MultiReader(strings.NewReader("{"), broken{errors.New("stream error: stream ID 3; INTERNAL_ERROR")}))
		return got, nil
	}
	return p.answer.RoundTrip(r)
}

// broken is a body that breaks off.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// servicesByProtocol has services that together use every protocol for changes,
// by a client of the SDK and without one.
var servicesByProtocol = []model.ServiceID{
	"account-management", "guardduty", "inspector", "cloudtrail", "firewall-manager", "vpc-ipam",
	"cloudformation-stacksets", "health", "user-notifications", "reachability-analyzer",
}

// A call that was carried out and answered by somebody else is never told as a
// failure, and never made twice: reading back shows that it was done.
func TestStrangeAnswerOfWhatWasDone(t *testing.T) {
	for name, strange := range strangeAnswers {
		for _, id := range servicesByProtocol {
			if strange.body == "{}" && id != "inspector" { // the others need not answer anything
				continue
			}
			t.Run(name+"/"+string(id), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := service(t, id)
					o, organization := orderFor(catalog.Register, s, demoTooling, here...), withoutService(s)
					if s.TrustedAccess.Call != nil {
						o, organization = opening(s, demoTooling), closed(s)
					}
					between := &proxy{Server: emulator.New(organization), answer: strange.replier}
					b := New(Options{Transport: between, Demo: true})
					p := planFor(t, b, o)
					outcomes := executePlan(t, b, p)
					wantAllDone(t, p, outcomes)
					for i, o := range outcomes {
						if !strings.Contains(o.Note, "reading back shows that it was done") {
							t.Errorf("step %d: %q", i+1, o.Note)
						}
					}
					if n := len(made(between.Server)); n != len(p.Steps) || between.met != n {
						t.Errorf("%d calls for %d steps", n, len(p.Steps))
					}
				})
			})
		}
	}
}

// A call that somebody else answered is unknown if reading back does not show it,
// and the advice fits what was seen.
func TestStrangeAnswerOfWhatIsNotSeen(t *testing.T) {
	for name, strange := range strangeAnswers {
		if strange.body == "cut" || strange.body == "{}" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				between := &proxy{Server: emulator.New(sample.Demo()), answer: strange.replier, blocks: true}
				b := New(Options{Transport: between, Demo: true})
				read(t, b)
				step := stepOf("RegisterDelegatedAdministrator")
				o := b.Execute(t.Context(), step)
				if o.Result != plan.ResultUnknown || between.met != 1 || !strings.Contains(o.Failure.Fix, strange.advice) || strings.Contains(o.Failure.Error(), "secret") {
					t.Errorf("%v after %d calls: %s", o.Result, between.met, outcomeText(o))
				}
				checkJournal(t, b.options.Store.(*memoryStore).entries, step, "unknown")
			})
		})
	}
}

// A foreign answer to a call that reads leaves a gap that says what came and what
// to do. The call is made again only where AWS may answer the next time.
func TestStrangeAnswerOfARead(t *testing.T) {
	const wait, portal, other = "wait a moment", "open a page in a browser", "AWS does not answer like this"
	for name, c := range map[string]struct {
		replier
		tries         int
		cause, advice string
	}{
		"a bad gateway":               {replier{502, html, page}, transientTries, "502 Bad Gateway and a web page", wait},
		"a gateway that is busy":      {replier{503, html, page}, transientTries, "503 Service Unavailable and a web page", wait},
		"a gateway that waited":       {replier{504, nil, ""}, transientTries, "504 Gateway Timeout", wait},
		"a proxy that waited":         {replier{408, nil, ""}, transientTries, "408 Request Timeout", other},
		"too much for the proxy":      {replier{429, html, page}, transientTries, "429 Too Many Requests and a web page", portal},
		"half an answer":              {replier{200, nil, `{"ResourcePolicy":{"Con`}, transientTries, "200 OK and an incomplete answer", other},
		"a captive portal":            {replier{200, html, page}, 1, "200 OK and a web page", portal},
		"a portal that says nothing":  {replier{200, nil, "<?xml version='1.0'?>\n<html>login</html>"}, 1, "200 OK and a web page", portal},
		"a portal that has a status":  {replier{511, nil, ""}, 1, "511 Network Authentication Required", portal},
		"a redirect":                  {replier{302, map[string]string{"Location": "https://portal.example/?next=secret"}, ""}, 1, "a redirect to https://portal.example,", "Open https://portal.example in a browser"},
		"too large":                   {replier{200, nil, `{"Filler":"` + strings.Repeat("x", 8<<20) + `"}`}, 1, "the answer is larger than 8 MiB, far more than AWS sends", other},
		"a large page of a gateway":   {replier{502, html, strings.Repeat("x", 9<<20)}, 1, "the answer is larger than 8 MiB, far more than AWS sends", other},
		"forbidden":                   {replier{403, html, page}, 1, "403 Forbidden and a web page", portal},
		"a proxy's 501":               {replier{501, html, page}, 1, "501 Not Implemented and a web page", portal},
		"a proxy's 501 without words": {replier{501, nil, ""}, 1, "501 Not Implemented, not in AWS's format", other},
		"a proxy's 501, its name":     {replier{501, map[string]string{"Content-Type": "text/plain"}, "Not Implemented\n"}, 1, "501 Not Implemented, not in AWS's format", other},
		"a list in place of a policy": {replier{200, nil, `{"ResourcePolicy":[1]}`}, 1, "200 OK, not in AWS's format", other},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, tries := emulator.New(sample.Demo()), 0
				b := New(Options{Demo: true, Transport: asked(func(r *http.Request) (*http.Response, error) {
					if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".DescribeResourcePolicy") {
						return s.Transport().RoundTrip(r)
					}
					tries++
					return c.replier.RoundTrip(r)
				})})
				r, _ := read(t, b, model.WantDelegations{})
				gap := r.Status(model.PartResourcePolicy, "").Gap
				if gap == nil || gap.Kind != model.FailureForeign || !strings.Contains(gap.Cause, c.cause) || !strings.Contains(gap.Fix, c.advice) || strings.Contains(gap.Sentence(), "secret") {
					t.Errorf("%+v", gap)
				}
				if tries != c.tries {
					t.Errorf("tried %d times", tries)
				}
			})
		})
	}
}

// A connection that breaks is a network failure: a call that reads is made again,
// and a lasting one is never told as an operation that does not exist.
func TestBrokenConnectionsAreReadAgain(t *testing.T) {
	for _, broke := range []error{
		net.ErrClosed, io.ErrUnexpectedEOF, errors.New("stream error: stream ID 7; REFUSED_STREAM; received from peer"),
		&net.OpError{Op: "read", Err: net.ErrClosed}, errors.New("http2: server sent GOAWAY and closed the connection"),
	} {
		for name, breaks := range map[string]func(*http.Response) (*http.Response, error){
			"before": func(*http.Response) (*http.Response, error) { return nil, fmt.Errorf("write tcp: %w", broke) },
			"within": func(got *http.Response) (*http.Response, error) {
				got.Body = io.NopCloser(io.MultiReader(io.LimitReader(got.Body, 10), broken{broke}))
				return got, nil
			},
		} {
			for _, share := range []int64{2, 1} { // every second call, every call
				t.Run(fmt.Sprint(broke, "/", name, "/", share), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						s := emulator.New(sample.Demo())
						var calls atomic.Int64
						b := New(Options{Demo: true, Transport: asked(func(r *http.Request) (*http.Response, error) {
							got, err := s.Transport().RoundTrip(r)
							if n := calls.Add(1); err != nil || !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".DescribeResourcePolicy") || n%share > 0 {
								return got, err
							}
							return breaks(got)
						})})
						r, _ := read(t, b, model.WantDelegations{})
						got := r.Status(model.PartResourcePolicy, "")
						if share == 2 && got.Progress == model.Failed && got.Gap.Kind != model.FailureNetwork || share == 1 && (got.Gap == nil || got.Gap.Kind != model.FailureNetwork) {
							t.Errorf("%+v", got)
						}
						if tries := operations(s)["DescribeResourcePolicy"]; share == 1 && tries != transientTries {
							t.Errorf("tried %d times", tries)
						}
						if got.Gap != nil && strings.Contains(got.Gap.Fix, "does not exist") {
							t.Error(got.Gap.Sentence())
						}
					})
				})
			}
		}
	}
}

// An answer without what AWS always sends is none: nothing is told as complete.
func TestEmptyAnswersAreGaps(t *testing.T) {
	for operation, at := range parts {
		t.Run(operation, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := emulator.New(sample.Demo())
				b := New(Options{Demo: true, Transport: asked(func(r *http.Request) (*http.Response, error) {
					got, err := s.Transport().RoundTrip(r)
					switch {
					case strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+operation):
						got.Body = io.NopCloser(strings.NewReader("{}"))
					case operation == "GetCallerIdentity" && r.Header.Get("X-Amz-Target") == "":
						got.Body = io.NopCloser(strings.NewReader("<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>"))
					}
					return got, err
				})})
				r, _ := read(t, b, everything...)
				if got := r.Status(at.part, at.target); got.Progress != model.Failed || got.Gap == nil || !strings.Contains(got.Gap.Sentence(), "the answer has no") {
					t.Errorf("%+v", got)
				}
			})
		})
	}
}
