package command

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/pflag"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/verdict"
)

// maxLine is how long a line of a batch may be; one with the policies of a
// whole path is well below it.
const maxLine = 16 << 20

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
			return bad("--batch takes no --%s: each line says that itself, as %q", x.flag, x.field)
		}
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
	b := &batch{s: s, path: path, drafts: drafts, accounts: map[string]model.AccountID{}}
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
	default:
		return nil
	}
}

// batch is a run of questions. The organization is opened by the first question
// that needs it.
type batch struct {
	s        *session
	path     string // - for standard input
	l        *loader
	closed   error // why the organization cannot be read; nil if it can
	drafts   []draft
	whatIf   model.Edits
	accounts map[string]model.AccountID

	asked, failed int // lines
}

func (b *batch) close() {
	if b.l != nil {
		b.l.close()
	}
}

// lines answers line by line. An error ends the run.
func (b *batch) lines(ctx context.Context, in io.Reader, out io.Writer) error {
	lines := bufio.NewReaderSize(in, 64<<10)
	for number := 1; ; number++ {
		text, err := await(ctx, func() ([]byte, error) { return readLine(lines) })
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case codeOf(err) == Interrupted:
			return err
		case err != nil && !errors.Is(err, errLongLine) && b.path != "-":
			return badFile(b.path, err)
		case err != nil && !errors.Is(err, errLongLine):
			return end(Failed, "read line %d: %s", number, err)
		}
		if text = bytes.TrimSpace(text); err == nil && len(text) == 0 {
			continue
		}
		answer, err := b.line(ctx, number, text, err)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(out, "%s\n", answer); err != nil {
			return fmt.Errorf("print the answers: %w", err)
		}
	}
}

// line returns the output line for an input line, which may be unusable. An error
// ends the run.
func (b *batch) line(ctx context.Context, number int, text []byte, unusable error) ([]byte, error) {
	b.asked++
	var line verdict.BatchLine
	var answer []byte
	err := unusable
	if err == nil {
		line, err = verdict.ParseBatchLine(text)
	}
	if err == nil {
		answer, err = b.answer(ctx, &line)
	}
	if err == nil || b.ends(err) {
		return answer, err
	}
	b.failed++
	return badLine(line.ID, number, err)
}

// errLongLine says that a line is too long.
var errLongLine = fmt.Errorf("the line is longer than %d MiB: write one question a line", maxLine>>20)

// readLine returns the next line, or io.EOF after the last one. It passes over a
// line that is too long without keeping it, and returns errLongLine for it.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for size := 0; ; {
		part, err := in.ReadSlice('\n')
		if size += len(part); size <= maxLine {
			line = append(line, part...)
		} else {
			line = nil
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case err != nil && (size == 0 || !errors.Is(err, io.EOF)):
			return nil, err
		case size > maxLine:
			return nil, errLongLine
		default:
			return line, nil
		}
	}
}

// ends reports whether an error ends the run, and is not that of a line: the user
// has stopped it, or what the flags say is wrong.
func (b *batch) ends(err error) bool {
	code := codeOf(err)
	return code == Interrupted || code == BadInput && b.closed != nil
}

// answer answers one line.
func (b *batch) answer(ctx context.Context, line *verdict.BatchLine) ([]byte, error) {
	if line.Contained() {
		j, err := line.Judge()
		if err != nil {
			return nil, err
		}
		var notes []string
		if len(b.drafts) > 0 {
			notes = []string{"--with does not count here: the line brings its own policies."}
		}
		return verdict.EncodeAnswer(line.ID, j, notes)
	}
	if err := b.open(ctx); err != nil {
		return nil, err
	}
	v, err := b.ask(ctx, line)
	if err != nil {
		if codeOf(err) == Failed {
			b.closed = err // It is not asked for again for each line.
		}
		return nil, err
	}
	return verdict.EncodeAnswer(line.ID, v.Judgement, notesOf(v))
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

// ask answers a question about the organization.
func (b *batch) ask(ctx context.Context, line *verdict.BatchLine) (verdict.Verdict, error) {
	q := line.Question()
	err := b.l.read(ctx, wholes(model.PartOrganization)) // The partition is known then.
	if err != nil {
		return verdict.Verdict{}, err
	}
	if q.Account, err = b.account(ctx, line.Account); err != nil {
		return verdict.Verdict{}, err
	}
	if line.ResourceAccount != "" {
		if q.ResourceAccount, err = b.account(ctx, line.ResourceAccount); err != nil {
			return verdict.Verdict{}, err
		}
	}
	q.Principal = verdict.PrincipalARN(b.l.reading.Caller.Partition, q.Account, q.Principal)
	v, err := b.l.ask(ctx, q)
	if err != nil {
		return v, err
	}
	v, _, err = b.l.askWith(q, v, b.whatIf, b.drafts)
	return v, err
}

// account finds an account, each word once.
func (b *batch) account(ctx context.Context, word string) (model.AccountID, error) {
	if a, ok := b.accounts[word]; ok {
		return a, nil
	}
	a, err := b.l.account(ctx, word)
	if err == nil {
		b.accounts[word] = a
	}
	return a, err
}

// badLine returns the output line that says what is wrong with an input line.
func badLine(id json.RawMessage, number int, cause error) ([]byte, error) {
	return json.Marshal(struct {
		ID    json.RawMessage `json:"id,omitempty"`
		Line  int             `json:"line"`
		Error string          `json:"error"`
	}{id, number, cause.Error()})
}
