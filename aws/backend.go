package aws

import (
	"context"
	"net/http"
	"sync"

	"deputy/model"
)

// Options tells a Backend where to read and how much of AWS's limits to use.
// The zero Options reads as the AWS CLI would, and changes nothing for want of
// a Store.
type Options struct {
	Profile  string // of the shared configuration; empty for the default chain
	Region   string // finds the partition; empty for the configured one, else us-east-1
	Endpoint string // a custom endpoint for every service; goes before the environment's

	Transport http.RoundTripper // carries the requests; nil for the network
	Keys      *Keys             // sign the requests; nil for the default chain

	Pace     int  // per cent of AWS's documented limits, 1 to 100; zero for 50
	ReadOnly bool // refuses every change
	Demo     bool // the built-in organization: no limits, and no profiles to change to

	ChangeProfile string // makes the changes instead of Profile
	ChangeRole    string // ARN of a role that is assumed to make the changes

	DelegateProfile string // makes the steps that a delegate has to make itself
	DelegateRole    string // ARN of a role that is assumed for them, or its name in the delegate's account

	Store Store // keeps readings and the journal; without one nothing is changed, but in a demo
}

// Keys are access keys that were given, not found. Where a Transport is given
// as well, neither files nor environment are looked at.
type Keys struct{ ID, Secret, Token string }

// defaultPace leaves half of the organization's calls to its automation.
const defaultPace = 50

// demoKeys sign what nobody checks: the built-in organization takes any key for
// the management account's.
var demoKeys = Keys{ID: "AKIADEPUTYDEMO", Secret: "demo"}

// Backend reads an organization and carries out the steps of plans. Its methods
// may be called by several goroutines. The limits hold for everything that one
// Backend does, so a program has one.
type Backend struct {
	options Options
	limiter *limiter
	prompts prompts

	mu             sync.Mutex
	profile        string   // of the next run
	session        *session // of the last run; nil before the first, and after a change of profile
	firstOfProfile bool     // the next run is the first of its profile: it shows the saved reading
	run            *run     // the run that is open, whom prompts go through
	identity       *identity
	change         *session     // makes the changes; nil until the first one
	openJournal    *keptJournal // the journal between two steps of a plan
}

// New gives a Backend. It does no work until Read.
func New(o Options) *Backend {
	if o.Pace <= 0 {
		o.Pace = defaultPace
	}
	pace := o.Pace
	if o.Demo {
		pace = 0
		if o.Keys == nil {
			o.Keys = &demoKeys
		}
		if o.Store == nil {
			o.Store = &memoryStore{}
		}
	}
	return &Backend{options: o, profile: o.Profile, firstOfProfile: true, limiter: newLimiter(pace)}
}

// Read begins a run of reading. It takes wants, and sends facts, until ctx ends
// or wants is closed and everything wanted is there; then it closes the facts.
// What it sends must be taken: a run waits for its reader. Before anything else
// it needs credentials, so it may send a PromptFact and wait for Answer; a
// cancelled reply ends the run.
func (b *Backend) Read(ctx context.Context, wants <-chan model.Want) <-chan model.Fact {
	ctx, cancel := context.WithCancel(ctx)
	r := newRun(ctx, cancel, b)
	b.mu.Lock()
	b.run = r
	b.mu.Unlock()
	go r.serve(wants) //nolint:contextcheck // The run carries its context; jobs derive theirs from it.
	return r.facts
}

// Answer replies to a prompt. A reply of kind PromptProfile chooses the profile
// of the next run instead.
func (b *Backend) Answer(reply model.Reply) {
	if reply.Kind == model.PromptProfile {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.profile, b.session, b.change, b.identity, b.firstOfProfile = reply.Text, nil, nil, nil, true
		return
	}
	b.prompts.answer(reply)
}

// lastSession gives the session of the last run; nil if there is none.
func (b *Backend) lastSession() *session {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.session
}

// openSession gives the session of the next run: the last one, or a new one where the
// profile changed or anew is set.
func (b *Backend) openSession(ctx context.Context, anew bool) (*session, *model.Failure) {
	b.mu.Lock()
	s, profile := b.session, b.profile
	b.mu.Unlock()
	if s == nil || anew {
		var f *model.Failure
		if s, f = open(ctx, &b.options, profile, b.askMFA); f != nil {
			return nil, f
		}
	}
	if f := s.ready(ctx); f != nil {
		return s, f
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.profile == profile {
		b.session = s
	}
	return s, nil
}
