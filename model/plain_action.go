package model

import (
	"slices"
	"strconv"
	"strings"
)

// actionMost is how many actions a sentence names before it counts the rest,
// deedMost how many groups of deeds.
const (
	actionMost = 2
	deedMost   = 4
)

// doing is what a list of actions comes to in words.
type doing struct {
	groups []verbGroup
	topic  Topic
}

// verbGroup is a verb with all it is done to.
type verbGroup struct {
	verb    string
	objects []string
}

// newDoing sorts the actions of a list that is not NotAction into deeds, whole
// services and, literally, the rest.
func newDoing(actions, written []string) doing {
	d := doing{topic: TopicOther}
	var literal []string
	told := map[string]bool{}
	listed := func(a string) bool { return slices.Contains(actions, a) }
	for i, a := range actions {
		if told[a] {
			continue
		}
		told[a] = true
		service, name, _ := strings.Cut(a, ":")
		if stars(name) && !strings.ContainsAny(service, "*?") {
			d.whole(service)
			continue
		}
		found := deedOf(a, listed)
		if found == nil {
			literal = append(literal, written[i])
			continue
		}
		for _, x := range slices.Concat(found.need, found.also) {
			told[x] = true
		}
		d.add(found.verb, found.object)
		d.topic = min(d.topic, found.topic)
	}
	if len(literal) > 0 {
		d.groups = append(d.groups, verbGroup{"call", literal})
	}
	d.join()
	// What switches something off is worth the first place.
	slices.SortStableFunc(d.groups, func(a, b verbGroup) int { return a.rank() - b.rank() })
	return d
}

func (g verbGroup) rank() int {
	if strings.HasPrefix(g.verb, switchOff) {
		return 0
	}
	return 1
}

// switchOff is the verb for ending what a service does.
const switchOff = "switch off"

// deedOf finds the largest deed of an action of which all is listed.
func deedOf(action string, listed func(string) bool) *deed {
	var best *deed
	for _, d := range deedsByAction[action] {
		if best != nil && len(d.need) <= len(best.need) {
			continue
		}
		if !slices.ContainsFunc(d.need, func(a string) bool { return !listed(a) }) {
			best = d
		}
	}
	return best
}

func (d *doing) whole(service string) {
	name := serviceNames[service]
	if name == "" {
		name = service + ":*"
	}
	d.add("use", name)
	d.topic = min(d.topic, TopicServices)
}

func (d *doing) add(verb, object string) {
	for i := range d.groups {
		if g := &d.groups[i]; g.verb == verb {
			g.objects = append(g.objects, object)
			return
		}
	}
	d.groups = append(d.groups, verbGroup{verb, []string{object}})
}

// join puts verbs with the same objects together: "create or delete roles".
func (d *doing) join() {
	for i := 0; i < len(d.groups); i++ {
		verbs := []string{d.groups[i].verb}
		for k := i + 1; k < len(d.groups); k++ {
			if slices.Equal(d.groups[i].objects, d.groups[k].objects) {
				verbs = append(verbs, d.groups[k].verb)
				d.groups = slices.Delete(d.groups, k, k+1)
				k--
			}
		}
		slices.SortStableFunc(verbs, func(a, b string) int { return verbGroup{verb: a}.rank() - verbGroup{verb: b}.rank() })
		d.groups[i].verb = joinWords(verbs, " or ")
	}
}

// only gives the objects if there is one group and its only object is this one.
func (d *doing) only(object string) bool {
	return len(d.groups) == 1 && len(d.groups[0].objects) == 1 && d.groups[0].objects[0] == object
}

// String tells the doing.
func (d *doing) String() string {
	groups, rest := d.groups, 0
	if len(groups) > deedMost {
		for _, g := range groups[deedMost-1:] {
			rest += len(g.objects)
		}
		groups = groups[:deedMost-1]
	}
	words := make([]string, 0, deedMost)
	several := false
	for _, g := range groups {
		most := valueMost
		if g.verb == "call" {
			most = actionMost
		}
		several = several || len(g.objects) > 1
		words = append(words, g.verb+" "+listWords(g.objects, " or ", most))
	}
	if rest > 0 {
		words = append(words, "do "+strconv.Itoa(rest)+" things more")
	}
	if n := len(words) - 1; several && n > 0 || n > 1 {
		return strings.Join(words[:n], ", ") + ", or " + words[n]
	}
	return joinWords(words, " or ")
}
