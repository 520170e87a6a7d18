package emulator

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"deputy/model"
)

// What the journal keeps. Beyond that it forgets the older half of the reads; only
// where these are not enough, of the changes too.
const (
	journalLimit = 100_000
	journalBytes = 64 << 20 // of parameters
)

// Call is one call in the journal.
type Call struct {
	Time       time.Time       `json:"time"`
	Account    model.AccountID `json:"account"` // of the caller
	Service    string          `json:"service"` // signing name
	Region     string          `json:"region"`  // that the request was signed for
	Operation  string          `json:"operation"`
	Parameters json.RawMessage `json:"parameters,omitempty"`
	Code       string          `json:"code,omitempty"` // of the error that was answered
	Cut        string          `json:"cut,omitempty"`  // why the client got no answer
	RequestID  string          `json:"requestId"`

	arn     string // of the caller
	changes bool
}

// Changes reports whether the operation is one that changes something, whether
// or not this call did.
func (c Call) Changes() bool { return c.changes }

// MarshalJSON adds whether the operation changes something.
func (c Call) MarshalJSON() ([]byte, error) {
	type plain Call
	return json.Marshal(struct {
		plain
		Changes bool `json:"changes"`
	}{plain(c), c.changes})
}

// Journal returns the calls since the start or the last Reset, oldest first.
// Requests that name no operation are not in it.
func (s *Server) Journal() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal)
}

// recordCall appends a call to the journal.
func (s *Server) recordCall(x *exchange, now time.Time, failed, cut error) {
	c := Call{
		Time: now.UTC(), Account: x.caller.account, Service: x.service, Region: x.region, Operation: x.operation,
		Parameters: x.parameters(), RequestID: x.id, arn: x.caller.arn, changes: x.changes,
	}
	if failed != nil {
		c.Code = asAWSError(failed).code
	}
	if cut != nil {
		c.Cut = cutName(cut)
	}
	s.journal = append(s.journal, c)
	s.journalSize += len(c.Parameters)
	for len(s.journal) > journalLimit || s.journalSize > journalBytes {
		s.forget()
	}
}

// forget removes the reads of the journal's older half, or all of that half if
// there are few.
func (s *Server) forget() {
	old := (len(s.journal) + 1) / 2
	kept := slices.DeleteFunc(slices.Clone(s.journal[:old]), func(c Call) bool { return !c.changes })
	if len(kept) > old/2 {
		kept = nil
	}
	s.journal = append(kept, s.journal[old:]...)
	s.journalSize = 0
	for _, c := range s.journal {
		s.journalSize += len(c.Parameters)
	}
}

// parameters returns the parameters of a request as JSON: the body, or the query
// string and the form, without secrets and without the form's Action and
// Version.
func (x *exchange) parameters() json.RawMessage {
	if json.Valid(x.body) {
		return slices.Clone(x.body)
	}
	given := map[string]string{}
	for name := range x.query {
		given[name] = x.query.Get(name)
	}
	for name := range x.form() {
		if name != "Action" && name != "Version" && name != "TokenCode" {
			given[name] = x.form().Get(name)
		}
	}
	// A map of strings always marshals.
	text, _ := json.Marshal(given)
	return text
}

// cutName returns a word for the reason why AWS did not answer.
func cutName(cut error) string {
	var g *gateway
	switch {
	case errors.As(cut, &g):
		return "gateway"
	case errors.Is(cut, errLost):
		return codeLost
	case errors.Is(cut, errTimeout):
		return codeTimeout
	default:
		return codeReset
	}
}
