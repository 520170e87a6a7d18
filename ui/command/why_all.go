package command

import (
	"cmp"
	"context"
	"io"
	"strconv"

	"github.com/spf13/pflag"

	"deputy/model"
	"deputy/model/denial"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// allAlone refuses flags that are about one denial where all are asked about.
func allAlone(flags *pflag.FlagSet) error {
	for _, name := range []string{"resource", "resource-account", "principal", "set", "absent"} {
		if flags.Changed(name) {
			return bad("--%s is about one denial: leave out either it or --all", name)
		}
	}
	return nil
}

// explainAll groups all denials of a text by what denies them.
func (s *session) explainAll(ctx context.Context, path string, asJSON bool) error {
	all, err := await(ctx, func() ([]denial.Denial, error) { return s.pasted(path) })
	if err != nil {
		return err
	}
	l, err := s.load(ctx)
	if err != nil {
		return err
	}
	defer l.close()
	if err := l.read(ctx, wholes(model.PartOrganization)); err != nil {
		return err
	}
	groups, unknown := denial.Groups{}, false
	has := map[model.AccountID]bool{"": true}
	for i := range all {
		if ctx.Err() != nil {
			return end(Interrupted, "interrupted; nothing was changed")
		}
		d := &all[i]
		x, why, err := l.explainOne(ctx, d, has)
		if err != nil {
			return err
		}
		if why != "" {
			groups.AddUnasked(d, why)
			unknown = true
			continue
		}
		groups.Add(l.reading, d, &x)
		unknown = unknown || x.Ruling == verdict.Unknown
	}
	err = s.print("denials", asJSON, func(w io.Writer) error {
		text, err := groups.Encode()
		return writeLine(w, text, err)
	}, func() *page { return l.groupsPage(&groups) })
	if unknown {
		return cmp.Or(err, end(Unknown, ""))
	}
	return err
}

// explainOne explains one of many denials. has reports which accounts' policies
// have been read. why says why it cannot be asked about.
func (l *loader) explainOne(ctx context.Context, d *denial.Denial, has map[model.AccountID]bool) (x verdict.Explained, why string, err error) {
	if d.Account == "" && !d.WithoutAccount {
		return x, "the text names no account", nil
	}
	if wrong := d.Check(); wrong != nil {
		return x, "deputy does not understand the text: " + wrong.Error(), nil //nolint:nilerr // The group shows it.
	}
	read := func(a model.AccountID) error {
		if has[a] {
			return nil
		}
		has[a] = true
		return l.readInheritance(ctx, a)
	}
	if err := read(d.Account); err != nil {
		return x, "", err
	}
	x, err = verdict.Explain(l.reading, d.Question, d.Evidence)
	if err == nil && x.Owner != "" && !has[x.Owner] && scp.RCPCovers(d.Action) {
		if err := read(x.Owner); err != nil {
			return x, "", err
		}
		x, err = verdict.Explain(l.reading, d.Question, d.Evidence)
	}
	if err == nil && l.waitsForRCPs(&x.Verdict) {
		if err := l.readRCPs(ctx); err != nil {
			return x, "", err
		}
		x, err = verdict.Explain(l.reading, d.Question, d.Evidence)
	}
	return x, "", err
}

// groupsPage lists groups of denials, the largest first.
func (l *loader) groupsPage(groups *denial.Groups) *page {
	p := &page{}
	sorted := groups.Sorted()
	p.line(phrase.Count(groups.Read, "denial") + " in " + phrase.Count(len(sorted), "group"))
	p.blank()
	rows := [][]string{{"COUNT", "DENIED BY", "AT", "ACCOUNT", "PRINCIPAL", "ACTIONS", "LAST"}}
	for _, g := range sorted {
		last := "-"
		if !g.Last.IsZero() {
			last = phrase.DateTime(g.Last)
		}
		account := string(g.Account)
		if n := l.reading.Node(g.Account.Node()); n != nil && n.Name != "" {
			account = n.Name
		}
		rows = append(rows, []string{
			strconv.Itoa(g.Count), g.Reason(), cmp.Or(g.Place(), "-"), cmp.Or(account, "-"),
			cmp.Or(g.Principal, "-"), phrase.List(g.Actions, 3), last,
		})
	}
	p.table(rows)
	return p
}
