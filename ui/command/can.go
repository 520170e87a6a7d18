package command

import (
	"cmp"
	"context"
	"io"

	"github.com/spf13/cobra"

	"deputy/model/verdict"
	"deputy/model/verdict/typical"
)

func (s *session) can() *cobra.Command {
	var f questionFlags
	c := &cobra.Command{
		Use:     "can ACCOUNT ACTION",
		GroupID: "look",
		Short:   "Tell whether SCPs and RCPs block an action in an account",
		Long: `can tells whether service control policies and resource control policies block
an action of a principal in an account, and which statement at which level
decides. These policies never grant: "not blocked" does not mean that the
principal may do it, since identity policies are not read.

The first line is the verdict on an ordinary request: of what is not given, the
principal, the resource, its owner and the transport are assumed, and told. The
exact verdict follows, in which all that is not given is unknown and the verdict
may depend on it; --absent says that a condition key is not in the request. A principal is an ARN, or short for
one of the account: role/NAME, user/NAME, root, service-linked/SERVICE,
sso/PERMISSION-SET, or with the Region of IAM Identity Center, where that is not
us-east-1: sso/REGION/PERMISSION-SET. ACCOUNT may be outside the organization if
the resource is in it: RCPs apply to whoever calls.

With --with, a draft of a policy is tried: the answer is as if it were attached
to the root, OU or account that is named. Nothing is changed.

With --batch, questions come as JSON, one object a line, from a file or from
standard input (-): about accounts of the organization, or with their own
policies, which needs neither credentials nor network. Drafts of --with count
for the lines about accounts; the other flags of a question are for one question
alone, a line says such things itself.

Exit codes, by the exact verdict: 0 not blocked, 3 denied, 4 depends, 5 unknown.
With --typical by the verdict on an ordinary request: 4 says that it is not
blocked under conditions, or that another Region, kind of principal or owner of
the resource changes it. With --batch 0 if
every line was answered, whatever the answers are, 1 if any line was an error.`,
		Args: func(c *cobra.Command, args []string) error {
			if f.batch != "" {
				return exactly()(c, args)
			}
			return exactly("ACCOUNT", "ACTION")(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if f.batch != "" {
				if err := batchAlone(c.Flags()); err != nil {
					return err
				}
				return s.batch(c.Context(), f.batch, f.with)
			}
			return s.askOne(c.Context(), args[0], args[1], f)
		},
	}
	f.question(c)
	c.Flags().StringArrayVar(&f.with, "with", nil, "ask as if the policy in `FILE@NODE` were attached there; again for more")
	c.Flags().StringVar(&f.batch, "batch", "", "answer the questions in this `FILE`, one JSON object a line; - for standard input")
	c.Flags().BoolVar(&f.typical, "typical", false, "exit by the verdict on an ordinary request")
	jsonFlag(c, &f.json, "the verdict")
	return c
}

func (s *session) askOne(ctx context.Context, account, action string, f questionFlags) error {
	drafts, err := s.readDrafts(ctx, f.with)
	if err != nil {
		return err
	}
	l, err := s.load(ctx)
	if err != nil {
		return err
	}
	defer l.close()
	id, err := l.account(ctx, account)
	if err != nil {
		return err
	}
	q := verdict.Question{Account: id, Action: action}
	if err := l.complete(ctx, &q, f); err != nil {
		return err
	}
	v, err := l.ask(ctx, q)
	if err != nil {
		return err
	}
	h, err := l.whatIf(ctx, drafts)
	if err != nil {
		return err
	}
	// From here on the reading is that with the drafts.
	if v, l.reading, err = l.askWith(q, v, h, drafts); err != nil {
		return err
	}
	a := typical.Complete(l.reading, v)
	err = s.print("verdict", f.json, func(w io.Writer) error {
		text, err := typical.Encode(nil, &a, notesOf(v))
		return writeLine(w, text, err)
	}, func() *page {
		p := &page{}
		l.writeTypical(p, &a)
		return p
	})
	if f.typical {
		return cmp.Or(err, typicalEnd(&a))
	}
	return cmp.Or(err, rulingEnd(v.Ruling))
}
