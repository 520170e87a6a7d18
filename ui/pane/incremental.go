package pane

import (
	"fmt"

	"deputy/model"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
	"deputy/ui/kit"
)

// incremental is a computation that takes so long that it is done in steps
// between keys. A new start replaces a running one only if it is about
// something else; the last result stays until the next is there.
type incremental[T interface{ Done() bool }] struct {
	env     *Env
	madeOf  freshness
	running T
	next    func(T) error // the next part; nil while nothing is to be found out
	result  T             // what came out last
	ready   bool          // something came out
	err     error
	runs    int // how often
}

// start begins the computation again if its key changed, or if the reading
// changed since. With a new key, the old result is dropped. A computation over
// few accounts ends at once. One over many accounts is finished first even if
// the reading changes, because otherwise it would never finish while the
// reading arrives.
func (g *incremental[T]) start(env *Env, key string, accounts int, start func() T, more func(T) error) {
	same := g.madeOf.key == key
	if same && g.next != nil && accounts > manyAccounts || g.madeOf.fresh(env, key, env.policyGeneration(), accounts) {
		return
	}
	if !same {
		g.ready, g.err = false, nil
	}
	g.env, g.running, g.next = env, start(), more
	if accounts <= askedAtOnce {
		for g.next != nil {
			g.step()
		}
	}
}

// The number of accounts that a question is asked for while a key waits, and
// that of one step: several steps make a part.
const (
	askedAtOnce     = 200
	accountsPerStep = 50
)

// step does the next step.
func (g *incremental[T]) step() {
	g.err = g.next(g.running)
	if g.err == nil && !g.running.Done() {
		return
	}
	g.result, g.ready, g.next = g.running, true, nil
	g.runs++
}

// job returns the job of the next step; nil if there is nothing to do.
func (g *incremental[T]) job() kit.Job {
	if g.next == nil {
		return nil
	}
	return kit.ShortJob(func() {
		g.env.Spend(func() bool {
			if g.next != nil {
				g.step()
			}
			return g.next != nil
		})
	})
}

// isReady reports whether there is a result.
func (g *incremental[T]) isReady() bool { return g.ready }

// incrementalWork is an incremental computation of any result.
type incrementalWork interface {
	job() kit.Job
	isReady() bool
}

// nextJob returns the next job of several computations, of those without a
// result first.
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

// accountCounts counts the accounts of an OU by their answers.
type accountCounts struct {
	incremental[*typical.LensBuilder]
}

// begin starts to count the accounts below a node in the reading that r
// returns: their answers to an ordinary request, or exactly.
func (c *accountCounts) begin(env *Env, key string, r func() *model.Reading, id model.NodeID, q verdict.Question, exactly bool) {
	c.start(env, fmt.Sprint(key, exactly), r().AccountCount(id), func() *typical.LensBuilder { return typical.NewLensBuilder(r(), q, env.lensOptions(exactly, id)) },
		func(p *typical.LensBuilder) error { return p.Next(r(), accountsPerStep) })
}

// cells returns a cell for each kind of answer.
func (c *accountCounts) cells(env *Env) []kit.Cell { return kindCounts(env.Theme, c.result.Lens()) }
