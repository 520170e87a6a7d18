package aws

import (
	"cmp"
	"context"
	"time"

	"deputy/aws/rawcall"
	"deputy/model"
)

// send makes the changing call. A failure is unclear unless it is known that
// nothing was done: AWS refused the call, or it was never sent. It tries again
// only after AWS's throttle answer.
func (e *execution) send() (id string, unclear bool, f *model.Failure) {
	operation := operationName(e.step)
	report := model.Call{Operation: operation, Target: string(e.step.Account), Start: time.Now(), Changes: true}
	limiter, name := e.b.limiter, limitOf(operation, e.step.Region)
	for {
		waited, err := limiter.wait(e.ctx, name, 0)
		report.Waited += waited
		if err == nil {
			report.Region = cmp.Or(e.step.Region, model.Region(e.session.config.Region))
			start := time.Now()
			id, err = e.sendOnce()
			report.Took = time.Since(start)
		}
		if err == nil {
			limiter.succeeded(name)
			break
		}
		f = failureOf(operation, string(e.step.Account), err)
		explainRegionOff(f, e.step.Region)
		unclear = mayBeSent(err) && (f.Kind == model.FailureService || !isRefusal(e.step, err))
		if unclear || f.Kind != model.FailureThrottled {
			break
		}
		limiter.throttled(name)
		report.Throttled++
		if report.Throttled == throttleTries || !pause(e.ctx, report.Throttled) {
			break
		}
		f = nil
	}
	report.Failure = f
	e.b.forward(model.CallFact{Call: report})
	return id, unclear, f
}

// sendOnce makes one attempt. It has its own time limit, and goes on if the user
// leaves. Every answer of AWS has a request ID.
func (e *execution) sendOnce() (string, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), changeTimeout)
	defer cancel()
	dropIdleConnections(e.session.config)
	ctx, mark := watchConnection(ctx)
	id, err := e.operation.call(ctx, e.session, e.step)
	err = mark(err)
	if err == nil && id == "" {
		err = &rawcall.Foreign{Lacks: "request ID"}
	}
	return id, err
}
