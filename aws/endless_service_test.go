package aws

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/sample"
)

// endlessService is a transport to a server that never ends the lists of an API:
// each page is the first one, with a new token for the next.
type endlessService struct {
	to  http.RoundTripper
	api string

	mu    sync.Mutex
	lists map[string]int // calls, by Region and operation
	paged bool           // a token was sent back
}

func (e *endlessService) RoundTrip(r *http.Request) (*http.Response, error) {
	signed := credential.FindStringSubmatch(r.Header.Get("Authorization"))
	if signed == nil || signed[3] != e.api {
		return e.to.RoundTrip(r)
	}
	r = r.Clone(r.Context())
	query, asked := r.URL.Query(), map[string]any{}
	var text []byte
	var err error
	if r.Body != nil {
		if text, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	isJSON := json.Unmarshal(text, &asked) == nil
	for _, token := range []string{"NextToken", "nextToken"} {
		e.mu.Lock()
		e.paged = e.paged || query.Has(token) || asked[token] != nil
		e.mu.Unlock()
		query.Del(token)
		delete(asked, token)
	}
	if r.URL.RawQuery = query.Encode(); isJSON {
		if text, err = json.Marshal(asked); err != nil {
			return nil, err
		}
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	a, err := e.to.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	list := fmt.Sprint(signed[2], r.URL.Path, r.URL.RawQuery, r.Header.Get("X-Amz-Target"))
	e.mu.Lock()
	e.lists[list]++
	n := e.lists[list]
	e.mu.Unlock()
	body := map[string]any{}
	answer, err := io.ReadAll(a.Body)
	if err == nil && json.Unmarshal(answer, &body) == nil && a.StatusCode == http.StatusOK {
		body["NextToken"], body["nextToken"] = fmt.Sprint("token-", n), fmt.Sprint("token-", n)
		answer, err = json.Marshal(body)
	}
	a.Body, a.ContentLength = io.NopCloser(bytes.NewReader(answer)), int64(len(answer))
	return a, err
}

// TestListsOfServicesEnd ensures that every list of a service API ends, and
// leaves a gap, if the server has one more page for ever.
func TestListsOfServicesEnd(t *testing.T) {
	var paged []model.ServiceID
	for _, s := range servicesWithAPI() {
		if s.ListCall().Service == "organizations" {
			continue
		}
		t.Run(string(s.ID), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := &endlessService{to: emulator.New(withAdministrator(s, demoTooling, here...)).Transport(), api: s.ListCall().Service, lists: map[string]int{}}
				r, _ := read(t, New(Options{Transport: e, Demo: true}), orderFor(catalog.Register, s, demoTooling, here...).Needs("look"))
				if !e.paged {
					return // its answer has no pages
				}
				paged = append(paged, s.ID)
				gaps := slices.DeleteFunc(r.Gaps(), func(g model.Gap) bool {
					return g.Kind != model.FailureService || !strings.Contains(g.Cause, "the list has no end")
				})
				if len(gaps) == 0 {
					t.Errorf("gaps %+v", r.Gaps())
				}
				for list, n := range e.lists {
					if n > 2*idlePages {
						t.Errorf("%s was asked for %d times", list, n)
					}
				}
			})
		})
	}
	if len(paged) < 6 {
		t.Errorf("only %q have pages", paged)
	}
}

// TestEmptyListsOfServices ensures that an answer without anything is an empty
// list only if it is AWS's, which has a request ID.
func TestEmptyListsOfServices(t *testing.T) {
	for _, s := range servicesWithAPI() {
		call := s.ListCall()
		if call.Service == "organizations" {
			continue
		}
		for id, known := range map[string]bool{"": false, "11112222-3333": true} {
			t.Run(fmt.Sprint(s.ID, "/", known), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server := emulator.New(sample.Demo())
					b := New(Options{Demo: true, Transport: asked(func(r *http.Request) (*http.Response, error) {
						if signed := credential.FindStringSubmatch(r.Header.Get("Authorization")); signed == nil || signed[3] != call.Service {
							return server.Transport().RoundTrip(r)
						}
						return replier{200, map[string]string{"X-Amzn-Requestid": id}, "{}"}.RoundTrip(r)
					})})
					r, _ := read(t, b, orderFor(catalog.Register, s, demoTooling, here...).Needs("look"))
					lost := slices.ContainsFunc(r.Gaps(), func(g model.Gap) bool {
						return g.Operation == call.Service+":"+call.Operation && strings.Contains(g.Cause, "the answer has no ")
					})
					required := s.ID == "network-security-manager" // AWS's model says that its list is always there
					if lost == (known && !required) {
						t.Errorf("gaps %+v", r.Gaps())
					}
				})
			})
		}
	}
}
