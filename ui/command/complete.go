package command

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"deputy/model"
	"deputy/ui/widget"
)

// completion returns what an argument can be completed to. It may return more than
// what begins with the typed text.
type completion func(n *names, typed string) []offer

// offer is one completion with what it is, in a few words.
type offer struct{ text, note string }

// argumentCompletions complete the arguments of the commands, in their order.
var argumentCompletions = map[string][]completion{
	"can":      {completeAccount, completeAction},
	"register": {completeService, completeAccount},
	"remove":   {completeService, completeAdministrator},
	"tree":     {completeNode},
	"scps":     {completeNode},
	"policy":   {completePolicy},

	"last-accessed": {completeNodeOrPolicy},
}

// takesFiles are the commands whose arguments are files, or other commands.
var takesFiles = map[string]bool{"why": true, "lint": true, "snapshot": true, "diff": true, "terraform": true, "export": true, "deputy": true}

// flagCompletions complete the values of flags, in every command that has them.
var flagCompletions = map[string]completion{
	"in":               completeNode,
	"goto":             completeGoto,
	"resource-account": completeAccount,
	"replace-account":  completeAccount,
	"confirm":          completeAccountID,
	"confirm-loss":     completeService,
	"principal":        completePrincipal,
	"set":              completeSet,
	"absent":           completeAbsent,
	"region":           completeRegion,
	"profile":          completeProfile,
	"change-profile":   completeProfile,
	"delegate-profile": completeProfile,
	"feature":          completeFeature,
	"theme":            oneOf("auto", "dark", "light"),
	"type":             oneOf("rcp", "scp"),
	"fail-on":          oneOf("high", "medium", "low"),
}

// plainFlags take a value that nothing can complete, and no file either.
var plainFlags = []string{"filter", "change-role", "delegate-role", "endpoint-url", "pace", "resource", "reason", "plan", "listen"}

// completions lets the shell complete names in a command and in those below it.
// Completing reaches no network, asks nothing and prints nothing else: what goes
// wrong completes nothing.
func (s *session) completions(c *cobra.Command) {
	for _, below := range c.Commands() {
		s.completions(below)
	}
	if !takesFiles[c.Name()] {
		arguments := argumentCompletions[c.Name()]
		c.ValidArgsFunction = func(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			if len(args) >= len(arguments) {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return inShell(arguments[len(args)](s.names(c, args), typed), typed)
		}
	}
	for _, set := range []*pflag.FlagSet{c.LocalFlags(), c.PersistentFlags()} {
		set.VisitAll(func(f *pflag.Flag) { s.completeFlag(c, f.Name) })
	}
}

// completeFlag lets the shell complete the values of a flag. Registering fails only
// for flags that are not there, or have a completion already.
func (s *session) completeFlag(c *cobra.Command, name string) {
	complete := flagCompletions[name]
	if complete != nil {
		_ = c.RegisterFlagCompletionFunc(name, func(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			return inShell(complete(s.names(c, args), typed), typed)
		})
	}
	if slices.Contains(plainFlags, name) {
		_ = c.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
}

// plainUsage takes the marks of help out of what flags do, which the shell shows as
// it is.
func plainUsage(c *cobra.Command) {
	plain := func(f *pflag.Flag) { f.Usage = strings.ReplaceAll(f.Usage, "`", "") }
	c.Flags().VisitAll(plain)
	c.PersistentFlags().VisitAll(plain)
	for _, below := range c.Commands() {
		plainUsage(below)
	}
}

// maxOffers is how many completions a shell is handed: with more, its list is of no
// use, and it takes long to make it.
const maxOffers = 300

// maxNote is how many cells what a completion is may take.
const maxNote = 60

// inShell returns the completions that begin with the typed text, for a shell. After
// one that has to be typed on, no blank is put.
func inShell(offers []offer, typed string) ([]string, cobra.ShellCompDirective) {
	directive := cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	words := make([]string, 0, len(offers))
	open := true
	for _, x := range offers {
		if len(x.text) < len(typed) || !strings.EqualFold(x.text[:len(typed)], typed) || !isTypeable(x.text) {
			continue
		}
		open = open && strings.ContainsRune(":/=,@", rune(x.text[len(x.text)-1]))
		if note := widget.Cut(widget.Clean(x.note), maxNote, "…"); note != "" {
			x.text += "\t" + note
		}
		words = append(words, x.text)
	}
	// A shell inserts what all completions begin with. The first and the last of a
	// sorted list tell it as all of them do.
	slices.Sort(words)
	words = slices.Compact(words)
	if len(words) > maxOffers {
		words = append(words[:maxOffers-1:maxOffers-1], words[len(words)-1])
	}
	if open && len(words) > 0 {
		directive |= cobra.ShellCompDirectiveNoSpace
	}
	return words, directive
}

// isTypeable reports whether a shell can complete a name as it is: what a terminal
// would act on it cannot, nor what looks like a flag, nor a backslash, which zsh
// takes for an escape.
func isTypeable(name string) bool {
	return name != "" && name[0] != '-' && !strings.Contains(name, "\\") && widget.Clean(name) == name && strings.TrimSpace(name) == name
}

// names is what the completions look names up in.
type names struct {
	s         *session
	c         *cobra.Command
	arguments []string // those before the one that is completed
	snapshot  *model.Snapshot
	read      bool
}

func (s *session) names(c *cobra.Command, arguments []string) *names {
	return &names{s: s, c: c, arguments: arguments}
}

// saved returns the reading whose names are completed, which is empty if there is
// none. The environment counts, which is not settled yet.
func (n *names) saved() *model.Snapshot {
	if n.read {
		return n.snapshot
	}
	n.read, n.snapshot = true, &model.Snapshot{}
	f := n.s.flags
	byVariable, err := strconv.ParseBool(n.s.getenv("DEPUTY_DEMO"))
	set := Settings{Demo: f.demo || byVariable && err == nil, Profile: f.profile, Endpoint: cmp.Or(f.endpoint, n.s.getenv("AWS_ENDPOINT_URL"))}
	path := cmp.Or(f.snapshot, n.s.getenv("DEPUTY_SNAPSHOT"))
	var found *model.Snapshot
	switch {
	case path == "-": // the terminal, perhaps
		return n.snapshot
	case path != "":
		found, err = n.s.readSnapshot(n.c.Context(), path)
	case n.s.Names != nil:
		found, err = n.s.Names(n.c.Context(), set)
	}
	if found != nil && err == nil {
		n.snapshot = found
	}
	return n.snapshot
}
