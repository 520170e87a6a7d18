package aws

import (
	"cmp"
	"context"
	"math/rand/v2"
	"strings"
	"time"

	"deputy/model"
)

// lane is how a job calls AWS: until when it waits for its turn, and how urgent
// it is. A call that has begun ends with the run, not with the job.
type lane struct {
	run      *run
	wait     context.Context
	priority int
	region   model.Region // of a service's own API; empty for the session's
}

// in gives the lane for calls to another Region.
func (l lane) in(region model.Region) lane {
	l.region = region
	return l
}

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
func call[Out any](l lane, operation, target string, ask func(context.Context, *session) (Out, error)) (Out, *model.Failure) {
	r := l.run
	report := model.Call{Operation: operation, Target: target, Start: time.Now()}
	var none Out
	if f := r.expectedFailure(l, operation); f != nil {
		return none, f
	}
	transient := 0
	var throttledAt time.Time
	for {
		s := r.current()
		out, err := attempt(l, s, &report, ask)
		if err == nil {
			r.b.limiter.succeeded(limitOf(operation, l.region))
			r.recordEnd(operation, nil)
			r.emit(model.CallFact{Call: report})
			return out, nil
		}
		f := failureOf(operation, target, err)
		explainRegionOff(f, l.region)
		again := false
		switch f.Kind {
		case model.FailureThrottled:
			r.b.limiter.throttled(limitOf(operation, l.region))
			if report.Throttled++; report.Throttled == 1 {
				throttledAt = time.Now()
			}
			again = report.Throttled < throttleTries && !r.isThrottled(operation) &&
				(report.Throttled < throttleTries/2 || time.Since(throttledAt) < throttleTime)
		case model.FailureNetwork, model.FailureService:
			transient++
			again = transient < transientTries && l.wait.Err() == nil && !(l.region != "" && hostUnknown(err))
		case model.FailureCredentials:
			if r.renew(s, f) {
				continue
			}
		default: // trying again would not change it
		}
		if !again || !pause(l.wait, report.Throttled+transient) {
			r.recordEnd(operation, f)
			report.Failure = f
			r.emit(model.CallFact{Call: report})
			return none, f
		}
	}
}

// organizationsPrefix marks the operations that AWS publishes limits for.
const organizationsPrefix = "organizations:"

// limitOf names the row of limits that a call uses: the operation's of
// Organizations, one for each Region of another service, and none for STS.
func limitOf(operation string, region model.Region) string {
	if name, ok := strings.CutPrefix(operation, organizationsPrefix); ok {
		return name
	}
	service, _, _ := strings.Cut(operation, ":")
	if service == "sts" {
		return ""
	}
	return service + "@" + string(region)
}

// attempt makes a call once.
func attempt[Out any](l lane, s *session, report *model.Call, ask func(context.Context, *session) (Out, error)) (Out, error) {
	var none Out
	if name := limitOf(report.Operation, l.region); name != "" {
		waited, err := l.run.b.limiter.wait(l.wait, name, l.priority)
		report.Waited += waited
		if err != nil {
			return none, err
		}
	}
	report.Region = cmp.Or(l.region, model.Region(s.config.Region))
	if f := s.ready(l.run.ctx); f != nil {
		return none, f
	}
	ctx, cancel := context.WithTimeout(l.run.ctx, callTimeout)
	defer cancel()
	start := time.Now()
	out, err := ask(ctx, s)
	report.Took = time.Since(start)
	return out, err
}

// pause waits before the next attempt, longer each time and never twice alike,
// so that many callers do not come back at once. It tells false if the job
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

// pages makes the calls of one list, one after the other. Take gets each page
// and gives the token of the next. An empty page may have a next one, so only
// an absent token ends the list.
func pages[Out any](l lane, operation, target string,
	ask func(context.Context, *session, *string) (Out, error), take func(Out) *string,
) *model.Failure {
	var token *string
	for {
		out, f := call(l, operation, target, func(ctx context.Context, s *session) (Out, error) { return ask(ctx, s, token) })
		if f != nil {
			return f
		}
		next := take(out)
		if next == nil || *next == "" {
			return nil
		}
		if token != nil && *token == *next {
			return &model.Failure{
				Kind: model.FailureService, Operation: operation, Target: target,
				Cause: "the server sent the same page token twice", Mend: "Read again",
			}
		}
		token = next
	}
}

// pageSize is the most that AWS Organizations gives at once.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
const pageSize int32 = 20
