package command

import (
	"bufio"
	"context"
	"strings"

	"github.com/spf13/cobra"
)

// session is one run of the program: the system around it, and the flags that
// every command shares.
type session struct {
	*System
	flags flags
	typed *bufio.Reader // of Stdin, once something was asked
}

// Run carries out a command line, without the program's name, and
// returns how the program ends. When ctx ends, a step under way is finished first.
func Run(ctx context.Context, w *System, args []string) Code {
	s := &session{System: w}
	root := s.root() //nolint:contextcheck // Cobra hands the context to the command that runs.
	if len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd) {
		plainUsage(root)
	}
	root.SetArgs(args)
	root.SetIn(w.Stdin)
	root.SetOut(w.Stdout)
	root.SetErr(w.Stderr)
	err := root.ExecuteContext(ctx)
	s.warn(err)
	return codeOf(err)
}

const rootLong = `deputy explores an AWS organization: its tree, the policies in force on each
account, and its delegated administrators, which it registers and removes
behind a plan and a confirmation.

Without a command it opens the screen, with the credentials that the AWS CLI
would use. deputy --demo needs none: it opens a built-in organization.

If you do not give a flag, an environment variable can take its place: that of
the AWS CLI where there is one, such as AWS_PROFILE, otherwise DEPUTY_ and the
flag's name, such as DEPUTY_READ_ONLY=1.`

// root builds the tree of commands.
func (s *session) root() *cobra.Command {
	c := &cobra.Command{
		Use:           "deputy",
		Short:         "Explore an AWS organization and change its delegations",
		Long:          rootLong,
		Version:       s.versionText(),
		Args:          noSuchCommand,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(c *cobra.Command, _ []string) error { return s.screen(c.Context()) },
	}
	c.SetFlagErrorFunc(flagError)
	c.PersistentPreRunE = func(c *cobra.Command, _ []string) error { return s.settle(c.Flags()) }
	s.flags.shared(c.PersistentFlags())
	s.flags.screenOnly(c.Flags())
	// Help lists the commands by what they do.
	c.AddGroup(&cobra.Group{ID: "look", Title: "Look:"}, &cobra.Group{ID: "change", Title: "Change:"}, &cobra.Group{ID: "try", Title: "Try:"})
	c.AddCommand(s.can(), s.why(), s.lint(), s.test(), s.delegations(), s.tree(), s.accounts(), s.policies(), s.policy(), s.scps(), s.findings(), s.managementAccount(), s.history(), s.lastAccessed(), s.replay(), s.report(), s.snapshot(), s.diff(), s.export(), s.register(), s.remove(), s.emulate(), s.licenses(), s.version())
	s.completions(c)
	escapeInBash(c)
	return c
}
