package command

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/scp"
)

// canFlags are the flags of a question.
type canFlags struct {
	resource, resourceAccount string
	principal                 string
	set, absent               []string
	json                      bool
	batch                     string
	with                      []string
}

func (s *session) can() *cobra.Command {
	var f canFlags
	c := &cobra.Command{
		Use:     "can ACCOUNT ACTION",
		GroupID: "look",
		Short:   "Tell whether SCPs and RCPs block an action in an account",
		Long: `can tells whether service control policies and resource control policies block
an action of a principal in an account, and which statement at which level
decides. These policies never grant: "not blocked" does not mean that the
principal may do it, since identity policies are not read.

What is not given is unknown, and the verdict may depend on it; --absent says
that a condition key is not in the request. A principal is an ARN, or short for
one of the account: role/NAME, user/NAME, root, service-linked/SERVICE,
sso/PERMISSION-SET, or with the Region of IAM Identity Center, where that is not
us-east-1: sso/REGION/PERMISSION-SET.

With --with, a draft of a policy is tried: the answer is as if it were attached
to the root, OU or account that is named. Nothing is changed.

With --batch, questions come as JSON, one object a line, from a file or from
standard input (-): about accounts of the organization, or with their own
policies, which needs neither credentials nor network. Drafts of --with count
for the lines about accounts; the other flags of a question are for one question
alone, a line says such things itself.

Exit codes: 0 not blocked, 3 denied, 4 depends, 5 unknown. With --batch 0 if
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
			return s.answerOne(c.Context(), args[0], args[1], f)
		},
	}
	f.question(c)
	c.Flags().StringArrayVar(&f.with, "with", nil, "ask as if the policy in `FILE@NODE` were attached there; again for more")
	c.Flags().StringVar(&f.batch, "batch", "", "answer the questions in this `FILE`, one JSON object a line; - for standard input")
	jsonFlag(c, &f.json, "the verdict")
	return c
}

// question defines the flags that fill in a question.
func (f *canFlags) question(c *cobra.Command) {
	c.Flags().StringVar(&f.resource, "resource", "", "the resource's `ARN`; * for an action without resource types")
	c.Flags().StringVar(&f.resourceAccount, "resource-account", "", "the `ACCOUNT` that owns the resource, where the ARN does not say")
	c.Flags().StringVar(&f.principal, "principal", "", "who asks: an `ARN`, or role/NAME, user/NAME, root, sso/PERMISSION-SET, service-linked/SERVICE")
	c.Flags().StringArrayVar(&f.set, "set", nil, "give a condition key: `KEY=VALUE`; again for more keys or more values")
	c.Flags().StringArrayVar(&f.absent, "absent", nil, "say that a condition `KEY` is not in the request")
}

// fill puts what the flags say into a question.
func (f *canFlags) fill(q *model.Question, partition string) error {
	if f.resource != "" {
		q.Resource = f.resource
	}
	if f.principal != "" {
		q.Principal = model.PrincipalARN(partition, q.Account, f.principal)
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
		for written := range given { // AWS does not tell keys apart by case.
			if strings.EqualFold(written, key) {
				key = written
			}
		}
		given[key] = append(given[key], value)
	}
	for key, values := range given {
		maps.DeleteFunc(q.Given, func(k string, _ []string) bool { return strings.EqualFold(k, key) })
		q.Given[key] = values
	}
	q.Absent = append(q.Absent, f.absent...)
	return nil
}

func (s *session) answerOne(ctx context.Context, account, action string, f canFlags) error {
	trials, err := readTrials(f.with)
	if err != nil {
		return err
	}
	l, err := s.look(ctx)
	if err != nil {
		return err
	}
	defer l.close()
	id, err := l.account(ctx, account)
	if err != nil {
		return err
	}
	q := model.Question{Account: id, Action: action}
	if err := l.complete(ctx, &q, f); err != nil {
		return err
	}
	v, err := l.ask(ctx, q)
	if err != nil {
		return err
	}
	h, err := l.hypothesis(ctx, trials)
	if err != nil {
		return err
	}
	// From here on the reading is that with the drafts.
	if v, l.reading, err = l.suppose(q, v, h, trials); err != nil {
		return err
	}
	if f.json {
		text, err := model.EncodeAnswer(nil, v.Judgement, notesOf(v))
		return tellVerdict(cleanJSON{s.Stdout}, string(text)+"\n", err, v.Ruling)
	}
	return tellVerdict(s.Stdout, l.verdictPage(v).b.String(), nil, v.Ruling)
}

// complete puts what the flags say into a question. Of another resource the
// owner is another one.
func (l *look) complete(ctx context.Context, q *model.Question, f canFlags) error {
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

// tellVerdict prints a verdict, unless it could not be written down, and ends
// the program as its ruling does.
func tellVerdict(to io.Writer, text string, err error, r model.Ruling) error {
	if err == nil {
		_, err = io.WriteString(to, text)
	}
	if err != nil {
		return fmt.Errorf("print the verdict: %w", err)
	}
	return rulingEnd(r)
}

// notesOf gives all that is to be noted of a verdict, what is doubtful of the
// question itself first.
func notesOf(v model.Verdict) []string {
	if v.Doubt == "" {
		return v.Notes
	}
	return append([]string{v.Doubt}, v.Notes...)
}

// rulingEnd ends the program as a ruling does, without another word.
func rulingEnd(r model.Ruling) error {
	switch {
	case r.Denied():
		return end(Barred, "")
	case r == model.Depends:
		return end(Depends, "")
	case r == model.Unknown:
		return end(Unknown, "")
	default:
		return nil
	}
}

// ask answers a question about an account of the organization.
func (l *look) ask(ctx context.Context, q model.Question) (model.Verdict, error) {
	v, err := l.askAnyone(ctx, q)
	if err == nil && l.reading.Outside(q.Account) {
		return v, bad("account %s is not in this organization", q.Account)
	}
	return v, err
}

// askAnyone reads the ladders that a question needs and answers it, about a
// principal outside the organization too: RCPs bind it.
func (l *look) askAnyone(ctx context.Context, q model.Question) (model.Verdict, error) {
	if err := q.Check(); err != nil {
		return model.Verdict{}, bad("%s", err)
	}
	if err := l.ladder(ctx, q.Account); err != nil {
		return model.Verdict{}, err
	}
	v, err := l.reading.Ask(q)
	if err != nil {
		return v, bad("%s", err)
	}
	// Whose RCPs count may only follow from the question.
	if v.Owner == "" || v.Owner == q.Account || !scp.RCPCovers(q.Action) {
		return v, nil
	}
	if err := l.ladder(ctx, v.Owner); err != nil {
		return v, err
	}
	return l.reading.Ask(q)
}

// ladder reads the policies on the way to an account.
func (l *look) ladder(ctx context.Context, a model.AccountID) error {
	done := model.Piece{Part: model.PartLadder, Target: string(a)}
	return l.read(ctx, append(wholes(model.PartOrganization), done), model.WantLadder{Node: a.Node()})
}

// verdictPage tells a verdict for people, level by level.
func (l *look) verdictPage(v model.Verdict) *page {
	p := &page{}
	p.line(v.Headline(l.reading) + "   (identity policies are not considered)")
	if v.Doubt != "" {
		p.item("", v.Doubt)
	}
	if v.Ruling == model.Depends {
		for _, s := range v.Sentences() {
			p.item("  - ", s)
		}
	}
	l.ladderText(p, "SCPs", v.SCP)
	l.ladderText(p, "RCPs of the resource's owner "+string(v.Owner), v.RCP)
	var more []string
	for _, x := range l.reading.WhatIf(v) {
		more = append(more, x.Sentence())
	}
	p.section("What would change it", more)
	more = nil
	for _, d := range v.Derived {
		more = append(more, d.Text())
	}
	p.section("Filled in", more)
	more = v.Notes
	if v.Ownerless {
		more = append(slices.Clip(more), "Give the owner with --resource-account ACCOUNT.")
	}
	p.section("To note", more)
	more = nil
	for _, g := range v.Gaps {
		more = append(more, g.Sentence())
	}
	p.section("Not read", append(more, v.Unread()...))
	return p
}

// ladderText tells what each level of a ladder made of the request.
func (l *look) ladderText(p *page, title string, rungs []model.RungVerdict) {
	if len(rungs) == 0 {
		return
	}
	p.blank()
	p.line(title)
	for i := range rungs {
		p.line("  " + rungs[i].Rung.Name)
		for _, b := range rungs[i].Bearings() {
			text := b.Text
			switch {
			case b.Name == "" || b.Effect == scp.Allow && b.Match == scp.True: // The text says it all.
			case b.Index > 0:
				text = fmt.Sprintf("%s, statement %d: %s", b.Name, b.Index, b.Text)
			default:
				text = b.Name + ": " + text
			}
			p.item("    "+bearingMark(b)+" ", text)
		}
	}
}

// bearingMark gives the sign of what a policy did, in ASCII: scripts read it.
func bearingMark(b model.Bearing) string {
	switch {
	case b.Match == scp.Unknown:
		return "?"
	case b.Match == scp.True && b.Effect == scp.Deny:
		return "x"
	case b.Match == scp.True:
		return "+"
	default:
		return " "
	}
}
