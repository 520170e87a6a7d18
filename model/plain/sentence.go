package plain

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
)

// writer puts statements into sentences.
type writer struct{ reading *model.Reading }

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
}

// statementConditions is the conditions of a statement in words.
type statementConditions struct {
	parts []conditionWords
	topic Topic // the most consequential of its parts
}

// conditions puts all conditions of a statement into words.
func (w *writer) conditions(m *meaning) statementConditions {
	out := statementConditions{topic: TopicOther}
	for i := range m.clauses {
		t := w.conditionWords(&m.clauses[i])
		out.parts = append(out.parts, t)
		if t.topic != 0 {
			out.topic = min(out.topic, t.topic)
		}
	}
	return out
}

// textsAt returns the conditions that belong at a place.
func (c *statementConditions) textsAt(p place) []string {
	var out []string
	for _, t := range c.parts {
		if t.place == p {
			out = append(out, t.text)
		}
	}
	return out
}

// tail returns the conditions as they follow the action. The separator keeps
// the first ones from being read as part of the last words only.
func (c *statementConditions) tail(separator string) string {
	var b strings.Builder
	for _, p := range []place{placeRegion, placeAs, placeWith} {
		for _, text := range c.textsAt(p) {
			b.WriteString(separator + text)
		}
	}
	if ifs := c.textsAt(placeIf); len(ifs) > 0 {
		b.WriteString(", if " + phrase.Join(ifs, " and "))
	}
	if except := c.textsAt(placeUnless); len(except) > 0 {
		b.WriteString(", unless " + strings.Join(except, ", or "))
	}
	return b.String()
}

// sentence says what a Deny forbids, to follow "cannot".
func (w *writer) sentence(m *meaning) (string, Topic) {
	c := w.conditions(m)
	var text string
	topic := c.topic
	switch {
	case m.allActions || m.notActions:
		text, topic = c.everythingSentence(m)
	default:
		actions := newActionPhrase(m.actions, valuesOf(m.statement.Action.Values))
		separator := " "
		if len(actions.groups) > 1 {
			separator = ", "
		}
		text, topic = actions.withResources(m, separator), min(topic, actions.topic)
		text += c.tail(separator)
	}
	return text, topic
}

// rootUser is how the root user is described among principals.
const rootUser = "as the root user"

// everythingSentence describes a Deny of all actions, or of all but those it
// lists.
func (c *statementConditions) everythingSentence(m *meaning) (string, Topic) {
	text, topic := "do anything", c.topic
	regions, as := c.textsAt(placeRegion), c.textsAt(placeAs)
	switch {
	case len(as) == 1 && as[0] == rootUser && m.allResources:
		text, topic = "use the root user", TopicRoot
		c.drop(placeAs)
	case len(regions) > 0:
		text, topic = "act", TopicRegions
	case topic == TopicOther:
		topic = TopicEverything
	}
	if on := m.resourceWords(); on != "" {
		text += " on " + on
	}
	for _, r := range regions {
		text += " " + r
	}
	c.drop(placeRegion)
	if m.notActions && len(m.actions) > 0 {
		// The actions that are excluded come before the other exceptions, so
		// that they do not read as one of them.
		text += ", except " + phrase.JoinMost(valuesOf(m.statement.Action.Values), " and ", maxActions)
		return text + c.tail(", "), topic
	}
	return text + c.tail(" "), topic
}

// drop removes the conditions of a place, which the sentence has used.
func (c *statementConditions) drop(p place) {
	c.parts = slices.DeleteFunc(c.parts, func(t conditionWords) bool { return t.place == p })
}

// conditionWords describes one condition: by its well-known form, or by its
// operator.
func (w *writer) conditionWords(c *clause) conditionWords {
	if t, ok := w.knownForm(c); ok {
		return t
	}
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
			return conditionWords{p, text, topic}
		}
	}
	return conditionWords{p, c.words(), topic}
}
