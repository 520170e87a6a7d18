package emulator

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"deputy/model"
	"deputy/model/catalog"
)

// Server is one emulated organization. It is safe for concurrent use.
type Server struct {
	start  *model.Snapshot
	index  *orgIndex
	rules  rules
	given  Faults                                                        // of New, for Reset
	events func(now time.Time) []string                                  // of CloudTrail; nil for none
	trail  []*trailEvent                                                 // made of events, once somebody asks
	access func(now time.Time) map[model.AccountID][]model.ServiceAccess // what accounts used; nil for what the snapshot says
	sent   func(now time.Time) []model.Handshake                         // nil for those of the snapshot
	begins uint64                                                        // makes request IDs of this run differ from the next one's

	livesOf func(now time.Time) model.ManagementAccount // in the management account; nil for what start says
	lives   *accountIAM                                 // made of livesOf, once somebody asks

	mu      sync.Mutex
	faults  Faults
	matched []int // calls that each rule of faults.Fail fitted
	buckets map[bucketKey]*bucket
	current *state // with all changes
	visible *state // with the changes that reads show
	pending []pendingChange
	journal []Call
	serial  uint64
	reports []*accessReport

	journalSize int // bytes of the parameters in it
}

// rules are AWS's rules that the snapshot does not have.
type rules struct {
	quotas           map[model.Principal]int
	known            map[model.Principal]bool
	endsRegistration map[model.ServiceID]bool // of which the last removal ends the registration in Organizations
}

// Option is an option of New.
type Option func(*Server)

// WithTidyRemoval makes the named services end the registration in Organizations
// when their last administrator of an account is removed. AWS does not document
// whether they do. Otherwise the emulator keeps the registration, which demands
// more of a client.
func WithTidyRemoval(services ...model.ServiceID) Option {
	return func(s *Server) {
		for _, id := range services {
			s.rules.endsRegistration[id] = true
		}
	}
}

// WithFaults sets the faults to start with.
func WithFaults(f Faults) Option {
	return func(s *Server) { s.given = f.clone() }
}

// WithEvents sets the function that makes the CloudTrail events of the management
// account, as JSON, in any order. It is called once, with the time of the first
// LookupEvents.
func WithEvents(events func(now time.Time) []string) Option {
	return func(s *Server) { s.events = events }
}

// WithHandshakes sets the function that makes the handshakes that the organization has
// sent. It is called with the time of each request.
func WithHandshakes(sent func(now time.Time) []model.Handshake) Option {
	return func(s *Server) { s.sent = sent }
}

// New makes a server for an organization. The server never writes to the
// snapshot, and no one else may from then on.
func New(organization *model.Snapshot, options ...Option) *Server {
	s := &Server{start: organization, index: newOrgIndex(organization), rules: catalogueRules(organization)}
	for _, o := range options {
		o(s)
	}
	s.Reset()
	return s
}

// catalogRules returns the rules in the catalog of delegable services.
func catalogueRules(organization *model.Snapshot) rules {
	r := rules{map[model.Principal]int{}, map[model.Principal]bool{}, map[model.ServiceID]bool{}}
	for _, service := range catalog.Services() {
		for _, p := range service.Principals {
			r.known[p.Name] = true
			if p.Quota.Documented {
				r.quotas[p.Name] = p.Quota.Number
			}
		}
		for _, p := range service.TrustedAccess.Principals {
			r.known[p.Name] = true
		}
	}
	for _, t := range organization.TrustedAccess {
		r.known[t.Principal] = true
	}
	for _, d := range organization.Delegations {
		r.known[d.Principal] = true
	}
	return r
}

// Reset restores the organization and the faults that the server started with,
// and empties the journal.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setFaults(s.given)
	s.current, s.visible = newState(s.start), newState(s.start)
	s.pending, s.journal, s.journalSize, s.reports, s.lives = nil, nil, 0, nil, nil
	s.begins++
}

// Snapshot returns the organization as it is now, including changes that reads
// do not show yet.
func (s *Server) Snapshot() *model.Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := *s.start
	s.current.writeTo(&now)
	return &now
}

// Faults returns the faults.
func (s *Server) Faults() Faults {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.faults.clone()
}

// SetFaults sets the faults. Calls are counted from the next one on.
func (s *Server) SetFaults(f Faults) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setFaults(f)
}

func (s *Server) setFaults(f Faults) {
	s.faults = f.clone()
	s.matched = make([]int, len(f.Fail))
	s.buckets = map[bucketKey]*bucket{}
}

// exchange is one request with its caller and the operation that it calls.
type exchange struct {
	request
	api       api
	service   string
	region    string
	operation string
	changes   bool
	caller    caller
	id        string // the request ID
}

// answer serves one request: it waits, fails or answers as the faults say. The
// error is a broken connection.
func (s *Server) answer(ctx context.Context, r request) (response, error) {
	x, refused := s.identify(r)
	if err := sleep(ctx, s.Faults().Latency); err != nil {
		return response{}, err
	}
	if refused != nil {
		return x.api.encode(x, nil, refused), nil
	}
	result, failed, cut := s.perform(x)
	if cut != nil {
		return broken(ctx, cut)
	}
	return x.api.encode(x, result, failed), nil
}

// broken returns what the client receives in place of AWS's answer.
func broken(ctx context.Context, cut error) (response, error) {
	var g *gateway
	if errors.As(cut, &g) {
		return g.response(), nil
	}
	if errors.Is(cut, errTimeout) {
		if err := sleep(ctx, timeoutDelay); err != nil {
			return response{}, err
		}
	}
	return response{}, cut
}

// perform carries out the operation, unless a fault prevents it, and records the
// call.
func (s *Server) perform(x *exchange) (result any, failed, cut error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.applyDue(now)
	s.serial++
	x.id = fmt.Sprintf("%08x-de00-4000-8000-%012x", s.begins, s.serial)
	failed, cut = s.injectFault(x, now)
	if failed == nil && (cut == nil || errors.Is(cut, errLost)) {
		result, failed = x.api.serve(s, x, now)
	}
	s.recordCall(x, now, failed, cut)
	return result, failed, cut
}

// sleep waits. If ctx ends first, it returns the error of ctx.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
