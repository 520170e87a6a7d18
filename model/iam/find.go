package iam

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// Match is an action that fits a typed text, and how well.
type Match struct {
	Action
	Fit Fit
}

// Find returns at most limit actions that fit a typed text, the best first and
// then by name. The text is service:Name with the whole prefix of a service, or
// only a part of a name, which then may be any service's.
func Find(typed string, limit int) []Match {
	prefix, name, ok := strings.Cut(strings.TrimSpace(typed), ":")
	services := read()
	if ok {
		s := find(prefix)
		if s == nil {
			return nil
		}
		services = []*service{s}
	} else if name = prefix; name == "" {
		return nil
	}
	var found [Misfit][]Match
	for s, i := range actions(services) {
		if len(found[Begins]) < limit && begins(s.actions()[i].name(), name) {
			found[Begins] = append(found[Begins], Match{s.action(i), Begins})
		}
	}
	if len(found[Begins]) < limit {
		has := Letters(name)
		for s, i := range actions(services) {
			e := &s.actions()[i]
			if e.letters&has != has {
				continue
			}
			if f := FitOf(name, e.name()); f != Begins && f < Misfit && len(found[f]) < limit {
				found[f] = append(found[f], Match{s.action(i), f})
			}
		}
	}
	all := slices.Concat(found[:]...)
	return all[:min(limit, len(all))]
}

// actions iterates over the actions of services: the service, and the index of
// the action in it.
func actions(services []*service) iter.Seq2[*service, int] {
	return func(yield func(*service, int) bool) {
		for i := range services {
			for j := range services[i].actions() {
				if !yield(services[i], j) {
					return
				}
			}
		}
	}
}

// Services returns the prefixes of at most limit services: first those whose
// prefix begins with the typed text, short ones before long ones, then those
// whose name has a word that begins with it.
func Services(typed string, limit int) []string {
	var first, then []string
	for i := range read() {
		s := read()[i]
		switch {
		case begins(s.prefix, typed):
			first = append(first, s.prefix)
		case len(typed) > 1 && beginsWord(s.name, typed):
			then = append(then, s.prefix)
		}
	}
	slices.SortStableFunc(first, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	all := slices.Concat(first, then)
	return all[:min(limit, len(all))]
}

func beginsWord(name, typed string) bool {
	for word := range strings.SplitSeq(name, " ") {
		if begins(word, typed) {
			return true
		}
	}
	return false
}

// Similar returns at most limit known actions that may be meant by an unknown
// one: actions of its service with at most two letters added, dropped, changed or
// swapped or, if the service is not known, actions of that name of any service.
func Similar(action string, limit int) []Action {
	prefix, name, _ := strings.Cut(action, ":")
	name = strings.ToLower(name)
	var near [tooFar][]Action
	if s := find(prefix); s != nil {
		for i := range s.actions() {
			if d := distance(strings.ToLower(s.actions()[i].name()), name); d < tooFar {
				near[d] = append(near[d], s.action(i))
			}
		}
	} else {
		for i := range read() {
			if a, ok := Lookup(read()[i].prefix + ":" + name); ok {
				near[0] = append(near[0], a)
			}
		}
	}
	all := slices.Concat(near[:]...)
	return all[:min(limit, len(all))]
}

// tooFar is from how many edits on two names are not similar.
const tooFar = 3

// distance returns the number of edits between two names, at most tooFar.
func distance(a, b string) int {
	if max(len(a), len(b))-min(len(a), len(b)) >= tooFar || len(b) > 2*widest {
		return tooFar
	}
	var rows [3][2*widest + 1]int
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, up, upper := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(up[j]+1, row[j-1]+1, up[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], upper[j-2]+1)
			}
		}
	}
	return min(tooFar, rows[len(a)%3][len(b)])
}
