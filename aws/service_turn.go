package aws

import (
	"context"

	"deputy/model"
)

// serviceTurn is one reading of a service's own administrators. Two of the same
// service follow each other, so that facts of one never fall into the other: a
// plan must not be made while a Region that its fresh look has read is being
// read again.
type serviceTurn struct {
	slotJob
	fresh bool // of a fresh look, which nothing cancels
}

// takeTurn waits until the service is being read by nobody else, and cancels a
// reading that is not firm. The lane is that of the turn, which release ends;
// ok is false if the waiting job ended before.
func (r *serviceReader) takeTurn(l lane, id model.ServiceID, firm bool) (_ lane, release func(), ok bool) {
	ctx, cancel := context.WithCancel(l.wait)
	mine := &serviceTurn{slotJob{cancel, make(chan struct{})}, firm}
	r.mu.Lock()
	before := r.turns[id]
	if r.turns == nil {
		r.turns = map[model.ServiceID]*serviceTurn{}
	}
	r.turns[id] = mine
	r.mu.Unlock()
	release = func() { cancel(); close(mine.done) }
	l.wait = ctx
	if before == nil {
		return l, release, true
	}
	if !before.fresh {
		before.cancel()
	}
	// It ends in any case, and must have ended before this one may say so.
	<-before.done
	return l, release, ctx.Err() == nil
}
