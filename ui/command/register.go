package command

import (
	"github.com/spf13/cobra"

	"deputy/model/catalog"
)

func (s *session) register() *cobra.Command {
	w := &changeFlags{direction: catalog.Register}
	c := &cobra.Command{
		Use:   "register SERVICE ACCOUNT",
		Short: "Plan to make an account a delegated administrator, and execute the plan",
		Long:  "register makes an account a delegated administrator for a service.\n\n" + changeLong,
		Example: example("deputy register account-management security-tooling",
			"deputy register guardduty,inspector security-tooling --region eu-west-1",
			"deputy register account-management 222233334444 --execute --plan 0123456789abcdef --confirm 222233334444"),
	}
	c.Flags().BoolVar(&w.enableAccess, "enable-access", false, "let the plan switch on trusted access where it is off and must be on")
	c.Flags().BoolVar(&w.replace, "replace", false, "let the plan first remove the current administrator, if the quota requires it")
	c.Flags().StringVar(&w.replaced, "replace-account", "", "the same, if there are several: which `ACCOUNT`")
	return s.changing(c, w)
}
