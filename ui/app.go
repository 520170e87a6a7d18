// Package ui is the program on the screen. The root model, App, routes messages
// to its parts: the layout, the reading session, the change under way, the
// questions. What fills the screen are panes; AWS is behind the Backend.
package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/recorded"
	"deputy/ui/kit"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// Options are what the program is started with.
type Options struct {
	Goto     string // a place to open first, as in --goto
	ReadOnly string // why nothing can be changed; empty if changes are allowed
	Mouse    bool
	Depth    theme.Depth // how many colours
	Theme    theme.Choice
	Colours  theme.Colours // the user's own
	Columns  []string      // of the list of accounts, behind the name; nil for those that there is room for
	ASCII    bool          // plain marks
	Offline  bool          // a saved reading: nothing is read
	Pace     int           // per cent of AWS's documented rates that reading may use
	Version  string        // deputy's own
	Now      func() time.Time
	Open     func(url string) error                                          // opens a page in the browser; nil shows the address only
	Save     func(name, ending string, text []byte) (path string, err error) // writes a new file for an export; nil cannot
	Login    Login                                                           // runs a command that logs in; nil runs it on the terminal
	Bindings Bindings                                                        // the user's keys and commands, which Check has nothing against
	Events   []string                                                        // files and folders with CloudTrail events, whose calls are judged
	Run      Runner                                                          // runs a command of the user's; nil runs it on the terminal
}

// Login returns the command of Bubble Tea that runs a program with the terminal
// handed over, and then brings a message made of how it ended.
type Login func(ctx context.Context, run []string, then func(error) tea.Msg) tea.Cmd

// App is the root model. It routes: what a message means is decided by the part
// that it is for.
type App struct {
	options   Options
	look      appearance
	env       *pane.Env
	actions   []Action
	layout    *layout
	toast     *toast
	spinner   *spinner
	browser   browser
	exporter  exporter
	mouse     mouse
	cursor    cursor
	session   *session
	change    *change
	recovery  recovery
	events    *events
	sweep     *sweep
	questions questions
	resume    *resume
	jobs      jobs
	confirmed map[string]bool // the user's commands that were confirmed, by name
}

// New returns the program on a backend. ctx bounds all that it reads.
func New(ctx context.Context, b Backend, o Options) *App {
	if o.Now == nil {
		o.Now = time.Now
	}
	env := &pane.Env{
		Look:     kit.Look{Now: o.Now()},
		Clock:    o.Now,
		Reading:  model.NewReading(),
		ReadOnly: o.ReadOnly != "", WhyReadOnly: o.ReadOnly, Offline: o.Offline, Pace: o.Pace,
	}
	env.Lists.Accounts.Columns = o.Columns
	actions, err := o.Bindings.bind(Actions())
	if err != nil {
		actions = Actions()
	}
	env.Keys = spelled(actions, o.ASCII)
	a := &App{options: o, env: env, actions: actions, layout: newLayout(env), toast: &toast{}, spinner: &spinner{env: env}}
	a.look = newAppearance(&a.options, env, a.toast)
	a.browser = browser{open: o.Open, toast: a.toast}
	a.exporter = exporter{save: o.Save, toast: a.toast}
	a.mouse = mouse{layout: a.layout, on: o.Mouse}
	a.session = &session{ctx: ctx, backend: b, options: &a.options, env: env, toast: a.toast}
	env.Journal = &a.session.journal
	a.change = &change{env: env, session: a.session, layout: a.layout, toast: a.toast, spinner: a.spinner}
	a.recovery = recovery{change: a.change}
	a.sweep = &sweep{env: env, session: a.session, now: o.Now}
	a.questions = questions{env: env, layout: a.layout, session: a.session, change: a.change, sweep: a.sweep, toast: a.toast}
	a.events = &events{env: env, session: a.session, questions: &a.questions, toast: a.toast}
	env.Events.Paths = o.Events
	a.resume = &resume{app: a}
	a.session.remember = a.resume.remember
	a.jobs = jobs{layout: a.layout, sweep: a.sweep, made: manyJobs}
	return a
}

// Interrupt is the message of a signal that asks the program to end.
type Interrupt struct{}

// Init starts the first reading.
func (a *App) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, a.look.warn(), a.begin())
}

// Update handles a message, and keeps the way that it led.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	a.env.Now = a.options.Now()
	was := a.layout.moment()
	cmd := a.handle(msg)
	a.session.need(a.layout.screen().list)
	a.events.refresh()
	a.layout.trail.note(was, a.layout.moment())
	if a.env.Events.Reading() {
		cmd = tea.Batch(cmd, a.spinner.start())
	}
	return a, tea.Batch(cmd, a.jobs.next())
}

// handle passes a message to what it is for.
func (a *App) handle(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.layout.resize(msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		cmd = a.look.background(msg.IsDark())
	case tea.KeyPressMsg:
		a.resume.moved = true
		a.jobs.pressed = a.env.Now
		cmd = a.key(msg)
	case tea.PasteMsg:
		cmd = a.paste(msg.Content)
	case tea.MouseClickMsg:
		cmd = a.clicked(msg.Mouse())
	case tea.MouseWheelMsg:
		cmd = a.follow(a.mouse.wheel(msg.Mouse()))
	case factsMsg:
		cmd = a.read(msg)
	case outcomeMsg:
		cmd = a.stepEnded(msg)
	case Interrupt:
		cmd = a.change.quit()
	case tickMsg:
		cmd = a.spinner.turn(a.session.loading() || a.change.waiting() || a.env.Events.Reading() || a.env.ReadsEvents())
	case restedMsg:
		a.jobs.waits = false
	case restMsg:
		a.rested(msg)
	case toastMsg:
		a.toast.expire(msg)
	case workMsg:
		a.jobs.ended(msg)
		cmd = a.nodeMoved()
	case loginMsg:
		cmd = a.loggedIn(msg)
	case profileMsg:
		cmd = a.begin()
	case ownCommandMsg:
		cmd = a.ownEnded(msg)
	case browseMsg:
		cmd = a.browser.failed(msg)
	case savedMsg:
		cmd = a.exporter.saved(msg)
	case tea.ResumeMsg:
		cmd = tea.RequestBackgroundColor
	}
	return cmd
}

// begin starts a run of reading.
func (a *App) begin() tea.Cmd {
	a.session.begin()
	a.layout.readAgain()
	a.change.lookAgain()
	return tea.Batch(a.session.load.next(), a.spinner.start())
}

// reload reads everything again, after it has said what that will cost.
func (a *App) reload() tea.Cmd {
	if !a.session.confirmed() {
		return a.session.warn()
	}
	a.toast.clear()
	a.session.policies = true
	return a.begin()
}

// read folds facts into the reading. Facts of an old run are dropped.
func (a *App) read(msg factsMsg) tea.Cmd {
	s := a.session
	if !s.current(msg) {
		return nil
	}
	var cmds []tea.Cmd
	for _, f := range msg.facts {
		a.env.Reading.Apply(f)
		a.env.NoteEvents(f)
		cmds = append(cmds, a.note(f))
	}
	a.sweep.refresh(len(msg.facts))
	cmds = append(cmds, a.resume.goOn(), a.openGoto())
	s.keep()
	s.keepUnfinished()
	s.load.want() // what found no room before
	cmds = append(cmds, a.nodeMoved())
	s.need(a.layout.focused())
	if !msg.ended {
		cmds = append(cmds, s.load.next(), a.spinner.start())
	}
	return tea.Batch(cmds...)
}

// note passes on what a fact says besides what the organization is.
func (a *App) note(f model.Fact) tea.Cmd {
	switch f := f.(type) {
	case model.StatusFact:
		return a.change.looked(f)
	case model.ScreenFact:
		return a.resume.take(f)
	case model.PromptFact:
		return a.open(pane.NewPrompt(a.env, f.Prompt))
	case recorded.Progress, recorded.Judged, recorded.Found:
		return a.events.note(f)
	default:
		return a.session.note(f)
	}
}

// stepEnded passes on how a step ended, to what began it.
func (a *App) stepEnded(msg outcomeMsg) tea.Cmd {
	if a.recovery.on {
		return a.recovery.stepEnded(msg.outcome)
	}
	return a.change.stepEnded(msg.outcome)
}

// StoppedChange says what is left of a change that was stopped; empty if nothing is.
func (a *App) StoppedChange() string { return a.change.stopped() }
