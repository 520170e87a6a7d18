//go:build unix

package stage_test

import (
	"flag"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"deputy/aws"
	"deputy/aws/emulator"
	"deputy/aws/store"
	"deputy/model"
	"deputy/model/plan"
)

// feat is a change that is interrupted: its command, and what a person reads and types for it and for its way back.
type feat struct {
	name  string
	args  []string
	steps []string // as the screen has them
	words string   // typed to confirm it; empty for a registration
	typed string   // typed to confirm the way back; empty where that registers
}

var feats = []feat{
	{
		name: "one step", args: []string{"register", "account-management", tooling}, typed: "account-management " + tooling,
		steps: []string{"organizations RegisterDelegatedAdministrator 222233334444 account.amazonaws.com"},
	},
	{
		name: "trusted access first", args: []string{"register", "devops-guru", tooling, "--enable-access"}, typed: "devops-guru " + tooling,
		steps: []string{
			"organizations EnableAWSServiceAccess devops-guru.amazonaws.com",
			"organizations RegisterDelegatedAdministrator 222233334444 devops-guru.amazonaws.com",
		},
	},
	{
		name: "the service's own call first", args: []string{"register", "user-notifications", tooling, "--enable-access"}, typed: "user-notifications " + tooling,
		steps: []string{
			"notifications EnableNotificationsAccessForOrganization us-east-1",
			"organizations RegisterDelegatedAdministrator 222233334444 notifications.amazonaws.com",
		},
	},
	{
		name: "Region by Region", args: []string{"remove", "guardduty", tooling, "--region", "eu-central-1", "--region", "eu-west-1", "--region", "us-east-1"},
		words: "guardduty " + tooling,
		steps: []string{
			"guardduty DisableOrganizationAdminAccount eu-central-1 222233334444",
			"guardduty DisableOrganizationAdminAccount eu-west-1 222233334444",
			"guardduty DisableOrganizationAdminAccount us-east-1 222233334444",
			"organizations DeregisterDelegatedAdministrator 222233334444 guardduty.amazonaws.com",
		},
	},
	{
		name: "replaced", args: []string{"register", "vpc-ipam", tooling, "--replace"}, words: "vpc-ipam " + networkProd, typed: "vpc-ipam " + tooling,
		steps: []string{
			"ec2 DisableIpamOrganizationAdminAccount 555566667777",
			"ec2 EnableIpamOrganizationAdminAccount 222233334444",
		},
	},
}

// attempt is one end of the program at one point of a change.
type attempt struct {
	*child
	feat
	at   point
	back bool
	err  error
}

func (a *attempt) String() string {
	if a.back {
		return a.at.String() + ", and back"
	}
	return a.at.String() + ", and on"
}

// TestMain lets more tests run beside each other than there are processors: those
// that run the program itself mostly wait for their turn to call. Every test
// leaves much behind and little stays: memory is collected less often.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	flag.Parse()
	if err := flag.Set("test.parallel", "12"); err != nil {
		panic(err)
	}
	m.Run() // the testing package ends with its result
}

// TestProgram builds the program, and interrupts and spoils it in every way.
func TestProgram(t *testing.T) {
	t.Parallel()
	skipShort(t)
	path := program(t)
	for name, test := range map[string]func(*testing.T, string){
		"killed": killed, "signals": signals, "second writer": secondWriter, "next command tells": nextCommandTells,
		"bad state": badState, "callers": callers,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, path)
		})
	}
}

// killed kills the program at every point of plans of all kinds. The next start
// says the truth, and the way on and the way back lead where they should,
// without a call being made twice.
func killed(t *testing.T, path string) {
	t.Helper()
	done := make([][]string, len(feats))
	all := make([][]*attempt, len(feats))
	// The programs mostly wait for their turn to call, so they run beside each other.
	var g sync.WaitGroup
	for i, f := range feats {
		c := newChild(t, path)
		g.Go(func() {
			var err error
			if done[i], err = f.whole(c); err != nil {
				t.Error(err)
			}
			for _, at := range points(c.gate) {
				for _, back := range []bool{false, true} {
					a := &attempt{child: newChild(t, path), feat: f, at: at, back: back}
					all[i] = append(all[i], a)
					g.Go(func() { a.err = a.killed(a.feat, a.at) })
				}
			}
		})
	}
	g.Wait()
	for i, f := range feats {
		t.Run(f.name, func(t *testing.T) {
			if len(all[i]) < 8*len(f.steps) {
				t.Errorf("%d steps were interrupted at %d points", len(f.steps), len(all[i])/2)
			}
			for _, a := range all[i] {
				t.Run(a.String(), func(t *testing.T) {
					t.Parallel()
					if a.err != nil {
						t.Fatal(a.err)
					}
					a.t = t
					a.goOn(done[i])
				})
			}
		})
	}
}

// execute gives the command that carries the change out, after its plan was
// read.
func (f feat) execute(c *child) ([]string, error) {
	c.gate.begin(smallWorld(), point{})
	_, out, err := c.run(f.args...)
	if err != nil || digestIn(out) == "" {
		return nil, fmt.Errorf("there is no plan: %w\n%s", err, out)
	}
	account := tooling
	if f.words != "" {
		_, account, _ = strings.Cut(f.words, " ")
	}
	return slices.Concat(f.args, []string{"--execute", "--plan", digestIn(out), "--confirm", account}), nil
}

// digestIn gives the digest with which a plan ends.
func digestIn(out string) string {
	_, digest, _ := strings.Cut(out[strings.LastIndexByte(strings.TrimSpace(out), '\n')+1:], "plan ")
	return strings.TrimSpace(digest)
}

// whole carries the change out undisturbed, and gives the calls that it took.
func (f feat) whole(c *child) ([]string, error) {
	execute, err := f.execute(c)
	if err != nil {
		return nil, err
	}
	c.gate.begin(smallWorld(), point{})
	if code, out, err := c.run(execute...); code != 0 || err != nil {
		return nil, fmt.Errorf("it ended with %d: %w\n%s", code, err, out)
	}
	return changing(c.gate.server), nil
}

// changing lists the changing calls that took effect.
func changing(s *emulator.Server) (all []string) {
	for _, c := range s.Journal() {
		if c.Changes() && c.Code == "" && c.Service != "sts" {
			all = append(all, c.Operation+" "+c.Region+" "+string(c.Parameters))
		}
	}
	return all
}

// points gives the points of the change that was just carried out whole: for
// every step before its intent, before and after its call takes effect, and
// before it is read back.
func points(g *gate) []point {
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
		case isChange(o):
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
// it left, then finish it or take it back. done are the calls of the whole
// change.
func (a *attempt) goOn(done []string) {
	a.t.Helper()
	before := changing(a.gate.server)
	if diff := cmp.Diff(done[:len(before)], before, cmpopts.EquateEmpty()); diff != "" {
		a.t.Errorf("the calls before the end (-want +got):\n%s", diff)
	}
	step, open := a.told(len(before))
	s := setting{
		server: a.gate.server, organization: smallWorld(), w: 120, h: 60, curtain: time.Now().Add(time.Hour),
		backend: aws.Options{Store: store.New(a.state), Endpoint: a.gate.url},
	}
	play(a.t, s, func(r *rig) {
		r.Until("complete")
		if step == 0 {
			r.hides("begun and not finished")
			r.Press("U")
			r.Until("No change is unfinished.")
			return
		}
		r.Wait(10 * time.Second)
		r.Press("U")
		r.shows("A change was begun and not finished", fmt.Sprintf("Step %d of %d", step, len(done)))
		if open {
			r.shows("It was about to be called, and how that ended was not written.")
		} else {
			r.shows("It was done.", "not begun")
		}
		if a.back {
			if !a.takeBack(r, before) && len(before) > 0 {
				return // trusted access stays on, and the journal goes on saying so
			}
		} else {
			a.finish(r, done, before)
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
	if !a.at.after && call && isChange(a.at.operation) {
		calls++ // it was about to be made
	}
	if step != calls || open != call {
		a.t.Errorf("the journal ends with step %d, open %t, at %s", step, open, a.at)
	}
	return step, open
}

// isChange tells whether an operation of the gate's is one of the changes.
func isChange(operation string) bool {
	return slices.ContainsFunc([]string{"POST /admin/", "POST /organization/", "Register", "Deregister", "Enable", "Disable"}, func(p string) bool {
		return strings.HasPrefix(operation, p)
	})
}

// finish goes on: every call that is left is made, and none a second time.
func (a *attempt) finish(r *rig, done, before []string) {
	r.t.Helper()
	r.Press("enter")
	if len(before) == len(done) {
		r.Until("nothing is left to plan")
	} else {
		words := a.words
		if len(before) > 0 && a.name == "replaced" {
			words = "" // the other one is gone already
		}
		r.confirm(consent{title: "delegated administrator of", steps: a.steps[len(before):], words: words})
		r.Until("Done and read back.")
	}
	if diff := cmp.Diff(done, changing(a.gate.server)); diff != "" {
		r.t.Errorf("the calls in the end (-want +got):\n%s", diff)
	}
}

// takeBack goes back: what was done is undone, trusted access apart. It is false
// if there is nothing to undo.
func (a *attempt) takeBack(r *rig, before []string) bool {
	r.t.Helper()
	r.Press("u")
	was := smallWorld()
	if stands(was) == stands(a.gate.server.Snapshot()) {
		r.Until("nothing was done that could be taken back")
		if confirms(r.Frame()) {
			r.t.Errorf("there is nothing to take back, and it can be confirmed:\n%s", r.Frame())
		}
		if diff := cmp.Diff(before, changing(a.gate.server), cmpopts.EquateEmpty()); diff != "" {
			r.t.Errorf("there is nothing to take back, and calls were made (-want +got):\n%s", diff)
		}
		return false
	}
	r.Until("[ Cancel ]")
	r.Wait(time.Second)
	if r.Shows("to remove:") {
		r.field("to remove:")
		r.Type(a.typed)
	}
	r.toButton()
	r.ready = true
	r.Press("enter")
	r.ready = false
	r.Until("Done and read back.")
	if diff := cmp.Diff(stands(was), stands(a.gate.server.Snapshot())); diff != "" {
		r.t.Errorf("after the way back (-before +after):\n%s", diff)
	}
	return true
}

// stands tells who is registered for what, and what the services have.
func stands(s *model.Snapshot) string {
	var all []string
	for _, d := range s.Delegations {
		all = append(all, string(d.Account)+" "+string(d.Principal))
	}
	for _, t := range s.Settings {
		all = append(all, strings.Join([]string{string(t.Service), string(t.Region), string(t.Account), t.Feature}, " "))
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}
