package command

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/phrase"
)

func (s *session) snapshot() *cobra.Command {
	var text, history bool
	c := &cobra.Command{
		Use:     "snapshot FILE",
		GroupID: "look",
		Short:   "Read the whole organization and save it",
		Long: `snapshot reads the whole organization and saves it in FILE, gzipped if its name
ends in .gz, and for the next start of the screen. It leaves out tags, the
administrators that service APIs report, and effective policies. It also saves a
reading with gaps, which the file lists, and then exits with code 5.

With --history it also reads from CloudTrail who changed the organization in the
last 90 days, as deputy history does; deputy diff then says who made a change.

With --text, FILE is a folder: deputy writes small files that git can compare,
one for each OU, account, policy and document, in a stable order. It writes only
files that differ, and removes only files that it has written there before. It
refuses a folder with other files.`,
		Example: example("deputy snapshot 2026-11-23.json.gz", "deputy --snapshot 2026-11-23.json.gz", "deputy snapshot --text organization && git -C organization diff"),
		Args:    exactly("FILE"),
		RunE:    func(c *cobra.Command, args []string) error { return s.save(c.Context(), args[0], text, history) },
	}
	c.Flags().BoolVar(&history, "history", false, "save who changed the organization in the last 90 days as well")
	c.Flags().BoolVar(&text, "text", false, "write a folder of small text files that git can compare")
	return c
}

// save reads everything and writes it down.
func (s *session) save(ctx context.Context, path string, text, history bool) error {
	if text && history {
		return bad("--text writes no event history: save it with deputy snapshot --history FILE")
	}
	if text {
		if err := checkTextFolder(path); err != nil {
			return err
		}
	}
	l, err := s.load(ctx)
	if err != nil {
		return err
	}
	defer l.close()
	if err := l.readAll(ctx); err != nil {
		return err
	}
	var lacking []model.Gap // of the event history
	if history {
		if lacking, err = l.readHistory(ctx); err != nil {
			return err
		}
	}
	snapshot := l.reading.Freeze(l.taken())
	said := path + ": " + contents(snapshot)
	if text {
		changed, err := s.saveText(ctx, path, snapshot)
		if err != nil {
			return fmt.Errorf("save the reading: %w", err)
		}
		said = textWritten(path, snapshot, changed)
	} else if err := writeSnapshot(path, snapshot); err != nil {
		return fmt.Errorf("save the reading: %w", err)
	}
	if err := l.keep(ctx, snapshot); err != nil {
		return err
	}
	var p page
	p.line(said)
	p.line("Left out: tags, what service APIs report, and effective policies.")
	if err := p.writeTo(s.Stdout); err != nil {
		return err
	}
	switch {
	case snapshot.Complete && len(lacking) > 0:
		return end(Unknown, "%s", incomplete(lacking))
	case snapshot.Complete:
		return nil
	case len(snapshot.Gaps) > 0:
		return end(Unknown, "%s", incomplete(snapshot.Gaps))
	default:
		return end(Unknown, "the reading is incomplete. %s", strings.Join(snapshot.Shortfalls(), " "))
	}
}

// readAll reads the whole organization.
func (l *loader) readAll(ctx context.Context) error {
	if err := l.read(ctx, slices.Concat(treeParts, delegationParts), model.WantTree{}, model.WantDelegations{}, model.WantPolicies{Documents: true}, model.WantManagementPolicies{}); err != nil {
		return err
	}
	return l.read(ctx, append(policyParts(l.reading), managementParts(l.reading)...))
}

// keep saves a whole reading for the screen's next start as well.
func (l *loader) keep(ctx context.Context, snapshot *model.Snapshot) error {
	if l.s.offline() {
		return nil
	}
	saved := make(chan struct{})
	if err := l.read(ctx, nil, model.WantSave{Snapshot: snapshot, Done: saved}); err != nil {
		return err
	}
	select {
	case <-saved:
		return nil
	case <-ctx.Done():
		return end(Interrupted, "interrupted; nothing was changed")
	}
}

// contents says how much a saved reading holds. What could not be read is
// unknown, and never zero.
func contents(s *model.Snapshot) string {
	missing := s.MissingParts()
	count := func(n int, one, many string, parts ...model.Part) string {
		for key := range missing {
			switch {
			case !slices.Contains(parts, key.Part), key.Part == model.PartAccounts && key.Target != "": // of one parent, only the places
			case n == 0:
				return many + " unknown"
			default:
				return "at least " + phrase.CountOf(n, one, many)
			}
		}
		return phrase.CountOf(n, one, many)
	}
	return strings.Join([]string{
		cmp.Or(s.Organization.ID, "organization unknown"),
		count(len(s.Accounts), "account", "accounts", model.PartAccounts),
		count(len(s.OUs), "OU", "OUs", model.PartOUs),
		count(len(s.Policies), "policy", "policies", model.PartPolicies),
		count(len(s.Delegations), "delegation", "delegations", model.PartAdministrators, model.PartDelegations),
	}, ", ")
}

// policyParts are the parts that a full reading has of policies, by what is
// enabled on the root.
func policyParts(r *model.Reading) []model.PartKey {
	parts := wholes(model.PartDocument)
	for _, t := range model.Evaluated() {
		if r.PolicyTypeStatus(t) != "" {
			parts = append(parts, model.PartKey{Part: model.PartPolicies, Target: string(t)}, model.PartKey{Part: model.PartTargets, Target: string(t)})
		}
	}
	return parts
}

// managementParts are the parts that a full reading has of management policies.
func managementParts(r *model.Reading) (parts []model.PartKey) {
	for _, t := range r.ManagementTypes() {
		parts = append(parts, model.ManagementParts(t)...)
	}
	return parts
}

// taken is when the reading was taken: now, or when it was saved.
func (l *loader) taken() time.Time {
	if at := l.reading.Status(model.PartAccounts, "").At; l.s.offline() && !at.IsZero() {
		return at
	}
	return l.s.Now().UTC()
}
