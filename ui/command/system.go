// Package command is the command line: flags, their variables of the
// environment, the subcommands, what they print and how they end. It reaches
// AWS, files and the terminal only through the System that main hands over.
package command

import (
	"context"
	"io"
	"os"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/term"

	"deputy/model"
	"deputy/ui"
)

// System is all that the commands need of what is outside them: streams,
// environment, clock, AWS.
type System struct {
	Version        string
	Build          Build  // what the program was made of, besides the version
	License        string // deputy's own, the text
	Notice         string // what the program contains besides, with licenses
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Environ        []string // KEY=value, as os.Environ gives it
	Now            func() time.Time

	// Backend returns the backend for an organization, without doing any work yet.
	Backend func(Settings) (ui.Backend, error)
	// Names returns the saved reading whose names the shell completes: nil for none.
	// It reaches no network and changes no file.
	Names func(context.Context, Settings) (*model.Snapshot, error)
	// Profiles returns the names of the profiles of the AWS configuration.
	Profiles func() []string
	// Emulate serves until the context ends.
	Emulate func(context.Context, Emulation) error
	// ProfileConfig reads deputy's own configuration of a profile; the zero
	// value where there is none.
	ProfileConfig func(profile string) (ProfileConfig, error)
	// Appearance reads how the screen is to look from the same file; nil for none.
	Appearance func() (Appearance, error)

	// Bindings reads the keys and commands of deputy's own configuration; nil for none.
	Bindings func() (ui.Bindings, error)

	// Tests say what a terminal is, and how the screen is run on it.
	IsTerminal func(stream any) bool // nil for what the operating system says
	Terminal   []tea.ProgramOption
}

// Settings say which organization is meant and how to reach it.
type Settings struct {
	Demo            bool            // the built-in organization
	Snapshot        *model.Snapshot // with Demo: a copy of it to rehearse on, instead of the built-in one
	Profile         string          // of the shared AWS configuration; empty for the default chain
	ChangeProfile   string          // for the steps of a plan only; empty for Profile
	ChangeRole      string          // ARN of a role that is assumed for the steps of a plan
	DelegateProfile string          // for the steps that a delegate has to make itself
	DelegateRole    string          // ARN, or name, of a role that is assumed for them
	Region          string
	Endpoint        string
	Pace            int  // percent of AWS's documented limits, 1 to 100
	ReadOnly        bool // change nothing
	Resume          bool // begin with the saved reading
}

// Emulation is what `deputy emulate` serves, and where.
type Emulation struct {
	Listen     string               // host and port; the host is a loopback address
	Snapshot   *model.Snapshot      // nil for the built-in organization
	Faults     []byte               // the faults as JSON; nil for none
	FaultsFile string               // where the faults come from, for messages
	Ready      func(address string) // called once it listens
}

// ProfileConfig is what deputy's own configuration file says of a profile.
type ProfileConfig struct {
	ReadOnly        bool
	ChangeProfile   string
	ChangeRole      string
	DelegateProfile string
	DelegateRole    string
	Pace            int // 0 if the file does not say
}

// getenv returns a variable of the environment; empty if it is not set.
func (w *System) getenv(name string) string {
	for i := len(w.Environ) - 1; i >= 0; i-- {
		if value, ok := strings.CutPrefix(w.Environ[i], name+"="); ok {
			return value
		}
	}
	return ""
}

// isTerminal reports whether a stream is a terminal.
func (w *System) isTerminal(stream any) bool {
	if w.IsTerminal != nil {
		return w.IsTerminal(stream)
	}
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
