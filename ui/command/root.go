package command

import (
	"bufio"
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"deputy/ui/widget"
)

// session is one run of the program: the world, and what the flags that every
// command shares say.
type session struct {
	*World
	flags flags
	typed *bufio.Reader // of Stdin, once something was asked
}

// Run carries out a command line, without the program's name, and tells how
// the program ends. When ctx ends, a step under way is finished first.
func Run(ctx context.Context, w *World, args []string) Code {
	s := &session{World: w}
	root := s.root() //nolint:contextcheck // Cobra hands the context to the command that runs.
	root.SetArgs(args)
	root.SetIn(w.Stdin)
	root.SetOut(w.Stdout)
	root.SetErr(w.Stderr)
	err := root.ExecuteContext(ctx)
	s.warn(err)
	return codeOf(err)
}

// errorText gives an error in one clean line.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	return widget.Clean(strings.Join(strings.Fields(err.Error()), " "))
}

const rootLong = `deputy explores an AWS organization: its tree, the policies in force on each
account, and its delegated administrators, which it registers and removes
behind a plan and a confirmation.

Without a command it opens the screen, with the credentials that the AWS CLI
would use. deputy --demo needs none: it opens a built-in organization.

A variable stands in for a flag that is not given: the AWS CLI's where it has
one, such as AWS_PROFILE, else DEPUTY_ and the flag's name, such as
DEPUTY_READ_ONLY=1.`

// root builds the tree of commands.
func (s *session) root() *cobra.Command {
	c := &cobra.Command{
		Use:           "deputy",
		Short:         "Explore an AWS organization and change its delegations",
		Long:          rootLong,
		Version:       s.Version,
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
	c.AddCommand(s.can(), s.why(), s.delegations(), s.snapshot(), s.diff(), s.register(), s.remove(), s.emulate(), s.licenses())
	return c
}

// noSuchCommand refuses a word that is no command, and names what comes near.
func noSuchCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		return bad("there is no command %q: did you mean %s?", args[0], strings.Join(near, " or "))
	}
	return bad("there is no command %q: deputy --help lists them", args[0])
}

// exactly refuses more or fewer words than a command takes.
func exactly(names ...string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch {
		case len(args) < len(names):
			return bad("%s is missing: %s", names[len(args)], c.UseLine())
		case len(args) > len(names):
			return bad("%q is one word too many: %s", args[len(names)], c.UseLine())
		default:
			return nil
		}
	}
}

// flagError says what is wrong with a flag, and names what comes near.
func flagError(c *cobra.Command, err error) error {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "unknown flag: --"); ok {
		if near := nearFlag(c, name); near != "" {
			return bad("there is no flag --%s: did you mean --%s?", name, near)
		}
		return bad("there is no flag --%s here: %s --help lists them", name, c.CommandPath())
	}
	return bad("%s: %s --help tells more", text, c.CommandPath())
}

// nearFlag gives the flag that a misspelt name probably stands for; empty if
// none comes near.
func nearFlag(c *cobra.Command, name string) string {
	var names []string
	add := func(f *pflag.Flag) { names = append(names, f.Name) }
	c.Flags().VisitAll(add)
	c.InheritedFlags().VisitAll(add)
	if len(names) == 0 || name == "" {
		return ""
	}
	far := func(s string) int { return distance(name, s) }
	best := slices.MinFunc(names, func(a, b string) int { return cmp.Compare(far(a), far(b)) })
	if far(best) > 1+len(name)/4 && !strings.HasPrefix(best, name) {
		return ""
	}
	return best
}

// distance counts the letters to insert, delete or replace between two words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
