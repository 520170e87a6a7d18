// Command deputy is a terminal UI for AWS Organizations: it walks the tree of
// organizational units, shows which policies apply to each account, and registers
// or removes delegated administrators behind a plan and a confirmation.
package main

import (
	"bytes"
	"cmp"
	"context"
	_ "embed" // for the licenses
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"deputy/aws"
	"deputy/aws/emulator"
	"deputy/aws/store"
	"deputy/model"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/command"
)

var (
	//go:embed LICENSE
	license string
	//go:embed NOTICE
	notice string
)

// collectAt is how many per cent of the memory that lives may be added before it is
// collected, unless the user says it. What is read of an organization stays, and
// what is computed of it is short-lived, so half of Go's default is room enough.
const collectAt = 50

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	os.Exit(int(run()))
}

// run hands the parts to each other. A signal ends the context, which lets a
// step under way finish and the screen leave the terminal as it was.
func run() command.Code {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer stop()
	return command.Run(ctx, &command.System{
		Version: version(), Build: build(), License: license, Notice: notice,
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Environ:       os.Environ(),
		Now:           time.Now,
		Backend:       backend,
		Names:         names,
		Profiles:      aws.Profiles,
		Emulate:       emulate,
		ProfileConfig: profileConfig,
		Appearance:    appearance,
		Bindings:      bindings,
	}, os.Args[1:])
}

// The linker sets these in a published program: its version, and the commit with its
// date.
var release, commit, date string

// version returns the version of the release, else of the module, else the
// commit that the program was built from.
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && info.Main.Version == "(devel)" {
			return s.Value
		}
	}
	return info.Main.Version
}

// build returns what the compiler recorded of the program, or the linker of a
// published one.
func build() command.Build {
	b := command.Build{Commit: commit, Date: date, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = cmp.Or(b.Commit, s.Value)
		case "vcs.time":
			b.Date = cmp.Or(b.Date, s.Value)
		case "vcs.modified":
			b.Modified = s.Value == "true" && commit == ""
		}
	}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		b.Modules = append(b.Modules, command.Module{Path: m.Path, Version: m.Version, Sum: m.Sum})
	}
	return b
}

// backend returns AWS, or the emulator inside this process for the demo.
func backend(s command.Settings) (ui.Backend, error) {
	if s.Demo {
		organization := builtIn(s.Snapshot)
		return aws.New(aws.Options{
			Demo: true, ReadOnly: s.ReadOnly, Region: s.Region, Transport: emulator.New(organization, demoOptions(organization)...).Transport(),
			DelegateRole: s.DelegateRole,
			Keys:         &aws.Keys{ID: "AKIA" + string(organization.Organization.Management) + "DEMO", Secret: "demo"},
		}), nil
	}
	kept := store.New(store.DefaultDir())
	return aws.New(aws.Options{
		Profile: s.Profile, Region: s.Region, Endpoint: s.Endpoint, Pace: s.Pace, ReadOnly: s.ReadOnly,
		ChangeProfile: s.ChangeProfile, ChangeRole: s.ChangeRole,
		DelegateProfile: s.DelegateProfile, DelegateRole: s.DelegateRole, Store: kept, Screens: kept, Resume: s.Resume,
	}), nil
}

// loadConfig returns the user's configuration, which is read once.
var loadConfig = sync.OnceValues(func() (store.Config, error) { return store.LoadConfig(store.DefaultConfig()) })

// profileConfig returns what the user has set for a profile.
func profileConfig(profile string) (command.ProfileConfig, error) {
	config, err := loadConfig()
	p := config.Profile(profile)
	return command.ProfileConfig{
		ReadOnly: p.ReadOnly, Pace: int(p.Pace),
		ChangeProfile: p.ChangeProfile, ChangeRole: p.ChangeRole, DelegateProfile: p.DelegateProfile, DelegateRole: p.DelegateRole,
	}, err
}

// appearance returns how the user wants the screen to look.
func appearance() (command.Appearance, error) {
	config, err := loadConfig()
	return command.Appearance{Theme: string(config.Theme), Colours: config.Colours.Named(), Columns: config.Columns}, err
}

// bindings returns the user's keys and commands.
func bindings() (ui.Bindings, error) {
	config, err := loadConfig()
	b := ui.Bindings{Keys: config.Keys}
	for _, c := range config.Commands {
		b.Commands = append(b.Commands, ui.OwnCommand(c))
	}
	return b, err
}

// names returns the built-in organization, or the last saved reading.
func names(ctx context.Context, s command.Settings) (*model.Snapshot, error) {
	if s.Demo {
		return builtIn(s.Snapshot), nil
	}
	return store.New(store.DefaultDir()).Latest(ctx, aws.CurrentProfile(s.Profile), s.Endpoint)
}

// demoOptions returns what the emulator has of an organization besides its snapshot:
// the CloudTrail events of the built-in one, what its accounts used, its handshakes,
// and what lives in its management account.
func demoOptions(organization *model.Snapshot) []emulator.Option {
	if organization.Organization.ID != sample.Demo().Organization.ID {
		return nil
	}
	options := []emulator.Option{emulator.WithEvents(sample.Events), emulator.WithAccess(sample.LastAccessed), emulator.WithHandshakes(sample.Handshakes)}
	if organization.ManagementAccount == (model.ManagementAccount{}) {
		options = append(options, emulator.WithManagementAccount(sample.ManagementAccount))
	}
	return options
}

// builtIn returns the saved reading, or the built-in organization where there is
// none.
func builtIn(saved *model.Snapshot) *model.Snapshot {
	if saved != nil {
		return saved
	}
	return sample.Demo()
}

// emulate serves an organization to any AWS client on this machine.
func emulate(ctx context.Context, e command.Emulation) error {
	organization := builtIn(e.Snapshot)
	options := demoOptions(organization)
	if e.Faults != nil {
		faults, err := emulator.ReadFaults(bytes.NewReader(e.Faults))
		if err != nil {
			return command.Bad(fmt.Errorf("%s: %w", e.FaultsFile, err))
		}
		options = append(options, emulator.WithFaults(faults))
	}
	listener, err := emulator.Listen(e.Listen) //nolint:contextcheck // Opening a port on this machine does not wait.
	if err != nil {
		return err
	}
	e.Ready(listener.Addr().String())
	return emulator.New(organization, options...).Serve(ctx, listener)
}
