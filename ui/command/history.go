package command

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/export"
	changelog "deputy/model/history"
	"deputy/model/phrase"
)

// history prints what was changed in the organization lately, and by whom.
func (s *session) history() *cobra.Command {
	var days int
	x := &listing{
		use: "history", short: "Print who changed the organization, and when", what: "the changes", args: exactly(),
		long: `history prints what was changed in the organization lately, when and by whom:
delegated administrators, trusted access, the resource policy, accounts, OUs,
policies and where they are attached. Where deputy made the change, it prints the
digest of its plan, by the journal on this machine.

The changes come from CloudTrail's event history of the management account, which
has the last 90 days. deputy looks for each kind of call by its name, in the Region
of AWS Organizations and, for services that register administrators themselves, in
every enabled Region, which takes about a minute. What delegated administrators
change from their own accounts is not in it.

A saved reading has the event history if deputy snapshot --history saved it, or if
it was read on the screen.`,
		example: []string{"deputy history --days 7", "deputy history --filter guardduty", "deputy history --format csv"},
	}
	var gaps []model.Gap
	x.gather = func(ctx context.Context, l *loader, _ []string) (*export.Document, error) {
		if days < 1 || days > model.HistoryDays {
			return nil, bad("--days %d: CloudTrail's event history has the last %d days: write a number from 1 to %d", days, model.HistoryDays, model.HistoryDays)
		}
		h, err := l.history(ctx, days)
		if err != nil {
			return nil, err
		}
		log := changelog.New(h, l.steps)
		if !s.offline() {
			if err := l.readNames(ctx, log.Unnamed(l.reading)); err != nil {
				return nil, err
			}
		}
		section := export.History(l.reading, log)
		if s.offline() {
			gaps = h.Gaps
			for _, gap := range gaps {
				section.Lines = append(section.Lines, gap.Target+" was not read: "+phrase.Sentence(gap.Cause))
			}
		}
		if x.format == "text" {
			x.narrow(&section)
			section, x.filter = export.HistoryPage(section), ""
		}
		return &export.Document{Name: "history", Title: "Changes of the organization", Sections: []export.Section{section}}, nil
	}
	x.finish = func() error {
		if len(gaps) > 0 {
			return end(Unknown, "%s", incomplete(gaps))
		}
		return nil
	}
	c := x.command(s)
	c.Flags().IntVar(&days, "days", model.HistoryDays, "how many `DAYS` back, at most 90")
	return c
}

// history reads the event history, or takes that of a saved reading.
func (l *loader) history(ctx context.Context, days int) (model.History, error) {
	parts, wants := treeParts, []model.Want{model.WantTree{}}
	if !l.s.offline() {
		parts, wants = slices.Concat(parts, historyParts), append(wants, model.NewWantHistory(l.s.Now(), days))
	}
	if err := l.read(ctx, parts, wants...); err != nil {
		return model.History{}, err
	}
	if gap := l.gap(historyParts...); gap != nil {
		return model.History{}, failedGap(gap)
	}
	h, _ := l.reading.History()
	if h.To.IsZero() {
		return h, bad("this reading has no event history: deputy snapshot --history FILE saves one with it")
	}
	return changelog.Cut(h, days), nil
}

// readHistory reads the whole event history, and returns what could not be read of it.
func (l *loader) readHistory(ctx context.Context) ([]model.Gap, error) {
	if err := l.read(ctx, historyParts, model.NewWantHistory(l.s.Now(), model.HistoryDays)); err != nil {
		return nil, err
	}
	if gap := l.gap(historyParts...); gap != nil {
		return []model.Gap{*gap}, nil
	}
	h, _ := l.reading.History()
	return h.Gaps, nil
}

// readNames reads the names of policies.
func (l *loader) readNames(ctx context.Context, ids []model.PolicyID) error {
	var parts []model.PartKey
	var wants []model.Want
	for _, id := range ids {
		parts = append(parts, model.PartKey{Part: model.PartDocument, Target: string(id)})
		wants = append(wants, model.WantPolicy{Policy: id})
	}
	return l.read(ctx, parts, wants...)
}
