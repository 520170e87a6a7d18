// Package ui is the program on the screen: the root model that routes messages,
// owns the reading and composes the frame. What fills it are panes; what it
// needs of the world is the Backend.
package ui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// Options are what the program is started with.
type Options struct {
	Goto     string // a place to open first, as in --goto
	ReadOnly string // why nothing can be changed; empty if changes are allowed
	Mouse    bool
	Level    theme.Depth // how many colours
	ASCII    bool        // plain marks
	Offline  bool        // a saved reading: nothing is read
	Pace     int         // per cent of AWS's documented rates that reading may use
	Version  string      // deputy's own
	Now      func() time.Time
	Open     func(url string) error // opens a page in the browser; nil shows the address only
	Login    Login                  // runs a command that logs in; nil runs it on the terminal
}

// Login gives the command of Bubble Tea that runs a program with the terminal
// handed over, and then brings a message made of how it ended.
type Login func(ctx context.Context, run []string, then func(error) tea.Msg) tea.Cmd

// App is the root model.
type App struct {
	ctx      context.Context
	backend  Backend
	options  Options
	env      *pane.Env
	actions  []Action
	size     kit.Size
	screens  []*screen
	at       int        // the current screen
	overlays []kit.Pane // the last one has the keys
	load     *load
	change   change
	asked    *pane.Ask
	whatIf   *pane.WhatIf
	checks   checks
	lens     lens
	toast    toast
	history  history
	session  session
	rest     int // tag of the latest move of the cursor
	clicked  click
	mouse    bool
	ticking  bool
	working  bool // a pane's job is under way
	quitting bool
}

// New gives the program on a backend. ctx bounds all that it reads.
func New(ctx context.Context, b Backend, o Options) *App {
	if o.Now == nil {
		o.Now = time.Now
	}
	env := &pane.Env{
		Look:     kit.Look{Theme: theme.New(true, o.Level, o.ASCII), Now: o.Now()},
		Reading:  model.NewReading(),
		ReadOnly: o.ReadOnly != "", WhyReadOnly: o.ReadOnly,
	}
	a := &App{ctx: ctx, backend: b, options: o, env: env, actions: Actions(), mouse: o.Mouse}
	a.screens = newScreens(env)
	return a
}

// newScreens gives the screens of an environment, in the order of their keys.
func newScreens(env *pane.Env) []*screen {
	return []*screen{
		newOrganization(env), newPolicies(env), newDelegations(env), newFindings(env),
	}
}

// Init starts the first reading.
func (a *App) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, a.begin())
}

// begin starts a run of reading.
func (a *App) begin() tea.Cmd {
	run := 1
	if a.load != nil {
		a.load.cancel()
		run = a.load.run + 1
	}
	a.env.Reading.Begin()
	for _, s := range a.screens {
		s.attended = ""
	}
	a.session = session{journal: a.session.journal, policies: a.session.policies}
	a.overlays = slices.DeleteFunc(a.overlays, func(o kit.Pane) bool {
		_, stale := o.(*pane.Prompt)
		return stale
	})
	a.load = startLoad(a.ctx, a.backend, run)
	a.load.want(model.WantTree{}, model.WantDelegations{})
	if c := &a.change; c.token != "" { // the run before was to answer this
		a.load.want(c.wizard.Order().Needs(c.token))
	}
	return tea.Batch(a.load.next(), a.tick())
}

// Update routes a message to what it is for.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	a.env.Now = a.options.Now()
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.size = kit.Size{W: msg.Width, H: msg.Height}
		a.env.Wide = msg.Width >= wideWidth
	case tea.BackgroundColorMsg:
		a.env.Theme = theme.New(msg.IsDark(), a.options.Level, a.options.ASCII)
	case tea.KeyPressMsg:
		cmd = a.key(msg)
	case tea.PasteMsg:
		cmd = a.paste(msg.Content)
	case tea.MouseClickMsg:
		cmd = a.click(msg.Mouse())
	case tea.MouseWheelMsg:
		cmd = a.wheel(msg.Mouse())
	case factsMsg:
		cmd = a.read(msg)
	case outcomeMsg:
		cmd = a.stepEnded(msg)
	case Interrupt:
		cmd = a.quit()
	case tickMsg:
		cmd = a.spin()
	case restMsg:
		a.rested(msg)
	case toastMsg:
		a.toast.expire(msg)
	case workMsg:
		a.worked(msg)
	case loginMsg:
		cmd = a.loggedIn(msg)
	case profileMsg:
		cmd = a.begin()
	case browseMsg:
		cmd = a.notice(msg.url + "  not opened: " + msg.err.Error())
	case tea.ResumeMsg:
		cmd = tea.RequestBackgroundColor
	}
	return a, tea.Batch(cmd, a.work())
}

// read folds facts into the reading. Facts of an old run are dropped.
func (a *App) read(msg factsMsg) tea.Cmd {
	if a.load == nil || msg.run != a.load.run {
		return nil
	}
	var cmds []tea.Cmd
	for _, f := range msg.facts {
		a.env.Reading.Apply(f)
		cmds = append(cmds, a.note(f))
	}
	a.refocus(len(msg.facts))
	cmds = append(cmds, a.start())
	a.keep()
	a.load.want() // what found no room before
	cmds = append(cmds, a.attend())
	a.need()
	if !msg.ended {
		cmds = append(cmds, a.load.next(), a.tick())
	}
	return tea.Batch(cmds...)
}

// key gives a key to a pane that takes text, else to the table of actions.
func (a *App) key(msg tea.KeyPressMsg) tea.Cmd {
	if a.blind() { // nobody can see what a key would do
		if k := msg.String(); k == "q" || k == "ctrl+c" {
			return a.quit()
		}
		return nil
	}
	if t, ok := a.focused().(kit.Typist); ok && t.Typing() {
		if intent, taken := t.Key(msg); taken {
			return a.follow(intent)
		}
	}
	return a.act(msg.String())
}

// paste gives pasted text to a pane that takes text. Elsewhere an error text or
// an event is asked about.
func (a *App) paste(text string) tea.Cmd {
	if a.blind() {
		return nil
	}
	t, ok := a.focused().(kit.Typist)
	switch {
	case ok && t.Typing():
		return a.follow(t.Paste(text))
	case a.asked != nil && a.focused() == kit.Pane(a.asked):
		return a.follow(a.asked.Paste(text))
	case len(a.overlays) == 0 && model.LooksPasted(text):
		return a.askPasted(text)
	case len(a.overlays) == 0:
		return a.notice("Nothing here takes a pasted text: / searches for an ID or ARN, a asks about an error or an event.")
	default:
		return a.notice("Nothing here takes a pasted text.")
	}
}

// focused gives the pane that the keys go to: the top overlay, else the pane of
// the screen.
func (a *App) focused() kit.Pane {
	if n := len(a.overlays); n > 0 {
		return a.overlays[n-1]
	}
	return a.screen().focused()
}

func (a *App) screen() *screen { return a.screens[a.at] }

// barred tells why nothing can be changed; empty if changes are possible.
func (a *App) barred() string { return a.options.ReadOnly }

// toggleMouse gives the mouse to the terminal or takes it back.
func (a *App) toggleMouse() tea.Cmd {
	a.mouse = !a.mouse
	if a.mouse {
		return a.notice("The mouse works in deputy; press m to select text with it.")
	}
	return a.notice("The mouse selects text in the terminal; press m to use it in deputy.")
}

// out leaves what was opened, by way of its pane where that has a say.
func (a *App) out() tea.Cmd {
	if ok, _ := a.focused().Can(kit.Close); ok {
		return a.follow(a.focused().Do(kit.Close))
	}
	return a.leave()
}

// leave leaves what was opened: an overlay, a document, the pane beside the
// list.
func (a *App) leave() tea.Cmd {
	s := a.screen()
	switch {
	case len(a.overlays) > 0:
		a.overlays = a.overlays[:len(a.overlays)-1]
	case a.beside() && a.at == 0:
		a.drop(s)
	case s.inDetail && len(s.details) > 1:
		s.details = s.details[:len(s.details)-1]
	case s.inDetail:
		s.inDetail = false
	}
	return nil
}

// show goes to a screen.
func (a *App) show(name string) tea.Cmd {
	i := a.screenAt(name)
	switch {
	case a.change.busy:
		return a.notice(underWay)
	case i == a.at:
		a.overlays = nil
		return nil
	}
	from := a.here()
	a.at, a.overlays = i, nil
	a.history.visit(from, a.here())
	return nil
}
