package plain

import (
	"slices"
	"strconv"
	"strings"

	"deputy/model/phrase"
	"deputy/model/verdict"
)

// maxActions is how many actions a sentence lists before it counts the rest,
// maxGroups how many phrases.
const (
	maxActions = 2
	maxGroups  = 4
)

// actionPhrase is a list of actions in words, such as "switch off GuardDuty, or
// delete KMS keys".
type actionPhrase struct {
	groups []verbPhrase
	topic  Topic // the most consequential of its parts
}

// verbPhrase is a verb with everything it is done to.
type verbPhrase struct {
	verb    string
	objects []string
}

// newActionPhrase describes the actions of a list other than NotAction: known
// groups of actions by their phrase, all actions of a service by its name, and
// the rest literally. actions are in lower case, written as the policy has
// them.
func newActionPhrase(actions, written []string) actionPhrase {
	p := actionPhrase{topic: TopicOther}
	var literal []string
	covered := map[string]bool{}
	listed := func(a string) bool { return slices.Contains(actions, a) }
	for i, a := range actions {
		if covered[a] {
			continue
		}
		covered[a] = true
		service, name, _ := strings.Cut(a, ":")
		if onlyStars(name) && !strings.ContainsAny(service, "*?") {
			p.addService(service)
			continue
		}
		found := actionGroupOf(a, listed)
		if found == nil {
			literal = append(literal, written[i])
			continue
		}
		for _, x := range slices.Concat(found.need, found.also) {
			covered[x] = true
		}
		p.add(found.verb, found.object)
		p.topic = min(p.topic, found.topic)
	}
	if len(literal) > 0 {
		p.groups = append(p.groups, verbPhrase{"call", literal})
	}
	p.join()
	// Switching something off matters most.
	slices.SortStableFunc(p.groups, func(a, b verbPhrase) int { return a.rank() - b.rank() })
	return p
}

// rank sorts phrases: switching something off comes first.
func (v verbPhrase) rank() int {
	if strings.HasPrefix(v.verb, switchOff) {
		return 0
	}
	return 1
}

// switchOff is the verb for ending what a service does.
const switchOff = "switch off"

// actionGroupOf returns the largest group that an action belongs to and of
// which all needed actions are listed; nil if there is none.
func actionGroupOf(action string, listed func(string) bool) *actionGroup {
	var best *actionGroup
	for _, group := range actionGroupsByAction[action] {
		if best != nil && len(group.need) <= len(best.need) {
			continue
		}
		if !slices.ContainsFunc(group.need, func(a string) bool { return !listed(a) }) {
			best = group
		}
	}
	return best
}

// addService adds the use of a whole service.
func (p *actionPhrase) addService(service string) {
	name := serviceNames[service]
	if name == "" {
		name = service + ":*"
	}
	p.add("use", name)
	p.topic = min(p.topic, TopicServices)
}

// add adds an object to its verb.
func (p *actionPhrase) add(verb, object string) {
	for i := range p.groups {
		if g := &p.groups[i]; g.verb == verb {
			g.objects = append(g.objects, object)
			return
		}
	}
	p.groups = append(p.groups, verbPhrase{verb, []string{object}})
}

// join merges verbs that have the same objects: "create or delete roles".
func (p *actionPhrase) join() {
	for i := 0; i < len(p.groups); i++ {
		verbs := []string{p.groups[i].verb}
		for k := i + 1; k < len(p.groups); k++ {
			if slices.Equal(p.groups[i].objects, p.groups[k].objects) {
				verbs = append(verbs, p.groups[k].verb)
				p.groups = slices.Delete(p.groups, k, k+1)
				k--
			}
		}
		slices.SortStableFunc(verbs, func(a, b string) int { return verbPhrase{verb: a}.rank() - verbPhrase{verb: b}.rank() })
		p.groups[i].verb = phrase.Join(verbs, " or ")
	}
}

// isOnly reports whether the object is the only one.
func (p *actionPhrase) isOnly(object string) bool {
	return len(p.groups) == 1 && len(p.groups[0].objects) == 1 && p.groups[0].objects[0] == object
}

// String returns the phrase, to follow "cannot".
func (p *actionPhrase) String() string {
	groups, rest := p.groups, 0
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

// withResources returns the phrase followed by the statement's resources.
func (p *actionPhrase) withResources(m *meaning, separator string) string {
	on := m.resourceWords()
	switch {
	case on == "":
		return p.String()
	case m.onlyRoles() && p.isOnly("IAM roles"):
		return p.groups[0].verb + " " + on
	case p.isOnly("EC2 instances") && len(m.resources) == 1 && on == "ec2 instance/*":
		return p.String()
	}
	return p.String() + separator + "on " + on
}
