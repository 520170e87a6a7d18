package command

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/denial"
	"deputy/model/recorded"
	"deputy/ui"
)

// eventBackend reads CloudTrail events in files for the screen, and leaves everything
// else to the backend that it wraps: AWS, the demo or a saved reading.
type eventBackend struct {
	ui.Backend
	s    *session
	keys *recentKeys
}

// eventUse counts the events that the screen reads for something of its own.
type eventUse interface {
	counter() eventCounter // for one goroutine; all are made before the first event
	fact() model.Fact      // what they have counted, once all events are read
}

// eventUses make what else counts the events of a pass, beside the pass itself.
var eventUses = []func(*recorded.Pass) eventUse{newManagementEvents}

// Read reads as the backend behind it does, and reads events as well.
func (b *eventBackend) Read(ctx context.Context, wants <-chan model.Want) <-chan model.Fact {
	others, out := make(chan model.Want), make(chan model.Fact)
	r := &eventRun{s: b.s, keys: b.keys, facts: out}
	facts := b.Backend.Read(ctx, others)
	r.work.Go(func() { r.take(ctx, wants, others) })
	go func() {
		defer close(out)
		defer r.work.Wait()
		for f := range facts {
			r.send(ctx, f)
		}
	}()
	return out
}

// eventRun is one run of reading.
type eventRun struct {
	s     *session
	keys  *recentKeys
	facts chan<- model.Fact
	work  sync.WaitGroup

	stop   context.CancelFunc // the pass that runs; nil before the first
	before <-chan struct{}    // is closed when it has stopped
}

// take takes wants until the run ends, and passes on those that are about no events.
func (r *eventRun) take(ctx context.Context, wants <-chan model.Want, others chan<- model.Want) {
	for {
		select {
		case w := <-wants:
			switch w := w.(type) {
			case recorded.Want:
				r.begin(ctx, w)
			case recorded.WantEvent:
				r.work.Go(func() { r.find(ctx, w) })
			default:
				select {
				case others <- w:
				case <-ctx.Done():
				}
			}
		case <-ctx.Done():
			if r.stop != nil {
				r.stop()
			}
			return
		}
	}
}

// send sends a fact, unless the run has ended.
func (r *eventRun) send(ctx context.Context, f model.Fact) {
	select {
	case r.facts <- f:
	case <-ctx.Done():
	}
}

// begin begins a pass once the one before has stopped.
func (r *eventRun) begin(ctx context.Context, w recorded.Want) {
	if r.stop != nil {
		r.stop()
	}
	if len(w.Paths) == 0 {
		return
	}
	ctx, stop := context.WithCancel(ctx)
	before, stopped := r.before, make(chan struct{})
	r.stop, r.before = stop, stopped
	r.work.Go(func() {
		defer close(stopped)
		if before != nil {
			<-before
		}
		r.judge(ctx, w)
	})
}

// judge reads and judges all events.
func (r *eventRun) judge(ctx context.Context, w recorded.Want) {
	if ctx.Err() != nil {
		return
	}
	r.send(ctx, recorded.Progress{Token: w.Token})
	facts, err := r.pass(ctx, w)
	switch {
	case ctx.Err() != nil: // Something else is wanted now.
	case err != nil:
		r.send(ctx, recorded.Judged{Token: w.Token, Failure: err.Error()})
	default:
		for _, f := range facts {
			r.send(ctx, f)
		}
	}
}

// pass returns the facts that all events come to.
func (r *eventRun) pass(ctx context.Context, w recorded.Want) ([]model.Fact, error) {
	files, err := r.files(ctx, w.Paths)
	if err != nil {
		return nil, err
	}
	p, err := recorded.NewPass(w)
	if err != nil {
		return nil, err
	}
	var uses []eventUse
	for _, use := range eventUses {
		uses = append(uses, use(p))
	}
	files.shows = func() {
		r.send(ctx, recorded.Progress{
			Token: w.Token, Events: int(files.read.Load()), Files: int(files.files.Load()), Of: len(files.paths), Bytes: files.bytes.Load(), Size: files.size,
		})
	}
	if _, err := count(ctx, files, func() eventCounters {
		all := eventCounters{r.keys, p.Counter()}
		for _, use := range uses {
			all = append(all, use.counter())
		}
		return all
	}); err != nil {
		return nil, err
	}
	var facts []model.Fact
	for _, use := range uses {
		facts = append(facts, use.fact())
	}
	return append(facts, p.Judged(files.lacking())), nil
}

// files finds the files. One core is left to the screen.
func (r *eventRun) files(ctx context.Context, paths []string) (*eventFiles, error) {
	paths = append([]string(nil), paths...)
	for i, path := range paths {
		if rest, ok := strings.CutPrefix(path, "~/"); ok {
			paths[i] = filepath.Join(r.s.getenv("HOME"), rest)
		}
		if path == "-" {
			return nil, errNoStream
		}
	}
	files, err := await(ctx, func() (*eventFiles, error) { return r.s.newEventFiles(paths, max(1, runtime.GOMAXPROCS(0)-1)) })
	if err == nil {
		files.shows = func() {}
	}
	return files, err
}

// errNoStream says that the screen needs standard input for keys.
var errNoStream = bad("the screen cannot read events from standard input: give a file or a folder")

// find looks for one event.
func (r *eventRun) find(run context.Context, w recorded.WantEvent) {
	ctx, stop := context.WithCancel(run)
	defer stop()
	found := &eventFinder{id: w.ID, stop: stop}
	files, err := r.files(ctx, w.Paths)
	if err == nil {
		_, err = count(ctx, files, func() eventCounters { return eventCounters{r.keys, found} })
	}
	f := recorded.Found{ID: w.ID}
	found.lock.Lock()
	defer found.lock.Unlock()
	switch {
	case found.denial != nil:
		f.Denial = *found.denial
	case err != nil:
		f.Failure = err.Error()
	default:
		f.Failure = "the event is no longer in the files"
	}
	r.send(run, f)
}

// eventFinder looks for an event among those of all goroutines.
type eventFinder struct {
	id     string
	stop   func()
	lock   sync.Mutex
	denial *denial.Denial
}

// Add takes the event that is looked for.
func (f *eventFinder) Add(e *cloudtrail.Event) {
	if e.ID != f.id {
		return
	}
	f.lock.Lock()
	defer f.lock.Unlock()
	d := denial.OfEvent(e)
	f.denial = &d
	f.stop()
}

// Skip does nothing: what is no event is not looked for.
func (f *eventFinder) Skip(string) {}

// eventCounters give each event to several counters.
type eventCounters []eventCounter

// Add counts an event.
func (all eventCounters) Add(e *cloudtrail.Event) {
	for _, c := range all {
		c.Add(e)
	}
}

// Skip counts what is no event.
func (all eventCounters) Skip(reason string) {
	for _, c := range all {
		c.Skip(reason)
	}
}

// checkEvents refuses events of --events that the screen cannot read.
func (s *session) checkEvents() error {
	for _, path := range s.flags.events {
		if path == "-" {
			return errNoStream
		}
		if _, err := os.Stat(path); err != nil {
			return badFile(path, err)
		}
	}
	return nil
}
