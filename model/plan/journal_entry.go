package plan

import (
	"time"

	"deputy/model"
	"deputy/model/catalog"
)

// JournalFact tells what the journal of this organization holds that matters
// now: work that was begun and not finished, and the last change.
type JournalFact struct {
	model.Sealed

	Unfinished []JournalEntry
	Last       []JournalEntry // the steps of the last plan that changed something, oldest first
	Torn       bool           // the last line was cut off: a call may have been about to be made
}

// Phase tells whether a journal entry was written before a call or after it.
type Phase string

// The phases of a journal entry.
const (
	Intent  Phase = "intent"
	Settled Phase = "outcome"
)

// JournalEntry is one line of the journal. Two are written for each step: the
// intent before the call, the outcome after it.
type JournalEntry struct {
	Version      int                `json:"v"`
	Time         time.Time          `json:"time"`
	Plan         string             `json:"plan"`
	Step         int                `json:"step"`
	Of           int                `json:"of"`
	Phase        Phase              `json:"phase"`
	Organization string             `json:"organization"`
	Partition    string             `json:"partition"`
	Endpoint     string             `json:"endpoint,omitempty"`
	Caller       string             `json:"caller"`
	Service      string             `json:"service"`
	Region       model.Region       `json:"region,omitempty"`
	Operation    string             `json:"operation"`
	Parameters   catalog.Parameters `json:"parameters"`
	Account      model.AccountID    `json:"account,omitempty"` // whom it is about, where no parameter says so
	Outcome      string             `json:"outcome,omitempty"` // done, failed, unknown
	Error        string             `json:"error,omitempty"`
	RequestID    string             `json:"requestId,omitempty"`
	Inverse      string             `json:"inverse,omitempty"` // the command that undoes the step; empty if none does
	Reason       string             `json:"reason,omitempty"`
	Order        *Order             `json:"order,omitempty"` // what the whole plan was for
}
