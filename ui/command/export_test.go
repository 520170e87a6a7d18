package command

import "github.com/spf13/cobra"

// Commands returns the commands, the root first, for the test of the README.
func Commands() []*cobra.Command {
	root := (&session{System: &System{Version: "v0"}}).root()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpFlag()
	root.InitDefaultVersionFlag()
	return append([]*cobra.Command{root}, root.Commands()...)
}

// Variables returns the variables of the environment that stand in for flags.
func Variables() []string {
	names := []string{"DEPUTY_STATE_DIR"}
	for _, v := range variables {
		names = append(names, v.name)
	}
	return names
}

// FlagVariables returns the variables of the environment by the flags that they stand
// in for.
func FlagVariables() map[string]string {
	all := map[string]string{}
	for _, v := range variables {
		all[v.flag] = v.name
	}
	return all
}
