package verdict

import (
	"slices"
	"strconv"

	"deputy/model/phrase"
	"deputy/model/scp"
)

// settleOpen replaces a ruling of Depends by what the open statements come to
// together, and keeps in Together those that a denial needs.
func (j *Judgement) settleOpen(q *scp.Request) {
	parts, before := j.openParts(), j.Ruling
	open := combine(parts)
	open.ways = j.ways
	if j.Ruling = open.ruling(before, q); j.Ruling == before || !j.Ruling.Denied() {
		return
	}
	if j.Ruling == ExplicitlyDenied {
		parts = slices.DeleteFunc(parts, func(p []OpenReason) bool { return p[0].Effect == scp.Allow })
	}
	left := maxChecks
	parts = minimal(nil, parts, nil, func(fewer [][]OpenReason) bool {
		if left--; left < 0 {
			return false
		}
		open := combine(fewer)
		_, possible := scp.Possible(open.denies, open.levels, q)
		return !possible
	})
	j.Together = slices.Concat(parts...)
}

// maxChecks bounds how often settleOpen checks whether fewer reasons suffice.
const maxChecks = 64

// minimal drops the parts of between that enough does not need, given that
// before and after stay, and returns the others followed by after. It halves
// the list, so that few checks suffice if few parts are needed.
func minimal[T any](before, between, after []T, enough func([]T) bool) []T {
	if len(between) == 0 || enough(slices.Concat(before, after)) {
		return after
	}
	if len(between) == 1 {
		return slices.Concat(between, after)
	}
	half := len(between) / 2
	after = minimal(slices.Concat(before, between[:half]), between[half:], after, enough)
	return minimal(before, between[:half], after, enough)
}

// openParts groups the open reasons into parts that can each deny by
// themselves: a Deny, or all Allows of a level.
func (j *Judgement) openParts() [][]OpenReason {
	var parts [][]OpenReason
	for _, x := range j.Open {
		same := -1
		if x.Effect == scp.Allow {
			if j.SCP[x.rung].Allow != scp.Unknown || j.SCP[x.rung].incomplete() {
				continue
			}
			same = slices.IndexFunc(parts, func(p []OpenReason) bool { return p[0].Effect == scp.Allow && p[0].rung == x.rung })
		}
		if same < 0 {
			same, parts = len(parts), append(parts, nil)
		}
		parts[same] = append(parts[same], x)
	}
	return parts
}

// combine returns the open statements of several parts.
func combine(parts [][]OpenReason) openStatements {
	var o openStatements
	for _, p := range parts {
		if p[0].Effect == scp.Deny {
			o.denies = append(o.denies, p[0].statement)
			continue
		}
		var allows []*scp.Statement
		for _, x := range p {
			allows = append(allows, x.statement)
		}
		o.levels = append(o.levels, allows)
	}
	return o
}

// togetherClause describes a denial that only several reasons make certain:
// "whatever the Region is: by NoEurope, statement 1, at Root, or by OnlyEurope,
// statement 1, at Test".
func (j *Judgement) togetherClause() string {
	var subjects, reasons []string
	for _, key := range neededKeys(j.Together) {
		subjects = append(subjects, ConditionKeyName(key))
	}
	for i := range j.Together {
		if text := j.Together[i].denialClause(); !slices.Contains(reasons, text) {
			reasons = append(reasons, text)
		}
	}
	verb := " is: "
	if len(subjects) > 1 {
		verb = " are: "
	}
	return "whatever " + phrase.Join(subjects, " and ") + verb + phrase.Join(reasons, ", or ")
}

// denialClause says how an open reason denies.
func (o *OpenReason) denialClause() string {
	if o.Effect == scp.Allow {
		return "since nothing allows it at " + o.Place + o.onParts()
	}
	return "by " + o.Name + ", statement " + strconv.Itoa(o.Index) + ", at " + o.Place + o.onParts()
}
