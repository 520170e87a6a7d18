package command

import (
	"cmp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

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
			return bad("%q is one argument too many: %s", args[len(names)], c.UseLine())
		default:
			return nil
		}
	}
}

// atMost accepts no more than so many words.
func atMost(most int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > most {
			return bad("%q is one word too many: %s", args[most], c.UseLine())
		}
		return nil
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
	return bad("%s: see %s --help", text, c.CommandPath())
}

// nearFlag returns the flag that a misspelt name probably stands for; empty if
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
