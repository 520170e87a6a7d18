package command

import (
	"context"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/export"
	"deputy/model/search"
)

const lastAccessedLong = `last-accessed prints when each service was last used in a root, OU or account, and
by which account: AWS's service last accessed information. With a POLICY it prints
the services that this SCP allows, used by the accounts that it applies to.

AWS generates a report for it, which may take some minutes and changes nothing. It
covers 400 days, or less where AWS has not tracked a Region for that long, and
lists every attempt, also a denied one, some four hours after it. It knows
services, not actions. A service that is not listed is one that SCPs allow nothing
of. Reports about a root or an OU leave out the management account.

Only the management account may ask for it, and SCPs must be enabled. Of a saved
reading it prints the report that was read for it.

Exit codes: 0, or 5 if something could not be read.`

// lastAccessed prints service last accessed information.
func (s *session) lastAccessed() *cobra.Command {
	x := &listing{
		use: "last-accessed NODE|POLICY", short: "Print which services were last used, when and where", what: "them",
		long: lastAccessedLong, args: exactly("NODE or POLICY"),
		example: []string{"deputy last-accessed Workloads/Prod", "deputy last-accessed SandboxAllow --format csv"},
	}
	x.gather = func(ctx context.Context, l *loader, args []string) (*export.Document, error) {
		want, err := l.accessWant(ctx, args[0])
		if err != nil {
			return nil, err
		}
		if err := l.readAccess(ctx, want); err != nil {
			return nil, err
		}
		return export.AccessReport(l.reading, want.Node, want.Policy, s.Now()), nil
	}
	return x.command(s)
}

// accessWant returns the request for what is named.
func (l *loader) accessWant(ctx context.Context, word string) (want model.WantAccessReport, err error) {
	if err := l.read(ctx, treeParts, model.WantTree{}); err != nil {
		return want, err
	}
	n, err := search.FindNode(l.reading, word)
	if err != nil {
		if err := l.readPolicies(ctx, false); err != nil {
			return want, err
		}
		p, wrong := search.FindPolicy(l.reading, word)
		switch {
		case wrong != nil:
			return want, bad("%s", err)
		case p.Type != model.ServiceControlPolicy:
			return want, bad("%s is no SCP: AWS has last accessed information about SCPs only", p.Name)
		}
		want.Policy = p.ID
		for root := range l.reading.Roots() {
			n = root
		}
	}
	if n == nil {
		return want, failedGap(l.gap(treeParts...))
	}
	want.Node, want.Path = n.ID, l.reading.EntityPath(n.ID)
	if want.Path == "" {
		return want, bad("the way from the root to %s is not known", n.ID)
	}
	return want, nil
}

// readAccess reads the report. A saved reading has it, or not.
func (l *loader) readAccess(ctx context.Context, want model.WantAccessReport) error {
	if l.loaded {
		if report, _ := l.reading.AccessReport(want.Node, want.Policy); report.Generated.IsZero() {
			return bad("the saved reading has no report about %s: ask AWS for one, without --snapshot", l.reading.NodeName(want.Node))
		}
		return nil
	}
	if l.s.isTerminal(l.s.Stderr) {
		l.s.tell("AWS generates the report, which may take minutes.\n")
	}
	target := model.AccessTarget(want.Node, want.Policy)
	return l.read(ctx, []model.PartKey{{Part: model.PartAccessReport, Target: target}}, want)
}

// completeNodeOrPolicy completes what last-accessed can be asked about.
func completeNodeOrPolicy(n *names, typed string) []offer {
	return append(completeNode(n, typed), completePolicy(n, typed)...)
}
