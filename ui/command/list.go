package command

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/export"
	"deputy/model/phrase"
	"deputy/ui/kit"
)

// listFormats are the formats of the commands that list what the screens show, by
// their names.
var listFormats = map[string]export.Format{"json": export.JSON, "csv": export.CSV, "markdown": export.Markdown}

// listFlags are the flags of such a command.
type listFlags struct {
	format string
	json   bool
	filter string
	more   []string // further formats: mermaid
}

// names returns the names of all formats.
func (f *listFlags) names() []string {
	return append([]string{"text", "json", "csv", "markdown"}, f.more...)
}

// define defines the flags.
func (f *listFlags) define(c *cobra.Command, what string) {
	names := f.names()
	c.Flags().StringVar(&f.format, "format", "text", phrase.Join(names, " or "))
	c.Flags().StringVar(&f.filter, "filter", "", "only rows with all of these `WORDS`")
	jsonFlag(c, &f.json, what)
	_ = c.RegisterFlagCompletionFunc("format", func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return inShell(oneOf(names...)(nil, typed), typed)
	}) // It fails only for flags that are not there.
}

// check settles the format.
func (f *listFlags) check() error {
	switch {
	case f.json && f.format != "text" && f.format != "json":
		return bad("--json and --format %s: give one of them", f.format)
	case f.json:
		f.format = "json"
	}
	if !slices.Contains(f.names(), f.format) {
		return bad("--format %s: write %s", f.format, phrase.Join(f.names(), " or "))
	}
	return nil
}

// narrow keeps the rows that have all words of the filter, as the screen's filter
// does.
func (f *listFlags) narrow(s *export.Section) {
	words := kit.Words(f.filter)
	if len(words) == 0 {
		return
	}
	s.Rows = slices.DeleteFunc(s.Rows, func(row []any) bool {
		return !kit.HasWords(strings.ToLower(strings.Join(export.Texts(row), "\n")), words)
	})
}

// printDocument prints what a command has found, and ends as the reading is.
func (l *loader) printDocument(d *export.Document, f *listFlags) error {
	d.Organization, d.Taken = l.reading.Organization.ID, l.taken()
	for i := range d.Sections {
		f.narrow(&d.Sections[i])
	}
	gaps := l.reading.Gaps()
	if len(gaps) > 0 && f.format != "csv" { // CSV has one table, which must be the list.
		d.Sections = append(d.Sections, export.Gaps(gaps))
	}
	if err := l.s.writeDocument(d, listFormats[f.format]); err != nil {
		return err
	}
	if len(gaps) > 0 {
		return end(Unknown, "%s", incomplete(gaps))
	}
	return nil
}

// writeDocument writes a document in a format; without one as text for people.
// Nothing in it is a character that a terminal acts on.
func (s *session) writeDocument(d *export.Document, f export.Format) error {
	if f == 0 {
		return documentPage(d).writeTo(s.Stdout)
	}
	text, err := export.Encode(d, f)
	if err != nil {
		return bad("%s", err)
	}
	out := s.Stdout
	switch f {
	case export.JSON:
		out = cleanJSON{out}
	case export.CSV:
		text = bytes.Map(visible, text)
	case export.Markdown: // which has none
	}
	_, err = out.Write(text)
	return err
}

// visible keeps characters that a terminal acts on out of a CSV.
func visible(r rune) rune {
	if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r >= 0x7f && r < 0xa0 || unicode.Is(unicode.Bidi_Control, r) {
		return '\ufffd'
	}
	return r
}

// documentPage writes a document for people: columns that say nothing are left out.
func documentPage(d *export.Document) *page {
	p := &page{}
	for i := range d.Sections {
		s := &d.Sections[i]
		if i > 0 {
			p.blank()
		}
		if s.Title != "" {
			p.line(s.Title)
		}
		for _, line := range s.Lines {
			p.item("  - ", line)
		}
		for line := range strings.Lines(s.Text) {
			p.line(strings.TrimSuffix(line, "\n"))
		}
		if len(s.Rows) > 0 && s.Head > 0 {
			p.records(s)
		} else if len(s.Rows) > 0 {
			p.table(textRows(s))
		} else if len(s.Columns) > 0 && len(s.Lines) == 0 {
			p.line("None.")
		}
	}
	return p
}

// textRows returns a table with its headings, without the columns that are empty.
func textRows(s *export.Section) [][]string {
	used := make([]bool, len(s.Columns))
	rows := make([][]string, 0, len(s.Rows)+1)
	head := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		head[i] = strings.ToUpper(c.Title)
	}
	rows = append(rows, head)
	for _, row := range s.Rows {
		texts := export.Texts(row)
		for i, text := range texts {
			used[i] = used[i] || text != ""
		}
		rows = append(rows, texts)
	}
	for i := range rows {
		k := 0
		rows[i] = slices.DeleteFunc(rows[i], func(string) bool { k++; return !used[k-1] })
	}
	return rows
}

// records adds each row as lines: the cells that head it beside each other, the
// others below them with their headings.
func (p *page) records(s *export.Section) {
	for k, row := range s.Rows {
		if k > 0 {
			p.blank()
		}
		texts := export.Texts(row)
		p.item("", strings.Join(texts[:s.Head], "  "))
		for i, text := range texts {
			if i >= s.Head && text != "" {
				p.item("    "+s.Columns[i].Title+": ", text)
			}
		}
	}
}

// listing is a command that prints what a screen shows.
type listing struct {
	listFlags
	use, short, long string
	what             string // of the JSON
	args             cobra.PositionalArgs
	example          []string
	// gather reads what the command needs and returns it.
	gather func(ctx context.Context, l *loader, args []string) (*export.Document, error)
	// finish returns how the command ends once it has printed; nil for as usual.
	finish func() error
}

// command returns the command of a listing.
func (x *listing) command(s *session) *cobra.Command {
	c := &cobra.Command{
		Use: x.use, GroupID: "look", Short: x.short, Long: x.long, Example: example(x.example...), Args: x.args,
		RunE: func(c *cobra.Command, args []string) error {
			if err := x.check(); err != nil {
				return err
			}
			l, err := s.load(c.Context())
			if err != nil {
				return err
			}
			defer l.close()
			d, err := x.gather(c.Context(), l, args)
			if err != nil {
				return err
			}
			if err := l.printDocument(d, &x.listFlags); err != nil || x.finish == nil {
				return err
			}
			return x.finish()
		},
	}
	x.define(c, x.what)
	return c
}

// readPolicies reads every SCP and RCP, where each is attached, and the texts.
func (l *loader) readPolicies(ctx context.Context, documents bool) error {
	wants := []model.Want{model.WantTree{}, model.WantPolicies{Documents: documents}}
	if l.settled(treeParts) {
		wants = wants[1:]
	}
	if err := l.read(ctx, treeParts, wants...); err != nil {
		return err
	}
	parts := policyParts(l.reading)
	if !documents {
		parts = parts[1:]
	}
	return l.read(ctx, parts)
}
