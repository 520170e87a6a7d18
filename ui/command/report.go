package command

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"deputy/model/phrase"
	"deputy/model/report"
)

// reportFormats are the formats of the report, by the endings of a file's name.
var reportFormats = map[string]string{".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown"}

// report writes one page about the organization.
func (s *session) report() *cobra.Command {
	var format string
	var documents bool
	c := &cobra.Command{
		Use:     "report FILE",
		GroupID: "look",
		Short:   "Write one page about the organization for auditors and tickets",
		Long: `report reads the whole organization and writes one page: the tree as a picture,
what SCPs and RCPs forbid by OU and by account in plain words, delegated
administrators and what they can do, the resource policy, the findings with their
evidence, and what could not be read. It asks service APIs as deputy delegations
does.

FILE ends in .html or .md, or is - for standard output with --format. The HTML
page needs no other file, no network and no script, and can be printed. report
replaces a file that exists. Only you can read the new one.

It also writes a report with gaps, which the page lists, and then exits with code
5.`,
		Example: example("deputy report audit.html", "deputy report - --format markdown | less", "deputy report 2026-11.html --snapshot 2026-11-23.json.gz"),
		Args:    exactly("FILE"),
		RunE: func(c *cobra.Command, args []string) error {
			format, err := reportFormat(args[0], format)
			if err != nil {
				return err
			}
			return s.writeReport(c.Context(), args[0], format, documents)
		},
	}
	c.Flags().StringVar(&format, "format", "", "html or markdown, if the name of FILE does not say so")
	c.Flags().BoolVar(&documents, "documents", false, "add the documents of all SCPs and RCPs")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"html", "markdown"}, cobra.ShellCompDirectiveNoFileComp)) // It fails only for flags that are not there.
	return c
}

// reportFormat returns the format that the name of a file and the flag ask for.
func reportFormat(path, format string) (string, error) {
	if format != "" && format != "html" && format != "markdown" {
		return "", bad("--format %s: write html or markdown", format)
	}
	ending := strings.ToLower(filepath.Ext(path))
	by := reportFormats[ending]
	switch {
	case path == "-" && format == "":
		return "", bad("-: add --format html or --format markdown")
	case by == "" && format == "":
		return "", bad("%s: end the name in .html or .md, or add --format", path)
	case by != "" && format != "" && by != format:
		return "", bad("%s ends in %s, and --format is %s: give one of them", path, ending, format)
	case format != "":
		return format, nil
	}
	return by, nil
}

// writeReport reads everything and writes the page.
func (s *session) writeReport(ctx context.Context, path, format string, documents bool) error {
	l, err := s.load(ctx)
	if err != nil {
		return err
	}
	defer l.close()
	if err := l.readForFindings(ctx, false); err != nil {
		return err
	}
	if err := l.readServiceAPIs(ctx); err != nil {
		return err
	}
	made := report.New(l.reading, report.Source{
		Taken: l.taken(), Made: s.Now().UTC(), Saved: s.offline(), Version: s.Version, Documents: documents,
	})
	text := made.HTML
	if format == "markdown" {
		text = made.Markdown
	}
	if path == "-" {
		_, err = s.Stdout.Write(text())
	} else if err = replaceFile(path, func(w io.Writer) error { _, err := w.Write(text()); return err }); err == nil {
		var p page
		p.line(path + ": " + contents(l.reading.Freeze(l.taken())) + ", " + phrase.Count(made.Findings(), "finding"))
		err = p.writeTo(s.Stdout)
	}
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	if made.Incomplete() {
		return end(Unknown, "%s", incomplete(l.reading.Gaps()))
	}
	return nil
}
