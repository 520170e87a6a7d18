package plain

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// writer puts statements into sentences.
type writer struct {
	reading *model.Reading
	full    bool // lists are not shortened
	brief   bool // lists of roles are only counted
}

// join joins words, and counts those after the first few unless the writer is
// to list all.
func (w *writer) join(words []string, last string, most int) string {
	if w.full {
		most = len(words)
	}
	return phrase.JoinMost(words, last, most)
}

// values returns the values of a clause, a variable as what it stands for.
func (w *writer) values(c *clause, last string) string {
	return w.join(verdict.WordsOfValues(c.comparison.Values, c.variables), last, verdict.MaxValues)
}

// place is where a condition stands in a sentence.
type place uint8

// The places, in the order of the sentence.
const (
	placeRegion place = iota + 1 // "outside eu-west-1", directly after the action
	placeAs                      // "as role/Deployer"
	placeWith                    // "without TLS"
	placeIf                      // ", if the Region is eu-west-1"
	placeUnless                  // ", unless role/SecAdmin"
)

// conditionWords is one condition in words.
type conditionWords struct {
	place place
	text  string
	topic Topic
	who   []string // if it exempts principals or sessions: who they are
}

// statementConditions is the conditions of a statement in words.
type statementConditions struct {
	parts []conditionWords
	topic Topic // the most consequential of its parts
}

// conditions puts all conditions of a statement into words.
func (w *writer) conditions(m *meaning) statementConditions {
	out := statementConditions{topic: TopicOther}
	said := map[tagPresence]bool{}
	for i := range m.clauses {
		c := &m.clauses[i]
		var t conditionWords
		if tags, of := tagsOf(m, c); len(tags) > 0 {
			if said[of] {
				continue
			}
			said[of] = true
			t = w.tagsWords(of, tags)
		} else {
			t = w.conditionWords(c)
		}
		out.parts = append(out.parts, t)
		if t.topic != 0 {
			out.topic = min(out.topic, t.topic)
		}
	}
	return out
}

// textsAt returns the conditions that belong at a place, without those that
// exempt principals if these are left out.
func (c *statementConditions) textsAt(p place, leaveOut bool) []string {
	var out []string
	for _, t := range c.parts {
		if t.place == p && (!leaveOut || len(t.who) == 0) {
			out = append(out, t.text)
		}
	}
	return out
}

// who returns who is exempt: each of them is enough.
func (c *statementConditions) who() []string {
	var out []string
	for _, t := range c.parts {
		out = append(out, t.who...)
	}
	return out
}

// tail returns the conditions as they follow the action. The separator keeps
// the first ones from being read as part of the last words only.
func (c *statementConditions) tail(separator string, leaveOut bool) string {
	var b strings.Builder
	for _, p := range []place{placeRegion, placeAs, placeWith} {
		for _, text := range c.textsAt(p, leaveOut) {
			b.WriteString(separator + text)
		}
	}
	if ifs := c.textsAt(placeIf, leaveOut); len(ifs) > 0 {
		b.WriteString(", if " + phrase.Join(ifs, " and "))
	}
	if except := c.textsAt(placeUnless, leaveOut); len(except) > 0 {
		b.WriteString(", unless " + strings.Join(except, ", or "))
	}
	return b.String()
}

// denial is a Deny in words.
type denial struct {
	sentence string // to follow "cannot"
	what     string // the same without who is exempt, and which actions
	who      []string
	topic    Topic
	rank     int // how grave the gravest of its actions is, the gravest first
}

// denial says what a Deny forbids.
func (w *writer) denial(m *meaning) denial {
	c := w.conditions(m)
	out := denial{who: c.who()}
	if m.allActions || m.notActions {
		var text, except string
		text, out.topic = c.everything(w, m)
		separator := " "
		if m.notActions && len(m.actions) > 0 {
			// The actions that are excluded come before the other exceptions, so
			// that they do not read as one of them.
			except, separator = ", except "+phrase.JoinMost(actionNames(m.statement), " and ", maxActions), ", "
		}
		out.what = text + c.tail(" ", true)
		out.sentence = text + except + c.tail(separator, false)
		return out
	}
	actions := newActionPhrase(m.effectiveActions())
	separator := " "
	if len(actions.groups) > 1 {
		separator = ", "
	}
	if len(actions.groups) > 0 {
		out.rank = actions.groups[0].rank()
	}
	out.topic = min(c.topic, actions.topic)
	out.sentence = actions.withResources(w, m, separator) + c.tail(separator, false)
	brief := &writer{reading: w.reading, brief: true}
	out.what = actions.withResources(brief, m, separator) + c.tail(separator, true)
	return out
}

// effectiveActions returns the actions of a statement without those that its
// policy type does not cover, in lower case and as they are written.
func (m *meaning) effectiveActions() (actions, written []string) {
	for i, a := range m.actions {
		service, _, _ := strings.Cut(a, ":")
		if m.document.Type != scp.RCP || strings.ContainsAny(service, "*?") || scp.RCPCovers(a) {
			actions, written = append(actions, a), append(written, m.statement.Action.Values[i].Value)
		}
	}
	return actions, written
}

// actionNames returns the actions that a statement lists, whole services by
// their names.
func actionNames(s *scp.Statement) []string { return namesOfActions(valuesOf(s.Action.Values)) }

// namesOfActions returns action patterns as they are written, whole services by
// their names.
func namesOfActions(actions []string) []string {
	out := make([]string, 0, len(actions))
	for _, a := range actions {
		service, name, _ := strings.Cut(a, ":")
		if known := serviceName(strings.ToLower(service)); onlyStars(name) && known != "" {
			a = known
		}
		if !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// rootUser is how the root user is described among principals.
const rootUser = "as the root user"

// everything describes a Deny of all actions, or of all but those it lists. It
// drops the conditions that it has used.
func (c *statementConditions) everything(w *writer, m *meaning) (string, Topic) {
	text, topic := "do anything", c.topic
	regions, as := c.textsAt(placeRegion, false), c.textsAt(placeAs, false)
	switch {
	case len(as) == 1 && as[0] == rootUser && m.allResources:
		text, topic = "use the root user", TopicRoot
		c.drop(placeAs)
	case len(regions) > 0:
		text, topic = "act", TopicRegions
	case topic == TopicOther:
		topic = TopicEverything
	}
	if on := w.resourceWords(m); on != "" {
		text += " on " + on
	}
	for _, r := range regions {
		text += " " + r
	}
	c.drop(placeRegion)
	return text, topic
}

// drop removes the conditions of a place, which the sentence has used.
func (c *statementConditions) drop(p place) {
	c.parts = slices.DeleteFunc(c.parts, func(t conditionWords) bool { return t.place == p })
}

// conditionWords describes one condition: by its well-known form, or by its
// operator.
func (w *writer) conditionWords(c *clause) conditionWords {
	t, ok := w.knownForm(c)
	if !ok {
		t = w.operatorForm(c)
	}
	if t.place == placeUnless && len(t.who) == 0 {
		if who, ok := w.exempt(c, t.text); ok {
			t.who = []string{who}
		}
	}
	return t
}

// operatorForm describes a condition by its operator.
func (w *writer) operatorForm(c *clause) conditionWords {
	p := placeIf
	if c.unless {
		p = placeUnless
	}
	topic := topicOfKey(c.key)
	if c.comparison.Operator.Family == scp.Booleans {
		if text, swapped, ok := booleanWords(c); ok {
			if swapped {
				p = placeUnless
			}
			return conditionWords{place: p, text: text, topic: topic}
		}
	}
	return conditionWords{place: p, text: c.words(w), topic: topic}
}
