package plan

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/codec"
	"deputy/model/phrase"
)

// journalVersion is written into each line; a reader refuses a greater one.
const journalVersion = 1

// NewIntent gives the line that is written before the step's call.
func NewIntent(s Step, c model.Caller, organization string, at time.Time) JournalEntry {
	e := JournalEntry{
		Version: journalVersion, Time: at.UTC(), Plan: s.Plan, Step: s.Number, Of: s.Of, Phase: Intent,
		Organization: organization, Partition: c.Partition, Endpoint: c.Endpoint, Caller: c.ARN,
		Service: s.API, Region: s.Region, Operation: s.Operation, Parameters: s.Parameters, Reason: s.Reason,
		Account: s.unsaid(), Order: s.Order,
	}
	if inverse, ok := s.Inverse(); ok {
		e.Inverse = inverse.CLI()
	}
	return e
}

// NewOutcome gives the line that is written when the step has ended. A change
// that AWS accepted counts as done, though it may not be visible yet: then the
// error is the note that says so.
func NewOutcome(s Step, c model.Caller, organization string, o Outcome) JournalEntry {
	e := NewIntent(s, c, organization, o.At)
	e.Phase, e.RequestID = Settled, o.RequestID
	switch o.Result {
	case ResultDone, ResultNotVisible:
		e.Outcome = outcomeDone
	case ResultFailed:
		e.Outcome = outcomeFailed
	default:
		e.Outcome = outcomeUnknown
	}
	e.Error = o.Note
	if o.Failure != nil {
		e.Error = o.Failure.Error()
	}
	return e
}

// The outcomes of a step in the journal.
const (
	outcomeDone    = "done"
	outcomeFailed  = "failed"
	outcomeUnknown = "unknown"
)

// EncodeEntry gives one line of the journal (contract: journal.jsonl), with its
// newline. Control characters are escaped, so that an entry is always one line.
func EncodeEntry(e JournalEntry) ([]byte, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	e.Time = e.Time.UTC()
	if e.Parameters == nil {
		e.Parameters = catalog.Parameters{}
	}
	if err := encoder.Encode(e); err != nil {
		return nil, fmt.Errorf("write a line of the journal: %w", err)
	}
	return line.Bytes(), nil
}

// DecodeJournal reads a journal. A last line that was cut off, as happens when
// the machine stops while it is written, is left out and reported as torn; so
// is one in the middle that was ended later. The error wraps ErrNewerVersion or
// ErrDamaged and names the line, or is the reader's own; entries before the
// line are given with it.
func DecodeJournal(r io.Reader) (entries []JournalEntry, torn bool, err error) {
	lines := bufio.NewReader(r)
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		whole := err == nil
		if err != nil && !errors.Is(err, io.EOF) {
			return entries, false, fmt.Errorf("read the journal: %w", err)
		}
		// Where a file system had made room and not yet filled it, there are zeros.
		if text := bytes.Trim(line, "\x00 \t\r\n"); len(text) > 0 {
			entry, cut, err := decodeEntry(text)
			switch {
			case cut || err != nil && !whole:
				torn = !whole
			case err != nil:
				return entries, false, journalError(number, err)
			default:
				entries = append(entries, entry)
			}
		}
		if !whole {
			return entries, torn, nil
		}
	}
}

// decodeEntry reads one line; cut tells that it only ends too early.
func decodeEntry(text []byte) (e JournalEntry, cut bool, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&e); err != nil {
		return e, errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF), errors.New("it is no entry")
	}
	if decoder.InputOffset() != int64(len(text)) {
		return e, false, errors.New("there is more than one entry in it")
	}
	switch {
	case e.Version > journalVersion:
		return e, false, codec.ErrNewerVersion
	case e.Version < 1:
		return e, false, errors.New("it has no version")
	case e.Phase != Intent && e.Phase != Settled:
		return e, false, fmt.Errorf("phase %q is not known", phrase.Shorten(string(e.Phase)))
	case e.Phase == Settled && !slices.Contains([]string{outcomeDone, outcomeFailed, outcomeUnknown}, e.Outcome):
		return e, false, fmt.Errorf("outcome %q is not known", phrase.Shorten(e.Outcome))
	case e.Order != nil && e.Order.Direction == catalog.DirectionNone:
		return e, false, errors.New("its order says neither register nor remove")
	}
	e.Time, err = phrase.CheckedUTC(e.Time)
	return e, false, err
}

func journalError(number int, err error) error {
	if errors.Is(err, codec.ErrNewerVersion) {
		return fmt.Errorf("line %d of the journal cannot be used: %w: use that version for changes", number, err)
	}
	return fmt.Errorf("line %d of the journal cannot be used: %w: %w. Move the file away to begin a new one, and compare by hand what was done", number, codec.ErrDamaged, err)
}

// execution is one plan being carried out, as the journal has it.
type execution struct {
	steps []stepRecord
}

// stepRecord is a step's last line that matters.
type stepRecord struct{ JournalEntry }

// open tells whether it is not known how the step ended.
func (s stepRecord) open() bool { return s.Phase == Intent || s.Outcome == outcomeUnknown }

// done tells whether the step changed something for sure.
func (s stepRecord) done() bool { return s.Phase == Settled && s.Outcome == outcomeDone }

// executions cuts a journal into executions. The same plan may be carried out
// twice, so its digest alone does not tell them apart: an intent begins a new
// one, unless it is for a later step of the plan that is under way. An outcome
// belongs to the last execution that has its step, or stands for itself where
// the line of its intent was lost.
func executions(entries []JournalEntry) []execution {
	var all []execution
	for _, e := range entries {
		if e.Phase == Settled && settle(all, e) {
			continue
		}
		if n := len(all); n > 0 {
			last := all[n-1].steps[len(all[n-1].steps)-1]
			if last.Plan == e.Plan && e.Step > last.Step {
				all[n-1].steps = append(all[n-1].steps, stepRecord{e})
				continue
			}
		}
		all = append(all, execution{[]stepRecord{{e}}})
	}
	return all
}

// settle notes an outcome with its step; false if there is none. A step whose
// outcome is known keeps it.
func settle(all []execution, e JournalEntry) bool {
	for i := len(all) - 1; i >= 0; i-- {
		for k, s := range all[i].steps {
			if s.Plan == e.Plan && s.Step == e.Step {
				if s.open() {
					all[i].steps[k] = stepRecord{e}
				}
				return true
			}
		}
	}
	return false
}

// Unfinished gives what was begun and not finished, oldest first: each step
// whose outcome is not known, and the last step of the last plan if that plan
// changed something and has steps left, with those before it that failed. A step is settled by a later outcome
// for the same plan and step, or by a later step that did the same or the
// inverse.
func Unfinished(entries []JournalEntry) []JournalEntry {
	all := executions(entries)
	var unfinished []JournalEntry
	for i, x := range all {
		for k, s := range x.steps {
			if s.open() && !overtaken(s, x.steps[k+1:], all[i+1:]) {
				unfinished = append(unfinished, s.JournalEntry)
			}
		}
	}
	if len(all) == 0 {
		return unfinished
	}
	steps := all[len(all)-1].steps
	last := steps[len(steps)-1]
	for k, s := range steps[:len(steps)-1] {
		if !s.open() && !s.done() && slices.ContainsFunc(steps, stepRecord.done) && !overtaken(s, steps[k+1:], nil) {
			unfinished = append(unfinished, s.JournalEntry)
		}
	}
	if !last.open() && slices.ContainsFunc(steps, stepRecord.done) && (last.Step < last.Of || !last.done()) {
		unfinished = append(unfinished, last.JournalEntry)
	}
	return unfinished
}

// overtaken tells whether a later call settled what the step left open.
func overtaken(s stepRecord, rest []stepRecord, later []execution) bool {
	settles := func(l stepRecord) bool { return l.done() && l.about() == s.about() }
	return slices.ContainsFunc(rest, settles) ||
		slices.ContainsFunc(later, func(x execution) bool { return slices.ContainsFunc(x.steps, settles) })
}

// about tells what a step is about, for the two directions alike.
func (s stepRecord) about() string {
	step, err := StepOf(s.JournalEntry)
	if err != nil {
		return fmt.Sprintf("%q %q %q %q", s.Service, s.Region, s.Operation, s.Parameters)
	}
	return fmt.Sprintf("%q %t %q %q %q %q", s.Service, step.Action == catalog.ActionEnableAccess, step.Account, step.Principal,
		step.Region, step.Parameters.Get("Feature"))
}

// LastChange gives the steps of the last plan that changed something, as they
// were done, oldest first. Steps that failed, or whose outcome is not known, are
// not among them.
func LastChange(entries []JournalEntry) []JournalEntry {
	all := executions(entries)
	for _, x := range slices.Backward(all) {
		var done []JournalEntry
		for _, s := range x.steps {
			if s.done() {
				done = append(done, s.JournalEntry)
			}
		}
		if len(done) > 0 {
			return done
		}
	}
	return nil
}
