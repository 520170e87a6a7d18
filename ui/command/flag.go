package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// defaultPace is the share of AWS's documented limits that deputy uses unless
// it is told otherwise: the organization's automation shares them.
const defaultPace = 50

// flags are the flags that every command shares, and those of the screen.
type flags struct {
	demo            bool
	snapshot        string
	profile         string
	changeProfile   string
	changeRole      string
	delegateProfile string
	delegateRole    string
	region          string
	endpoint        string
	readOnly        bool
	pace            int

	place   string // --goto
	noMouse bool
	theme   string
	events  []string
}

// shared defines the flags that every command has.
func (f *flags) shared(set *pflag.FlagSet) {
	set.BoolVar(&f.demo, "demo", false, "a built-in organization: no credentials, no network; changes vanish at exit")
	set.StringVar(&f.snapshot, "snapshot", "", "a saved reading from `FILE` instead of AWS; with --demo a copy of it to rehearse on")
	set.StringVar(&f.profile, "profile", "", "the AWS `PROFILE` to use")
	set.StringVar(&f.changeProfile, "change-profile", "", "the AWS `PROFILE` for the steps of a plan only")
	set.StringVar(&f.changeRole, "change-role", "", "the `ARN` of a role to assume for the steps of a plan only")
	set.StringVar(&f.delegateProfile, "delegate-profile", "", "the AWS `PROFILE` for the steps that a delegated administrator must make itself")
	set.StringVar(&f.delegateRole, "delegate-role", "", "the `ROLE` to assume for them: an ARN, or its name in the delegated administrator's account")
	set.StringVar(&f.region, "region", "", "the AWS `REGION`; us-east-1 if none is configured")
	set.StringVar(&f.endpoint, "endpoint-url", "", "send every call to this `URL`")
	set.BoolVar(&f.readOnly, "read-only", false, "change nothing")
	set.IntVar(&f.pace, "pace", defaultPace, "`PERCENT` of AWS's documented limits to use, 1 to 100")
}

// screenOnly defines the flags that only the screen has.
func (f *flags) screenOnly(set *pflag.FlagSet) {
	set.StringVar(&f.place, "goto", "", "open `WHAT` first: an account, OU, policy or service, a screen, or a question such as ask ACTION ACCOUNT")
	set.StringVar(&f.theme, "theme", "", "the `THEME`: dark, light, or auto for the terminal's background")
	set.StringArrayVar(&f.events, "events", nil, "judge the calls of CloudTrail events in a file or folder at `PATH`; repeat for more")
	set.BoolVar(&f.noMouse, "no-mouse", false, "leave the mouse to the terminal")
}

// variables of the environment stand in for flags that were not given. What
// the AWS CLI has a variable for, such as AWS_PROFILE, the SDK reads itself.
var variables = []struct{ flag, name string }{
	{"demo", "DEPUTY_DEMO"},
	{"snapshot", "DEPUTY_SNAPSHOT"},
	{"change-profile", "DEPUTY_CHANGE_PROFILE"},
	{"change-role", "DEPUTY_CHANGE_ROLE"},
	{"delegate-profile", "DEPUTY_DELEGATE_PROFILE"},
	{"delegate-role", "DEPUTY_DELEGATE_ROLE"},
	{"read-only", "DEPUTY_READ_ONLY"},
	{"pace", "DEPUTY_PACE"},
	{"goto", "DEPUTY_GOTO"},
	{"no-mouse", "DEPUTY_NO_MOUSE"},
	{"theme", "DEPUTY_THEME"},
}

// settle fills in from the environment and the configuration file what the
// command line leaves open, and refuses what makes no sense.
func (s *session) settle(set *pflag.FlagSet) error {
	from := map[string]string{}
	for _, v := range variables {
		f, value := set.Lookup(v.flag), s.getenv(v.name)
		if f == nil || f.Changed || value == "" {
			continue
		}
		if err := set.Set(v.flag, value); err != nil {
			return bad("%s is %q, which --%s does not accept: unset it, or give the flag", v.name, value, v.flag)
		}
		from[v.flag] = v.name
	}
	if !s.flags.demo && s.flags.snapshot == "" {
		if err := s.fromConfig(set); err != nil {
			return err
		}
	}
	if s.flags.pace < 1 || s.flags.pace > 100 {
		return bad("%s is %d: give a percentage from 1 to 100", origin(from, "pace"), s.flags.pace)
	}
	return s.demoAlone(from)
}

// demoAlone refuses flags that the demo would have to ignore. Variables are
// there for all runs and are ignored.
func (s *session) demoAlone(from map[string]string) error {
	f := &s.flags
	for _, given := range []struct{ flag, value string }{
		{"profile", f.profile},
		{"endpoint-url", f.endpoint},
		{"change-profile", f.changeProfile},
		{"change-role", f.changeRole},
		{"delegate-profile", f.delegateProfile},
	} {
		if f.demo && given.value != "" && from[given.flag] == "" {
			return bad("--demo does not take --%s: it needs no credentials and no network", given.flag)
		}
	}
	return nil
}

// fromConfig fills in what deputy's own configuration says of the profile.
func (s *session) fromConfig(set *pflag.FlagSet) error {
	profile := s.flags.profile
	for _, name := range []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE"} {
		if profile == "" {
			profile = s.getenv(name)
		}
	}
	if profile == "" {
		profile = "default"
	}
	c, err := s.ProfileConfig(profile)
	if err != nil {
		return bad("%s", err)
	}
	s.flags.readOnly = s.flags.readOnly || c.ReadOnly && !set.Changed("read-only")
	if c.ChangeProfile != "" && s.flags.changeProfile == "" {
		s.flags.changeProfile = c.ChangeProfile
	}
	if c.ChangeRole != "" && s.flags.changeRole == "" {
		s.flags.changeRole = c.ChangeRole
	}
	if c.DelegateProfile != "" && s.flags.delegateProfile == "" {
		s.flags.delegateProfile = c.DelegateProfile
	}
	if c.DelegateRole != "" && s.flags.delegateRole == "" {
		s.flags.delegateRole = c.DelegateRole
	}
	if c.Pace != 0 && !set.Changed("pace") {
		s.flags.pace = c.Pace
	}
	return nil
}

// origin names what set a flag, for a message.
func origin(from map[string]string, flag string) string {
	if name := from[flag]; name != "" {
		return name
	}
	return "--" + flag
}

// settings returns what the flags say of the organization.
func (s *session) settings(ctx context.Context) (Settings, error) {
	f := &s.flags
	set := Settings{
		Demo: f.demo, Profile: f.profile, ChangeProfile: f.changeProfile,
		ChangeRole: f.changeRole, DelegateProfile: f.delegateProfile, DelegateRole: f.delegateRole,
		Region: f.region, Endpoint: f.endpoint, Pace: f.pace, ReadOnly: f.readOnly,
	}
	if f.snapshot == "" {
		return set, nil
	}
	var err error
	if set.Snapshot, err = s.readSnapshot(ctx, f.snapshot); err != nil {
		return Settings{}, err
	}
	return set, nil
}

// readOnly says why nothing may be changed; empty if changes are allowed.
func (s *session) readOnly() string {
	switch {
	case s.flags.readOnly:
		return "read-only mode: to change something, leave out --read-only, DEPUTY_READ_ONLY and the profile's readOnly setting"
	case s.offline():
		return "cannot change a saved reading: rehearse on a copy of it with --demo --snapshot FILE"
	default:
		return ""
	}
}

// offline reports whether a saved reading is open, and nothing is read from AWS.
func (s *session) offline() bool { return s.flags.snapshot != "" && !s.flags.demo }

// example makes the examples of a command's help.
func example(lines ...string) string {
	return "  " + strings.Join(lines, "\n  ")
}

// jsonFlag defines --json.
func jsonFlag(c *cobra.Command, to *bool, what string) {
	c.Flags().BoolVar(to, "json", false, fmt.Sprintf("print %s as JSON", what))
}
