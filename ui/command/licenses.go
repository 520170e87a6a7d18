package command

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

func (s *session) licenses() *cobra.Command {
	return &cobra.Command{
		Use:   "licenses",
		Short: "Print the licenses of deputy and of its modules and data",
		Long: `licenses prints the license of deputy, then all modules and data that the program
contains, each with its version, its license and the text of the license.`,
		Args: exactly(),
		// The texts must be readable whatever is set up: no flag, variable or configuration counts.
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil },
		RunE: func(*cobra.Command, []string) error {
			if _, err := io.WriteString(s.Stdout, s.License+"\n"+s.Notice); err != nil {
				return fmt.Errorf("print the licenses: %w", err)
			}
			return nil
		},
	}
}
