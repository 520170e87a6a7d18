package aws

import (
	"context"

	"deputy/model"
)

// serviceTurn is one reading of a service's administrators. Readings of the same
// service take turns, so that their facts do not mix: no plan may be made while
// a Region that was read for it is being read again.
type serviceTurn struct {
	slotJob
	fresh bool // for a plan, which nothing cancels
}

// takeTurn cancels the reading of the service in progress, unless that is for a
// plan, and waits for its end. It returns the job of this turn, which release
// ends; ok is false if the waiting job ended before.
func (r *serviceReader) takeTurn(j job, id model.ServiceID, fresh bool) (_ job, release func(), ok bool) {
	ctx, cancel := context.WithCancel(j.wait)
	mine := &serviceTurn{slotJob{cancel, make(chan struct{})}, fresh}
	r.mu.Lock()
	before := r.turns[id]
	if r.turns == nil {
		r.turns = map[model.ServiceID]*serviceTurn{}
	}
	r.turns[id] = mine
	r.mu.Unlock()
	release = func() { cancel(); close(mine.done) }
	j.wait = ctx
	if before == nil {
		return j, release, true
	}
	if !before.fresh {
		before.cancel()
	}
	// It ends in any case, and must have ended before this one may say so.
	<-before.done
	return j, release, ctx.Err() == nil
}
