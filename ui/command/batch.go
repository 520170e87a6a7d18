package command

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"deputy/model"
)

// input opens a file, or standard input for -.
func (s *session) input(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(s.Stdin), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, badFile(path, err)
	}
	return f, nil
}

// lineMost is how long a line of a batch may be; one with the policies of a
// whole path is well below it.
const lineMost = 16 << 20

// batch answers questions, one JSON object a line. A bad line is told in its
// place, and the rest goes on.
func (s *session) batch(ctx context.Context, path string) error {
	in, err := s.input(path)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it is only read
	b := &batch{s: s, accounts: map[string]model.AccountID{}}
	defer b.close()
	out := bufio.NewWriter(cleanJSON{s.Stdout})
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 64<<10), lineMost)
	number, failed := 0, 0
	for lines.Scan() {
		number++
		text := bytes.TrimSpace(lines.Bytes())
		if len(text) == 0 {
			continue
		}
		answer, err := b.line(ctx, number, text)
		if err != nil {
			return err
		}
		if answer.failed {
			failed++
		}
		if _, err := fmt.Fprintf(out, "%s\n", answer.text); err != nil {
			return fmt.Errorf("print the answers: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("print the answers: %w", err)
	}
	if err := lines.Err(); err != nil {
		return end(Failed, "read line %d of %s: %s", number+1, path, err)
	}
	if failed > 0 {
		return end(Failed, "%d of %d lines could not be answered", failed, number)
	}
	return nil
}

// batch is a run of questions. The organization is opened by the first question
// that needs it.
type batch struct {
	s        *session
	l        *look
	accounts map[string]model.AccountID
}

// answered is one line of output.
type answered struct {
	text   []byte
	failed bool
}

func (b *batch) close() {
	if b.l != nil {
		b.l.close()
	}
}

// line answers one line. An error ends the whole run: the organization cannot
// be read.
func (b *batch) line(ctx context.Context, number int, text []byte) (answered, error) {
	q, err := model.ParseBatchLine(text)
	if err != nil {
		return badLine(q.ID, number, err)
	}
	var j model.Judgement
	var notes []string
	if q.Contained() {
		j, err = q.Judge()
	} else {
		j, notes, err = b.asked(ctx, &q)
	}
	var e *ending
	switch {
	case err == nil:
	case q.Contained() || errors.As(err, &e) && e.code == BadInput:
		return badLine(q.ID, number, err)
	default:
		return answered{}, err
	}
	line, err := model.EncodeAnswer(q.ID, j, notes)
	return answered{text: line}, err
}

// asked answers a question about the organization.
func (b *batch) asked(ctx context.Context, line *model.BatchLine) (model.Judgement, []string, error) {
	if b.l == nil {
		l, err := b.s.look(ctx)
		if err != nil {
			return model.Judgement{}, nil, err
		}
		b.l = l
	}
	q := line.Question()
	var err error
	if q.Account, err = b.account(ctx, line.Account); err != nil {
		return model.Judgement{}, nil, err
	}
	if line.ResourceAccount != "" {
		if q.ResourceAccount, err = b.account(ctx, line.ResourceAccount); err != nil {
			return model.Judgement{}, nil, err
		}
	}
	q.Principal = model.PrincipalARN(b.l.reading.Caller.Partition, q.Account, q.Principal)
	v, err := b.l.ask(ctx, q)
	return v.Judgement, v.Notes, err
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

// badLine tells what is wrong with a line, in its place.
func badLine(id json.RawMessage, number int, cause error) (answered, error) {
	text, err := json.Marshal(struct {
		ID    json.RawMessage `json:"id,omitempty"`
		Line  int             `json:"line"`
		Error string          `json:"error"`
	}{id, number, cause.Error()})
	return answered{text, true}, err
}
