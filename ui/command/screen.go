package command

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui"
)

// screen runs the program on the terminal.
func (s *session) screen(ctx context.Context) error {
	if s.getenv("TERM") == "dumb" || !s.isTerminal(s.Stdin) || !s.isTerminal(s.Stdout) {
		return bad("the screen needs a terminal that can move its cursor. Use the commands, such as deputy delegations (deputy --help lists them)")
	}
	if err := s.checkEvents(); err != nil {
		return err
	}
	choice, colours, columns, err := s.appearance()
	if err != nil {
		return err
	}
	unreadable := make(chan error, 1)
	bindings, err := s.bindings()
	if err != nil {
		return err
	}
	backend, pace, err := s.screenBackend(ctx, unreadable)
	if err != nil {
		return err
	}
	profile := s.colours()
	// What is read ends with the program, not with a signal: a step under way
	// is finished first.
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	keys := &recentKeys{}
	app := ui.New(run, &eventBackend{backend, s, keys}, ui.Options{
		Goto: s.flags.place, ReadOnly: s.readOnly(), Mouse: !s.flags.noMouse,
		Depth: depthOf(profile), ASCII: s.ascii(), Offline: s.offline(), Now: s.Now,
		Theme: choice, Colours: colours, Columns: columns, Bindings: bindings,
		Pace: pace, Version: s.Version, Open: s.browse, Save: s.saveExport,
		Events: s.flags.events,
	})
	options := append([]tea.ProgramOption{
		tea.WithContext(run), tea.WithInput(s.keys()), tea.WithOutput(s.Stdout), tea.WithEnvironment(s.Environ),
		tea.WithColorProfile(profile), tea.WithoutSignalHandler(),
		tea.WithFilter(keys.note),
	}, s.Terminal...)
	program := tea.NewProgram(app, options...)
	over := context.AfterFunc(ctx, func() { program.Send(ui.Interrupt{}) })
	defer over()
	defer suspendable(program)()
	go func() {
		select {
		case err := <-unreadable:
			unreadable <- err // for the end
			program.Quit()
		case <-run.Done():
		}
	}()
	_, err = program.Run()
	select {
	case err := <-unreadable:
		return err
	default:
		return s.leave(ctx, app, err)
	}
}

// bindings returns the user's keys and commands. A mistake in them is an error: a
// key must not do what nobody expects.
func (s *session) bindings() (ui.Bindings, error) {
	if s.Bindings == nil {
		return ui.Bindings{}, nil
	}
	b, err := s.Bindings()
	if err != nil {
		return ui.Bindings{}, bad("%s", err)
	}
	if err := b.Check(); err != nil {
		return ui.Bindings{}, bad("the configuration has a mistake: %s", err)
	}
	return b, nil
}

// screenBackend returns the backend of the screen, and the share of AWS's limits
// that it uses. A saved reading is opened after the first frame; unreadable brings
// why it cannot be.
func (s *session) screenBackend(ctx context.Context, unreadable chan<- error) (_ ui.Backend, pace int, err error) {
	if s.offline() {
		return &SavedBackend{
			Open:   func(ctx context.Context) (*model.Snapshot, error) { return s.readSnapshot(ctx, s.flags.snapshot) },
			Failed: func(err error) { unreadable <- err },
		}, s.flags.pace, nil
	}
	set, err := s.settings(ctx)
	if err != nil {
		return nil, 0, err
	}
	set.Resume = true // what is shown from then is marked as such until it is read again
	backend, err := s.Backend(set)
	return backend, set.Pace, err
}

// leave ends the program after the screen, and says what is left of a change.
func (s *session) leave(ctx context.Context, app *ui.App, err error) error {
	if left := app.StoppedChange(); left != "" {
		s.tell("%s", cleanLines(left))
		return end(Partly, "")
	}
	switch {
	case ctx.Err() != nil, errors.Is(err, tea.ErrInterrupted):
		return end(Interrupted, "")
	case err != nil:
		return fmt.Errorf("the screen stopped: %w", err)
	default:
		return nil
	}
}
