package command

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/pflag"

	"deputy/model"
	"deputy/model/guardrail"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/search"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
)

// batchFields are the flags of a question, and the field by which a line of a
// batch says the same.
var batchFields = []struct{ flag, field string }{
	{"resource", "resource"},
	{"resource-account", "resourceAccount"},
	{"principal", "principal"},
	{"set", "context"},
	{"absent", "absent"},
}

// batchAlone refuses flags that would have to be ignored: each line is a
// question of its own.
func batchAlone(set *pflag.FlagSet) error {
	for _, x := range batchFields {
		if set.Changed(x.flag) {
			return bad("--batch does not take --%s: each line has that itself, as %q", x.flag, x.field)
		}
	}
	if set.Changed("typical") {
		return bad("--batch does not take --typical: each answer has both verdicts")
	}
	return nil
}

// batch answers questions, one JSON object a line. A line that
// cannot be answered is reported in its place, and the rest goes on.
func (s *session) batch(ctx context.Context, path string, with []string) error {
	drafts, err := s.readDrafts(ctx, with)
	if err != nil {
		return err
	}
	in, err := await(ctx, func() (io.ReadCloser, error) { return s.openText(path) })
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it is only read
	b := &batch{s: s, path: path, drafts: drafts, found: map[string]foundAccount{}, read: map[model.AccountID]bool{}}
	defer b.close()
	out := bufio.NewWriter(cleanJSON{s.Stdout})
	err = b.lines(ctx, in, out)
	if e := out.Flush(); e != nil && err == nil {
		err = fmt.Errorf("print the answers: %w", e)
	}
	switch {
	case err != nil:
		return err
	case b.failed > 0:
		return end(Failed, "%d of %s could not be answered", b.failed, phrase.Count(b.asked, "line"))
	case b.unmet > 0:
		return end(Denied, "%s another answer than expected", phrase.CountOf(b.unmet, "line has", "lines have"))
	default:
		return nil
	}
}

// batch is a run of questions. The organization is opened by the first question
// that needs it.
type batch struct {
	s      *session
	path   string // - for standard input
	l      *loader
	closed error // why the organization cannot be read; nil if it can
	drafts []draft
	whatIf model.Edits

	documents verdict.BatchDocuments
	found     map[string]foundAccount  // by the word of a line
	index     *search.Index            // made by the first name
	read      map[model.AccountID]bool // the accounts whose inherited policies are read
	now, then *verdict.Asker           // without the drafts, and with them
	shared    *typical.Shared          // the answers of now
	asOf      int                      // how many facts the loader had when they were made

	asked, failed, unmet int // lines; unmet have another answer than expected
}

// foundAccount is the account that a word names, or why it names none.
type foundAccount struct {
	id  model.AccountID
	err error
}

func (b *batch) close() {
	if b.l != nil {
		b.l.close()
	}
}

// lines answers all lines, in their order. An error ends the run.
func (b *batch) lines(ctx context.Context, in io.Reader, out io.Writer) error {
	reading, stop := context.WithCancel(ctx)
	defer stop()
	for parts := readParts(reading, in); ; {
		part, err := await(ctx, func() (*batchPart, error) { return <-parts, nil })
		if err != nil {
			return err
		}
		ended := b.answer(ctx, part)
		if err := b.write(out, part.items); err != nil {
			return err
		}
		switch {
		case ended != nil:
			return ended
		case part.err != nil && !errors.Is(part.err, io.EOF) && b.path != "-":
			return badFile(b.path, part.err)
		case part.err != nil && !errors.Is(part.err, io.EOF):
			return end(Failed, "read line %d: %s", part.next, part.err)
		case part.err != nil:
			return nil
		}
	}
}

// write writes the output line for each input line.
func (b *batch) write(out io.Writer, items []*batchItem) error {
	for _, x := range items {
		b.asked++
		if x.err != nil {
			b.failed++
			var err error
			if x.answer, err = badLine(x.line.ID, x.number, x.err); err != nil {
				return err
			}
		}
		if x.expected != nil && !x.expected.Met && x.err == nil {
			b.unmet++
		}
		if err := writeLine(out, x.answer, nil); err != nil {
			return fmt.Errorf("print the answers: %w", err)
		}
	}
	return nil
}

// ends reports whether an error ends the run, and is not that of a line: the user
// has stopped it, or what the flags say is wrong.
func (b *batch) ends(err error) bool {
	code := codeOf(err)
	return code == Interrupted || code == BadInput && b.closed != nil
}

// answer answers lines. What is read of the organization is read first; then the
// lines are independent of each other, and all processors work. An error ends the
// run: the part is then cut off before the line that it belongs to.
func (b *batch) answer(ctx context.Context, part *batchPart) (ended error) {
	eachAtOnce(part.items, b.parse)
	for i, x := range part.items {
		if x.err != nil || x.answer != nil {
			continue
		}
		if x.err = b.prepare(ctx, x); x.err != nil && b.ends(x.err) {
			part.items, ended = part.items[:i], x.err
			break
		}
	}
	unfit := b.ready()
	eachAtOnce(part.items, func(x *batchItem) {
		switch {
		case x.err != nil || x.answer != nil:
		case unfit != nil:
			x.err = unfit
		default:
			x.err = b.ask(x)
		}
	})
	return ended
}

// parse parses a line, and answers it if it brings its own policies.
func (b *batch) parse(x *batchItem) {
	if x.err != nil {
		return
	}
	if x.line, x.err = verdict.ParseBatchLine(x.text); x.err != nil || !x.line.Contained() {
		return
	}
	j, err := x.line.Judge(&b.documents)
	if err != nil {
		x.err = err
		return
	}
	var notes []string
	if len(b.drafts) > 0 {
		notes = []string{"--with has no effect here: the line has its own policies."}
	}
	x.answer, x.err = verdict.EncodeAnswer(x.line.ID, j, notes)
	x.expect(func(e guardrail.Expectation, exemptions *scp.Document) (guardrail.Outcome, error) {
		return guardrail.CheckBatch(&x.line, &b.documents, e, exemptions)
	})
}

// prepare makes the question of a line about the organization, and reads what its
// answer needs.
func (b *batch) prepare(ctx context.Context, x *batchItem) error {
	if err := b.open(ctx); err != nil {
		return err
	}
	var err error
	if x.question, err = b.question(ctx, &x.line); codeOf(err) == Failed {
		b.closed = err // It is not asked for again for each line.
	}
	return err
}

// open opens the organization, once.
func (b *batch) open(ctx context.Context) error {
	if b.l != nil || b.closed != nil {
		return b.closed
	}
	b.l, b.closed = b.s.load(ctx)
	if b.closed == nil {
		b.whatIf, b.closed = b.l.whatIf(ctx, b.drafts)
	}
	return b.closed
}

// question makes the question of a line.
func (b *batch) question(ctx context.Context, line *verdict.BatchLine) (verdict.Question, error) {
	q := line.Question()
	err := b.l.read(ctx, wholes(model.PartOrganization)) // The partition is known then.
	if err != nil {
		return q, err
	}
	if q.Account, err = b.account(ctx, line.Account); err != nil {
		return q, err
	}
	if line.ResourceAccount != "" {
		if q.ResourceAccount, err = b.account(ctx, line.ResourceAccount); err != nil {
			return q, err
		}
	}
	q.Principal = verdict.PrincipalARN(b.l.reading.Caller.Partition, q.Account, q.Principal)
	if err := q.Check(); err != nil {
		return q, bad("%s", err)
	}
	for _, a := range concerned(q) {
		if !b.read[a] {
			if err := b.l.readInheritance(ctx, a); err != nil {
				return q, err
			}
			b.read[a] = true
		}
	}
	if q.Owner() == "" && scp.RCPCovers(q.Action) && b.l.reading.RCPsUnread() {
		if v, err := verdict.Ask(b.l.reading, q); err == nil && b.l.waitsForRCPs(&v) {
			if err := b.l.readRCPs(ctx); err != nil {
				return q, err
			}
		}
	}
	return q, b.l.checkInside(q)
}

// account finds an account, each word once.
func (b *batch) account(ctx context.Context, word string) (model.AccountID, error) {
	a, known := b.found[word]
	if known || model.IsAccountID(word) {
		return cmp.Or(a.id, model.AccountID(word)), a.err
	}
	if err := b.l.listAccounts(ctx, word); err != nil {
		return "", err
	}
	if b.index == nil {
		b.index = search.NewIndex(b.l.reading)
	}
	if account, err := b.index.Account(word); err != nil {
		a.err = bad("%s", err)
	} else {
		a.id = account.Account()
	}
	b.found[word] = a
	return a.id, a.err
}

// ready makes the askers for the reading as it is now. An error says that the
// drafts do not fit it.
func (b *batch) ready() error {
	if b.l == nil || b.now != nil && b.asOf == b.l.applied {
		return nil
	}
	b.asOf, b.now, b.shared = b.l.applied, verdict.NewAsker(b.l.reading).Briefly(), &typical.Shared{}
	if b.whatIf.Empty() {
		return nil
	}
	then, err := b.l.reading.WithEdits(b.whatIf)
	if err != nil {
		return bad("%s", err)
	}
	b.then = b.now.Edited(then)
	return nil
}

// ask answers a question about the organization.
func (b *batch) ask(x *batchItem) (err error) {
	asker := b.now
	if b.then == nil {
		x.answer, err = b.shared.Answer(b.now, x.line.ID, x.question, notesOf)
	} else {
		asker = b.then
		x.answer, err = b.askWith(x)
	}
	if err != nil {
		return bad("%s", err)
	}
	x.expect(func(e guardrail.Expectation, exemptions *scp.Document) (guardrail.Outcome, error) {
		return guardrail.Check(asker, x.question, e, exemptions)
	})
	return x.err
}

// askWith answers a question with the drafts.
func (b *batch) askWith(x *batchItem) ([]byte, error) {
	without, err := b.now.Ask(x.question)
	if err != nil {
		return nil, err
	}
	v, err := b.then.Ask(x.question)
	if err != nil {
		return nil, err
	}
	v.Notes = append(v.Notes, b.l.draftNotes(v.Ruling, without.Ruling, b.whatIf, b.drafts)...)
	a := typical.CompleteBy(b.then, v)
	return typical.Encode(x.line.ID, &a, notesOf(v))
}
