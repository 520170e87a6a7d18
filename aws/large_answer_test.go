package aws

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// flood is a transport to a server whose answers to some calls do not end.
type flood struct {
	to    http.RoundTripper
	calls []string // their targets end in one of these
	taken atomic.Int64
}

func (f *flood) RoundTrip(r *http.Request) (*http.Response, error) {
	a, err := f.to.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	for _, call := range f.calls {
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+call) {
			a.ContentLength = -1
			a.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"Filler":["`), f))
		}
	}
	return a, nil
}

func (f *flood) Read(p []byte) (int, error) {
	f.taken.Add(int64(len(p)))
	return copy(p, strings.Repeat("x", len(p))), nil
}

// TestAnswersWithoutEnd ensures that an answer far larger than AWS's is cut off,
// that the rest of it is not read, and that it leaves a gap.
func TestAnswersWithoutEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &flood{to: emulator.New(sample.Demo()).Transport(), calls: []string{"ListAccounts", "ListRoots", "DescribePolicy"}}
		r, _ := read(t, New(Options{Transport: f, Demo: true}), model.WantTree{})
		if len(r.Gaps()) < 2 {
			t.Errorf("the gaps are %+v", r.Gaps())
		}
		if taken := f.taken.Load(); taken > 2*transientTries*(9<<20) {
			t.Errorf("%d MiB were read", taken>>20)
		}
	})
}
