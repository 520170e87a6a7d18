package iam

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// Match is an action that fits what is typed.
type Match struct {
	Action
	Fit Fit
}

// Find gives the actions that fit what is typed, best first and then by name,
// at most so many. Typed is service:Name, whose service must be whole, or only a
// part of the name, which may be any service's.
func Find(typed string, most int) []Match {
	prefix, name, ok := strings.Cut(strings.TrimSpace(typed), ":")
	services := read()
	if ok {
		s := find(prefix)
		if s == nil {
			return nil
		}
		services = []service{*s}
	} else if name = prefix; name == "" {
		return nil
	}
	var found [Misfit][]Match
	for s, i := range actions(services) {
		if len(found[Begins]) < most && begins(s.actions[i].name(), name) {
			found[Begins] = append(found[Begins], Match{s.action(i), Begins})
		}
	}
	if len(found[Begins]) < most {
		has := Letters(name)
		for s, i := range actions(services) {
			e := &s.actions[i]
			if e.letters&has != has {
				continue
			}
			if f := FitOf(name, e.name()); f != Begins && f < Misfit && len(found[f]) < most {
				found[f] = append(found[f], Match{s.action(i), f})
			}
		}
	}
	all := slices.Concat(found[:]...)
	return all[:min(most, len(all))]
}

// actions goes through the actions of services, each by its place.
func actions(services []service) iter.Seq2[*service, int] {
	return func(yield func(*service, int) bool) {
		for i := range services {
			for j := range services[i].actions {
				if !yield(&services[i], j) {
					return
				}
			}
		}
	}
}

// Services gives the prefixes of services that begin with what is typed, in
// their order, and then those whose name has a word that does.
func Services(typed string, most int) []string {
	var first, then []string
	for i := range read() {
		s := &read()[i]
		switch {
		case begins(s.prefix, typed):
			first = append(first, s.prefix)
		case len(typed) > 1 && beginsWord(s.name, typed):
			then = append(then, s.prefix)
		}
	}
	slices.SortStableFunc(first, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	all := slices.Concat(first, then)
	return all[:min(most, len(all))]
}

func beginsWord(name, typed string) bool {
	for word := range strings.SplitSeq(name, " ") {
		if begins(word, typed) {
			return true
		}
	}
	return false
}

// Similar gives known actions that an unknown one may have been meant for: of its
// service, or of any if the service is not known, with at most two letters
// added, dropped, changed or swapped.
func Similar(action string, most int) []Action {
	prefix, name, _ := strings.Cut(action, ":")
	name = strings.ToLower(name)
	var near [reach][]Action
	if s := find(prefix); s != nil {
		for i := range s.actions {
			if d := distance(strings.ToLower(s.actions[i].name()), name); d < reach {
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
	return all[:min(most, len(all))]
}

// reach is from how many edits on two names are not alike.
const reach = 3

// distance counts the edits between two names, up to reach.
func distance(a, b string) int {
	if max(len(a), len(b))-min(len(a), len(b)) >= reach || len(b) > 2*widest {
		return reach
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
	return min(reach, rows[len(a)%3][len(b)])
}
