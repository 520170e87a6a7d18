package plain

import (
	"slices"
	"strconv"
	"strings"

	"deputy/model/phrase"
	"deputy/model/verdict"
)

// maxActions is how many actions a sentence names before it counts the rest,
// maxGroups how many groups of deeds.
const (
	maxActions = 2
	maxGroups  = 4
)

// actionPhrase is what a list of actions comes to in words.
type actionPhrase struct {
	groups []verbPhrase
	topic  Topic
}

// verbPhrase is a verb with all it is done to.
type verbPhrase struct {
	verb    string
	objects []string
}

// newActionPhrase sorts the actions of a list that is not NotAction into deeds, whole
// services and, literally, the rest.
func newActionPhrase(actions, written []string) actionPhrase {
	d := actionPhrase{topic: TopicOther}
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
		found := actionGroupOf(a, listed)
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
		d.groups = append(d.groups, verbPhrase{"call", literal})
	}
	d.join()
	// What switches something off is worth the first place.
	slices.SortStableFunc(d.groups, func(a, b verbPhrase) int { return a.rank() - b.rank() })
	return d
}

func (g verbPhrase) rank() int {
	if strings.HasPrefix(g.verb, switchOff) {
		return 0
	}
	return 1
}

// switchOff is the verb for ending what a service does.
const switchOff = "switch off"

// actionGroupOf finds the largest deed of an action of which all is listed.
func actionGroupOf(action string, listed func(string) bool) *actionGroup {
	var best *actionGroup
	for _, d := range actionGroupsByAction[action] {
		if best != nil && len(d.need) <= len(best.need) {
			continue
		}
		if !slices.ContainsFunc(d.need, func(a string) bool { return !listed(a) }) {
			best = d
		}
	}
	return best
}

func (d *actionPhrase) whole(service string) {
	name := serviceNames[service]
	if name == "" {
		name = service + ":*"
	}
	d.add("use", name)
	d.topic = min(d.topic, TopicServices)
}

func (d *actionPhrase) add(verb, object string) {
	for i := range d.groups {
		if g := &d.groups[i]; g.verb == verb {
			g.objects = append(g.objects, object)
			return
		}
	}
	d.groups = append(d.groups, verbPhrase{verb, []string{object}})
}

// join puts verbs with the same objects together: "create or delete roles".
func (d *actionPhrase) join() {
	for i := 0; i < len(d.groups); i++ {
		verbs := []string{d.groups[i].verb}
		for k := i + 1; k < len(d.groups); k++ {
			if slices.Equal(d.groups[i].objects, d.groups[k].objects) {
				verbs = append(verbs, d.groups[k].verb)
				d.groups = slices.Delete(d.groups, k, k+1)
				k--
			}
		}
		slices.SortStableFunc(verbs, func(a, b string) int { return verbPhrase{verb: a}.rank() - verbPhrase{verb: b}.rank() })
		d.groups[i].verb = phrase.Join(verbs, " or ")
	}
}

// only gives the objects if there is one group and its only object is this one.
func (d *actionPhrase) only(object string) bool {
	return len(d.groups) == 1 && len(d.groups[0].objects) == 1 && d.groups[0].objects[0] == object
}

// String tells the doing.
func (d *actionPhrase) String() string {
	groups, rest := d.groups, 0
	if len(groups) > maxGroups {
		for _, g := range groups[maxGroups-1:] {
			rest += len(g.objects)
		}
		groups = groups[:maxGroups-1]
	}
	words := make([]string, 0, maxGroups)
	several := false
	for _, g := range groups {
		most := verdict.MaxValues
		if g.verb == "call" {
			most = maxActions
		}
		several = several || len(g.objects) > 1
		words = append(words, g.verb+" "+phrase.JoinMost(g.objects, " or ", most))
	}
	if rest > 0 {
		words = append(words, "do "+strconv.Itoa(rest)+" things more")
	}
	if n := len(words) - 1; several && n > 0 || n > 1 {
		return strings.Join(words[:n], ", ") + ", or " + words[n]
	}
	return phrase.Join(words, " or ")
}
