package plain

import (
	"strings"

	"deputy/model/verdict"
)

// tagPresence is a condition that tags are absent or present, and of whom.
type tagPresence struct {
	of     string // the condition key up to the tag's key
	absent bool
}

// taggedThings are the words for what has the tags, by the beginning of the
// condition key; empty for the request itself.
var taggedThings = map[string]string{
	"aws:requesttag/": "", "aws:principaltag/": "the principal", "aws:resourcetag/": "the resource", "ec2:resourcetag/": "the resource",
}

// tagsOf returns the tags that must all be absent, or all be present, like the
// one that a clause is about; nothing if it is about something else. Each Null in
// a statement is one more condition, and all of them must hold.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null
func tagsOf(m *meaning, c *clause) (tags []string, of tagPresence) {
	of, ok := presenceOfTag(c)
	if !ok {
		return nil, of
	}
	for i := range m.clauses {
		other := &m.clauses[i]
		if same, ok := presenceOfTag(other); ok && same == of {
			tags = append(tags, other.comparison.Key.Value[len(of.of):])
		}
	}
	return tags, of
}

// presenceOfTag returns what a clause says of a tag's presence.
func presenceOfTag(c *clause) (tagPresence, bool) {
	word := c.existenceWord()
	if c.quantity != keyPresence || word != "absent" && word != "present" {
		return tagPresence{}, false
	}
	for of := range taggedThings {
		if strings.HasPrefix(c.key, of) {
			return tagPresence{of, word == "absent"}, true
		}
	}
	return tagPresence{}, false
}

// tagsWords says that tags are absent or present.
func (w *writer) tagsWords(of tagPresence, tags []string) conditionWords {
	var text string
	switch one := len(tags) == 1; {
	case one && of.absent:
		text = "without a tag " + tags[0]
	case one:
		text = "with a tag " + tags[0]
	case of.absent:
		text = "with none of the tags " + w.join(tags, ", ", verdict.MaxValues)
	default:
		text = "with the tags " + w.join(tags, " and ", verdict.MaxValues)
	}
	who := taggedThings[of.of]
	if who == "" {
		return conditionWords{place: placeWith, text: text, topic: TopicTags}
	}
	if rest, ok := strings.CutPrefix(text, "without a "); ok {
		return conditionWords{place: placeIf, text: who + " has no " + rest}
	}
	return conditionWords{place: placeIf, text: who + " has " + strings.TrimPrefix(text, "with ")}
}
