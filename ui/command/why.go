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
	c := &cobra.Command{
		Use:     "why FILE|-",
		GroupID: "look",
		Short:   "Explain an AccessDenied message or event",
		Long: `why reads an AccessDenied message, a decoded authorization message or a
CloudTrail event, or of several events the first that was denied, from a file or
from standard input (-), takes account, principal, action, resource and Region
from it, and tells whether SCPs and RCPs block that, as deputy can does.

A principal outside the organization is answered by the RCPs of the resource's
owner alone: no SCP of the organization binds it.

The flags add to what the text says, or correct it. Where the text blames a
policy that does not block this by what was read, deputy says so, and what may
be the reason.

Exit codes are those of deputy can: 0 not blocked, 3 denied, 4 depends,
5 unknown; 2 if the text is none of these.`,
		Args: exactly("FILE or -"),
		RunE: func(c *cobra.Command, args []string) error { return s.explain(c.Context(), args[0], f) },
	}
	f.question(c)
	jsonFlag(c, &f.json, "the verdict")
	return c
}

// maxPasted is how long a text may be that why reads: a file of CloudTrail
// holds many events.
const maxPasted = 64 << 20

// pasted reads the text that is to be explained.
func (s *session) pasted(path string) (denial.Denial, error) {
	text, err := s.readText(path, maxPasted, "give the one event that is meant")
	if err != nil {
		return denial.Denial{}, err
	}
	p, err := denial.Parse(text)
	switch {
	case err != nil && path != "-":
		return p, bad("%s: %s", path, err)
	case err != nil:
		return p, bad("%s", err)
	}
	return p, nil
}

func (s *session) explain(ctx context.Context, path string, f questionFlags) error {
	p, err := await(ctx, func() (denial.Denial, error) { return s.pasted(path) })
	if err != nil {
		return err
	}
	if arn, err := model.ParseARN(f.principal); err == nil {
		p.Account = model.AccountID(arn.Account)
	}
	if p.Account == "" {
		return bad("the text does not say whose account it is about: it has no principal's ARN with an account; give --principal ARN")
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
	v, err := l.askAnyone(ctx, p.Question)
	if err != nil {
		return err
	}
	v.Warning = strings.TrimSpace(v.Warning + " " + p.Disagreement(v))
	err = s.print("verdict", f.json, func(w io.Writer) error {
		text, err := verdict.EncodeWhy(p.Question, p.DeniedBy, v.Judgement, slices.Concat(p.Notes, notesOf(v)))
		return writeLine(w, text, err)
	}, func() *page {
		out := pastedPage(&p)
		l.writeVerdict(out, v)
		return out
	})
	return cmp.Or(err, rulingEnd(v.Ruling))
}

// pastedPage says what deputy took from a text, and what the text does not say.
func pastedPage(p *denial.Denial) *page {
	said := &page{}
	by := p.Principal
	if by == "" {
		by = "a principal of " + string(p.Account)
	}
	said.line(p.Action + " by " + by)
	if p.Resource != "" {
		said.line("on " + p.Resource)
	}
	if len(p.DeniedBy) > 0 {
		said.line("The text blames: " + strings.Join(p.DeniedBy, ", "))
	}
	for _, n := range p.Notes {
		said.item("", n)
	}
	said.blank()
	return said
}
