package pane

import (
	"deputy/model"
	"deputy/ui/kit"
)

// incremental is something that is found out a part at a time, between keys.
type incremental[T interface{ Done() bool }] struct {
	madeOf  freshness
	running T
	next    func(T) error // the next part; nil while nothing is to be found out
	result  T             // what came out last
	ready   bool          // something came out
	err     error
	runs    int // how often
}

// start begins anew if it is about something else, or if what it rests on
// changed since; what came out before is good until then for the second only.
// It ends at once where the accounts that it takes are few; where they are many
// it comes to its end first, lest nothing ever came out while the reading
// streams in.
func (g *incremental[T]) start(env *Env, key string, accounts int, start func() T, more func(T) error) {
	same := g.madeOf.key == key
	if same && g.next != nil && accounts > manyAccounts || g.madeOf.fresh(env, key, env.policies(), accounts) {
		return
	}
	if !same {
		g.ready, g.err = false, nil
	}
	g.running, g.next = start(), more
	if accounts <= askedAtOnce {
		for g.next != nil {
			g.step()
		}
	}
}

// The accounts that a question can be asked of while a key waits, and those of
// one part.
const (
	askedAtOnce     = 500
	accountsPerPart = 2_500
)

// step finds out the next part.
func (g *incremental[T]) step() {
	g.err = g.next(g.running)
	if g.err == nil && !g.running.Done() {
		return
	}
	g.result, g.ready, g.next = g.running, true, nil
	g.runs++
}

// job is the job of the next part; nil if nothing is to be found out.
func (g *incremental[T]) job() kit.Job {
	if g.next == nil {
		return nil
	}
	return kit.ShortJob(func() {
		if g.next != nil {
			g.step()
		}
	})
}

// isReady tells that something came out.
func (g *incremental[T]) isReady() bool { return g.ready }

// incrementalWork is something gradual, whatever it finds out.
type incrementalWork interface {
	job() kit.Job
	isReady() bool
}

// nextJob returns the next job of several: of those first of which nothing came out
// yet.
func nextJob(all ...incrementalWork) kit.Job {
	var again kit.Job
	for _, g := range all {
		switch job := g.job(); {
		case job == nil:
		case !g.isReady():
			return job
		case again == nil:
			again = job
		}
	}
	return again
}

// accountCounts is how many accounts of a unit have each ruling.
type accountCounts struct{ incremental[*model.Poll] }

// begin counts for a node, of a reading that may become another one.
func (c *accountCounts) begin(env *Env, key string, r func() *model.Reading, id model.NodeID, q model.Question) {
	c.start(env, key, r().AccountCount(id), func() *model.Poll { return model.NewPoll(q, id) },
		func(p *model.Poll) error { return p.Next(r(), accountsPerPart) })
}
