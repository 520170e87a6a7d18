package ui

import (
	"time"

	"deputy/model/verdict"
	"deputy/model/verdict/typical"
	"deputy/ui/kit"
	"deputy/ui/pane"
)

// sweepAtOnce is of how many accounts the question is answered while a key
// waits, and sweepStep of how many it is between two looks at the clock.
const sweepAtOnce, sweepStep = 500, 50

// sweepWait is how long a key waits for that at most.
const sweepWait = 50 * time.Millisecond

// sweep answers the question that stays on (the lens) for every account of the
// organization. In a large one it does so in parts, between which keys are
// handled; the answers of before stay on the screen until the new ones are
// complete. The zero question is off.
type sweep struct {
	env     *pane.Env
	session *session
	now     func() time.Time

	question verdict.Question
	on       bool
	exactly  bool                 // the exact answers are shown
	region   string               // that was chosen; empty for the offered one
	looking  *typical.LensBuilder // the answers being made; nil while none are
	made     time.Time            // when the answers were made
	took     time.Duration        // how long that took
	spent    time.Duration        // on those being made
	stale    bool                 // facts came since
}

// start turns a question on.
func (s *sweep) start(q verdict.Question) {
	s.stop()
	s.question, s.on = q, true
	s.begin()
}

// stop turns the question off. The answers stay until env.Lens is cleared.
func (s *sweep) stop() {
	*s = sweep{env: s.env, session: s.session, now: s.now}
}

// turn answers the question again as it is changed; while it is no whole
// question the answers stay those of the one before.
func (s *sweep) turn(q verdict.Question) {
	if !s.on || q.Check() != nil {
		return
	}
	s.question, s.region = q, ""
	s.begin()
}

// turnExactly turns between the exact answers and those for an ordinary request.
func (s *sweep) turnExactly() {
	s.exactly = !s.exactly
	s.begin()
}

// nextRegion asks about the next Region.
func (s *sweep) nextRegion() {
	if l := s.env.Lens; s.on && l != nil && l.NextRegion() != "" {
		s.region = l.NextRegion()
		s.begin()
	}
}

// begin begins to answer the question. The answers for a small organization are
// there when it returns.
func (s *sweep) begin() {
	if s.question.Check() != nil {
		return // the question was whole when it was turned on
	}
	r := s.env.Reading
	options := typical.Options{Exactly: s.exactly, Region: s.region, Preferred: string(r.Caller.Region)}
	s.looking, s.spent, s.stale = typical.NewLensBuilder(r, s.question, options), 0, false
	if s.env.Lens == nil {
		s.env.Lens = s.looking.Lens()
	}
	accounts := r.PlacedAccounts()
	for s.looking != nil && accounts <= sweepAtOnce && s.spent < sweepWait {
		s.advance()
	}
}

// advance answers for some accounts more.
func (s *sweep) advance() {
	if s.looking == nil {
		return // turned off
	}
	began := s.now()
	var err error
	s.env.Spend(func() bool {
		err = s.looking.Next(s.env.Reading, sweepStep)
		return err == nil && !s.looking.Done()
	})
	now := s.now()
	s.spent += now.Sub(began)
	if s.looking.Ready() {
		s.env.Lens = s.looking.Lens()
	}
	if err == nil && !s.looking.Done() {
		return // It may be left to find out whether other Regions have other answers.
	}
	s.looking, s.made, s.took = nil, now, s.spent
	s.refresh(0) // facts may have come meanwhile
}

// refresh answers again when facts came, but spends only a twentieth of the time
// on it while a large organization streams in.
func (s *sweep) refresh(facts int) {
	if !s.on {
		return
	}
	s.stale = s.stale || facts > 0
	if s.stale && s.looking == nil && (!s.session.loading() || s.env.Now.Sub(s.made) > 20*s.took) {
		s.begin()
	}
}

// job returns the next part of the answers, nil if there is none to make.
func (s *sweep) job() kit.Job {
	if s.looking == nil {
		return nil
	}
	return func() func() { return s.advance }
}
