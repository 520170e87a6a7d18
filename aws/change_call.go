package aws

import (
	"cmp"
	"context"
	"time"

	"deputy/model"
)

// send makes the changing call and reports whether the request may have reached
// AWS. It tries again only after a throttle answer, which says that nothing was
// done.
func (e *execution) send() (id string, sent bool, f *model.Failure) {
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
			sent = !neverSent(err)
		}
		if err == nil {
			limiter.succeeded(name)
			break
		}
		f = failureOf(operation, string(e.step.Account), err)
		explainRegionOff(f, e.step.Region)
		if f.Code == "" && status(err)/100 == 2 {
			f.Kind = model.FailureService // the request was received, so it may have been carried out
		}
		if f.Kind != model.FailureThrottled {
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
	return id, sent, f
}

// sendOnce makes one attempt. It has its own time limit, and goes on if the user
// leaves.
func (e *execution) sendOnce() (string, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), changeTimeout)
	defer cancel()
	return e.operation.call(ctx, e.session, e.step)
}
