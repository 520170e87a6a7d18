package aws

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// endlessServer is a transport to a server that never ends the lists of one
// operation: each page has a new token for the next.
type endlessServer struct {
	to        http.RoundTripper
	operation string
	entries   func(page int, body map[string]any) // fills a page; nil sends the first one again and again
	ends      bool                                // the lists end, but name new nodes
	calls     atomic.Int32
}

func (e *endlessServer) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+e.operation) {
		return e.to.RoundTrip(r)
	}
	n := int(e.calls.Add(1))
	asked := map[string]any{}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return nil, err
	}
	delete(asked, "NextToken")
	question, err := json.Marshal(asked)
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(question)), int64(len(question))
	a, err := e.to.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body := map[string]any{}
	if err := json.NewDecoder(a.Body).Decode(&body); err != nil {
		return nil, err
	}
	if e.entries != nil {
		body, a.StatusCode, a.Header = map[string]any{}, http.StatusOK, http.Header{"Content-Type": a.Header["Content-Type"]}
		e.entries(n, body)
	}
	if !e.ends {
		body["NextToken"] = fmt.Sprint("token-", n)
	}
	text, err := json.Marshal(body)
	a.Body, a.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	return a, err
}

// readEndless reads from a server with endless lists, and checks that a gap says so.
func readEndless(t *testing.T, e *endlessServer, wants ...model.Want) *model.Reading {
	t.Helper()
	e.to = emulator.New(sample.Demo(), emulator.WithFaults(emulator.Faults{NoPaths: e.ends})).Transport()
	b := New(Options{Transport: e, Demo: true})
	if e.entries != nil {
		b.most = fewEntries
	}
	r, _ := read(t, b, wants...)
	for _, g := range r.Gaps() {
		if g.Operation == "organizations:"+e.operation && strings.Contains(g.Cause, "no end") && g.Fix != "" {
			return r
		}
	}
	t.Errorf("%s: gaps %+v, want one of a list without an end", e.operation, r.Gaps())
	return r
}

// TestListsEnd ensures that every list of a server that sends new tokens for
// ever ends, and leaves a gap that says so. What the pages had is kept.
func TestListsEnd(t *testing.T) {
	all := append([]model.Want{model.WantTags{Target: string(demoTooling)}}, everything...)
	for operation, wants := range map[string][]model.Want{
		"ListRoots":                           all,
		"ListOrganizationalUnitsForParent":    all,
		"ListAccounts":                        all,
		"ListPolicies":                        all,
		"ListTargetsForPolicy":                all,
		"ListPoliciesForTarget":               {model.WantLadder{Node: demoTooling.Node()}},
		"ListAWSServiceAccessForOrganization": all,
		"ListDelegatedAdministrators":         all,
		"ListDelegatedServicesForAccount":     all,
		"ListTagsForResource":                 all,
	} {
		t.Run(operation, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := &endlessServer{operation: operation}
				r := readEndless(t, e, wants...)
				if most := int32(2 * enoughDenials * workers * idlePages); e.calls.Load() > most {
					t.Errorf("%d calls, want at most %d", e.calls.Load(), most)
				}
				if operation == "ListAccounts" && len(r.Freeze(time.Time{}).Accounts) == 0 {
					t.Error("the accounts that came are lost")
				}
			})
		})
	}
}

// fewEntries is how many entries a list may have where a test fills it.
func fewEntries(operation string) int { return mostEntries(operation) / 100 }

// TestListsOfNewEntriesEnd ensures that lists and trees in which every page has
// something new end where they have more entries than they may, which is far
// above AWS's quotas.
func TestListsOfNewEntriesEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const page = 50
		e := &endlessServer{operation: "ListAccounts", entries: func(n int, body map[string]any) {
			accounts := make([]any, page)
			for i := range accounts {
				accounts[i] = map[string]any{"Id": fmt.Sprintf("%012d", n*page+i), "Name": "new", "State": "ACTIVE"}
			}
			body["Accounts"] = accounts
		}}
		readEndless(t, e, model.WantTree{})
		if n, most := int(e.calls.Load()), fewEntries("organizations:ListAccounts")/page; n < most || n > most+1 {
			t.Errorf("%d calls of ListAccounts, want %d", n, most)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		e := &endlessServer{operation: "ListOrganizationalUnitsForParent", ends: true, entries: func(page int, body map[string]any) {
			body["OrganizationalUnits"] = []any{map[string]any{"Id": fmt.Sprintf("ou-4x9a-%08d", page), "Name": "below"}}
		}}
		readEndless(t, e, model.WantTree{})
		if n := int(e.calls.Load()); n > fewEntries("organizations:ListOrganizationalUnitsForParent")+workers {
			t.Errorf("%d calls", n)
		}
	})
	for operation, quota := range map[string]int{"ListAccounts": 50_000, "ListOrganizationalUnitsForParent": 2_000, "ListPolicies": 10_000, "ListRoots": 250} {
		if most := mostEntries(organizationsPrefix + operation); most < 2*quota || most > 10*quota {
			t.Errorf("%s may have %d entries, the quota is %d", operation, most, quota)
		}
	}
}

// TestPathOfNewParentsEnds ensures that a server which names a new parent for
// ever leaves a gap.
func TestPathOfNewParentsEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		readEndless(t, &endlessServer{operation: "ListParents", ends: true, entries: func(n int, body map[string]any) {
			body["Parents"] = []any{map[string]any{"Id": fmt.Sprintf("ou-4x9a-%08d", n), "Type": "ORGANIZATIONAL_UNIT"}}
		}}, model.WantLadder{Node: demoTooling.Node()})
	})
}
