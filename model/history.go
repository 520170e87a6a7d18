package model

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// ChangeEvent is what is kept of a CloudTrail event: a call that changed the
// organization, a delegation or trusted access, or the result of one.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
type ChangeEvent struct {
	ID        string
	Request   string // the ID of the request; empty for a result
	At        time.Time
	Service   string // as IAM has it: organizations
	Operation string
	Region    Region
	Caller    string // the ARN of who made the call: the role with its path
	By        string // the same in words: permission set PlatformAdmin (jo)
	Via       string // the service that made the call for the caller; mostly empty
	Address   string // where the call came from
	Agent     string // what made it
	Values    []EventValue
}

// EventValue is a value of a call's parameters or of its answer, by its name there.
type EventValue struct{ Name, Value string }

// Value returns the first of some values that the event has; empty if it has none.
func (e *ChangeEvent) Value(names ...string) string {
	for _, name := range names {
		for _, v := range e.Values {
			if v.Name == name {
				return v.Value
			}
		}
	}
	return ""
}

// History is the changes in CloudTrail's event history of the management account, in
// a period; To is zero if that was never read to the end. What could not be read of it
// is in Gaps, a Region each.
type History struct {
	From, To time.Time
	Events   []ChangeEvent // the newest first
	Gaps     []Gap
}

// HistoryFact brings changes from the event history, a page of one Region at a time.
// The last one of a reading brings the period that was read.
type HistoryFact struct {
	From, To time.Time
	Events   []ChangeEvent
}

func (HistoryFact) fact() {}

// WantHistory asks for the changes in the event history of the management account
// from From to To. It is no part of a full reading: what shows them asks for them.
type WantHistory struct{ From, To time.Time }

// HistoryDays is how many days CloudTrail's event history has.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
const HistoryDays = 90

// NewWantHistory returns the request for the last days.
func NewWantHistory(now time.Time, days int) WantHistory {
	now = now.UTC()
	return WantHistory{From: now.AddDate(0, 0, -days), To: now}
}

// Priority is that of what is on the screen.
func (WantHistory) Priority() int { return 1 }

// history is what is known of the event history.
type history struct {
	from, to time.Time
	events   map[string]*ChangeEvent // by ID
	gaps     []Gap                   // of a saved reading
}

// applyHistory adds events. What an earlier reading brought of the same period or of
// the time before stays: an event never changes.
func (u update) applyHistory(f HistoryFact) {
	h := &u.history
	if h.events == nil {
		h.events = map[string]*ChangeEvent{}
	}
	for i := range f.Events {
		if e := &f.Events[i]; h.events[e.ID] == nil {
			h.events[e.ID] = e
		}
	}
	if !f.To.IsZero() {
		if h.to.Before(f.From) || f.From.Before(h.from) { // else it goes on where an earlier reading ended
			h.from = f.From
		}
		h.to = f.To
	}
	u.touch(PartHistory)
}

// History returns what was read of the event history, with the newest event first, and
// how far it has been read.
func (r *Reading) History() (History, Status) {
	status := r.Status(PartHistory, "")
	h := History{From: r.history.from, To: r.history.to, Gaps: r.historyGaps(status)}
	for e := range maps.Values(r.history.events) {
		h.Events = append(h.Events, *e)
	}
	h.sort()
	return h, status
}

// historyGaps returns the Regions that could not be read: of the saved reading until
// the history is read again.
func (r *Reading) historyGaps(status Status) []Gap {
	if status.Progress == Saved {
		return slices.Clone(r.history.gaps)
	}
	var gaps []Gap
	for key, s := range r.status {
		if key.Part == PartHistory && key.Target != "" && s.Gap != nil {
			gap := *s.Gap
			gap.Missing = key
			gaps = append(gaps, gap)
		}
	}
	return gaps
}

func (h *History) sort() {
	SortStable(h.Events, func(a, b ChangeEvent) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.ID, b.ID)) })
	slices.SortFunc(h.Gaps, func(a, b Gap) int { return cmp.Compare(a.Target, b.Target) })
}

// keptDays is how long a saved reading keeps changes that AWS no longer has.
const keptDays = 400

// takeHistory copies the event history, if it was read.
func (s *Snapshot) takeHistory(r *Reading) {
	h, _ := r.History()
	if h.To.IsZero() {
		return
	}
	if oldest := h.To.AddDate(0, 0, -keptDays); h.From.Before(oldest) {
		h.From = oldest
		h.Events = slices.DeleteFunc(h.Events, func(e ChangeEvent) bool { return e.At.Before(oldest) })
	}
	s.History = &h
}

// restoreHistory restores the event history, unless this run has read it.
func (r restore) restoreHistory() {
	h := r.saved.History
	if h == nil || r.Status(PartHistory, "").Progress != Unread {
		return
	}
	r.applyHistory(HistoryFact{h.From, h.To, slices.Clone(h.Events)})
	r.history.gaps = h.Gaps
	r.markSavedAt(PartHistory, "", h.To)
}
