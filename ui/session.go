package ui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// savedFor is how long policies of a saved reading are good enough to be read
// again only when asked for.
const savedFor = time.Hour

// session is what a run of reading tells the screen besides the organization.
type session struct {
	journal  model.JournalFact
	saved    *model.Snapshot // what the run began with; nil for nothing
	policies bool            // all policies are read in this run
	decided  bool            // whether to do so is settled
	kept     bool            // the reading was handed over for keeping
	asked    int             // the toast that told what reading anew costs

	services map[model.ServiceID]bool // whose own APIs were asked in this run because a person looked
}

// note takes from a fact what is for the screen.
func (a *App) note(f model.Fact) tea.Cmd {
	switch f := f.(type) {
	case model.StatusFact:
		return a.looked(f)
	case model.SavedFact:
		a.session.saved = f.Snapshot
	case model.PromptFact:
		return a.push(pane.NewPrompt(a.env, f.Prompt))
	case model.ProfilesFact:
		a.env.Profiles = f
	case model.JournalFact:
		return a.noteJournal(f)
	case model.CallFact:
		a.env.Calls.Add(f.Call)
	case model.RootsFact:
		a.wantPolicies()
	default:
		// The reading has it.
	}
	return nil
}

// noteJournal keeps what the journal says for the change screens, and tells of
// work that was begun and not finished.
func (a *App) noteJournal(f model.JournalFact) tea.Cmd {
	a.session.journal = f
	if len(f.Unfinished) == 0 {
		return nil
	}
	return a.toast.show(fmt.Sprintf("A change was begun and not finished (%s). Press U to see what is left.",
		count(len(f.Unfinished), "step")), theme.Warning)
}

// wantPolicies reads every policy in the background, unless the saved reading
// is young enough to wait until that is asked for.
func (a *App) wantPolicies() {
	s := &a.session
	if s.decided || a.options.Offline {
		return
	}
	s.decided = true
	if old := s.saved; s.policies || old == nil || len(old.Unread) > 0 || a.env.Now.Sub(old.Taken) >= savedFor {
		s.policies = true
		a.load.want(model.WantPolicies{Documents: true})
	}
}

// keep hands the reading over for the next start once all of it was read.
func (a *App) keep() {
	s := &a.session
	if s.kept || !s.policies || a.options.Offline || !a.settled() {
		return
	}
	s.kept = true
	a.load.want(model.WantSave{Snapshot: a.env.Reading.Freeze(a.env.Now)})
}

// settled tells whether every part of this run was read or has failed, and
// enough of it was read to be worth keeping.
func (a *App) settled() bool {
	r := a.env.Reading
	for _, k := range pane.WholeReading() {
		switch r.Status(k.Part, k.Target).Progress {
		case model.Complete, model.Failed:
		case model.Unread:
			if pane.Expected(r, k) {
				return false
			}
		default:
			return false
		}
	}
	return r.Status(model.PartAccounts, "").Progress == model.Complete
}

// refresh reads everything anew, after it has said what that will cost.
func (a *App) refresh() tea.Cmd {
	if a.toast.text != "" && a.session.asked == a.toast.tag {
		a.toast.text = ""
		a.session.policies = true
		return a.begin()
	}
	cmd := a.toast.show(a.costs(), theme.Accent)
	a.session.asked = a.toast.tag
	return cmd
}

// costs tells what reading everything anew takes.
func (a *App) costs() string {
	c := a.env.Reading.Cost(a.options.Pace)
	switch {
	case c.Calls == 0:
		return "Read everything anew? Press R again to go on."
	case a.env.Reading.Caller.Demo:
		return fmt.Sprintf("Reading everything anew takes about %d calls. Press R again to go on.", c.Calls)
	default:
		return fmt.Sprintf("Reading everything anew takes about %d calls and %s. Press R again to go on.", c.Calls, pane.Duration(max(time.Second, c.Time)))
	}
}

// offline tells why nothing can be read; empty if reading is possible.
func (a *App) offline() string {
	if a.options.Offline {
		return "This is a saved reading: nothing is read from AWS."
	}
	return ""
}

// reset forgets everything that was read and shown: another caller may see
// another organization.
func (a *App) reset() {
	a.env.Reading = model.NewReading()
	a.env.Recent, a.env.Calls = nil, pane.Calls{}
	a.screens, a.at, a.overlays = newScreens(a.env), 0, nil
	a.history, a.session, a.whatIf = history{}, session{}, nil
}
