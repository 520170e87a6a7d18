package aws

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model/plan"
	"deputy/model/sample"
)

// otherOrganization is a transport to a server whose callers are, once it is on,
// in another organization than the one that was read.
type otherOrganization struct {
	to http.RoundTripper
	on atomic.Bool
}

func (o *otherOrganization) RoundTrip(r *http.Request) (*http.Response, error) {
	a, err := o.to.RoundTrip(r)
	if err != nil || !o.on.Load() || !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".DescribeOrganization") {
		return a, err
	}
	text, err := io.ReadAll(a.Body)
	if err != nil {
		return nil, err
	}
	text = bytes.ReplaceAll(text, []byte(sample.Demo().Organization.ID), []byte("o-another000"))
	a.Body, a.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	return a, nil
}

// TestChangeInAnotherOrganizationIsRefused ensures that credentials for changes
// which are those of another organization change nothing there.
func TestChangeInAnotherOrganizationIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo())
		through := &otherOrganization{to: s.Transport()}
		b := New(Options{
			Transport: through, Keys: &Keys{ID: "AKIA" + string(demoTooling) + "DEMO", Secret: "x"}, Store: &memoryStore{},
			ChangeRole: "arn:aws:iam::" + string(demoManagement) + ":role/Change",
		})
		read(t, b)
		through.on.Store(true)
		step := stepOf("RegisterDelegatedAdministrator")
		o := b.Execute(t.Context(), step)
		if o.Result != plan.ResultFailed || !strings.Contains(outcomeText(o), "o-another000") {
			t.Errorf("result %v, %q", o.Result, outcomeText(o))
		}
		if n := changed(s, step); n > 0 {
			t.Errorf("the call was made %d times", n)
		}
	})
}

// TestAnUnknownOutcomeReleasesTheLock ensures that a plan which stops since it
// is not known how its step ended lets others change something at once.
func TestAnUnknownOutcomeReleasesTheLock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, store := emulator.New(sample.Demo()), &memoryStore{}
		mine, theirs := New(Options{Transport: s.Transport(), Demo: true, Store: store}), New(Options{Transport: s.Transport(), Demo: true, Store: store})
		read(t, mine)
		read(t, theirs)
		first, other := stepOf("RegisterDelegatedAdministrator"), stepOf("DeregisterDelegatedAdministrator")
		first.Of, other.Plan = 2, "fedcba9876543210"
		s.SetFaults(emulator.Faults{Fail: []emulator.Failure{{Operation: first.Operation, Code: "reset"}}})
		if o := mine.Execute(t.Context(), first); o.Result != plan.ResultUnknown {
			t.Fatalf("result %v, %q", o.Result, outcomeText(o))
		}
		wantDone(t, theirs, other)
	})
}

// unreachable is a transport to a server whose name is not found for one
// operation.
type unreachable struct {
	to        http.RoundTripper
	operation string
}

func (u unreachable) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+u.operation) {
		return nil, &net.DNSError{Err: "no such host", Name: r.URL.Hostname(), IsNotFound: true}
	}
	return u.to.RoundTrip(r)
}

// TestACallThatWasNeverSentFailed ensures that a call which cannot have reached
// AWS changed nothing: its outcome is not unknown, and nothing is waited for.
func TestACallThatWasNeverSentFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo())
		step := stepOf("RegisterDelegatedAdministrator")
		b := New(Options{Transport: unreachable{s.Transport(), step.Operation}, Demo: true, Store: &memoryStore{}})
		read(t, b)
		begin := time.Now()
		if o := b.Execute(t.Context(), step); o.Result != plan.ResultFailed || o.Failure == nil {
			t.Errorf("result %v, %q", o.Result, outcomeText(o))
		}
		if took := time.Since(begin); took > time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

// TestALostAnswerIsReadBackThoughTheUserLeaves ensures that leaving does not
// leave open how a call ended whose answer was lost.
func TestALostAnswerIsReadBackThoughTheUserLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo())
		b := unpaced(s)
		read(t, b)
		step := stepOf("RegisterDelegatedAdministrator")
		s.SetFaults(emulator.Faults{Lag: 30 * time.Second, Fail: []emulator.Failure{{Operation: step.Operation, Code: "lost"}}})
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if o := b.Execute(ctx, step); o.Result != plan.ResultDone || !isCarriedOut(s, step) {
			t.Errorf("result %v, %q", o.Result, outcomeText(o))
		}
	})
}

// TestTheLockOfAStoppedPlanIsReleased ensures that a plan whose next step does
// not come keeps others waiting for some seconds, and not longer.
func TestTheLockOfAStoppedPlanIsReleased(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, store := emulator.New(sample.Demo()), &memoryStore{}
		mine, theirs := New(Options{Transport: s.Transport(), Demo: true, Store: store}), New(Options{Transport: s.Transport(), Demo: true, Store: store})
		read(t, mine)
		read(t, theirs)
		first, other := stepOf("RegisterDelegatedAdministrator"), stepOf("DeregisterDelegatedAdministrator")
		first.Of, other.Plan = 2, "fedcba9876543210"
		wantDone(t, mine, first)
		wantLocked(t, theirs, other)
		time.Sleep(15 * time.Second)
		synctest.Wait()
		wantDone(t, theirs, other)
	})
}
