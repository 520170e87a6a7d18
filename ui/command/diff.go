package command

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/diff"
	"deputy/model/export"
	"deputy/model/phrase"
)

// diffFlags are the flags of diff.
type diffFlags struct {
	listFlags
	exitCode bool
	history  bool
	since    string
}

func (s *session) diff() *cobra.Command {
	var f diffFlags
	c := &cobra.Command{
		Use:     "diff [A [B]]",
		GroupID: "look",
		Short:   "Print what changed between two readings, and what that changes",
		Long: `diff prints what changed from the saved reading A to the saved reading B, or to
the organization as it is now without B. Without A it takes the reading that
deputy saved last by itself. With --since, A is a folder: deputy takes the latest
reading in it that was saved before that time.

Of a policy whose document changed it prints what the statements no longer forbid
and what they forbid now; of an account or OU that moved, what that changes for
it. It then asks both readings about an example of each statement that changed,
or whose policy was attached, detached or moved: at most 40 actions, for an
ordinary request, in the accounts that the change can concern. Accounts that no
policy distinguishes are asked once, and at most 2,000 questions are asked.

Where the later reading has the event history (deputy snapshot --history, or
--history here for the organization as it is now), it prints who made a change and
when.

It does not compare what one of the readings lacks: it lists that, and exits with
code 5. With --exit-code it exits with code 3 if something differs.`,
		Example: example("deputy diff monday.json.gz friday.json.gz", "deputy diff --exit-code --format markdown monday.json.gz", "deputy diff --since 7d readings"),
		Args:    atMost(2),
		RunE:    func(c *cobra.Command, args []string) error { return s.printDiff(c.Context(), args, f) },
	}
	f.define(c, "the differences")
	c.Flags().BoolVar(&f.exitCode, "exit-code", false, "exit with code 3 if something differs")
	c.Flags().BoolVar(&f.history, "history", false, "read from CloudTrail who made the changes, if B is the organization as it is now")
	c.Flags().StringVar(&f.since, "since", "", "compare with the latest reading in folder A before this `TIME`: 24h, 7d, or a date")
	return c
}

// printDiff compares two readings.
func (s *session) printDiff(ctx context.Context, args []string, f diffFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	a, b, err := s.readingsToCompare(ctx, args, f)
	if err != nil {
		return err
	}
	all, answers := diff.CompareEffects(a, b)
	switch f.format {
	case "json":
		var text bytes.Buffer
		if err = diff.Encode(&text, a, b, all, answers); err == nil {
			_, err = cleanJSON{s.Stdout}.Write(text.Bytes())
		}
	case "text":
		err = diffPage(a, b, all, answers, f).writeTo(s.Stdout)
	default:
		err = s.writeDocument(diffDocument(a, b, all, answers, f), listFormats[f.format])
	}
	if err != nil {
		return fmt.Errorf("print the differences: %w", err)
	}
	return diffEnd(all, f.exitCode)
}

// diffEnd returns how diff ends.
func diffEnd(all []diff.Difference, exitCode bool) error {
	differs := false
	for _, d := range all {
		if d.Change == diff.Unknown {
			return end(Unknown, "could not compare everything: %s", d.Text)
		}
		differs = true
	}
	if differs && exitCode {
		return end(Denied, "")
	}
	return nil
}

// readingsToCompare returns the readings that diff compares: two saved ones, or a
// saved one and the organization as it is now.
func (s *session) readingsToCompare(ctx context.Context, args []string, f diffFlags) (a, b *model.Snapshot, err error) {
	since := f.since
	switch {
	case f.history && len(args) == 2:
		return nil, nil, bad("--history reads the history of the organization as it is now: for two saved readings, save the later one with deputy snapshot --history")
	case since != "" && len(args) != 1:
		return nil, nil, bad("--since takes the folder of saved readings: deputy diff --since %s FOLDER", since)
	case since != "":
		if a, err = s.readingSince(ctx, args[0], since); err != nil {
			return nil, nil, err
		}
	case len(args) > 0:
		if a, err = s.readSnapshot(ctx, args[0]); err != nil {
			return nil, nil, err
		}
	}
	if len(args) == 2 {
		b, err = s.readSnapshot(ctx, args[1])
		return a, b, err
	}
	return s.compareNow(ctx, a, f.history)
}

// compareNow returns a saved reading, or deputy's own last one for nil, and the
// organization as it is now.
func (s *session) compareNow(ctx context.Context, a *model.Snapshot, history bool) (before, after *model.Snapshot, err error) {
	l, err := s.load(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer l.close()
	if err := l.readAll(ctx); err != nil {
		return nil, nil, err
	}
	if history {
		lacking, err := l.readHistory(ctx)
		if err != nil {
			return nil, nil, err
		}
		if len(lacking) > 0 {
			s.warn(end(Unknown, "the event history is not whole: %s", incomplete(lacking)))
		}
	}
	if a == nil {
		if a = l.saved; a == nil || s.offline() {
			return nil, nil, bad("deputy has saved no reading of this organization yet: give a file that deputy snapshot wrote")
		}
	}
	return a, l.reading.Freeze(l.taken()), nil
}

// readingSince returns the latest reading of a folder that was saved before a time.
func (s *session) readingSince(ctx context.Context, folder, since string) (*model.Snapshot, error) {
	before, err := parseSince(since, s.Now().UTC())
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, badFile(folder, err)
	}
	var latest *model.Snapshot
	for _, e := range entries {
		if name := e.Name(); e.IsDir() || !strings.HasSuffix(name, ".json") && !strings.HasSuffix(name, ".json.gz") {
			continue
		}
		x, err := s.readSnapshot(ctx, filepath.Join(folder, e.Name()))
		if err != nil {
			return nil, err
		}
		if !x.Taken.After(before) && (latest == nil || x.Taken.After(latest.Taken)) {
			latest = x
		}
	}
	if latest == nil {
		return nil, bad("%s has no reading from before %s", folder, phrase.DateTime(before))
	}
	return latest, nil
}

// parseSince reads a time: a date, a time of RFC 3339, or how long ago it was.
func parseSince(text string, now time.Time) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, nil
		}
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 && n < 100_000 {
			return now.AddDate(0, 0, -n), nil
		}
	}
	if ago, err := time.ParseDuration(text); err == nil && ago >= 0 {
		return now.Add(-ago), nil
	}
	return time.Time{}, bad("--since %s: write 24h, 7d, 2026-11-23 or 2026-11-23T10:00:00Z", text)
}

// diffHead says what was compared.
func diffHead(a, b *model.Snapshot) string {
	return fmt.Sprintf("%s, from %s to %s", b.Organization.ID, phrase.DateTime(a.Taken), phrase.DateTime(b.Taken))
}

// diffSections returns the differences that the filter lets through, a section for
// each kind; what could not be compared comes last.
func diffSections(all []diff.Difference, f diffFlags) []export.Section {
	rows := map[diff.Kind]*export.Section{}
	unknown := export.Section{Key: "notCompared", Title: "Not compared"}
	s := diffTable(all)
	for i, row := range s.Rows {
		kind, lines := all[i].Kind, []string{all[i].Text}
		for _, detail := range all[i].Details {
			lines = append(lines, detailMark+detail)
		}
		if by := all[i].ByWhom(); by != "" {
			lines = append(lines, detailMark+by)
		}
		one := export.Section{Rows: [][]any{row}}
		if f.narrow(&one); len(one.Rows) == 0 {
			continue
		}
		if all[i].Change == diff.Unknown {
			unknown.Lines = append(unknown.Lines, lines...)
			continue
		}
		if rows[kind] == nil {
			rows[kind] = &export.Section{Key: kind.String(), Title: diffTitles[kind]}
		}
		rows[kind].Lines = append(rows[kind].Lines, lines...)
	}
	var out []export.Section
	for k := diff.Organization; k <= diff.Tags; k++ {
		if rows[k] != nil {
			out = append(out, *rows[k])
		}
	}
	if len(unknown.Lines) > 0 {
		out = append(out, unknown)
	}
	return out
}

// detailMark stands before what a difference comes to, below the difference.
const detailMark = "→ "

// diffTable returns the differences as a table.
func diffTable(all []diff.Difference) export.Section {
	s := export.Section{Key: "differences", Columns: []export.Column{
		{Key: "kind", Title: "kind"}, {Key: "change", Title: "change"}, {Key: "id", Title: "ID"}, {Key: "name", Title: "name"}, {Key: "text", Title: "what"}, {Key: "details", Title: "details"}, {Key: "madeBy", Title: "by"},
	}}
	for _, d := range all {
		s.Rows = append(s.Rows, []any{d.Kind.String(), d.Change.String(), d.ID, d.Name, d.Text, strings.Join(d.Details, " "), d.ByWhom()})
	}
	return s
}

// answersSection says whose answers change.
func answersSection(x *diff.Answers) export.Section {
	s := export.Section{Key: "answers", Title: "Answers that change"}
	for i := range x.Changes {
		s.Lines = append(s.Lines, x.Changes[i].Sentence())
	}
	if x.Asked > 0 {
		text := fmt.Sprintf("deputy asked about %s, an example of each changed statement, for an ordinary request in each account that the changes can concern.",
			phrase.Count(x.Asked, "action"))
		if len(x.Changes) == 0 {
			text = "No answer changes. " + text
		}
		if x.Cut {
			text += " There was more to ask than deputy asks here."
		}
		s.Lines = append(s.Lines, text)
	}
	return s
}

// diffDocument returns the differences for a format: for CSV the table, for Markdown
// lists.
func diffDocument(a, b *model.Snapshot, all []diff.Difference, answers *diff.Answers, f diffFlags) *export.Document {
	d := &export.Document{Name: "differences", Title: "Changes of the organization", About: []string{diffHead(a, b)}}
	if f.format == "csv" {
		s := diffTable(all)
		f.narrow(&s)
		d.Sections = []export.Section{s}
		return d
	}
	if d.Sections = diffSections(all, f); len(d.Sections) == 0 {
		d.About = append(d.About, noDifferences)
	}
	if s := answersSection(answers); len(s.Lines) > 0 {
		d.Sections = append(d.Sections, s)
	}
	return d
}

// noDifferences is what diff says where nothing differs.
const noDifferences = "deputy found no differences."

// diffPage writes the differences for people.
func diffPage(a, b *model.Snapshot, all []diff.Difference, answers *diff.Answers, f diffFlags) *page {
	p := &page{}
	p.line(diffHead(a, b))
	sections := diffSections(all, f)
	if len(sections) == 0 || len(sections) == 1 && sections[0].Key == "notCompared" {
		p.line(noDifferences)
	}
	for _, s := range append(sections, answersSection(answers)) {
		if len(s.Lines) == 0 {
			continue
		}
		p.blank()
		p.line(s.Title)
		for _, line := range s.Lines {
			mark := "  - "
			if detail, ok := strings.CutPrefix(line, detailMark); ok {
				mark, line = "      ", detail
			}
			p.item(mark, line)
		}
	}
	return p
}

var diffTitles = map[diff.Kind]string{
	diff.Organization: "Organization", diff.OU: "OUs", diff.Account: "Accounts",
	diff.Policy: "Policies", diff.Attachment: "Attachments", diff.TrustedAccess: "Trusted access",
	diff.Delegation: "Delegated administrators", diff.ResourcePolicy: "Resource policy", diff.Tags: "Tags",
}
