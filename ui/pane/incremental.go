package pane

import (
	"deputy/model"
	"deputy/ui/kit"
)

// gradual is something that is found out a part at a time, between keys.
type gradual[T interface{ Done() bool }] struct {
	made    kept
	running T
	more    func(T) error // the next part; nil while nothing is to be found out
	told    T             // what came out last
	known   bool          // something came out
	wrong   error
	times   int // how often
}

// begin begins anew if it is about something else, or if what it rests on
// changed since; what came out before is good until then for the second only.
// It ends at once where the accounts that it takes are few; where they are many
// it comes to its end first, lest nothing ever came out while the reading
// streams in.
func (g *gradual[T]) begin(env *Env, key string, accounts int, start func() T, more func(T) error) {
	same := g.made.key == key
	if same && g.more != nil && accounts > manyAccounts || g.made.good(env, key, env.policies(), accounts) {
		return
	}
	if !same {
		g.known, g.wrong = false, nil
	}
	g.running, g.more = start(), more
	if accounts <= atOnce {
		for g.more != nil {
			g.part()
		}
	}
}

// The accounts that a question can be asked of while a key waits, and those of
// one part.
const (
	atOnce  = 500
	perPart = 2_500
)

// part finds out the next part.
func (g *gradual[T]) part() {
	g.wrong = g.more(g.running)
	if g.wrong == nil && !g.running.Done() {
		return
	}
	g.told, g.known, g.more = g.running, true, nil
	g.times++
}

// work is the job of the next part; nil if nothing is to be found out.
func (g *gradual[T]) work() kit.Job {
	if g.more == nil {
		return nil
	}
	return kit.ShortJob(func() {
		if g.more != nil {
			g.part()
		}
	})
}

// settled tells that something came out.
func (g *gradual[T]) settled() bool { return g.known }

// inquiry is something gradual, whatever it finds out.
type inquiry interface {
	work() kit.Job
	settled() bool
}

// nextOf gives the next job of several: of those first of which nothing came out
// yet.
func nextOf(all ...inquiry) kit.Job {
	var again kit.Job
	for _, g := range all {
		switch job := g.work(); {
		case job == nil:
		case !g.settled():
			return job
		case again == nil:
			again = job
		}
	}
	return again
}

// counting is how many accounts of a unit have each ruling.
type counting struct{ gradual[*model.Poll] }

// of counts for a node, of a reading that may become another one.
func (c *counting) of(env *Env, key string, r func() *model.Reading, id model.NodeID, q model.Question) {
	c.begin(env, key, r().AccountCount(id), func() *model.Poll { return model.NewPoll(q, id) },
		func(p *model.Poll) error { return p.Next(r(), perPart) })
}
