package command

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/denial"
	"deputy/model/verdict"
)

func (s *session) why() *cobra.Command {
	var f questionFlags
	var all bool
	c := &cobra.Command{
		Use:     "why FILE|-",
		GroupID: "look",
		Short:   "Explain an AccessDenied message or event",
		Long: `why reads any text from a file or from standard input (-) and finds the first
denial in it: an AccessDenied message, a decoded authorization message or a
CloudTrail event, also inside logs and JSON of any kind. It takes the account,
principal, action, resource and Region from the denial, and reports whether SCPs
and RCPs block the call, as deputy can does.

deputy also uses what AWS says in the text: which kind of policy, which policy
and which statement denied the call. If only one statement can have done so,
deputy concludes what the request was like, and says what else would deny it. If
the policy no longer applies, or belongs to another organization, deputy
concludes nothing.

For a principal outside the organization only the RCPs of the resource's owner
count: no SCP of the organization applies to it.

The flags add to what the text says, or correct it. If AWS's message and the
policies that deputy has read disagree, deputy says so, with possible reasons.

With --all, deputy groups all denials in the text by policy, statement, account
and principal.

Exit codes are those of deputy can: 0 not blocked, 3 denied, 4 depends,
5 unknown; 2 if the text has no denial. With --all 0 if every denial has a
verdict, 5 if one is unknown.`,
		Args: exactly("FILE or -"),
		RunE: func(c *cobra.Command, args []string) error {
			if !all {
				return s.explain(c.Context(), args[0], f)
			}
			if err := allAlone(c.Flags()); err != nil {
				return err
			}
			return s.explainAll(c.Context(), args[0], f.json)
		},
	}
	f.question(c)
	c.Flags().BoolVar(&all, "all", false, "group all denials in the text by what denies them")
	jsonFlag(c, &f.json, "the verdict")
	return c
}

// maxPasted is how long a text may be that why reads: a file of CloudTrail
// holds many events.
const maxPasted = 64 << 20

// pasted reads the text that is to be explained.
func (s *session) pasted(path string) ([]denial.Denial, error) {
	text, err := s.readText(path, maxPasted, "give only the event of the denied call")
	if err != nil {
		return nil, err
	}
	all, err := denial.ParseAll(text)
	switch {
	case err != nil && path != "-":
		return nil, bad("%s: %s", path, err)
	case err != nil:
		return nil, bad("%s", err)
	}
	return all, nil
}

func (s *session) explain(ctx context.Context, path string, f questionFlags) error {
	all, err := await(ctx, func() ([]denial.Denial, error) { return s.pasted(path) })
	if err != nil {
		return err
	}
	p := denial.First(all)
	if arn, err := model.ParseARN(f.principal); err == nil {
		p.Account = model.AccountID(arn.Account)
	}
	if p.Account == "" && !p.WithoutAccount {
		return bad("the text names no principal and so no account: give --principal ARN")
	}
	l, err := s.load(ctx)
	if err != nil {
		return err
	}
	defer l.close()
	if err := l.complete(ctx, &p.Question, f); err != nil {
		return err
	}
	p.DropNotes(f.principal != "")
	x, err := l.explain(ctx, &p)
	if err != nil {
		return err
	}
	err = s.print("verdict", f.json, func(w io.Writer) error {
		text, err := verdict.EncodeExplained(&x, p.DeniedBy, slices.Concat(p.Notes, notesOf(x.Verdict)))
		return writeLine(w, text, err)
	}, func() *page {
		out := pastedPage(&p)
		l.writeExplained(out, &x)
		return out
	})
	return cmp.Or(err, rulingEnd(x.Ruling))
}

// explain answers the question of a denial, with what AWS says of it. It says
// where the two disagree.
func (l *loader) explain(ctx context.Context, p *denial.Denial) (verdict.Explained, error) {
	if _, err := l.askAnyone(ctx, p.Question); err != nil {
		return verdict.Explained{}, err
	}
	x, err := verdict.Explain(l.reading, p.Question, p.Evidence)
	if err != nil {
		return x, bad("%s", err)
	}
	if x.Unused == "" {
		x.Warning = strings.TrimSpace(x.Warning + " " + p.Disagreement(x.Verdict))
	}
	return x, nil
}

// pastedPage says what deputy took from a text, and what the text does not say.
func pastedPage(p *denial.Denial) *page {
	said := &page{}
	by := p.Principal
	switch {
	case p.WithoutAccount && by == "":
		by = "a caller without an AWS account"
	case by == "":
		by = "a principal of " + string(p.Account)
	}
	said.line(p.Action + " by " + by)
	if p.Resource != "" {
		said.line("on " + p.Resource)
	}
	if len(p.DeniedBy) > 0 {
		said.line("AWS says that it was denied by: " + strings.Join(p.DeniedBy, ", "))
	}
	for _, n := range p.Notes {
		said.item("", n)
	}
	said.blank()
	return said
}
