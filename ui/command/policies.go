package command

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/export"
	"deputy/model/phrase"
	"deputy/model/search"
)

// policies prints the policies of some types, or the effective policies of an
// account.
func (s *session) policies() *cobra.Command {
	var words, account string
	x := &listing{
		use: "policies", short: "Print the policies of the organization", what: "the policies", args: exactly(),
		long: `policies prints a row for each SCP and RCP: its size against AWS's quota, where it
is attached and to how many accounts it applies. --type prints policies of other
types: tag, backup and all the others that AWS calls management policies.

With --effective it prints the effective policies of an account instead: what AWS
makes of all policies of a type that the account inherits or has attached. AWS has
none of SCPs and RCPs.`,
		example: []string{
			"deputy policies", "deputy policies --filter rcp --format markdown", "deputy policies --type tag,backup",
			"deputy policies --effective payments-prod --type tag",
		},
	}
	x.gather = func(ctx context.Context, l *loader, _ []string) (*export.Document, error) {
		types, err := parseTypes(words)
		if err != nil {
			return nil, err
		}
		if account != "" {
			return l.effectivePolicies(ctx, account, types)
		}
		return l.listPolicies(ctx, types)
	}
	c := x.command(s)
	c.Flags().StringVar(&words, "type", "", "only policies of these `TYPES`, such as scp, tag or BACKUP_POLICY; all for every enabled type")
	c.Flags().StringVar(&account, "effective", "", "print the effective policies of this `ACCOUNT`: an ID, a name or an e-mail")
	completions := []string{"all"}
	for _, t := range model.PolicyTypes() {
		completions = append(completions, typeWord(t))
	}
	_ = c.RegisterFlagCompletionFunc("type", cobra.FixedCompletions(completions, cobra.ShellCompDirectiveNoFileComp)) // It fails only for flags that are not there.
	return c
}

// typeWord returns a policy type as --type takes it.
func typeWord(t model.PolicyType) string {
	return strings.ReplaceAll(strings.ToLower(t.Abbreviation()), " ", "-")
}

// parseTypes returns the policy types that are named, with commas between them; nil
// for all.
func parseTypes(words string) ([]model.PolicyType, error) {
	if words == "" {
		return model.Evaluated(), nil
	}
	var types []model.PolicyType
	for word := range strings.SplitSeq(words, ",") {
		if strings.EqualFold(word, "all") {
			return nil, nil
		}
		t, ok := model.ParsePolicyType(word)
		if !ok {
			known := make([]string, 0, len(model.PolicyTypes()))
			for _, t := range model.PolicyTypes() {
				known = append(known, typeWord(t))
			}
			return nil, bad("--type %s: write all, %s", word, phrase.Join(known, " or "))
		}
		if !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	return types, nil
}

// listPolicies returns the policies of some types; of all enabled ones for nil.
func (l *loader) listPolicies(ctx context.Context, types []model.PolicyType) (*export.Document, error) {
	isManagement := func(t model.PolicyType) bool { return t.IsManagement() }
	if types == nil || !slices.ContainsFunc(types, isManagement) || slices.ContainsFunc(types, func(t model.PolicyType) bool { return !t.IsManagement() }) {
		if err := l.readPolicies(ctx, true); err != nil {
			return nil, err
		}
	} else if err := l.read(ctx, treeParts, model.WantTree{}); err != nil {
		return nil, err
	}
	enabled := l.reading.ManagementTypes()
	if types == nil {
		types = slices.Concat(model.Evaluated(), enabled)
	}
	wanted := slices.DeleteFunc(slices.Clone(types), func(t model.PolicyType) bool { return !slices.Contains(enabled, t) })
	if err := l.readManagement(ctx, wanted); err != nil {
		return nil, err
	}
	var all []*model.Policy
	var notes []string
	for _, t := range types {
		if t.IsManagement() {
			notes = append(notes, l.notEnabled(t)...)
		}
		all = append(all, l.reading.Policies(t)...)
	}
	section := export.Policies(l.reading, all)
	section.Lines = notes
	return &export.Document{Name: "policies", Title: "Policies", Sections: []export.Section{section}}, nil
}

// readManagement reads the policies of management policy types that are enabled.
func (l *loader) readManagement(ctx context.Context, types []model.PolicyType) error {
	if len(types) == 0 {
		return nil
	}
	want := model.WantManagementPolicies{}
	if len(types) == 1 {
		want.Only = types[0]
	}
	var parts []model.PartKey
	for _, t := range types {
		parts = append(parts, model.ManagementParts(t)...)
	}
	return l.read(ctx, parts, want)
}

// effectivePolicies returns the effective policies of an account, and why AWS calls
// them invalid. For nil, and where no type was given, it returns those of every
// enabled type.
func (l *loader) effectivePolicies(ctx context.Context, word string, types []model.PolicyType) (*export.Document, error) {
	if err := l.read(ctx, treeParts, model.WantTree{}); err != nil {
		return nil, err
	}
	n, err := search.FindAccount(l.reading, word)
	if err != nil {
		return nil, bad("%s", err)
	}
	account, enabled := n.Account(), l.reading.ManagementTypes()
	types = slices.DeleteFunc(slices.Clone(types), func(t model.PolicyType) bool { return !t.IsManagement() })
	if len(types) == 0 {
		types = enabled
	}
	d := &export.Document{Name: cmp.Or(n.Name, string(n.ID)) + "-effective", Title: fmt.Sprintf("Effective policies of %s (%s)", n.Name, n.ID)}
	want := model.WantEffective{Account: account, Only: []model.PolicyType{}}
	var parts []model.PartKey
	for _, t := range types {
		if slices.Contains(enabled, t) {
			target := model.EffectiveTarget(account, t)
			want.Only = append(want.Only, t)
			parts = append(parts, model.PartKey{Part: model.PartEffective, Target: target}, model.PartKey{Part: model.PartPolicyErrors, Target: target})
		}
	}
	want.Errors = want.Only
	if err := l.read(ctx, parts, want); err != nil {
		return nil, err
	}
	for _, t := range types {
		if !slices.Contains(enabled, t) {
			d.Sections = append(d.Sections, export.Section{Key: string(t), Title: "Effective " + t.Singular(), Lines: l.notEnabled(t)})
			continue
		}
		d.Sections = append(d.Sections, export.EffectivePolicies(l.reading, account, []model.PolicyType{t})...)
	}
	return d, nil
}

// notEnabled says that a policy type is not enabled; nothing while that is not known.
func (l *loader) notEnabled(t model.PolicyType) []string {
	if !l.reading.Status(model.PartRoots, "").Known() || l.reading.PolicyTypeStatus(t) != "" {
		return nil
	}
	return []string{strings.ToUpper(t.Plural()[:1]) + t.Plural()[1:] + " are not enabled in this organization."}
}
