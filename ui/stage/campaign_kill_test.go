//go:build unix

package stage_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"deputy/aws"
	"deputy/aws/store"
	"deputy/model/plan"
)

// attempt is one end of the program at one point of a change.
type attempt struct {
	*child
	*change
	at   point
	back bool
	err  error
}

func (a *attempt) String() string {
	way := "on"
	if a.back {
		way = "back"
	}
	return fmt.Sprintf("%s/%s, and %s", a.change, a.at, way)
}

// TestCampaignKills kills the program at every point of plans of all kinds. The
// next start says the truth, and the way on and the way back lead where they
// should, without a call being made twice.
func TestCampaignKills(t *testing.T) {
	t.Parallel()
	skipShort(t)
	path := program(t)
	var all []*attempt
	changes := campaignChanges(t)
	for _, i := range pick(t, len(changes), ofCampaign(1, 5, len(changes))) {
		c := newChild(t, path)
		for _, at := range c.points(changes[i]) {
			for _, back := range []bool{false, true} {
				all = append(all, &attempt{child: newChild(t, path), change: changes[i], at: at, back: back})
			}
		}
	}
	chosen := pick(t, len(all), ofCampaign(8, 40, 600))
	// The programs mostly wait for their turn to call, so they run beside each other.
	var g sync.WaitGroup
	slots := make(chan struct{}, 12)
	for _, i := range chosen {
		a := all[i]
		g.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			a.err = a.killed(a.change, a.at)
		})
	}
	g.Wait()
	t.Run("then", func(t *testing.T) {
		for _, i := range chosen {
			a := all[i]
			t.Run(a.String(), func(t *testing.T) {
				t.Parallel()
				if a.err != nil {
					t.Fatal(a.err)
				}
				a.child.t = t
				a.goOn()
			})
		}
	})
	count(t, len(chosen), "kills")
}

// points carries a change out whole, and gives the points at which it can be
// interrupted: for every step before its intent, before and after its call takes
// effect, and before it is read back.
func (c *child) points(what *change) []point {
	c.t.Helper()
	execute, err := c.execute(what)
	if err != nil {
		c.t.Fatal(err)
	}
	c.gate.begin(what.world, point{})
	if code, out, err := c.run(execute...); code != 0 || err != nil {
		c.t.Fatalf("%s ended with %d: %v\n%s", what, code, err, out)
	}
	g := c.gate
	var all []point
	seen := map[string]int{}
	who := point{}
	back := false // the call before was a change
	for _, o := range g.sent {
		seen[o]++
		at := point{operation: o, nth: seen[o]}
		switch {
		case strings.HasPrefix(o, "GetCallerIdentity"):
			who = at
		case g.changes[o]:
			all = append(all, who, at, point{o, at.nth, true})
			back = true
			continue
		case back:
			all = append(all, at)
		}
		back = false
	}
	return all
}

// goOn starts the screen after the program was killed, and lets it settle what
// it left, then finish it or take it back.
func (a *attempt) goOn() {
	a.t.Helper()
	before := changing(a.gate.server)
	if diff := cmp.Diff(a.done[:len(before)], before, cmpopts.EquateEmpty()); diff != "" {
		a.t.Errorf("the calls before the end (-want +got):\n%s", diff)
	}
	step, open := a.told(len(before))
	s := setting{
		server: a.gate.server, organization: a.change.world, w: 120, h: 60, curtain: time.Now().Add(time.Hour),
		backend: aws.Options{Store: store.New(a.state), Endpoint: a.gate.url},
	}
	play(a.t, s, func(r *rig) {
		r.Until("complete")
		if step == 0 {
			r.hides("did not finish")
			r.Press("U")
			r.Until("No change is left unfinished.")
			return
		}
		r.Wait(10 * time.Second)
		r.Press("U")
		r.shows("A change did not finish", fmt.Sprintf("Step %d of %d", step, len(a.done)))
		if open {
			r.shows("deputy was about to make this call, and the journal does not say how it ended.")
		} else {
			r.shows("It was done.", "not started")
		}
		if a.back {
			if !a.takeBack(r, before) && len(before) > 0 {
				return // trusted access stays on, and the journal goes on saying so
			}
		} else {
			a.finish(r, before)
		}
		if left, err := store.New(a.state).Journal(a.place()); err != nil || len(left.Unfinished) > 0 {
			r.t.Errorf("the journal still has %+v, %v", left.Unfinished, err)
		}
	})
}

// told gives the last step that the journal has, and whether its outcome is
// missing, and holds that against the number of calls that took effect.
func (a *attempt) told(calls int) (step int, open bool) {
	a.t.Helper()
	for _, e := range a.journal() {
		step, open = e.Step, e.Phase == plan.Intent
	}
	call := !strings.HasPrefix(a.at.operation, "GetCallerIdentity")
	if !a.at.after && call && a.gate.changes[a.at.operation] {
		calls++ // it was about to be made
	}
	if step != calls || open != call {
		a.t.Errorf("the journal ends with step %d, open %t, at %s", step, open, a.at)
	}
	return step, open
}

// finish goes on: every call that is left is made, and none a second time.
func (a *attempt) finish(r *rig, before []string) {
	r.t.Helper()
	r.Press("enter")
	if len(before) == len(a.done) {
		r.Until("nothing is left to do")
	} else {
		r.approve()
		r.Until("Done and verified.")
	}
	if diff := cmp.Diff(a.done, changing(a.gate.server)); diff != "" {
		r.t.Errorf("the calls in the end (-want +got):\n%s", diff)
	}
}

// takeBack goes back: what was done is undone, trusted access apart. It is false
// if there is nothing to undo.
func (a *attempt) takeBack(r *rig, before []string) bool {
	r.t.Helper()
	r.Press("u")
	was := a.change.world
	if stands(was) == stands(a.gate.server.Snapshot()) {
		r.Until("so there is nothing to undo")
		if confirms(r.Frame()) {
			r.t.Errorf("there is nothing to take back, and it can be confirmed:\n%s", r.Frame())
		}
		if diff := cmp.Diff(before, changing(a.gate.server), cmpopts.EquateEmpty()); diff != "" {
			r.t.Errorf("there is nothing to take back, and calls were made (-want +got):\n%s", diff)
		}
		return false
	}
	r.approve()
	r.Until("Done and verified.")
	if diff := cmp.Diff(stands(was), stands(a.gate.server.Snapshot())); diff != "" {
		r.t.Errorf("after the way back (-before +after):\n%s", diff)
	}
	return true
}
