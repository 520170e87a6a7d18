package command

import (
	"github.com/spf13/cobra"

	"deputy/model/catalog"
)

func (s *session) remove() *cobra.Command {
	w := &changeFlags{direction: catalog.Remove}
	c := &cobra.Command{
		Use:     "remove SERVICE ACCOUNT",
		Short:   "Plan to remove a delegated administrator, and execute the plan",
		Long:    "remove deregisters an account as a delegated administrator for a service.\n\n" + changeLong,
		Example: example("deputy remove config 222233334444", "deputy remove config 222233334444 --execute --plan 0123456789abcdef --confirm 222233334444"),
	}
	c.Flags().BoolVar(&w.instead, "instead", false, "remove only through AWS Organizations: for Security Hub under central configuration, which refuses its own call")
	return s.changing(c, w)
}
