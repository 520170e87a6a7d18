package aws

import (
	"context"
	"net/http"
	"sync"

	"deputy/model"
)

// Options says where a Backend reads and how much of AWS's limits it uses. The
// zero Options reads as the AWS CLI would; without a Store it changes nothing.
type Options struct {
	Profile  string // of the shared configuration; empty for the default chain
	Region   string // determines the partition; empty for the configured one, else us-east-1
	Endpoint string // a custom endpoint for every service; takes precedence over the environment

	Transport http.RoundTripper // carries the requests; nil for the network
	Keys      *Keys             // sign the requests; nil for the default chain

	Pace     int  // per cent of AWS's documented limits, 1 to 100; zero for 50
	ReadOnly bool // refuses every change
	Demo     bool // the built-in organization: no limits, and no profiles to change to

	ChangeProfile string // makes the changes instead of Profile
	ChangeRole    string // ARN of a role that is assumed to make the changes

	DelegateProfile string // makes the steps that a delegate has to make itself
	DelegateRole    string // ARN of a role that is assumed for them, or its name in the delegate's account

	Screens Screens // keeps what the screen remembers; nil keeps nothing
	Store   Store   // keeps readings and the journal; without one nothing is changed, but in a demo
	Resume  bool    // begin with the saved reading: the nodes are where it had them until they are read again
}

// Keys are access keys to sign with. With Keys and a Transport, deputy reads
// neither AWS's configuration files nor the environment.
type Keys struct{ ID, Secret, Token string }

// defaultPace leaves half of AWS's limits to the organization's automation.
const defaultPace = 50

// demoKeys sign the requests to the built-in organization, which takes any key
// for one of the management account.
var demoKeys = Keys{ID: "AKIADEPUTYDEMO", Secret: "demo"}

// Backend reads an organization and carries out the steps of plans. Several
// goroutines may call its methods. One Backend shares AWS's limits among
// everything it does, so a program has one.
type Backend struct {
	options Options
	limiter *limiter
	prompts prompts
	most    func(operation string) int // how many entries a list may have

	mu             sync.Mutex
	profile        string   // of the next run
	session        *session // of the last run; nil before the first, and after a change of profile
	firstOfProfile bool     // the next run is the first of its profile: it shows the saved reading
	run            *run     // the run that is open, whom prompts go through
	identity       *identity
	change         *session     // makes the changes; nil until the first one
	openJournal    *keptJournal // the journal between two steps of a plan
}

// New returns a Backend. It does no work until Read.
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
	return &Backend{options: o, profile: o.Profile, firstOfProfile: true, limiter: newLimiter(pace), most: mostEntries}
}

// Read begins a run of reading. It takes wants and sends facts until ctx ends,
// or until wants is closed and everything wanted has been read; then it closes
// the facts. The caller must receive the facts: a run waits for its reader. A
// run needs credentials before anything else, so it may send a PromptFact and
// wait for Answer; a cancelled reply ends the run.
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

// lastSession returns the session of the last run; nil if there is none.
func (b *Backend) lastSession() *session {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.session
}

// openSession returns the session of the next run: the last one, or a new one if
// the profile changed or renew is set.
func (b *Backend) openSession(ctx context.Context, renew bool) (*session, *model.Failure) {
	b.mu.Lock()
	s, profile := b.session, b.profile
	b.mu.Unlock()
	if s == nil || renew {
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
