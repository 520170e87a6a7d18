package command

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/delegation"
	"deputy/model/export"
	"deputy/model/phrase"
	"deputy/model/plain"
)

func (s *session) delegations() *cobra.Command {
	var f listFlags
	c := &cobra.Command{
		Use:     "delegations",
		GroupID: "look",
		Short:   "Print which account administers which service",
		Long: `delegations prints a row for each service that can be delegated: whether it has
trusted access, which account administers it and since when, and how many
administrators it allows. It also prints what the organization's resource policy
allows. For the management account it adds what service APIs report, Region by
Region, and where that differs from AWS Organizations. It lists what it could
not read, and then exits with code 5.`,
		Example: example("deputy delegations --filter security-tooling", "deputy delegations --format csv > delegations.csv"),
		Args:    exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return s.printDelegations(c.Context(), &f)
		},
	}
	f.define(c, "the table")
	return c
}

func (s *session) printDelegations(ctx context.Context, f *listFlags) error {
	l, err := s.load(ctx)
	if err != nil {
		return err
	}
	defer l.close()
	if err := l.readDelegations(ctx); err != nil {
		return err
	}
	report, rows := delegation.NewReport(l.reading, l.taken()), l.delegationRows(f)
	if format := listFormats[f.format]; format == export.CSV || format == export.Markdown {
		err = s.writeDocument(l.delegationDocument(rows), format)
	} else {
		err = s.print("delegations", format == export.JSON, func(w io.Writer) error {
			_, err := report.Only(func(id string) bool {
				return slices.ContainsFunc(rows, func(row delegation.Row) bool { return row.ID == id })
			}).WriteTo(w)
			return err
		}, func() *page { return delegationPage(l.reading, rows) })
	}
	if err != nil {
		return err
	}
	if gaps := l.reading.Gaps(); report.Incomplete() || len(gaps) > 0 {
		return end(Unknown, "%s", incomplete(gaps))
	}
	return nil
}

// delegationRows returns the services that have all words of the filter, by their ID.
func (l *loader) delegationRows(f *listFlags) []delegation.Row {
	table := delegation.Table(l.reading)
	slices.SortFunc(table, func(a, b delegation.Row) int { return cmp.Compare(a.ID, b.ID) })
	return slices.DeleteFunc(table, func(row delegation.Row) bool {
		section := export.Delegations([]delegation.Row{row})
		f.narrow(&section)
		return len(section.Rows) == 0
	})
}

// delegationDocument returns the table of delegated administrators, where sources
// disagree, what the resource policy allows, and what could not be read.
func (l *loader) delegationDocument(rows []delegation.Row) *export.Document {
	d := &export.Document{
		Name: "delegations", Title: "Delegations", Organization: l.reading.Organization.ID, Taken: l.taken(),
		Sections: []export.Section{export.Delegations(rows)},
	}
	d.Say("disagreements", "Disagreements", disagreements(rows))
	d.Say("resourcePolicy", "Organization's resource policy", resourcePolicyTexts(l.reading))
	if gaps := l.reading.Gaps(); len(gaps) > 0 {
		d.Sections = append(d.Sections, export.Gaps(gaps))
	}
	return d
}

// readDelegations reads what is delegated, by AWS Organizations and by the service APIs.
func (l *loader) readDelegations(ctx context.Context) error {
	if err := l.read(ctx, slices.Concat(treeParts, delegationParts), model.WantTree{}, model.WantDelegations{}); err != nil {
		return err
	}
	return l.readServiceAPIs(ctx)
}

// readServiceAPIs asks the service APIs that have a list of their own about their
// delegated administrators, as far as the caller's account may: a call for each
// service and Region.
func (l *loader) readServiceAPIs(ctx context.Context) error {
	var parts []model.PartKey
	var wants []model.Want
	for _, row := range delegation.Table(l.reading) {
		if row.ServiceAPI != nil && !row.ServiceAPI.ManagementOnly {
			id := row.Service.ID
			parts, wants = append(parts, model.PartKey{Part: model.PartService, Target: string(id)}), append(wants, model.WantService{Service: id})
		}
	}
	return l.read(ctx, parts, wants...)
}

// delegationPage writes the table of delegated administrators, and below it where
// sources disagree.
func delegationPage(r *model.Reading, table []delegation.Row) *page {
	p := &page{}
	rows := [][]string{{"SERVICE", "TRUSTED", "QUOTA", "SINCE", "ADMINISTRATOR"}}
	for i := range table {
		rows = append(rows, administratorRows(&table[i])...)
	}
	p.table(rows)
	if len(table) == 0 {
		p.line("None.")
	}
	p.section("Disagreements", disagreements(table))
	p.section("Organization's resource policy", resourcePolicyTexts(r))
	var gaps []string
	for _, gap := range model.GroupGaps(r.Gaps()) {
		gaps = append(gaps, gap.Sentence())
	}
	p.section("Not read", gaps)
	return p
}

// disagreements says where sources disagree, each with its service.
func disagreements(rows []delegation.Row) []string {
	var all []string
	for i := range rows {
		for _, d := range rows[i].Disagreements {
			all = append(all, rows[i].ID+": "+d.Text)
		}
	}
	return all
}

// resourcePolicyTexts says what the organization's resource policy allows.
func resourcePolicyTexts(r *model.Reading) []string {
	var all []string
	for _, x := range plain.ReadResourcePolicy(r).Statements {
		all = append(all, x.Text)
	}
	return all
}

// administratorRows returns a service's row, and one more for each further
// delegated administrator.
func administratorRows(row *delegation.Row) [][]string {
	first := []string{row.ID, row.Access.String(), row.Quota().String()}
	var rows [][]string
	for _, account := range row.Accounts() {
		i := slices.IndexFunc(row.Administrators, func(h delegation.Administrator) bool { return h.Account == account })
		h := row.Administrators[i]
		since := cmp.Or(phrase.Date(h.Since), "?")
		name := strings.TrimSpace(h.Name + " " + string(h.Account))
		if h.State != model.StateActive && h.State != model.StateNotGiven {
			name += " (" + strings.ToLower(h.State.String()) + ")"
		}
		rows = append(rows, append(first, since, name))
		first = []string{"", "", ""}
	}
	if len(rows) > 0 {
		return rows
	}
	nobody := "nobody"
	if !row.Certain {
		nobody = "unknown"
	}
	return [][]string{append(first, "", nobody)}
}

// incomplete says in one line that something could not be read.
func incomplete(gaps []model.Gap) string {
	gaps = model.GroupGaps(gaps)
	switch len(gaps) {
	case 0:
		return "the reading is incomplete"
	case 1:
		return "the reading is incomplete: " + gaps[0].Sentence()
	default:
		return fmt.Sprintf("the reading is incomplete, with %d gaps. The first: %s", len(gaps), gaps[0].Sentence())
	}
}
