package aws

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// silent is a transport to a server that takes an operation and never answers.
type silent struct {
	to        http.RoundTripper
	operation string
}

func (s silent) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+s.operation) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	return s.to.RoundTrip(r)
}

// TestAReadThatGetsNoAnswerEnds ensures that a server which never answers a call
// costs a gap, and not a reading without an end.
func TestAReadThatGetsNoAnswerEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		b := New(Options{Transport: silent{emulator.New(sample.Demo()).Transport(), "DescribeResourcePolicy"}, Demo: true})
		r, _ := read(t, b, model.WantDelegations{})
		if gaps := r.Gaps(); len(gaps) != 1 || gaps[0].Operation != "organizations:DescribeResourcePolicy" || gaps[0].Kind != model.FailureNetwork {
			t.Errorf("gaps %+v", gaps)
		}
		if took, most := time.Since(begin), transientTries*(callTimeout+longestPause); took > most {
			t.Errorf("it took %v, more than %v", took, most)
		}
	})
}

// flaky is a transport that breaks the first calls of an operation, or answers
// them with a status.
type flaky struct {
	to        http.RoundTripper
	operation string
	status    int // 0 for a broken connection
	first     int32
	calls     atomic.Int32
}

func (f *flaky) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+f.operation) || f.calls.Add(1) > f.first {
		return f.to.RoundTrip(r)
	}
	if f.status == 0 {
		return nil, syscall.ECONNRESET
	}
	return &http.Response{StatusCode: f.status, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
}

// TestACallIsTriedFourTimes ensures that a call which fails for reasons that
// pass is tried four times, and not a fifth.
func TestACallIsTriedFourTimes(t *testing.T) {
	for _, status := range []int{0, http.StatusInternalServerError, http.StatusBadGateway} {
		for failures, gaps := range map[int32]int{3: 0, 4: 1} {
			t.Run(fmt.Sprint(status, failures), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					f := &flaky{to: emulator.New(sample.Demo()).Transport(), operation: "DescribeResourcePolicy", status: status, first: failures}
					r, _ := read(t, New(Options{Transport: f, Demo: true}), model.WantDelegations{})
					if got := r.Gaps(); len(got) != gaps {
						t.Errorf("gaps %+v, want %d", got, gaps)
					}
					if n := f.calls.Load(); n != 4 {
						t.Errorf("%d calls", n)
					}
				})
			})
		}
	}
}
