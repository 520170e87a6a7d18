package stage_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deputy/aws"
	"deputy/aws/store"
	"deputy/model/plan"
	"deputy/ui/command"
)

// writeFault is one step of a change that goes wrong.
type writeFault struct {
	*change
	step  int // counted from one
	fault fault
	later bool // the steps after it go wrong too
}

func (f writeFault) String() string {
	times := "once"
	if f.later {
		times = "from then on"
	}
	return fmt.Sprintf("%s/step %d/%s/%s", f.change, f.step, f.fault.name, times)
}

// figures are what the campaign counts.
type figures struct{ faults, unconfirmed, repeated, lies atomic.Int64 }

// writeFaults are the faults of calls that change something: each as it is, and
// those in which somebody else answers also after AWS has carried the call out.
func writeFaults() []fault {
	var all []fault
	for _, f := range faults() {
		all = append(all, f)
		if !f.passes && f.kind == kindForeign || strings.HasPrefix(f.name, "before: ") {
			answer := f.answer
			f.name += ", after it was done"
			f.answer = func(r *http.Request, pass passing) (*http.Response, error) {
				if got, err := pass(); err == nil {
					_ = got.Body.Close()
				}
				return answer(r, func() (*http.Response, error) { return nil, errors.New("it was done already") })
			}
			all = append(all, f)
		}
	}
	all = append(all, fault{name: journalFull, kind: kindRefused}, fault{name: journalGone, kind: kindRefused})
	return all
}

// The faults of the journal: the outcome of a step cannot be written, or the
// intent of the next.
const (
	journalFull = "the outcome cannot be written"
	journalGone = "the intent cannot be written"
)

// spoiltDisk is a store whose journal cannot be written from a step on.
type spoiltDisk struct {
	aws.Store
	step  int
	phase plan.Phase
}

func (s spoiltDisk) Open(p aws.Place) (aws.Journal, error) {
	j, err := s.Store.Open(p)
	return spoiltJournal{j, s}, err
}

type spoiltJournal struct {
	aws.Journal
	disk spoiltDisk
}

func (j spoiltJournal) Append(e plan.JournalEntry) error {
	if e.Step == j.disk.step && e.Phase == j.disk.phase {
		return syscall.ENOSPC
	}
	return j.Journal.Append(e)
}

// TestCampaignWrites lets every step of every kind of plan go wrong in every way:
// nothing that deputy says of it is false, nothing is done twice, and the next
// start goes on from what is so.
func TestCampaignWrites(t *testing.T) {
	t.Parallel()
	var cells []writeFault
	for _, c := range campaignChanges(t) {
		for step := range c.calls {
			for _, f := range writeFaults() {
				cells = append(cells, writeFault{c, step + 1, f, false})
				if f.kind == kindThrottle || f.kind == kindUnsent {
					cells = append(cells, writeFault{c, step + 1, f, true})
				}
			}
		}
	}
	var n figures
	t.Run("by command", func(t *testing.T) {
		for _, i := range pick(t, len(cells), ofCampaign(12, 400, len(cells))) {
			f := cells[i]
			t.Run(f.String(), func(t *testing.T) {
				t.Parallel()
				atDesk(t, f.world, func(d *desk) { f.byCommand(d, &n) })
			})
		}
	})
	count(t, int(n.faults.Load()), "write faults by command")
	var screen figures
	t.Run("on screen", func(t *testing.T) {
		for _, i := range pick(t, len(cells), ofCampaign(2, 50, 2000)) {
			f := cells[len(cells)-1-i]
			t.Run(f.String(), func(t *testing.T) {
				t.Parallel()
				atDesk(t, f.world, func(d *desk) { f.onScreen(d, &screen) })
			})
		}
	})
	count(t, int(screen.faults.Load()), "write faults on the screen")
	n.report(t, &screen)
}

// report tells the figures that have to be zero.
func (n *figures) report(t *testing.T, more *figures) {
	t.Helper()
	count(t, int(n.unconfirmed.Load()+more.unconfirmed.Load()), "calls not confirmed")
	count(t, int(n.repeated.Load()+more.repeated.Load()), "calls made twice")
	count(t, int(n.lies.Load()+more.lies.Load()), "false statements about a change")
}

// arm lets the step go wrong.
func (f *writeFault) arm(d *desk) {
	switch f.fault.name {
	case journalFull:
		d.store = spoiltDisk{d.store, f.step, plan.Settled}
	case journalGone:
		d.store = spoiltDisk{d.store, f.step, plan.Intent}
	default:
		d.attack(&f.fault, func(c call, nth int) bool { return c.changes && (nth == f.step || f.later && nth > f.step) })
		return
	}
	d.attack(nil, nil)
	d.hit++
}

// stepTold is the line that a command prints of a step.
var stepTold = regexp.MustCompile(`(?m)^(\d+)/\d+ (done|done, not visible yet|failed|unknown): `)

// byCommand carries the change out by command, and judges it.
func (f *writeFault) byCommand(d *desk, n *figures) {
	d.t.Helper()
	f.arm(d)
	said := d.run(slices.Concat(f.args, f.execute)...)
	if d.hit == 0 {
		d.t.Errorf("the step was not reached:\n%s", said)
	}
	n.faults.Add(1)
	told := make([]string, len(f.calls))
	for _, m := range stepTold.FindAllStringSubmatch(d.out, -1) {
		told[number(m[1])-1] = m[2]
	}
	f.judge(d, n, told, said)

	// The exit code.
	did, open := 0, 0
	for i := range f.calls {
		if f.effective(d, i) {
			did++
		}
		if told[i] == "unknown" {
			open++
		}
	}
	want := command.Partly
	switch {
	case did == len(f.calls) && open == 0 && f.fault.name != journalFull:
		want = command.Done
	case did == 0 && open == 0:
		want = command.Failed
	}
	if d.code != want {
		f.lie(d, n, said, "it ends with %d instead of %d", d.code, want)
	}
	if strings.Contains(said, "othing was changed") && did+open > 0 {
		f.lie(d, n, said, "something was changed")
	}
	d.checkFiles()
	f.nextStart(d, n, told)
}

// lie tells of a statement that is false.
func (f *writeFault) lie(d *desk, n *figures, said, format string, a ...any) {
	d.t.Helper()
	n.lies.Add(1)
	d.t.Errorf("%s\nthe calls that took effect: %q\nit said:\n%s", fmt.Sprintf(format, a...), changing(d.server), said)
}

// effective tells whether AWS has carried a step out.
func (f *writeFault) effective(d *desk, step int) bool {
	return slices.Contains(changing(d.server), f.done[step])
}

// judge holds the calls against the plan, and what is told of every step against
// what AWS has done.
func (f *writeFault) judge(d *desk, n *figures, told []string, said string) {
	d.t.Helper()
	for i, call := range d.sent {
		if !slices.Contains(f.calls, call) {
			n.unconfirmed.Add(1)
			d.t.Errorf("nobody confirmed %s", call)
		}
		if slices.Contains(d.sent[:i], call) && f.fault.kind != kindThrottle && !twice(f.calls, call) {
			n.repeated.Add(1)
			d.t.Errorf("%s was sent twice", call)
		}
	}
	if did := changing(d.server); len(did) != len(slices.Compact(slices.Sorted(slices.Values(did)))) {
		n.repeated.Add(1)
		d.t.Errorf("a call took effect twice: %q", did)
	}
	written := map[int]string{}
	for _, e := range journalBelow(d.t, d.folder) {
		written[e.Step] = e.Outcome
	}
	for i, is := range told {
		did := f.effective(d, i)
		switch {
		case is == "" && did:
			f.lie(d, n, said, "nothing is said of step %d, which was done", i+1)
		case strings.HasPrefix(is, "done") && !did:
			f.lie(d, n, said, "step %d was not done", i+1)
		case (is == "failed" || is == "unknown") && did:
			f.lie(d, n, said, "step %d was done", i+1)
		case is == "unknown" && f.fault.kind >= kindUnsent && f.fault.kind != kindBroken:
			f.lie(d, n, said, "step %d is told as unknown, and it was not done for sure", i+1)
		}
		if was, ok := written[i+1]; ok && !strings.HasPrefix(is, was) && f.fault.name != journalFull {
			f.lie(d, n, said, "the journal has %q of step %d", was, i+1)
		}
	}
}

// number reads a number.
func number(digits string) int {
	n, _ := strconv.Atoi(digits) // the pattern has digits only
	return n
}

// twice tells whether a list has something more than once.
func twice(all []string, one string) bool {
	first := slices.Index(all, one)
	return first >= 0 && slices.Contains(all[first+1:], one)
}

// nextStart starts deputy once more, without a fault: it says what is unfinished,
// and the same command goes on from there.
func (f *writeFault) nextStart(d *desk, n *figures, told []string) {
	d.t.Helper()
	d.store = store.New(filepath.Join(d.folder, "state"))
	d.attack(nil, nil)
	said := d.run(f.args...)
	doubtful := slices.Contains(told, "unknown") || f.fault.name == journalFull
	if did := len(changing(d.server)); strings.Contains(said, "did not finish") != (doubtful || did > 0 && did < len(f.calls)) {
		f.lie(d, n, said, "the next start, after %d of %d steps", did, len(f.calls))
	}
	if d.code == command.Done || d.code == command.Unknown {
		said = d.carryOut(f.change)
		if d.code != command.Done {
			d.t.Errorf("going on ends with %d:\n%s", d.code, said)
		}
	}
	if got := standing(d.server); got != f.after {
		d.t.Errorf("after going on (-want +got):\n%s\n%s", cmp.Diff(f.after, got), said)
	}
	if did := changing(d.server); len(did) != len(f.done) {
		n.repeated.Add(1)
		d.t.Errorf("in the end the calls are %q", did)
	}
}

// journalBelow gives what the journal below a folder holds.
func journalBelow(t *testing.T, folder string) []plan.JournalEntry {
	t.Helper()
	var entries []plan.JournalEntry
	err := filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Base(path) != "journal.jsonl" {
			return err
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		entries, _, err = plan.DecodeJournal(file)
		return err
	})
	if err != nil {
		t.Fatalf("the journal cannot be read: %v", err)
	}
	return entries
}
