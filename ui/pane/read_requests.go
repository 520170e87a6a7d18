package pane

import (
	"slices"
	"time"

	"deputy/model"
)

// Needy is a pane that needs more to be read than what the cursor rests on.
type Needy interface {
	// Needs gives what to read now; each is given once.
	Needs() []model.Want
}

// wants is what a pane asked to be read. Ladders come one by one: a later one
// takes the place of one that has not begun.
type wants struct {
	asked     []model.NodeID
	documents []model.PolicyID
}

// document notes that a text is wanted; false if it was noted before.
func (w *wants) document(id model.PolicyID) bool {
	if slices.Contains(w.documents, id) {
		return false
	}
	w.documents = append(w.documents, id)
	return true
}

// next gives the first ladder that was not read up to now, once the one before
// it has ended.
func (w *wants) next(r *model.Reading, nodes ...model.NodeID) []model.Want {
	for _, id := range nodes {
		told := r.Status(model.PartLadder, string(id)).Progress
		for _, was := range w.asked {
			if was == id && told != model.Complete && told != model.Failed {
				return nil // on its way
			}
			if was == id {
				told = model.Complete
			}
		}
		if told == model.Complete || ladderRead(r, id) {
			continue
		}
		w.asked = append(w.asked, id)
		return []model.Want{model.WantLadder{Node: id}}
	}
	return nil
}

// ladderRead tells whether all policies above a node and their texts are known.
func ladderRead(r *model.Reading, id model.NodeID) bool {
	for _, t := range model.Evaluated() {
		for _, level := range r.Ladder(id, t).Levels {
			if !level.Status.Known() {
				return false
			}
			for _, p := range level.Policies {
				if r.Parsed(p, t) == nil {
					return false
				}
			}
		}
	}
	return true
}

// kept tells whether what was made of something is still good. Of many accounts
// it is made anew only now and then while the reading streams in.
type kept struct {
	key string
	of  uint64 // generation
	at  time.Time
}

// Accounts that are many, and how long what was made of them is good for.
const (
	manyAccounts = 2_000
	manyFor      = 3 * time.Second
)

// good tells whether nothing has to be made anew; else it notes that it is.
func (k *kept) good(env *Env, key string, of uint64, accounts int) bool {
	if k.key == key && (k.of == of || accounts > manyAccounts && env.Now.Sub(k.at) < manyFor) {
		return true
	}
	*k = kept{key, of, env.Now}
	return false
}
