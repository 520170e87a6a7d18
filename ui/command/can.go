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
		Short:   "Report whether SCPs and RCPs block an action in an account",
		Long: `can reports whether service control policies (SCPs) and resource control
policies (RCPs) block an action of a principal in an account, and which
statement at which level decides. These policies never grant permissions: "not
blocked" does not mean that the principal can do it, because deputy does not
read identity policies.

The first line is the verdict for an ordinary request: deputy assumes a
principal, a resource, its owner and the transport where you give none, and
lists what it assumes. The exact verdict follows: there, everything that you do
not give is unknown, and the verdict may depend on it. With --absent you say
that a condition key is not in the request.

A principal is an ARN, or short for a principal of the account: role/NAME,
user/NAME, root, service-linked/SERVICE, sso/PERMISSION-SET, or, if IAM Identity
Center is not in us-east-1, sso/REGION/PERMISSION-SET. ACCOUNT may be outside
the organization if the resource is in it, since RCPs apply to every caller.

--with tries a draft of a policy: deputy answers as if the draft were attached
to that root, OU or account. It changes nothing.

--batch reads questions from a file or from standard input (-), one JSON object
a line. A question is about an account of the organization, or has its own
policies and then needs neither credentials nor network. Drafts of --with apply
to the lines about accounts. The other flags are for a single question: a line
of a batch has these values itself. With "expect" a line says what its answer
must be, and with "except" who may be exempt, as deputy test --help explains.

Exit codes by the exact verdict: 0 not blocked, 3 denied, 4 depends, 5 unknown.
With --typical by the verdict for an ordinary request, where 4 means that it is
not blocked if conditions are met, or that another Region, kind of principal or
resource owner changes the verdict. With --batch 0 if every line has an answer,
whatever it is, 1 if a line has an error, and 3 if an answer is not as expected.`,
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
	c.Flags().StringArrayVar(&f.with, "with", nil, "ask as if the policy in `FILE@NODE` were attached there; repeat for more")
	c.Flags().StringVar(&f.batch, "batch", "", "answer the questions in this `FILE`, one JSON object a line; - for standard input")
	c.Flags().BoolVar(&f.typical, "typical", false, "exit by the verdict for an ordinary request")
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
