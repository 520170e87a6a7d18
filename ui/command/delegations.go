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
	"deputy/model/phrase"
	"deputy/model/plain"
)

func (s *session) delegations() *cobra.Command {
	var asJSON bool
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
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error { return s.printDelegations(c.Context(), asJSON) },
	}
	jsonFlag(c, &asJSON, "the table")
	return c
}

func (s *session) printDelegations(ctx context.Context, asJSON bool) error {
	l, err := s.load(ctx)
	if err != nil {
		return err
	}
	defer l.close()
	if err := l.read(ctx, slices.Concat(treeParts, delegationParts), model.WantTree{}, model.WantDelegations{}); err != nil {
		return err
	}
	if err := l.readServiceAPIs(ctx); err != nil {
		return err
	}
	report := delegation.NewReport(l.reading, l.taken())
	err = s.print("delegations", asJSON, func(w io.Writer) error {
		_, err := report.WriteTo(w)
		return err
	}, func() *page { return delegationPage(l.reading) })
	if err != nil {
		return err
	}
	if gaps := l.reading.Gaps(); report.Incomplete() || len(gaps) > 0 {
		return end(Unknown, "%s", incomplete(gaps))
	}
	return nil
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
func delegationPage(r *model.Reading) *page {
	p := &page{}
	rows := [][]string{{"SERVICE", "TRUSTED", "QUOTA", "SINCE", "ADMINISTRATOR"}}
	var disagreements []string
	table := delegation.Table(r)
	slices.SortFunc(table, func(a, b delegation.Row) int { return cmp.Compare(a.ID, b.ID) })
	for _, row := range table {
		rows = append(rows, administratorRows(&row)...)
		for _, d := range row.Disagreements {
			disagreements = append(disagreements, row.ID+": "+d.Text)
		}
	}
	p.table(rows)
	p.section("Disagreements", disagreements)
	var given []string
	for _, x := range plain.ReadResourcePolicy(r).Statements {
		given = append(given, x.Text)
	}
	p.section("Organization's resource policy", given)
	var gaps []string
	for _, gap := range model.GroupGaps(r.Gaps()) {
		gaps = append(gaps, gap.Sentence())
	}
	p.section("Not read", gaps)
	return p
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
