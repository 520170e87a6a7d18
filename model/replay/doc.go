// Package replay asks what a change of policies would have done to calls that were
// made: it judges the requests of CloudTrail events by the organization as it is,
// and by the organization with edits.
//
// Both judgements are those of package verdict, exact, with all that an event knows
// given and the rest open. A call is newly denied only if it is denied whatever the
// event does not say; what depends on that is told apart.
//
// A Replayer judges each distinct request once: two events have the same request if
// nothing differs that a policy of the organization asks for. What AWS authorizes with
// a call beside its own action, such as passing a role, is a request as well, which is
// told as derived from that call. Several goroutines can add events at once, each to a
// Tally of its own; the tallies add up to a Result, which is the same whoever counted
// what.
//
// scope.go says what policies ask of an action, fingerprint.go when two events have
// the same request, judge.go what the edits do to it, tally.go counts, result.go
// groups, coverage.go says what the events cannot show. An After compares what policies
// were to deny with what AWS denied since: wave.go judges, wave_tally.go counts,
// after.go compares.
package replay
