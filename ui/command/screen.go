package command

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"deputy/ui"
	"deputy/ui/theme"
)

// screen runs the program on the terminal.
func (s *session) screen(ctx context.Context) error {
	if s.getenv("TERM") == "dumb" || !s.isTerminal(s.Stdin) || !s.isTerminal(s.Stdout) {
		return bad("the screen needs a terminal that can move its cursor: use the commands, such as deputy delegations (deputy --help lists them)")
	}
	set, err := s.settings()
	if err != nil {
		return err
	}
	backend, err := s.open(set)
	if err != nil {
		return err
	}
	profile := s.colours()
	// What is read ends with the program, not with a signal: a step under way
	// is finished first.
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	app := ui.New(run, backend, ui.Options{
		Goto: s.flags.place, ReadOnly: s.readOnly(), Mouse: !s.flags.noMouse,
		Level: level(profile), ASCII: s.ascii(), Offline: s.offline(), Now: s.Now,
		Pace: set.Pace, Version: s.Version, Open: s.browse,
	})
	options := append([]tea.ProgramOption{
		tea.WithContext(run), tea.WithInput(s.Stdin), tea.WithOutput(s.Stdout), tea.WithEnvironment(s.Environ),
		tea.WithColorProfile(profile), tea.WithoutSignalHandler(),
	}, s.Terminal...)
	program := tea.NewProgram(app, options...)
	over := context.AfterFunc(ctx, func() { program.Send(ui.Interrupt{}) })
	defer over()
	_, err = program.Run()
	return s.leave(ctx, app, err)
}

// leave tells how the program on the screen ended, and what is left of a
// change.
func (s *session) leave(ctx context.Context, app *ui.App, err error) error {
	if rest := app.Farewell(); rest != "" {
		s.tell("%s", cleanLines(rest))
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

// colours tells how many colours the terminal has. Any value of NO_COLOR but
// the empty one takes them away: https://no-color.org.
func (s *session) colours() colorprofile.Profile {
	if s.getenv("NO_COLOR") != "" {
		return colorprofile.ASCII
	}
	return colorprofile.Detect(s.Stdout, s.Environ)
}

// level gives the theme's level for a terminal's colours.
func level(p colorprofile.Profile) theme.Depth {
	switch p {
	case colorprofile.TrueColor, colorprofile.ANSI256:
		return theme.Full
	case colorprofile.ANSI:
		return theme.Sixteen
	default:
		return theme.None
	}
}

// ascii tells whether the locale has no UTF-8. Where no locale is set nothing
// speaks against it, but for the Linux console, whose font lacks the marks.
func (s *session) ascii() bool {
	if s.getenv("TERM") == "linux" {
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := strings.ToUpper(s.getenv(name)); value != "" {
			return runtime.GOOS != "windows" && !strings.Contains(value, "UTF-8") && !strings.Contains(value, "UTF8")
		}
	}
	return false
}
