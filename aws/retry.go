package aws

import (
	"cmp"
	"context"
	"math/rand/v2"
	"time"

	"deputy/model"
)

// How long one attempt may take, how often one call is tried, and how long it
// pauses before it is tried again: twice as long each time.
const (
	callTimeout    = 15 * time.Second
	throttleTries  = 8
	throttleTime   = 3 * time.Minute // after which fewer tries do
	transientTries = 4
	firstPause     = 500 * time.Millisecond
	longestPause   = 20 * time.Second
)

// call makes one reading call: it waits for its turn, tries again after a
// throttle answer, a lost connection or a fault of AWS, lets the user renew
// expired credentials, and reports the call.
func call[Out any](j job, operation, target string, ask func(context.Context, *session) (Out, error)) (Out, *model.Failure) {
	r := j.run
	report := model.Call{Operation: operation, Target: target, Start: time.Now()}
	var none Out
	if f := r.calls.expectedFailure(j, operation); f != nil {
		return none, f
	}
	transient := 0
	var throttledAt time.Time
	for {
		s := r.session.current()
		out, err := attempt(j, s, &report, ask)
		if err == nil {
			r.b.limiter.succeeded(limitOf(operation, j.region))
			r.calls.recordEnd(operation, nil)
			r.emit(model.CallFact{Call: report})
			return out, nil
		}
		f := failureOf(operation, target, err)
		explainRegionOff(f, j.region)
		explainCause(f, err)
		again := false
		switch f.Kind {
		case model.FailureThrottled:
			r.b.limiter.throttled(limitOf(operation, j.region))
			if report.Throttled++; report.Throttled == 1 {
				throttledAt = time.Now()
			}
			again = report.Throttled < throttleTries && !r.calls.isThrottled(operation) &&
				(report.Throttled < throttleTries/2 || time.Since(throttledAt) < throttleTime)
		case model.FailureNetwork, model.FailureService, model.FailureForeign:
			transient++
			again = transient < transientTries && j.wait.Err() == nil && mayPass(f, err) && !(j.region != "" && hostUnknown(err))
		case model.FailureCredentials:
			if r.session.renew(s, f) {
				continue
			}
		default: // trying again would not change it
		}
		if !again || !pause(j.wait, report.Throttled+transient) {
			r.calls.recordEnd(operation, f)
			report.Failure = f
			r.emit(model.CallFact{Call: report})
			return none, f
		}
	}
}

// attempt makes a call once.
func attempt[Out any](j job, s *session, report *model.Call, ask func(context.Context, *session) (Out, error)) (Out, error) {
	var none Out
	if name := limitOf(report.Operation, j.region); name != "" {
		waited, err := j.run.b.limiter.wait(j.wait, name, j.priority)
		report.Waited += waited
		if err != nil {
			return none, err
		}
	}
	report.Region = cmp.Or(j.region, model.Region(s.config.Region))
	if f := s.ready(j.run.ctx); f != nil {
		return none, f
	}
	ctx, cancel := context.WithTimeout(j.run.ctx, callTimeout)
	defer cancel()
	start := time.Now()
	out, err := ask(ctx, s)
	report.Took = time.Since(start)
	return out, err
}

// mayPass reports whether trying again may help after a fault of the network, of
// AWS, or of what lies between.
func mayPass(f *model.Failure, err error) bool {
	switch f.Kind {
	case model.FailureForeign:
		return foreignAnswer(err).MayPass()
	case model.FailureNetwork:
		lasting, _ := lastingFault(err)
		return lasting == ""
	default:
		return true
	}
}

// pause waits before the next attempt, longer each time and never twice alike,
// so that many callers do not come back at once. It returns false if the job
// ended meanwhile.
func pause(ctx context.Context, attempts int) bool {
	d := min(longestPause, firstPause<<min(attempts-1, 10))
	d = d/2 + rand.N(d/2)
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}
