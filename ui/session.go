package ui

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/plan"
	"deputy/ui/kit"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// savedFor is how long policies of a saved reading are good enough to be read
// again only when asked for.
const savedFor = time.Hour

// session reads the organization, one run of reading after another, and knows
// how far the current run has come.
type session struct {
	ctx     context.Context
	backend Backend
	options *Options
	env     *pane.Env
	toast   *toast
	load    *load // the current run

	journal   plan.JournalFact
	told      map[string]bool // the plans in the journal that need no alarm, by digest
	policies  bool            // all policies are read, in this run and those after it
	saved     savedReading    // what the run began with
	decided   bool            // whether to read all policies in this run
	kept      bool            // the whole reading was handed over for keeping
	keptAt    time.Time       // when the run began, or its unfinished reading was handed over
	whole     bool            // a whole reading was handed over, in this run or one before
	oldest    time.Time       // how old what is known may be, until a whole reading is kept
	asked     bool            // something that somebody asked for has come that no reading that was handed over has
	warned    int             // the toast that said what a reload costs
	explained int             // the toast that said what a credential report is

	remember func() []byte // what the screen remembers, for the next start

	progressSoFar progress // the percentage and the time left of this run

	services map[model.ServiceID]bool // whose service APIs were asked in this run because a person looked
}

// savedReading is what has to be known of a saved reading once it was taken over: as
// a whole it would stay in memory beside what was made of it.
type savedReading struct {
	known  bool
	unread bool // parts of it were not asked for
	taken  time.Time
}

// begin starts a run of reading and cancels the one before.
func (s *session) begin() {
	run := 1
	if s.load != nil {
		s.load.cancel()
		run = s.load.run + 1
	}
	s.env.Reading.Begin()
	s.env.EventsStopped()
	s.saved, s.decided, s.kept, s.warned, s.services, s.progressSoFar = savedReading{}, false, false, 0, nil, progress{}
	s.keptAt, s.env.Run = s.env.Now, run
	if s.oldest.IsZero() {
		s.oldest = s.env.Now
	}
	s.load = startLoad(s.ctx, s.backend, run)
	s.load.want(model.WantTree{}, model.WantDelegations{})
}

// forget forgets everything that was read: another caller may see another
// organization.
func (s *session) forget() {
	s.load.cancel()
	s.env.Reading = model.NewReading()
	s.env.Calls = pane.Calls{}
	s.env.ForgetEvents()
	s.journal, s.told, s.policies, s.saved, s.decided, s.kept, s.warned, s.services = plan.JournalFact{}, nil, false, savedReading{}, false, false, 0, nil
	s.whole, s.asked, s.oldest = false, false, time.Time{}
}

// current reports whether facts are of the current run.
func (s *session) current(msg factsMsg) bool { return s.load != nil && msg.run == s.load.run }

// execute returns the command that carries out a step. It is finished even if
// the program ends.
func (s *session) execute(step plan.Step) tea.Cmd {
	return execute(context.WithoutCancel(s.ctx), s.backend, step)
}

// note takes from a fact what the reading does not keep.
func (s *session) note(f model.Fact) tea.Cmd {
	switch f := f.(type) {
	case model.SavedFact:
		s.saved, s.oldest = savedReading{true, len(f.Snapshot.Unread) > 0, f.Snapshot.Taken}, f.Snapshot.Taken
	case model.ProfilesFact:
		s.env.Profiles = f
	case plan.JournalFact:
		return s.noteJournal(f)
	case model.CallFact:
		s.env.Calls.Add(f.Call)
	case model.RootsFact:
		s.readPolicies()
	case model.AccessReportFact:
		s.asked = true
	case model.ForecastFact:
		s.foresee(f)
	case model.HistoryFact:
		s.asked = s.asked || !f.To.IsZero() // its last fact
	default:
		// The reading has it.
	}
	return nil
}

// noteJournal keeps what the journal says for the change screens, and reports
// changes that did not finish, each plan once. The plan that is being carried out
// here is not reported: the wizard shows how far it is.
func (s *session) noteJournal(f plan.JournalFact) tea.Cmd {
	s.journal = f
	fresh := slices.DeleteFunc(slices.Clone(f.Unfinished), func(e plan.JournalEntry) bool { return s.told[e.Plan] })
	if len(fresh) == 0 {
		return nil
	}
	for _, e := range fresh {
		s.needsNoAlarm(e.Plan)
	}
	left := f.StepsLeft()
	return s.toast.show(fmt.Sprintf("A change did not finish: %s left. Press %s to see it.",
		phrase.CountOf(left, "step is", "steps are"), s.env.Key("unfinished")), theme.Warning)
}

// needsNoAlarm notes that the user knows of a plan, by its digest.
func (s *session) needsNoAlarm(digest string) {
	if s.told == nil {
		s.told = map[string]bool{}
	}
	s.told[digest] = true
}

// readPolicies reads every policy in the background, unless the saved reading
// is young enough to wait until that is asked for.
func (s *session) readPolicies() {
	if s.decided || s.options.Offline {
		return
	}
	s.decided = true
	if s.policies || !s.savedIsYoung() {
		s.policies = true
		s.load.want(model.WantPolicies{Documents: true}, model.WantManagementPolicies{})
	}
}

// savedIsYoung reports whether policies of the saved reading are good enough for
// now. Those of the future are not: the clock was set back, and their age is not
// known.
func (s *session) savedIsYoung() bool {
	if !s.saved.known || s.saved.unread {
		return false
	}
	age := s.env.Now.Sub(s.saved.taken)
	return age >= 0 && age < savedFor
}

// readService asks a service API about its delegated administrators, once in a
// run.
func (s *session) readService(id model.ServiceID) {
	if s.options.Offline || s.services[id] {
		return
	}
	if s.services == nil {
		s.services = map[model.ServiceID]bool{}
	}
	s.services[id] = true
	s.load.want(model.WantService{Service: id})
}

// need asks for what a pane needs to be read.
func (s *session) need(p kit.Pane) {
	if n, ok := p.(pane.Needy); ok && s.load != nil {
		s.load.want(n.Needs()...)
	}
}

// keep hands the reading over for the next start once all of it was read. It counts
// as old as its attachments, which may be those of a reading that was broken off.
func (s *session) keep() {
	if s.asked {
		s.keepAsked()
	}
	if s.whole || !s.policies || s.options.Offline || !s.settled() {
		return
	}
	s.kept, s.whole, s.asked = true, true, false
	taken := s.env.Now
	if oldest := s.env.Reading.OldestTargets(); !oldest.IsZero() && oldest.Before(taken) {
		taken = oldest
	}
	s.oldest = taken
	s.load.want(model.WantSave{Snapshot: s.env.Reading.Freeze(taken)})
}

// keepAsked hands the reading over again with what somebody asked for, unless it will
// be handed over anyway.
func (s *session) keepAsked() {
	if s.options.Offline || !s.whole && (s.policies || !s.saved.known || s.nodesComing()) {
		return
	}
	s.asked = false
	s.load.want(model.WantSave{Snapshot: s.env.Reading.Freeze(s.oldest)})
}

// keepEvery is how often an unfinished reading is kept.
const keepEvery = time.Minute

// keepUnfinished hands over a reading that is under way, once a minute.
func (s *session) keepUnfinished() {
	if s.env.Now.Sub(s.keptAt) >= keepEvery {
		if so := s.unfinished(); so != nil {
			s.load.want(model.WantSave{Snapshot: so})
		}
		s.keptAt = s.env.Now
	}
}

// unfinished returns a reading that is under way; nil if there is nothing to
// keep, or if a whole reading was kept, which is better. It counts as old as
// the oldest that it has: what a saved reading says stays until it is read again.
func (s *session) unfinished() *model.Snapshot {
	r := s.env.Reading
	if s.kept || !s.policies || s.options.Offline || r.Organization.ID == "" || r.NodeCount() < 2 {
		return nil
	}
	return r.Freeze(s.oldest)
}

// saveAtEnd is how long the end of the program waits for a reading to be saved.
const saveAtEnd = 3 * time.Second

// end ends the reading and then the program. What was read so far is kept, and what
// the screen remembers.
func (s *session) end() tea.Cmd {
	want := model.WantSave{Snapshot: s.unfinished(), Screen: s.remember()}
	if want.Snapshot == nil && want.Screen == nil {
		s.load.cancel()
		return tea.Quit
	}
	saved, cancel := make(chan struct{}), s.load.cancel
	want.Done = saved
	s.load.want(want)
	return func() tea.Msg {
		select {
		case <-saved:
		case <-time.After(saveAtEnd):
		}
		cancel()
		return tea.Quit()
	}
}

// warn says what a reload costs; confirmed then reports whether that is still
// on the screen.
func (s *session) warn() tea.Cmd {
	cmd := s.toast.show(s.cost(), theme.Accent)
	s.warned = s.toast.tag
	return cmd
}

func (s *session) confirmed() bool { return s.toast.text != "" && s.warned == s.toast.tag }

// cost says what reading everything again takes.
func (s *session) cost() string {
	c, again := s.env.Reading.Cost(s.options.Pace), "Press "+s.env.Key("refresh")+" again to continue."
	switch {
	case c.Calls == 0:
		return "Reload everything? " + again
	case s.env.Reading.Caller.Demo:
		return fmt.Sprintf("Reloading everything takes about %s. %s", phrase.Count(c.Calls, "call"), again)
	default:
		return fmt.Sprintf("Reloading everything takes about %s and %s. %s", phrase.Count(c.Calls, "call"), phrase.Duration(max(time.Second, c.Time)), again)
	}
}

// offline says why nothing can be read; empty if reading is possible.
func (s *session) offline() string {
	if s.options.Offline {
		return "This is a saved reading: deputy does not call AWS."
	}
	return ""
}
