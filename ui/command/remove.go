package command

import (
	"github.com/spf13/cobra"

	"deputy/model/catalog"
)

func (s *session) remove() *cobra.Command {
	w := &changeFlags{direction: catalog.Remove}
	c := &cobra.Command{
		Use:     "remove SERVICE ACCOUNT",
		Short:   "Plan to remove a service's delegated administrator, and do it",
		Long:    "remove takes the delegated administration of a service from an account.\n\n" + changeLong,
		Example: example("deputy remove config 222233334444", "deputy remove config 222233334444 --execute --plan 0123456789abcdef --confirm 222233334444"),
	}
	c.Flags().BoolVar(&w.instead, "instead", false, "remove through AWS Organizations alone: for Security Hub under central configuration, which refuses its own road")
	return s.changing(c, w)
}
