package plan

import (
	"time"

	"deputy/model"
	"deputy/model/catalog"
)

// JournalFact is what the organization's journal says about changes: the steps
// that did not finish, the last changes, and the steps of all.
type JournalFact struct {
	model.Sealed

	Unfinished []JournalEntry
	Last       []JournalEntry   // the steps of the last plan that changed something, oldest first
	Earlier    [][]JournalEntry // the same of the plans before, the latest first
	Steps      []JournalEntry   // that changed something, of the last plans, oldest first
	Torn       bool             // the last line was cut off: deputy may have been about to make a call
}

// Phase says whether a journal entry was written before a call or after it.
type Phase string

// The phases of a journal entry.
const (
	Intent  Phase = "intent"
	Settled Phase = "outcome"
)

// JournalEntry is one line of the journal. There are two for each step: the
// intent before the call and the outcome after it.
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
	Account      model.AccountID    `json:"account,omitempty"` // the account it is about, if no parameter names it
	Outcome      string             `json:"outcome,omitempty"` // done, failed, unknown
	Error        string             `json:"error,omitempty"`
	RequestID    string             `json:"requestId,omitempty"`
	Inverse      string             `json:"inverse,omitempty"` // the command that undoes the step; empty if there is none
	Reason       string             `json:"reason,omitempty"`
	Order        *Order             `json:"order,omitempty"` // what the whole plan was for
}
