package cloudtrail

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Skipped is something in a stream that could not be read as an event.
type Skipped struct {
	Event  int   // its number in the stream, from 1
	At     int64 // where it begins, in bytes of the stream after decompression
	Reason string
	Rest   bool // nothing behind it could be read either
}

// String returns a clause: "event 3 (byte 1290): it has no eventName".
func (s Skipped) String() string {
	text := fmt.Sprintf("event %d (byte %d): %s", s.Event, s.At, s.Reason)
	if s.Rest {
		text += "; the rest could not be read"
	}
	return text
}

// Read reads all events of a stream, in any form that AWS hands them out in. each is
// called for each event, which is valid until it returns; its strings stay valid,
// but keep a larger text in memory, so that one is cloned if it is kept. skip is
// called for what is no event. The error is that of the stream, or of each.
func Read(in io.Reader, each func(*Event) error, skip func(Skipped)) error {
	in, err := gunzip(in)
	if err != nil {
		return err
	}
	d := &decoder{in: in, each: each, skipped: skip}
	err = d.stream()
	if errors.Is(err, errStop) {
		return nil
	}
	return err
}

// Parse reads a text that is one event.
func Parse(text string) (Event, error) {
	var e Event
	if err := parseInto(text, &e); err != nil {
		return e, err
	}
	return e, e.check()
}

// check returns what an event lacks that each has.
func (e *Event) check() error {
	switch {
	case e.Name == "":
		return errors.New("it is not a CloudTrail event: it has no eventName")
	case e.Source == "":
		return errors.New("it is not a CloudTrail event: it has no eventSource")
	default:
		return nil
	}
}

// gunzip unpacks a stream that is gzipped.
func gunzip(in io.Reader) (io.Reader, error) {
	r := bufio.NewReaderSize(in, 1<<16)
	magic, err := r.Peek(2)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case string(magic) != "\x1f\x8b":
		return r, nil
	}
	return gzip.NewReader(r)
}

// Sizes of what is read: how much at once, and how long an event may be.
const (
	blockSize = 256 << 10
	maxEvent  = 16 << 20
)

// errStop says that the rest of a stream cannot be read; that was reported.
var errStop = errors.New("the rest cannot be read")

// decoder reads the events of a stream.
type decoder struct {
	scanner
	in      io.Reader
	base    int64 // where the text begins in the stream
	ended   bool  // the text has all that is left
	buffer  []byte
	each    func(*Event) error
	skipped func(Skipped)

	event   Event
	events  int      // so far, with those that were skipped
	begun   int64    // where the last one begins
	columns []string // of the rows of a query's result
	depth   int      // of wrappings
}

// fill reads more text behind what is not read yet.
func (d *decoder) fill() error {
	if len(d.text)-d.at > maxEvent {
		return fmt.Errorf("an event is longer than %d MiB", maxEvent>>20)
	}
	if d.buffer == nil {
		d.buffer = make([]byte, blockSize)
	}
	n, err := d.read()
	var b strings.Builder
	b.Grow(len(d.text) - d.at + n)
	b.WriteString(d.text[d.at:])
	_, _ = b.Write(d.buffer[:n]) // It cannot fail.
	d.base += int64(d.at)
	d.text, d.at = b.String(), 0
	if errors.Is(err, io.EOF) {
		d.ended, err = true, nil
	}
	return err
}

// read fills the buffer as far as the stream goes. A gzip stream that was cut off
// ends unexpectedly, which is no end.
func (d *decoder) read() (n int, err error) {
	for n < len(d.buffer) && err == nil {
		var more int
		more, err = d.in.Read(d.buffer[n:])
		n += more
	}
	return n, err
}

// whole does something that reads a value, and again with more text if the text
// ended inside the value. The error is errShort only at the end of the stream.
func (d *decoder) whole(read func() error) error {
	for {
		start := d.at
		err := read()
		if !errors.Is(err, errShort) || d.ended {
			return err
		}
		d.at = start
		if err := d.fill(); err != nil {
			return err
		}
	}
}

// peek returns the next byte that is not blank; io.EOF at the end of the stream.
func (d *decoder) peek() (c byte, err error) {
	err = d.whole(func() error {
		c, err = d.next()
		return err
	})
	if errors.Is(err, errShort) {
		return 0, io.EOF
	}
	return c, err
}

// stream reads values that follow each other: usually there is one, or one a line.
func (d *decoder) stream() error {
	c, err := d.peek()
	if err != nil {
		return ignoreEOF(err)
	}
	if strings.HasPrefix(d.text[d.at:], "\ufeff") {
		d.at += len("\ufeff")
		c, err = d.peek()
	}
	if err == nil && c != '{' && c != '[' {
		return d.csv()
	}
	for {
		c, err := d.peek()
		switch {
		case err != nil:
			return ignoreEOF(err)
		case c == '{':
			err = d.object()
		case c == '[':
			err = d.list()
		default:
			d.begin()
			err = d.lost(unexpected(c, "a JSON object"))
		}
		if err != nil {
			return err
		}
	}
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// object reads an object: an event, or what holds events.
func (d *decoder) object() error {
	err := d.whole(func() error {
		d.begin()
		return d.scanner.event(&d.event)
	})
	var w *wrapped
	switch {
	case err == nil:
		return d.emit()
	case errors.As(err, &w):
		return d.unwrap(w.key)
	default:
		return d.lost(err)
	}
}

// begin begins an event where the text is read.
func (d *decoder) begin() {
	d.event = Event{Count: 1, Resources: d.event.Resources[:0]}
	d.begun = d.base + int64(d.at)
}

// maxDepth is how deep events may be wrapped.
const maxDepth = 16

// unwrap reads the value of a key that holds events, and the rest of the object.
func (d *decoder) unwrap(key string) error {
	if d.depth++; d.depth > maxDepth {
		return d.stop(errors.New("events are wrapped too deep"))
	}
	defer func() { d.depth-- }()
	for {
		if err := d.holder(key); err != nil {
			return err
		}
		var more bool
		err := d.whole(func() (err error) {
			more, err = d.more('}')
			return err
		})
		if err == nil && !more {
			return nil
		}
		if err == nil {
			err = d.whole(func() (err error) {
				if key, err = d.str(); err != nil {
					return err
				}
				if err = d.take(':'); err != nil {
					return err
				}
				_, err = d.next()
				return err
			})
		}
		if err != nil {
			return d.stop(err)
		}
	}
}

// holder reads a value that may hold events.
func (d *decoder) holder(key string) error {
	c, err := d.peek()
	switch {
	case err != nil:
		return d.stop(errShort)
	case key == "Data" && c == '[':
		return d.data()
	case c == '[' && isHolder(key):
		return d.list()
	case c == '{' && isHolder(key):
		return d.object()
	}
	if err := d.whole(d.skip); err != nil {
		return d.stop(err)
	}
	return nil
}

// isHolder reports whether a key holds events.
func isHolder(key string) bool {
	switch key {
	case "Records", "Events", "events", "logEvents", "QueryResultRows", "ResultSet", "Rows":
		return true
	}
	return false
}

// list reads a list of events.
func (d *decoder) list() error {
	d.at++ // the bracket
	d.depth++
	defer func() { d.depth-- }()
	if c, err := d.peek(); err == nil && c == ']' {
		d.at++
		return nil
	}
	for {
		c, err := d.peek()
		switch {
		case err != nil:
			err = d.stop(errShort)
		case c == '{':
			err = d.object()
		case c == '[':
			err = d.row()
		default:
			d.begin()
			err = d.lost(errors.New("it is not a CloudTrail event: it is no object"))
		}
		if err != nil {
			return err
		}
		var more bool
		if err := d.whole(func() (err error) {
			more, err = d.more(']')
			return err
		}); err != nil {
			return d.stop(err)
		}
		if !more {
			return nil
		}
	}
}

// emit hands an event over, if it is one.
func (d *decoder) emit() error {
	err := d.event.takeKeys()
	if err == nil {
		err = d.event.check()
	}
	d.events++
	if err != nil {
		d.report(err, false)
		return nil
	}
	return d.each(&d.event)
}

// report reports the event that was begun as one that cannot be read.
func (d *decoder) report(why error, rest bool) {
	reason := why.Error()
	if errors.Is(why, errShort) {
		reason = "the stream " + strings.TrimPrefix(reason, "the text ")
	}
	d.skipped(Skipped{Event: d.events, At: d.begun, Reason: reason, Rest: rest})
}

// stop reports that nothing behind the place can be read.
func (d *decoder) stop(why error) error {
	d.begun = d.base + int64(d.at)
	d.events++
	d.report(why, true)
	return errStop
}
