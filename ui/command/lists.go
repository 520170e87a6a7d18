package command

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/export"
	"deputy/model/finding"
	"deputy/model/phrase"
	"deputy/model/search"
)

// tree prints the roots, OUs and accounts.
func (s *session) tree() *cobra.Command {
	x := &listing{
		use: "tree [NODE]", short: "Print the tree of OUs and accounts", what: "the tree",
		long: `tree prints the organization's roots, OUs and accounts, each parent before its
children, or only what is below NODE: an ID, a name or a path such as
Workloads/Prod. As text it draws the tree, or with --filter lists what matches.
With --format mermaid it prints a flowchart of the OUs.`,
		example: []string{"deputy tree", "deputy tree Workloads/Prod --format csv", "deputy tree --format mermaid > tree.mmd"},
		args:    atMost(1),
	}
	x.more = []string{"mermaid"}
	x.gather = func(ctx context.Context, l *loader, args []string) (*export.Document, error) {
		if err := l.read(ctx, treeParts, model.WantTree{}); err != nil {
			return nil, err
		}
		from, err := l.nodes(args)
		if err != nil {
			return nil, err
		}
		var section export.Section
		if x.format == "text" && x.filter == "" {
			section, from = treeText(l.reading, from, s.branches()), nil
		}
		for _, n := range from {
			if x.format == "mermaid" {
				section = export.Section{Key: "tree", Text: section.Text + export.Mermaid(l.reading, n, false)}
				continue
			}
			below := export.Tree(l.reading, n)
			below.Rows = append(section.Rows, below.Rows...)
			section = below
		}
		return &export.Document{Name: "tree", Title: "Tree", Sections: []export.Section{section}}, nil
	}
	return x.command(s)
}

// nodes returns the node that is named, or all roots.
func (l *loader) nodes(args []string) ([]model.NodeID, error) {
	if len(args) > 0 {
		n, err := search.FindNode(l.reading, args[0])
		if err != nil {
			return nil, bad("%s", err)
		}
		return []model.NodeID{n.ID}, nil
	}
	var roots []model.NodeID
	for n := range l.reading.Roots() {
		roots = append(roots, n.ID)
	}
	return roots, nil
}

// accounts prints the accounts.
func (s *session) accounts() *cobra.Command {
	var in string
	var delegations, policies bool
	x := &listing{
		use: "accounts", short: "Print the accounts", what: "the accounts", args: exactly(),
		long: `accounts prints a row for each account: ID, name, OU path, e-mail, state and when
it joined. What it is a delegated administrator for, and which policies are
attached to it, takes more calls: --delegations and --policies read them. Without
them these values are null in JSON and empty in CSV.`,
		example: []string{"deputy accounts --in Workloads/Prod", "deputy accounts --filter suspended --format csv"},
	}
	x.gather = func(ctx context.Context, l *loader, _ []string) (*export.Document, error) {
		parts, wants := treeParts, []model.Want{model.WantTree{}}
		if delegations {
			parts, wants = slices.Concat(parts, delegationParts), append(wants, model.WantDelegations{})
		}
		if err := l.read(ctx, parts, wants...); err != nil {
			return nil, err
		}
		if policies {
			if err := l.readPolicies(ctx, false); err != nil {
				return nil, err
			}
		}
		var args []string
		if in != "" {
			args = []string{in}
		}
		from, err := l.nodes(args)
		if err != nil {
			return nil, err
		}
		var nodes []*model.Node
		for n := range l.reading.Accounts() {
			path := l.reading.Path(n.ID)
			if in == "" || slices.ContainsFunc(path, func(above *model.Node) bool { return slices.Contains(from, above.ID) }) {
				nodes = append(nodes, n)
			}
		}
		model.SortByName(nodes)
		return &export.Document{Name: "accounts", Title: "Accounts", Sections: []export.Section{export.Accounts(l.reading, nodes)}}, nil
	}
	c := x.command(s)
	c.Flags().StringVar(&in, "in", "", "only accounts below this `NODE`: an ID, a name or a path")
	c.Flags().BoolVar(&delegations, "delegations", false, "read what each account is a delegated administrator for")
	c.Flags().BoolVar(&policies, "policies", false, "read which policies are attached to each account")
	return c
}

// policy prints one policy.
func (s *session) policy() *cobra.Command {
	x := &listing{
		use: "policy POLICY", short: "Print a policy, where it is attached and its problems", what: "the policy", args: exactly("POLICY"),
		long: `policy prints one policy, by its ID or name: where it is attached, the problems of
an SCP or RCP, and the text as it is stored. The lists of other policy types are
read only if no SCP or RCP has the name.`,
		example: []string{"deputy policy DenyRegions", "deputy policy p-abcdefgh --json"},
	}
	x.gather = func(ctx context.Context, l *loader, args []string) (*export.Document, error) {
		if err := l.readPolicies(ctx, false); err != nil {
			return nil, err
		}
		p, err := search.FindPolicy(l.reading, args[0])
		if err != nil && l.reading.ManagementUnread() {
			if err := l.readManagement(ctx, l.reading.ManagementTypes()); err != nil {
				return nil, err
			}
			p, err = search.FindPolicy(l.reading, args[0])
		}
		if err != nil {
			return nil, bad("%s", err)
		}
		document := model.PartKey{Part: model.PartDocument, Target: string(p.ID)}
		if err := l.read(ctx, []model.PartKey{document}, model.WantDocument{Policy: p.ID}); err != nil {
			return nil, err
		}
		return export.Policy(l.reading, p), nil
	}
	return x.command(s)
}

// scps prints what applies to an account.
func (s *session) scps() *cobra.Command {
	x := &listing{
		use: "scps NODE", short: "Print the policies that apply to an account, and what they forbid", what: "them", args: exactly("NODE"),
		long: `scps prints which SCPs and RCPs apply to an account, level by level, and what they
forbid in plain words. NODE is an account, an OU or a root: an ID, a name or a
path.`,
		example: []string{"deputy scps payments-prod", "deputy scps 444455556666 --format markdown"},
	}
	x.gather = func(ctx context.Context, l *loader, args []string) (*export.Document, error) {
		n, err := l.node(ctx, args[0])
		if err != nil {
			return nil, err
		}
		d := &export.Document{Name: n.Name, Title: n.Name + " (" + string(n.ID) + ")"}
		for _, t := range model.Evaluated() {
			d.Sections = append(d.Sections, export.Restrictions(l.reading, n.ID, t), export.Ladder(l.reading, n.ID, t))
		}
		return d, nil
	}
	return x.command(s)
}

// node returns the node that is named, with the policies that apply to it. For an
// account's ID only its own path is read.
func (l *loader) node(ctx context.Context, word string) (*model.Node, error) {
	id := model.NodeID(strings.TrimSpace(word))
	if !model.IsAccountID(string(id)) {
		if err := l.read(ctx, treeParts, model.WantTree{}); err != nil {
			return nil, err
		}
		n, err := search.FindNode(l.reading, word)
		if err != nil {
			return nil, bad("%s", err)
		}
		id = n.ID
	}
	done := model.PartKey{Part: model.PartAttached, Target: string(id)}
	if err := l.read(ctx, append(wholes(model.PartOrganization), done), model.WantLadder{Node: id}); err != nil {
		return nil, err
	}
	if n := l.reading.Node(id); n != nil {
		return n, nil
	}
	if gap := l.gap(done); gap != nil {
		return nil, failedGap(gap)
	}
	return nil, bad("account %s is not in this organization", id)
}

// readForFindings reads everything that findings depend on. With report, IAM generates
// a credential report of the management account.
func (l *loader) readForFindings(ctx context.Context, report bool) error {
	if err := l.read(ctx, slices.Concat(treeParts, delegationParts, findingParts), model.WantTree{}, model.WantDelegations{}, model.WantRootAccess{}, model.WantHandshakes{}); err != nil {
		return err
	}
	if err := l.readManagementAccount(ctx, report); err != nil {
		return err
	}
	if err := l.readPolicies(ctx, true); err != nil {
		return err
	}
	return l.readManagement(ctx, l.reading.ManagementTypes())
}

// readManagementAccount reads what lives in the management account: its IAM answers
// nobody else. With report a credential report is generated first.
func (l *loader) readManagementAccount(ctx context.Context, report bool) error {
	switch {
	case report && l.s.flags.snapshot != "" && !l.s.flags.demo:
		return bad("--credential-report asks IAM, and deputy shows a saved reading: leave one of them out")
	case report && !l.reading.ByManagementAccount():
		return bad("--credential-report needs credentials of the management account, and these are of account %s", l.reading.Caller.Account)
	case !l.reading.ByManagementAccount():
		return nil
	case report:
		l.s.tell("deputy: IAM generates a credential report of the management account; this changes nothing else\n")
	}
	return l.read(ctx, model.ManagementAccountParts(), model.WantManagementAccount{Generate: report})
}

// findings prints what is wrong or risky.
func (s *session) findings() *cobra.Command {
	var failOn string
	var report bool
	severities := map[string]finding.Severity{"high": finding.SeverityHigh, "medium": finding.SeverityMedium, "low": finding.SeverityLow}
	x := &listing{
		use: "findings", short: "Print what is wrong or risky", what: "the findings", args: exactly(),
		long: `findings reads the whole organization and prints what the Findings screen shows: its
severity, the evidence, how to fix it and the plan that does. With credentials of the
management account it also reads which IAM users, roles and trails are there.

Passwords, MFA and access keys stand in IAM's credential report, which is read if it
is younger than 4 hours. With --credential-report IAM generates one, which takes some
seconds and changes nothing else.

Exit codes: 0, or 3 if --fail-on is given and there is a finding of this severity
or a graver one; 5 if something could not be read.`,
		example: []string{"deputy findings", "deputy findings --fail-on high --format markdown"},
	}
	var all []*finding.Finding
	x.gather = func(ctx context.Context, l *loader, _ []string) (*export.Document, error) {
		if failOn != "" && severities[failOn] == 0 {
			return nil, bad("--fail-on %s: write high, medium or low", failOn)
		}
		if err := l.readForFindings(ctx, report); err != nil {
			return nil, err
		}
		i := finding.Inspect(l.reading)
		for k := range i.Findings {
			all = append(all, &i.Findings[k])
		}
		shown := slices.DeleteFunc(slices.Clone(all), func(f *finding.Finding) bool {
			one := export.Findings(l.reading, []*finding.Finding{f})
			x.narrow(&one)
			return len(one.Rows) == 0
		})
		return &export.Document{
			Name: "findings", Title: "Findings",
			Sections: append([]export.Section{export.Findings(l.reading, shown)}, export.Proposals(shown)...),
		}, nil
	}
	x.finish = func() error {
		n := 0
		for _, f := range all {
			if failOn != "" && f.Severity <= severities[failOn] {
				n++
			}
		}
		if n == 0 {
			return nil
		}
		return end(Denied, "%s of severity %s or graver", phrase.Count(n, "finding"), failOn)
	}
	c := x.command(s)
	c.Flags().BoolVar(&report, "credential-report", false, "have IAM generate a credential report of the management account")
	c.Flags().StringVar(&failOn, "fail-on", "", "exit with 3 if there is a finding of this `SEVERITY` or a graver one: high, medium or low")
	return c
}
