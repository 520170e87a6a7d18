package plain

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
)

// writer make sentences of statements.
type writer struct{ reading *model.Reading }

// place is where a condition stands in a sentence.
type place uint8

// The places, in the order of the sentence.
const (
	placeRegion place = iota + 1 // "outside eu-west-1", behind what is done
	placeAs                      // "as role/Deployer"
	placeWith                    // "without TLS"
	placeIf                      // ", if the Region is eu-west-1"
	placeUnless                  // ", unless role/SecAdmin"
)

// told is a condition in words, with where they go.
type told struct {
	place place
	text  string
	topic Topic
}

// condition holds the conditions of a statement in words.
type condition struct {
	parts []told
	topic Topic
}

func (w *writer) conditions(m *meaning) condition {
	out := condition{topic: TopicOther}
	for i := range m.clauses {
		t := w.clause(&m.clauses[i])
		out.parts = append(out.parts, t)
		if t.topic != 0 {
			out.topic = min(out.topic, t.topic)
		}
	}
	return out
}

// at gives the words of one place.
func (c *condition) at(p place) []string {
	var out []string
	for _, t := range c.parts {
		if t.place == p {
			out = append(out, t.text)
		}
	}
	return out
}

// tail tells the conditions behind what is done; the first ones after a
// separator, which keeps them from being taken for the last words' only.
func (c *condition) tail(separator string) string {
	var b strings.Builder
	for _, p := range []place{placeRegion, placeAs, placeWith} {
		for _, text := range c.at(p) {
			b.WriteString(separator + text)
		}
	}
	if ifs := c.at(placeIf); len(ifs) > 0 {
		b.WriteString(", if " + phrase.Join(ifs, " and "))
	}
	if except := c.at(placeUnless); len(except) > 0 {
		b.WriteString(", unless " + strings.Join(except, ", or "))
	}
	return b.String()
}

// sentence tells what a Deny forbids, after "cannot".
func (w *writer) sentence(m *meaning) (string, Topic) {
	c := w.conditions(m)
	var text string
	topic := c.topic
	switch {
	case m.whole || m.not:
		text, topic = c.everything(m)
	default:
		d := newActionPhrase(m.actions, valuesOf(m.statement.Action.Values))
		separator := " "
		if len(d.groups) > 1 {
			separator = ", "
		}
		text, topic = d.on(m, separator), min(topic, d.topic)
		text += c.tail(separator)
	}
	return text, topic
}

// rootUser is how the words for a principal that is a root user begin.
const rootUser = "as the root user"

// everything tells a statement about all actions, or all but those it lists.
func (c *condition) everything(m *meaning) (string, Topic) {
	text, topic := "do anything", c.topic
	regions, as := c.at(placeRegion), c.at(placeAs)
	switch {
	case len(as) == 1 && as[0] == rootUser && m.anywhere:
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
	if m.not && len(m.actions) > 0 {
		// What is left out stands before the other exceptions, lest it be
		// taken for one of them.
		text += ", except " + phrase.JoinMost(valuesOf(m.statement.Action.Values), " and ", maxActions)
		return text + c.tail(", "), topic
	}
	return text + c.tail(" "), topic
}

// drop takes out the conditions of a place, which have been told.
func (c *condition) drop(p place) {
	c.parts = slices.DeleteFunc(c.parts, func(t told) bool { return t.place == p })
}

// on tells what is done, and on which resources.
func (d *actionPhrase) on(m *meaning, separator string) string {
	on := m.resourceWords()
	switch {
	case on == "":
		return d.String()
	case m.allRoles() && d.only("IAM roles"):
		return d.groups[0].verb + " " + on
	case d.only("EC2 instances") && len(m.resources) == 1 && on == "ec2 instance/*":
		return d.String()
	}
	return d.String() + separator + "on " + on
}

// clause tells one condition: by a known shape, or literally.
func (w *writer) clause(c *clause) told {
	if t, ok := w.shape(c); ok {
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
			return told{p, text, topic}
		}
	}
	return told{p, c.general(), topic}
}

// keyTopics tell what a condition key is about.
var keyTopics = map[string]Topic{
	"aws:resourceorgid": TopicPerimeter, "aws:resourceorgpaths": TopicPerimeter, "aws:resourceaccount": TopicPerimeter,
	"aws:principalorgid": TopicPerimeter, "aws:principalorgpaths": TopicPerimeter, "aws:sourceorgid": TopicPerimeter,
	"aws:sourceorgpaths": TopicPerimeter, "aws:sourceip": TopicPerimeter, "aws:sourcevpc": TopicPerimeter, "aws:sourcevpce": TopicPerimeter,
	"aws:securetransport": TopicTransit, "s3:tlsversion": TopicTransit, "s3:x-amz-acl": TopicPublic,
	"ec2:encrypted": TopicEncryption, "rds:storageencrypted": TopicEncryption, "elasticfilesystem:encrypted": TopicEncryption,
	"s3:x-amz-server-side-encryption": TopicEncryption, "s3:x-amz-server-side-encryption-aws-kms-key-id": TopicEncryption,
	"ec2:metadatahttptokens": TopicMetadata, "ec2:roledelivery": TopicMetadata, "ec2:metadatahttpputresponsehoplimit": TopicMetadata,
	"ec2:instancetype": TopicInstances, "ec2:volumesize": TopicInstances, "ec2:volumetype": TopicInstances, "rds:databaseclass": TopicInstances,
	"aws:tagkeys": TopicTags, "iam:permissionsboundary": TopicRoles,
}

func topicOfKey(key string) Topic {
	if strings.HasPrefix(key, "aws:requesttag/") {
		return TopicTags
	}
	return keyTopics[key]
}
