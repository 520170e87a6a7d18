package command

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/diff"
	"deputy/model/phrase"
)

func (s *session) diff() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "diff A B",
		GroupID: "look",
		Short:   "Print what changed between two saved readings",
		Long: `diff prints what changed from the saved reading A to the saved reading B. It
does not compare what one of them lacks: it lists that, and exits with code 5.`,
		Example: example("deputy diff monday.json.gz friday.json.gz"),
		Args:    exactly("A", "B"),
		RunE:    func(c *cobra.Command, args []string) error { return s.printDiff(c.Context(), args[0], args[1], asJSON) },
	}
	jsonFlag(c, &asJSON, "the differences")
	return c
}

// printDiff compares two saved readings.
func (s *session) printDiff(ctx context.Context, before, after string, asJSON bool) error {
	a, err := s.readSnapshot(ctx, before)
	if err != nil {
		return err
	}
	b, err := s.readSnapshot(ctx, after)
	if err != nil {
		return err
	}
	all := diff.Compare(a, b)
	err = s.print("differences", asJSON,
		func(w io.Writer) error { return diff.Encode(w, a, b, all) },
		func() *page { return diffPage(a, b, all) })
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.Change == diff.Unknown {
			return end(Unknown, "could not compare everything: %s", d.Text)
		}
	}
	return nil
}

// diffPage writes the differences, a section for each kind; what could not be
// compared comes last.
func diffPage(a, b *model.Snapshot, all []diff.Difference) *page {
	p := &page{}
	p.line(fmt.Sprintf("%s, from %s to %s", b.Organization.ID, phrase.DateTime(a.Taken), phrase.DateTime(b.Taken)))
	sections := map[diff.Kind][]string{}
	var unknown []string
	for _, d := range all {
		if d.Change == diff.Unknown {
			unknown = append(unknown, d.Text)
			continue
		}
		sections[d.Kind] = append(sections[d.Kind], d.Text)
	}
	if len(sections) == 0 {
		p.line("deputy found no differences.")
	}
	for k := diff.Organization; k <= diff.Tags; k++ {
		p.section(diffTitles[k], sections[k])
	}
	p.section("Not compared", unknown)
	return p
}

var diffTitles = map[diff.Kind]string{
	diff.Organization: "Organization", diff.OU: "OUs", diff.Account: "Accounts",
	diff.Policy: "Policies", diff.Attachment: "Attachments", diff.TrustedAccess: "Trusted access",
	diff.Delegation: "Delegated administrators", diff.ResourcePolicy: "Resource policy", diff.Tags: "Tags",
}
