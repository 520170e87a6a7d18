package model

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"time"
)

// Progress is how far a part has been read.
type Progress uint8

// The values of Progress.
const (
	Unread   Progress = iota // not requested yet
	Saved                    // from a saved reading, not read again yet
	Waiting                  // requested
	Partial                  // some of it has arrived
	Complete                 // all of it has arrived
	Failed                   // it could not be read; the gap says why
)

// Status is the progress of a part, or of one target of it.
type Status struct {
	Progress Progress
	Done     int           // units of work done, such as pages
	Total    int           // units of work in all; zero while unknown
	Left     time.Duration // the estimated time that remains; zero while unknown
	At       time.Time     // when it was completed, or saved
	Gap      *Gap          // set when Failed
	Again    bool          // it was complete and is being read again: what is known of it stays valid meanwhile
}

// Known reports whether all of the part is known, from this run or from a saved
// reading.
func (s Status) Known() bool { return s.Progress == Complete || s.Progress == Saved || s.Again }

// orReadIn returns the status of something that is known. If no status was
// reported for it, it was read in this run or in an earlier one.
func (s Status) orReadIn(thisRun bool) Status {
	switch {
	case s.Progress != Unread:
	case thisRun:
		s.Progress = Complete
	default:
		s.Progress = Saved
	}
	return s
}

// statuses is how far each part of an organization has been read, and how often
// it has changed. A Reading embeds it.
type statuses struct {
	status     map[PartKey]Status
	generation [partCount]uint64
}

// Generation returns a number that rises whenever the part changes. Whatever is
// derived from a part can be kept until then.
func (s *statuses) Generation(p Part) uint64 { return s.generation[p] }

// Generations returns a number that rises whenever any part changes.
func (s *statuses) Generations() (sum uint64) {
	for _, n := range s.generation {
		sum += n
	}
	return sum
}

// Status returns how far a part, or one target of it, has been read.
func (s *statuses) Status(p Part, target string) Status { return s.status[PartKey{p, target}] }

// Statuses returns how far every part and every target of one has been read, in
// no particular order.
func (s *statuses) Statuses() iter.Seq2[PartKey, Status] { return maps.All(s.status) }

// Gaps returns everything that could not be read, ordered by operation and
// target, each gap once.
func (s *statuses) Gaps() []Gap {
	var gaps []Gap
	for _, status := range s.status {
		if status.Gap != nil {
			gaps = append(gaps, *status.Gap)
		}
	}
	slices.SortFunc(gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Target, b.Target), cmp.Compare(a.Cause, b.Cause))
	})
	return slices.Compact(gaps)
}

// touch raises the generation of parts.
func (s *statuses) touch(parts ...Part) {
	for _, p := range parts {
		s.generation[p]++
	}
}
