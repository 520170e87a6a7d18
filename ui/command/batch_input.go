package command

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"deputy/model/guardrail"
	"deputy/model/verdict"
)

// maxLine is how long a line of a batch may be; one with the policies of a
// whole path is well below it.
const maxLine = 16 << 20

// Lines are answered together until there are so many, or so many bytes.
const (
	maxPartLines = 1024
	maxPartSize  = 4 << 20
)

// batchPart is lines that are answered together.
type batchPart struct {
	items []*batchItem
	next  int   // the number of the line after them
	err   error // why nothing comes after them; nil if something does
}

// batchItem is a line of a batch on its way to an answer.
type batchItem struct {
	number   int
	text     []byte
	line     verdict.BatchLine
	question verdict.Question   // of a line about the organization
	answer   []byte             // nil until there is one
	expected *guardrail.Outcome // how the answer compares with what the line expects; nil if it expects nothing
	err      error              // why there is none
}

// readParts reads lines ahead, until ctx ends. What a pipe has brought is not kept
// back for more to come.
func readParts(ctx context.Context, in io.Reader) <-chan *batchPart {
	parts := make(chan *batchPart)
	go func() {
		lines := bufio.NewReaderSize(in, 64<<10)
		for next := 1; ; {
			p := &batchPart{next: next}
			p.fill(lines)
			select {
			case parts <- p:
			case <-ctx.Done():
				return
			}
			if next = p.next; p.err != nil {
				return
			}
		}
	}()
	return parts
}

// fill reads lines, at least one.
func (p *batchPart) fill(lines *bufio.Reader) {
	for size := 0; len(p.items) < maxPartLines && size < maxPartSize; p.next++ {
		text, err := readLine(lines)
		if err != nil && !errors.Is(err, errLongLine) {
			p.err = err
			return
		}
		size += len(text)
		if text = bytes.TrimSpace(text); err != nil || len(text) > 0 {
			p.items = append(p.items, &batchItem{number: p.next, text: text, err: err})
		}
		if lines.Buffered() == 0 {
			p.next++
			return
		}
	}
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

// eachAtOnce does something with each line, on all processors.
func eachAtOnce(items []*batchItem, do func(*batchItem)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(items)) {
		workers.Go(func() {
			for i := next.Add(1); int(i) <= len(items); i = next.Add(1) {
				do(items[i-1])
			}
		})
	}
	workers.Wait()
}

// badLine returns the output line that says what is wrong with an input line.
func badLine(id json.RawMessage, number int, cause error) ([]byte, error) {
	return json.Marshal(struct {
		ID    json.RawMessage `json:"id,omitempty"`
		Line  int             `json:"line"`
		Error string          `json:"error"`
	}{id, number, cause.Error()})
}
