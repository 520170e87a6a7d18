package command

import (
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
	return &cobra.Command{
		Use:     "snapshot FILE",
		GroupID: "look",
		Short:   "Read the whole organization and save it",
		Long: `snapshot reads the whole organization and saves it in FILE, gzipped if its name
ends in .gz. A reading with gaps is saved too, says so inside, and gives exit
code 5.`,
		Example: example("deputy snapshot 2026-11-23.json.gz", "deputy --snapshot 2026-11-23.json.gz"),
		Args:    exactly("FILE"),
		RunE:    func(c *cobra.Command, args []string) error { return s.save(c.Context(), args[0]) },
	}
}

// save reads everything and writes it down.
func (s *session) save(ctx context.Context, path string) error {
	l, err := s.load(ctx)
	if err != nil {
		return err
	}
	defer l.close()
	if err := l.read(ctx, slices.Concat(treeParts, delegationParts), model.WantTree{}, model.WantDelegations{}, model.WantPolicies{Documents: true}); err != nil {
		return err
	}
	if err := l.read(ctx, policyParts(l.reading)); err != nil {
		return err
	}
	snapshot := l.reading.Freeze(l.taken())
	if err := writeSnapshot(path, snapshot); err != nil {
		return fmt.Errorf("save the reading: %w", err)
	}
	var p page
	p.line(fmt.Sprintf("%s: %s, %s, %s, %s, %s", path, snapshot.Organization.ID,
		phrase.Count(len(snapshot.Accounts), "account"), phrase.Count(len(snapshot.OUs), "OU"),
		phrase.Count(len(snapshot.Policies), "policy"), phrase.Count(len(snapshot.Delegations), "delegation")))
	if err := p.writeTo(s.Stdout); err != nil {
		return err
	}
	switch {
	case snapshot.Complete:
		return nil
	case len(snapshot.Gaps) > 0:
		return end(Unknown, "%s", incomplete(snapshot.Gaps))
	default:
		return end(Unknown, "the reading is incomplete. %s", strings.Join(snapshot.Shortfalls(), " "))
	}
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

// taken is when the reading was taken: now, or when it was saved.
func (l *loader) taken() time.Time {
	if at := l.reading.Status(model.PartAccounts, "").At; l.s.offline() && !at.IsZero() {
		return at
	}
	return l.s.Now().UTC()
}
