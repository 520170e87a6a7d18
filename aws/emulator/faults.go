package emulator

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"deputy/model/strictjson"

	"deputy/model/phrase"
)

// Faults are the faults of a server. Without any it answers at once and well.
//
// An operation is named as ListRoots, as organizations:ListRoots, or as *, which
// matches every one. With a Region after it, as in
// guardduty:EnableOrganizationAdminAccount@eu-west-1, it is only meant there.
type Faults struct {
	Latency    time.Duration // before each answer
	Limits     Limits        // how many calls are taken
	Deny       []Denial      // operations that are not permitted
	Fail       []Failure     // calls that fail
	Lag        time.Duration // until reads see a change
	EmptyPages bool          // every list begins and ends with an empty page and has one between any two
	NoPaths    bool          // accounts and OUs come without Paths and Path
	StatusOnly bool          // accounts come with the retired Status in place of State
}

// Denial forbids an operation to every caller. If Message is empty, the error
// has AWS's message.
type Denial struct {
	Operation string `json:"operation"`
	Message   string `json:"message,omitempty"`
}

// Failure makes calls of an operation fail: the Nth one that matches, or a Share
// of them between 0 and 1, spread evenly, or all if neither is given.
//
// Code is the name of an AWS error; a number from 500 to 599 for an answer with
// that status by something between client and AWS; "reset" for a connection that
// breaks before the call was taken; "lost" for one that breaks after the call
// was carried out; or "timeout" for no answer within a minute.
type Failure struct {
	Operation string  `json:"operation"`
	Nth       int     `json:"nth,omitempty"`
	Share     float64 `json:"share,omitempty"`
	Code      string  `json:"code"`
	Message   string  `json:"message,omitempty"`
}

// The codes of Failure that break the connection.
const (
	codeReset   = "reset"
	codeLost    = "lost"
	codeTimeout = "timeout"
)

func (f Faults) clone() Faults {
	f.Deny, f.Fail, f.Limits.Operations = slices.Clone(f.Deny), slices.Clone(f.Fail), maps.Clone(f.Limits.Operations)
	return f
}

// faultsJSON is how faults are written.
type faultsJSON struct {
	Latency    duration64 `json:"latency"`
	Limits     Limits     `json:"limits"`
	Deny       []Denial   `json:"deny"`
	Fail       []Failure  `json:"fail"`
	Lag        duration64 `json:"lag"`
	EmptyPages bool       `json:"emptyPages"`
	NoPaths    bool       `json:"noPaths"`
	StatusOnly bool       `json:"statusOnly"`
}

// duration64 is a time span that is written as 250ms or 3s.
type duration64 time.Duration

func (d duration64) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

func (d *duration64) UnmarshalText(text []byte) error {
	span, err := time.ParseDuration(string(text))
	if err != nil || span < 0 {
		return fmt.Errorf("%q is not a time span such as 250ms or 3s", text)
	}
	*d = duration64(span)
	return nil
}

// MarshalJSON writes the faults as ReadFaults reads them.
func (f Faults) MarshalJSON() ([]byte, error) {
	f = f.clone()
	return json.Marshal(faultsJSON{
		duration64(f.Latency), f.Limits, append([]Denial{}, f.Deny...), append([]Failure{}, f.Fail...),
		duration64(f.Lag), f.EmptyPages, f.NoPaths, f.StatusOnly,
	})
}

// ReadFaults reads faults from one JSON object. Missing fields are off; an
// unknown field, one that appears twice, or one with a wrong value, is an error
// that names it.
func ReadFaults(from io.Reader) (Faults, error) {
	text, err := io.ReadAll(io.LimitReader(from, bodyLimit))
	if err != nil {
		return Faults{}, fmt.Errorf("read faults: %w", err)
	}
	var in faultsJSON
	if err := strictjson.Decode(text, &in); err != nil {
		return Faults{}, fmt.Errorf("read faults: %w", err)
	}
	f := Faults{
		time.Duration(in.Latency), in.Limits, in.Deny, in.Fail,
		time.Duration(in.Lag), in.EmptyPages, in.NoPaths, in.StatusOnly,
	}
	return f, f.check()
}

var codeWord = phrase.Regexp(`^(reset|lost|timeout|5\d\d|[A-Z][A-Za-z.]+)$`)

// check returns an error that names the first field without a sensible value.
func (f Faults) check() error {
	for i, d := range f.Deny {
		if !isOperation(d.Operation) {
			return fmt.Errorf("read faults: deny[%d].operation: there is no operation %q", i, d.Operation)
		}
	}
	for i, r := range f.Fail {
		switch {
		case !isOperation(r.Operation):
			return fmt.Errorf("read faults: fail[%d].operation: there is no operation %q", i, r.Operation)
		case !codeWord().MatchString(r.Code):
			return fmt.Errorf("read faults: fail[%d].code: %q is neither an AWS error name, nor 500 to 599, nor reset, lost or timeout", i, r.Code)
		case r.Nth < 0:
			return fmt.Errorf("read faults: fail[%d].nth: %d is less than 1", i, r.Nth)
		case r.Share < 0 || r.Share > 1:
			return fmt.Errorf("read faults: fail[%d].share: %v is not between 0 and 1", i, r.Share)
		case r.Nth > 0 && r.Share > 0:
			return fmt.Errorf("read faults: fail[%d].share: give nth or share, not both", i)
		}
	}
	return f.Limits.check()
}

var regionForm = phrase.Regexp(`^[a-z]{2,5}(-[a-z]+)+-\d$`)

// isOperation reports whether the name in a fault matches any operation.
func isOperation(name string) bool {
	name, region, bound := strings.Cut(name, "@")
	if bound && !regionForm().MatchString(region) {
		return false
	}
	if name == "*" {
		return true
	}
	for service, a := range apis {
		for _, o := range a.operations() {
			if matchesName(name, service, o) {
				return true
			}
		}
	}
	return false
}

// matches reports whether the name in a fault matches the operation that is
// called, and the Region where it is.
func matches(name string, x *exchange) bool {
	name, region, bound := strings.Cut(name, "@")
	return (!bound || region == x.region) && matchesName(name, x.service, x.operation)
}

// matchesName reports whether a name without a Region matches the operation.
func matchesName(name, service, operation string) bool {
	of, bare, qualified := strings.Cut(name, ":")
	return name == "*" || name == operation || qualified && of == service && (bare == operation || bare == "*")
}
