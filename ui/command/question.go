package command

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// questionFlags are the flags of a question, in can and why.
type questionFlags struct {
	resource, resourceAccount string
	principal                 string
	set, absent               []string
	json, typical             bool
	batch                     string
	with                      []string
}

// question defines the flags that fill in a question.
func (f *questionFlags) question(c *cobra.Command) {
	c.Flags().StringVar(&f.resource, "resource", "", "the resource's `ARN`; * for an action without resource types")
	c.Flags().StringVar(&f.resourceAccount, "resource-account", "", "the `ACCOUNT` that owns the resource, if the ARN does not say")
	c.Flags().StringVar(&f.principal, "principal", "", "who asks: an `ARN`, or role/NAME, user/NAME, root, sso/PERMISSION-SET, service-linked/SERVICE")
	c.Flags().StringArrayVar(&f.set, "set", nil, "give a condition key: `KEY=VALUE`; repeat for more keys or values")
	c.Flags().StringArrayVar(&f.absent, "absent", nil, "say that a condition `KEY` is not in the request")
}

// fill puts what the flags say into a question.
func (f *questionFlags) fill(q *verdict.Question, partition string) error {
	if f.resource != "" {
		q.Resource = f.resource
	}
	if f.principal != "" {
		q.Principal = verdict.PrincipalARN(partition, q.Account, f.principal)
	}
	if q.Given == nil {
		q.Given = map[string][]string{}
	}
	given := map[string][]string{}
	for _, pair := range f.set {
		key, value, ok := strings.Cut(pair, "=")
		if !ok || key == "" {
			return bad("--set %s: write KEY=VALUE, such as aws:RequestedRegion=eu-central-1", pair)
		}
		if slices.ContainsFunc(f.absent, func(k string) bool { return strings.EqualFold(k, key) }) {
			return bad("--set %s and --absent %s: a key is given or absent, not both", pair, key)
		}
		for written := range given { // AWS does not distinguish keys by case.
			if strings.EqualFold(written, key) {
				key = written
			}
		}
		given[key] = append(given[key], value)
	}
	for key, values := range given {
		maps.DeleteFunc(q.Given, func(k string, _ []string) bool { return strings.EqualFold(k, key) })
		q.Given[key] = values
		q.Absent = slices.DeleteFunc(q.Absent, func(k string) bool { return strings.EqualFold(k, key) })
	}
	q.Absent = append(q.Absent, f.absent...)
	return nil
}

// complete puts what the flags say into a question. Of another resource the
// owner is another one.
func (l *loader) complete(ctx context.Context, q *verdict.Question, f questionFlags) error {
	// The partition is known once the organization is.
	if err := l.read(ctx, wholes(model.PartOrganization)); err != nil {
		return err
	}
	if f.resource != "" && f.resource != q.Resource {
		q.ResourceAccount = ""
	}
	if err := f.fill(q, l.reading.Caller.Partition); err != nil {
		return err
	}
	if f.resourceAccount == "" {
		return nil
	}
	var err error
	q.ResourceAccount, err = l.account(ctx, f.resourceAccount)
	return err
}

// ask answers a question about an account of the organization.
func (l *loader) ask(ctx context.Context, q verdict.Question) (verdict.Verdict, error) {
	v, err := l.askAnyone(ctx, q)
	if err == nil {
		err = l.checkInside(q)
	}
	return v, err
}

// checkInside returns an error if neither the account of a question nor the
// resource is in the organization: no SCP and no RCP could apply.
func (l *loader) checkInside(q verdict.Question) error {
	owner := q.Owner()
	switch {
	case !l.reading.Outside(q.Account):
		return nil
	case owner == "" && (q.Resource == "" || q.Resource == "*"):
		return bad("account %s is not in this organization: give the resource or its owner, to ask whether RCPs block this", q.Account)
	case owner != "" && l.reading.Outside(owner):
		return bad("neither account %s nor the resource's owner %s is in this organization", q.Account, owner)
	default:
		return nil
	}
}

// askAnyone reads the inherited policies that a question needs and answers it. The
// principal may be outside the organization: RCPs apply to it.
func (l *loader) askAnyone(ctx context.Context, q verdict.Question) (verdict.Verdict, error) {
	if err := q.Check(); err != nil {
		return verdict.Verdict{}, bad("%s", err)
	}
	for _, a := range concerned(q) {
		if err := l.readInheritance(ctx, a); err != nil {
			return verdict.Verdict{}, err
		}
	}
	v, err := verdict.Ask(l.reading, q)
	if err != nil || !l.waitsForRCPs(&v) {
		return v, err
	}
	if err := l.readRCPs(ctx); err != nil {
		return v, err
	}
	return verdict.Ask(l.reading, q)
}

// waitsForRCPs reports whether a verdict depends on RCPs that have not been read,
// since the resource may be any account's.
func (l *loader) waitsForRCPs(v *verdict.Verdict) bool {
	targets := l.reading.Status(model.PartTargets, string(model.ResourceControlPolicy)).Progress
	return v.OwnerUnknown && !v.Ruling.Denied() && l.reading.RCPsUnread() && targets != model.Failed
}

// readRCPs reads which RCPs are attached anywhere, and their texts: a call for the
// list, and two for each RCP. Mostly there are none but RCPFullAWSAccess, or few.
func (l *loader) readRCPs(ctx context.Context) error {
	const kind = model.ResourceControlPolicy
	targets := model.PartKey{Part: model.PartTargets, Target: string(kind)}
	if err := l.read(ctx, []model.PartKey{targets}, model.WantPolicies{Only: kind}); err != nil {
		return err
	}
	var documents []model.PartKey
	var wants []model.Want
	for _, p := range l.reading.AttachedRCPs() {
		if l.reading.ParsedDocument(p.ID, kind) == nil {
			documents = append(documents, model.PartKey{Part: model.PartDocument, Target: string(p.ID)})
			wants = append(wants, model.WantDocument{Policy: p.ID})
		}
	}
	return l.read(ctx, documents, wants...)
}

// concerned returns the accounts whose SCPs and RCPs may apply to a question.
func concerned(q verdict.Question) []model.AccountID {
	var accounts []model.AccountID
	if q.Account != "" { // else the caller has none
		accounts = append(accounts, q.Account)
	}
	if owner := q.Owner(); owner != "" && owner != q.Account && scp.RCPCovers(q.Action) {
		accounts = append(accounts, owner)
	}
	return accounts
}

// readInheritance reads the policies that an account inherits from each level
// above it, and its own.
func (l *loader) readInheritance(ctx context.Context, a model.AccountID) error {
	done := model.PartKey{Part: model.PartAttached, Target: string(a)}
	return l.read(ctx, append(wholes(model.PartOrganization), done), model.WantLadder{Node: a.Node()})
}
