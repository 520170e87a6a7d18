package plain

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"deputy/model/iam"
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

// verbPhrase is a verb with everything it is done to. A literal one lists
// actions that have no words.
type verbPhrase struct {
	verb    string
	objects []string
	literal bool
}

// newActionPhrase describes the actions of a list other than NotAction: known
// groups of actions by their phrase, all actions of a service by its name,
// others by their name in words, and the rest literally. actions are in lower
// case, written as the policy has them.
func newActionPhrase(actions, written []string) actionPhrase {
	p := actionPhrase{topic: TopicOther}
	actions, written = expandAll(actions, written)
	var literal []string
	covered := map[string]bool{}
	listed := func(a string) bool { return slices.Contains(actions, a) }
	for i, a := range actions {
		if covered[a] {
			continue
		}
		covered[a] = true
		found := actionGroupOf(a, listed)
		switch {
		case found != nil:
			for _, x := range slices.Concat(found.need, found.also) {
				covered[x] = true
			}
			p.add(found.verb, found.object, found.topic)
		case !p.addPattern(a) && !p.addAction(a):
			literal = append(literal, written[i])
		}
	}
	if len(literal) > 0 {
		p.groups = append(p.groups, verbPhrase{"call", literal, true})
	}
	p.join()
	// The gravest comes first.
	slices.SortStableFunc(p.groups, func(a, b verbPhrase) int { return a.rank() - b.rank() })
	return p
}

// expandAll replaces patterns that match only a few actions by these.
func expandAll(actions, written []string) (all, asWritten []string) {
	for i, a := range actions {
		if strings.ContainsAny(a, "*?") {
			if few := expand(a); len(few) > 0 {
				all, asWritten = append(all, few...), append(asWritten, few...)
				continue
			}
		}
		all, asWritten = append(all, a), append(asWritten, written[i])
	}
	return all, asWritten
}

// gravity ranks verbs; those that it lacks are in between.
var gravity = func() map[string]int {
	ranks := map[string]int{}
	for rank, verbs := range []string{
		"leave close switch", "delete terminate purge empty disable stop silence remove detach deregister bypass", "share give open", "use attach accept", "change set",
	} {
		for _, v := range strings.Fields(verbs) {
			ranks[v] = rank + 1
		}
	}
	for _, v := range strings.Fields("read list look search get decode view") {
		ranks[v] = 7
	}
	return ranks
}()

// rank sorts phrases: leaving, ending and deleting come before changing and
// creating, reading after them, actions without words last.
func (v verbPhrase) rank() int {
	if v.literal {
		return 8
	}
	first, _, _ := strings.Cut(v.verb, " ")
	return cmp.Or(gravity[strings.TrimSuffix(first, ",")], 6)
}

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

// addPattern adds the use of a whole service, or what a pattern such as
// s3:Delete* stands for; it is false for others.
func (p *actionPhrase) addPattern(a string) bool {
	service, name, _ := strings.Cut(a, ":")
	if strings.ContainsAny(service, "*?") {
		return false
	}
	known := serviceName(service)
	if onlyStars(name) {
		p.add("use", cmp.Or(known, service+":*"), TopicServices)
		return true
	}
	if verb := anyVerb(name); verb != "" && known != "" {
		p.add(verb, "anything in "+known, cmp.Or(serviceTopics[service], TopicOther))
		return true
	}
	return false
}

// addAction adds an action of AWS's reference by its name in words; it is false
// for others.
func (p *actionPhrase) addAction(a string) bool {
	known, ok := iam.Lookup(a)
	if !ok {
		return false
	}
	verb, object, ok := operationName(known)
	if ok {
		p.add(verb, object, topicOfAction(known.Service, object))
	}
	return ok
}

// add adds an object to its verb.
func (p *actionPhrase) add(verb, object string, topic Topic) {
	p.topic = min(p.topic, topic)
	for i := range p.groups {
		if g := &p.groups[i]; g.verb == verb {
			if !slices.Contains(g.objects, object) {
				g.objects = append(g.objects, object)
			}
			return
		}
	}
	p.groups = append(p.groups, verbPhrase{verb: verb, objects: []string{object}})
}

// join merges verbs that have the same objects: "create or delete roles".
func (p *actionPhrase) join() {
	for i := 0; i < len(p.groups); i++ {
		verbs := []string{p.groups[i].verb}
		for k := i + 1; k < len(p.groups); k++ {
			if oneWord(p.groups[i].verb) && oneWord(p.groups[k].verb) && slices.Equal(p.groups[i].objects, p.groups[k].objects) {
				verbs = append(verbs, p.groups[k].verb)
				p.groups = slices.Delete(p.groups, k, k+1)
				k--
			}
		}
		slices.SortStableFunc(verbs, func(a, b string) int { return (verbPhrase{verb: a}).rank() - (verbPhrase{verb: b}).rank() })
		p.groups[i].verb = phrase.Join(verbs, " or ")
	}
}

// oneWord reports whether a verb can be joined with others before one object.
func oneWord(verb string) bool { return !strings.Contains(verb, " ") }

// isOnly reports whether the object is the only one.
func (p *actionPhrase) isOnly(object string) bool {
	return len(p.groups) == 1 && len(p.groups[0].objects) == 1 && p.groups[0].objects[0] == object
}

// words returns the phrase, to follow "cannot".
func (p *actionPhrase) words(w *writer) string {
	groups, rest := p.groups, 0
	if len(groups) > maxGroups && !w.full {
		for _, g := range groups[maxGroups-1:] {
			rest += len(g.objects)
		}
		groups = groups[:maxGroups-1]
	}
	words := make([]string, 0, maxGroups)
	several := false
	for _, g := range groups {
		most := verdict.MaxValues
		if g.literal {
			most = maxActions
		}
		several = several || len(g.objects) > 1
		words = append(words, g.verb+" "+w.join(shareService(g.objects), " or ", most))
	}
	if rest > 0 {
		words = append(words, "do "+phrase.Count(rest, "other thing"))
	}
	if n := len(words) - 1; several && n > 0 || n > 1 {
		return strings.Join(words[:n], ", ") + ", or " + words[n]
	}
	return phrase.Join(words, " or ")
}

// shareService returns objects with the service's name left out where the object
// before has the same one: "GuardDuty filters, members".
func shareService(objects []string) []string {
	if len(objects) < 2 {
		return objects
	}
	out := slices.Clone(objects)
	last := ""
	for i, o := range objects {
		service := serviceBefore(o)
		if rest := strings.TrimPrefix(o, service+" "); service != "" && service == last {
			out[i] = rest
		}
		last = service
	}
	return out
}

// serviceBefore returns the name of a service with which an object begins; empty if
// there is none.
func serviceBefore(object string) string {
	best := ""
	for _, name := range serviceNames {
		if len(name) > len(best) && len(object) > len(name) && object[len(name)] == ' ' && strings.HasPrefix(object, name) {
			best = name
		}
	}
	return best
}

// launchParts are what EC2 instances are launched with, by the type of the
// resource that a statement names.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
var launchParts = map[string]string{
	"ec2 instance/*": "", "ec2 volume/*": " with EBS volumes", "ec2 network-interface/*": " with network interfaces", "ec2 image/*": " from AMIs",
	"ec2 image/ami-*": " from AMIs", "ec2 subnet/*": " in subnets", "ec2 security-group/*": " with security groups", "ec2 key-pair/*": " with key pairs",
}

// withResources returns the phrase followed by the statement's resources.
func (p *actionPhrase) withResources(w *writer, m *meaning, separator string) string {
	on := w.resourceWords(m)
	switch {
	case on == "":
		return p.words(w)
	case m.onlyRoles() && !slices.ContainsFunc(p.groups, func(v verbPhrase) bool { return !slices.Equal(v.objects, []string{"IAM roles"}) }):
		if w.brief && len(m.resources) > 1 {
			on = "IAM roles (" + strconv.Itoa(len(m.resources)) + ")"
		}
		named := actionPhrase{groups: slices.Clone(p.groups)}
		for i := range named.groups {
			named.groups[i].objects = []string{on}
		}
		return named.words(w)
	case p.isOnly("EC2 instances") && p.groups[0].verb == "launch" && len(m.resources) == 1 && !m.notResources:
		if part, ok := launchParts[on]; ok {
			return p.words(w) + part
		}
	}
	if on == "objects" && !slices.ContainsFunc(p.groups, func(v verbPhrase) bool {
		return slices.ContainsFunc(v.objects, func(o string) bool { return !strings.Contains(o, "object") })
	}) {
		return p.words(w)
	}
	return p.words(w) + separator + "on " + on
}
