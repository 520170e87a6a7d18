package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"deputy/model/export"
	"deputy/ui/widget"
)

// export is the parent of the commands that write the organization in the form of
// another tool.
func (s *session) export() *cobra.Command {
	c := &cobra.Command{
		Use: "export", GroupID: "look", Short: "Print what is delegated as code for another tool", Args: noSuchCommand,
		RunE: func(c *cobra.Command, _ []string) error {
			return bad("say what to export: %s terraform", c.CommandPath())
		},
	}
	c.AddCommand(s.exportTerraform())
	return c
}

// exportTerraform prints the delegations as configuration for Terraform.
func (s *session) exportTerraform() *cobra.Command {
	return &cobra.Command{
		Use: "terraform [FILE]", Short: "Print delegations, trusted access and the resource policy for Terraform",
		Long: `terraform prints resources of the Terraform AWS provider, with import blocks, for
what the organization has now: each delegated administrator by the service's own
resource, Region by Region where the service has one for each Region; each service
with trusted access; and the organization's resource policy. With FILE it writes a
new file. It changes nothing.

Comments say what the AWS provider has no resource for, where the service and AWS
Organizations disagree, and what deputy could not read.

Exit codes: 0, or 5 if something could not be read.`,
		Example: example("deputy export terraform delegations.tf", "deputy export terraform | terraform fmt -check -"),
		Args:    atMost(1),
		RunE:    func(c *cobra.Command, args []string) error { return s.printTerraform(c.Context(), args) },
	}
}

// printTerraform prints the configuration, or writes it to the file that is named.
func (s *session) printTerraform(ctx context.Context, args []string) error {
	if len(args) > 0 {
		if _, err := os.Lstat(args[0]); err == nil {
			return existsAlready(args[0])
		}
	}
	l, err := s.load(ctx)
	if err != nil {
		return err
	}
	defer l.close()
	if err := l.readDelegations(ctx); err != nil {
		return err
	}
	code := export.Terraform(l.reading, l.taken())
	if len(args) == 0 {
		_, err = io.WriteString(s.Stdout, code.Text)
	} else if err = writeNew(args[0], []byte(code.Text)); errors.Is(err, fs.ErrExist) {
		return existsAlready(args[0])
	}
	if err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	gaps := l.reading.Gaps()
	switch {
	case len(gaps) > 0:
		return end(Unknown, "%s", incomplete(gaps))
	case len(code.Missing) > 0:
		return end(Unknown, "the export is incomplete: %s", code.Missing[0])
	default:
		return nil
	}
}

// existsAlready refuses to write over a file: it may have been edited.
func existsAlready(path string) error {
	return bad("%s exists already, and deputy does not write over it: remove it, or name another file", widget.Clean(path))
}

// writeNew writes a file that does not exist yet, whole or not at all. Only this
// user may read it.
func writeNew(path string, text []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		// Half a file looks like a whole one.
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
