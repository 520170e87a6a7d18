package command

import (
	"context"
	"errors"
	"fmt"

	"deputy/model"
)

// Code is how the program ends.
type Code int

// The exit codes, which scripts rely on. The reference has their comments.
const (
	Done        Code = 0   // done, or not blocked
	Failed      Code = 1   // AWS, the network or a file failed
	BadInput    Code = 2   // wrong input: one line on standard error says what is wrong and what to do
	Denied      Code = 3   // denied, the plan is blocked, deputy is read-only, or a check has failed, such as that of lint or of --fail-on
	Depends     Code = 4   // the verdict depends on something that is not given
	Unknown     Code = 5   // unknown: the reading is incomplete (snapshot saves a reading with gaps, and exits with 5)
	Unconfirmed Code = 6   // not confirmed, or the plan's digest differs: nothing was changed
	Partly      Code = 7   // partly done: some steps are done or may be, others not; or all are done, but deputy could not write the journal
	Interrupted Code = 130 // interrupted; nothing was changed
)

// ending is an error that ends the program with a code of its own. An empty
// text ends it without another word.
type ending struct {
	code Code
	text string
}

func (e *ending) Error() string { return e.text }

// end returns an error that ends the program with the code.
func end(code Code, format string, args ...any) error {
	return &ending{code, fmt.Sprintf(format, args...)}
}

// bad returns the error for input that is wrong: one line that says what is wrong
// and what to do.
func bad(format string, args ...any) error { return end(BadInput, format, args...) }

// codeOf returns the exit code of an error.
func codeOf(err error) Code {
	var e *ending
	switch {
	case err == nil:
		return Done
	case errors.As(err, &e):
		return e.code
	case errors.Is(err, context.Canceled):
		return Interrupted
	default:
		return Failed
	}
}

// failedGap returns the error for a part without which a command cannot go on.
func failedGap(gap *model.Gap) error {
	if gap == nil {
		return end(Failed, "could not read the organization")
	}
	return end(Failed, "%s", gap.Sentence())
}

// Bad marks an error as one of wrong input.
func Bad(err error) error { return bad("%s", err) }
