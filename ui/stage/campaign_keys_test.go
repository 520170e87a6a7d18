//go:build unix

package stage_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/theme"
)

// sequenceFlag names one sequence of TestCampaignKeys that is played again.
var sequenceFlag = flag.Uint64("campaign-keys", 0, "the one sequence of keys that TestCampaignKeys plays; 0 for all")

// slowestAnswer is how long a key may take on a machine that does much else.
const slowestAnswer = 5 * time.Second

// keysOfSequence is how many keys a sequence has, unless one of them quits.
const keysOfSequence = 500

// TestCampaignKeys presses, pastes, clicks and resizes at random in organizations of many kinds, and checks what
// FuzzKeys checks. It plays many short sequences; each follows from its number alone, so that one that fails can be
// played again, and it is told with the fewest moves that fail.
func TestCampaignKeys(t *testing.T) {
	t.Parallel()
	if *sequenceFlag != 0 {
		playSequence(t, *sequenceFlag, new(keyFigures))
		return
	}
	total := int64(ofCampaign(1_000, 50_000, 1_000_000))
	var figures keyFigures
	var next atomic.Uint64
	t.Run("sequences", func(t *testing.T) {
		for i := range 2 { // There are two cores.
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				for figures.keys.Load() < total && !t.Failed() {
					playSequence(t, next.Add(1), &figures)
				}
			})
		}
	})
	if t.Failed() {
		return
	}
	figures.tell(t)
}

// keyFigures are what the sequences come to.
type keyFigures struct {
	keys, sequences, frames, confirmed, changes, quits atomic.Int64
	slowest                                            atomic.Int64 // answer to one key, in microseconds
}

func (f *keyFigures) tell(t *testing.T) {
	t.Helper()
	count(t, int(f.keys.Load()), "keys")
	count(t, int(f.sequences.Load()), "sequences of keys")
	count(t, int(f.frames.Load()), "frames checked")
	count(t, int(f.confirmed.Load()), "plans confirmed by random keys")
	count(t, int(f.changes.Load()), "changing calls, each of them confirmed")
	count(t, int(f.slowest.Load()/1000), "milliseconds for the slowest answer to a key")
}

// playSequence plays a sequence; if it fails, it says with which moves at least.
func playSequence(t *testing.T, number uint64, figures *keyFigures) {
	t.Helper()
	name, s, todo := sequence(number)
	failure := played(t, s, todo, figures)
	figures.sequences.Add(1)
	if failure == "" {
		return
	}
	again := func(todo []move) string { return played(t, s, todo, new(keyFigures)) }
	todo, failure = shrink(todo, failure, again)
	names := make([]string, len(todo))
	for i, m := range todo {
		names[i] = m.name
	}
	t.Errorf("sequence %d (%s) fails after %d moves:\n  %q\n%s\nPlay it again with -run TestCampaignKeys -campaign-keys %d", number, name, len(todo), names, failure, number)
}

// shrink leaves out moves as long as the rest fails, and returns what is left with how it fails. It gives up after some
// attempts: a short sequence is a help, not a must.
func shrink(todo []move, failure string, again func([]move) string) ([]move, string) {
	attempts := 150
	for size := len(todo) / 2; size > 0; size /= 2 {
		for at := 0; at < len(todo) && attempts > 0; attempts-- {
			rest := slices.Delete(slices.Clone(todo), at, min(at+size, len(todo)))
			if f := again(rest); f != "" {
				todo, failure = rest, f
			} else {
				at += size
			}
		}
	}
	return todo, failure
}

// trial is a test whose failures end an attempt instead of the test.
type trial struct{ testing.TB }

// attemptFailed is how an attempt failed.
type attemptFailed string

func (trial) Fatalf(format string, args ...any) { panic(attemptFailed(fmt.Sprintf(format, args...))) }

func (trial) Errorf(format string, args ...any) { panic(attemptFailed(fmt.Sprintf(format, args...))) }
func (trial) Fatal(args ...any)                 { panic(attemptFailed(fmt.Sprint(args...))) }
func (trial) Error(args ...any)                 { panic(attemptFailed(fmt.Sprint(args...))) }

// played plays moves, and returns how that failed; empty if it did not.
func played(t *testing.T, s func() setting, todo []move, figures *keyFigures) (failure string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		defer func() {
			switch p := recover().(type) {
			case nil:
			case attemptFailed:
				failure = string(p)
			default:
				failure = fmt.Sprintf("panic: %v\n%s", p, debug.Stack())
			}
		}()
		p := newPlayer(trial{t}, s())
		defer p.leave()
		check := p.Drawn
		p.Drawn = func(frame string) {
			figures.frames.Add(1)
			check(frame)
		}
		p.Wait(3 * time.Second)
		for _, m := range todo {
			if p.Quit {
				figures.quits.Add(1)
				break
			}
			begin := realTime(t)
			m.do(p)
			p.judge()
			took := realTime(t) - begin
			if took > slowestAnswer*time.Duration(1+m.keys) {
				p.t.Fatalf("%q was answered after %s", m.name, took)
			}
			figures.answered(m.keys, took)
		}
		p.Wait(2 * time.Minute)
		p.judge()
		figures.confirmed.Add(int64(p.plans))
		figures.changes.Add(int64(p.checked))
	})
	return failure
}

// answered notes in what time so many keys were answered.
func (f *keyFigures) answered(keys int, took time.Duration) {
	if keys == 0 {
		return
	}
	f.keys.Add(int64(keys))
	took /= time.Duration(keys)
	for {
		slowest := f.slowest.Load()
		if took.Microseconds() <= slowest || f.slowest.CompareAndSwap(slowest, took.Microseconds()) {
			return
		}
	}
}

// realTime returns the time that really passes; time.Now returns the fake one.
func realTime(t testing.TB) time.Duration {
	t.Helper()
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		t.Fatal(err)
	}
	return time.Duration(now.Nano())
}

// keyWorlds are the organizations in which keys are pressed, and who presses them.
var keyWorlds = []struct {
	name string
	make func() setting
}{
	{"small", func() setting { return setting{organization: smallOrganization} }},
	{"small, read-only", func() setting {
		return setting{organization: smallOrganization, options: ui.Options{ReadOnly: "deputy was started with --read-only."}}
	}},
	{"small, faults", func() setting { return setting{organization: smallOrganization, faults: fuzzFaults[1]} }},
	{"small, throttled", func() setting { return setting{organization: smallOrganization, faults: fuzzFaults[2]} }},
	{"small, gaps", func() setting { return setting{organization: smallOrganization, faults: fuzzFaults[3]} }},
	{"small, broken", func() setting { return setting{organization: smallOrganization, faults: fuzzFaults[4]} }},
	{"demo", func() setting { return setting{} }},
	{"member", func() setting { return setting{organization: smallOrganization, caller: tooling} }},
	{"saved", func() setting { return setting{saved: true} }},
	{"saved, hostile", func() setting { return setting{organization: hostileWorld("names"), saved: true} }},
	{"hostile names", func() setting { return setting{organization: hostileWorld("names")} }},
	{"no OUs", func() setting { return setting{organization: hostileWorld("no units")} }},
	{"SCPs disabled", func() setting { return setting{organization: hostileWorld("SCPs disabled")} }},
	{"all denied", func() setting { return setting{faults: emulator.Faults{Deny: []emulator.Denial{{Operation: "*"}}}} }},
}

// hostileWorld returns one of the hostile organizations.
func hostileWorld(name string) *model.Snapshot {
	for _, v := range sample.Hostile() {
		if v.Name == name {
			return v.Snapshot
		}
	}
	panic("there is no hostile organization " + name)
}

// sequence returns the sequence of a number: where it plays, and what is done.
func sequence(number uint64) (name string, s func() setting, todo []move) {
	g := &keyGenerator{rand.New(rand.NewPCG(number, 20261130))}
	world := keyWorlds[g.IntN(len(keyWorlds))]
	w, h := 60+g.IntN(141), 15+g.IntN(46)
	depth, ascii, dark := theme.Depth(g.IntN(3)), g.IntN(4) == 0, g.IntN(2) == 0
	name = fmt.Sprintf("%s, %d×%d", world.name, w, h)
	todo = append(todo, move{fmt.Sprintf("dark %t", dark), func(p *player) {
		p.Send(tea.BackgroundColorMsg{Color: map[bool]grey{true: 0, false: 0xffff}[dark]})
	}, 0})
	for n := 0; n < keysOfSequence; {
		some := g.some()
		for _, m := range some {
			n += m.keys
		}
		todo = append(todo, some...)
	}
	return name, func() setting {
		s := world.make()
		s.w, s.h = w, h
		s.options.Depth, s.options.ASCII, s.options.Mouse = depth, ascii, true
		return s
	}, todo
}

// grey is the colour of a terminal's background.
type grey uint32

// RGBA returns it.
func (g grey) RGBA() (r, gr, b, a uint32) { return uint32(g), uint32(g), uint32(g), 0xffff }

// keyGenerator draws moves.
type keyGenerator struct{ *rand.Rand }

// frequent are the moves of FuzzKeys that do not quit; seeds has its walks through the wizard.
var (
	frequent = slices.DeleteFunc(slices.Clone(moves), func(m move) bool { return m.name == "q" || m.name == "signal" })
	steps    = pressing("up", "down", "left", "right", "enter", "esc", "tab", "shift+tab", "space", "end", "pgdown")
	walks    = seeds()
	others   = slices.Concat(
		pressing("q", "ctrl+c", "v", "*", "ctrl+b", "ctrl+f", "ctrl+d", "ctrl+e", "alt+right", "alt+b", "l", "p", "w", "C", ".", "宽", "é", "\u202e", "e\u0301", "👩‍👩‍👧‍👦"),
		pasting("", "宽e\u0301\u202e\u200b\u2066", strings.Repeat("宽", 3000), "\x1b]52;c;aGk=\a\x1b[2J\x9b31m\x00\x7f",
			denialText, "\xff\xfe\xc3", "account-management\n", "resource-explorer 919433658047\r\n\r\n"),
	)
)

// denialText is an error as the AWS CLI prints it, which the question form takes.
const denialText = "An error occurred (AccessDenied) when calling the PutObject operation: User: arn:aws:iam::444455556666:user/kim is not authorized " +
	"to perform: s3:PutObject on resource: \"arn:aws:s3:::a/b\" with an explicit deny in a service control policy"

// walk returns the moves of a walk to a plan and through it: all of them, not the last ones, or all but one.
func (g *keyGenerator) walk() []move {
	walk := walks[g.IntN(len(walks))][1:]
	at := g.IntN(len(walk))
	switch g.IntN(3) {
	case 0:
		walk = walk[:at]
	case 1:
		walk = slices.Delete(slices.Clone(walk), at, at+1)
	}
	some := slices.Repeat(pressing("esc"), 3)
	for _, b := range walk {
		some = append(some, moves[b])
	}
	return some
}

// some returns the next moves: mostly keys, and now and then a walk.
func (g *keyGenerator) some() []move {
	pick := func(from []move) []move { return []move{from[g.IntN(len(from))]} }
	switch n := g.IntN(100); {
	case n < 8:
		return g.walk()
	case n < 11:
		x, y, button := g.IntN(200), g.IntN(60), tea.MouseButton(1+g.IntN(5))
		return []move{{fmt.Sprintf("mouse %d %d,%d", button, x, y), func(p *player) {
			m := tea.Mouse{X: x, Y: y, Button: button}
			if button > tea.MouseRight {
				p.Send(tea.MouseWheelMsg(m))
				return
			}
			p.Send(tea.MouseClickMsg(m))
			p.Send(tea.MouseReleaseMsg(m))
		}, 1}}
	case n < 13:
		w, h := 60+g.IntN(141), 15+g.IntN(46)
		return []move{{fmt.Sprintf("size %d×%d", w, h), func(p *player) { p.Resize(w, h) }, 1}}
	case n < 16:
		if m := pick(others); g.IntN(10) == 0 || m[0].name != "q" && m[0].name != "ctrl+c" {
			return m
		}
		return pick(frequent)
	case n < 40:
		return pick(steps)
	default:
		return pick(frequent)
	}
}
