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
	"deputy/model/strictjson"
)

// journalVersion is the version of the journal's format, which each line names.
// A reader refuses a greater one.
const journalVersion = 1

// JournalLimit is the size of the largest journal that is read, in bytes: some 20,000 steps.
const JournalLimit = 64 << 20

// errLargeJournal says what to do about a journal that is too large.
var errLargeJournal = fmt.Errorf("the journal is larger than %d MiB: look in its last lines for an unfinished change, then move the file away so that deputy starts a new one", JournalLimit>>20)

// NewIntent returns the entry that is written before a step's call.
func NewIntent(s Step, c model.Caller, organization string, at time.Time) JournalEntry {
	e := JournalEntry{
		Version: journalVersion, Time: at.UTC(), Plan: s.Plan, Step: s.Number, Of: s.Of, Phase: Intent,
		Organization: organization, Partition: c.Partition, Endpoint: c.Endpoint, Caller: c.ARN,
		Service: s.API, Region: s.Region, Operation: s.Operation, Parameters: s.Parameters, Reason: s.Reason,
		Account: s.unnamedAccount(), Order: s.Order,
	}
	if inverse, ok := s.Inverse(); ok {
		e.Inverse = inverse.CLI()
	}
	return e
}

// NewOutcome returns the entry that is written once a step has ended. A change
// that AWS accepted counts as done even if it is not visible yet; then Error
// holds the note that says so.
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

// EncodeEntry returns one line of the journal, with its newline. Control
// characters are escaped, so an entry is always one line.
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

// DecodeJournal reads a journal. It leaves out a last line that was cut off, as
// happens when the machine stops while writing it, and reports it as torn. It
// also leaves out a cut line to which a later line was appended. The error
// wraps codec.ErrNewerVersion or codec.ErrDamaged and names the line, says that the
// journal is too large, or is the reader's own. The entries before are returned with it.
func DecodeJournal(r io.Reader) (entries []JournalEntry, torn bool, err error) {
	all := &io.LimitedReader{R: r, N: JournalLimit + 1}
	lines := bufio.NewReader(all)
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		whole := err == nil
		if err != nil && !errors.Is(err, io.EOF) {
			return entries, false, fmt.Errorf("read the journal: %w", err)
		}
		if all.N <= 0 {
			return entries, false, errLargeJournal
		}
		// A file system may leave zeros in space that it had reserved and not filled.
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

// decodeEntry reads one line. cut reports that the line only ends too early.
func decodeEntry(text []byte) (e JournalEntry, cut bool, err error) {
	if wrong := (*strictjson.Error)(nil); errors.As(strictjson.DecodeSaved(text, &e), &wrong) {
		return e, wrong.EndsEarly, fmt.Errorf("it is not an entry: %s", wrong.What)
	}
	switch {
	case e.Version > journalVersion:
		return e, false, codec.ErrNewerVersion
	case e.Version < 1:
		return e, false, errors.New("it has no version")
	case e.Phase != Intent && e.Phase != Settled:
		return e, false, fmt.Errorf("unknown phase %q", phrase.Shorten(string(e.Phase)))
	case e.Phase == Settled && !slices.Contains([]string{outcomeDone, outcomeFailed, outcomeUnknown}, e.Outcome):
		return e, false, fmt.Errorf("unknown outcome %q", phrase.Shorten(e.Outcome))
	case e.Order != nil && e.Order.Direction == catalog.DirectionNone:
		return e, false, errors.New("its order is neither to register nor to remove")
	}
	e.Time, err = phrase.CheckedUTC(e.Time)
	return e, false, err
}

// journalError returns the error about a line that cannot be used, and says
// what to do.
func journalError(number int, err error) error {
	if errors.Is(err, codec.ErrNewerVersion) {
		return fmt.Errorf("line %d of the journal cannot be used: %w: use that version for changes", number, err)
	}
	return fmt.Errorf("line %d of the journal cannot be used: %w: %w. Move the file away so that deputy starts a new one, and check yourself what was done", number, codec.ErrDamaged, err)
}
