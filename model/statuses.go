package model

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// statuses is how far each part of an organization is read, and how often it
// changed. A Reading embeds it.
type statuses struct {
	status     map[PartKey]Status
	generation [partCount]uint64
}

// Generation gives a number that rises whenever the part changes, so that what
// was derived from it can be kept until then.
func (s *statuses) Generation(p Part) uint64 { return s.generation[p] }

// Status tells how far a part, or one target of it, is.
func (s *statuses) Status(p Part, target string) Status { return s.status[PartKey{p, target}] }

// Statuses returns how far every part and every target of one is read, in no
// particular order.
func (s *statuses) Statuses() iter.Seq2[PartKey, Status] { return maps.All(s.status) }

// Gaps lists everything that could not be read, ordered by operation and
// target.
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
