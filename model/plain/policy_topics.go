package plain

import (
	"slices"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// TopicSet is a set of topics.
type TopicSet uint32

// Has reports whether a topic is in the set.
func (s TopicSet) Has(t Topic) bool { return s&(1<<t) != 0 }

// With returns the set with a topic added.
func (s TopicSet) With(t Topic) TopicSet { return s | 1<<t }

// Topics returns every topic of a restriction, the most consequential first.
func Topics() []Topic {
	var all []Topic
	for t := TopicEverything; t <= TopicOther; t++ {
		all = append(all, t)
	}
	return all
}

// topicPhrases holds what a restriction of each topic restricts, in the order of
// the topics.
var topicPhrases = []string{
	"not read", "everything but a few", "anything not listed", "Regions", "leaving the organization", "root user", "roles", "users and credentials",
	"logging and security services", "network", "data perimeter", "public access", "encryption in transit", "encryption at rest", "stored data",
	"instance metadata", "services", "instance types", "tags", "other",
}

// Phrase returns the topic as something that is restricted, for a list of them.
func (t Topic) Phrase() string { return topicPhrases[t-1] }

// PolicyTopics is what one policy is about, wherever it is attached.
type PolicyTopics struct {
	Read      bool // the text was read and is valid; if not, nothing else is known
	AllowsAll bool // it allows every request

	policyType model.PolicyType
	denies     TopicSet      // in every account
	varying    []varyingDeny // whose conditions name accounts
}

// varyingDeny is a Deny that applies in some accounts only.
type varyingDeny struct {
	meaning
	topic Topic
}

// varyingKeys are the condition keys whose values differ from account to account
// and follow from the account.
var varyingKeys = []string{"aws:principalaccount", "aws:principalorgpaths", "aws:resourceaccount", "aws:resourceorgpaths"}

// TopicsOf returns what a policy of an evaluated type is about.
func TopicsOf(r *model.Reading, id model.PolicyID, t model.PolicyType) PolicyTopics {
	out := PolicyTopics{policyType: t, AllowsAll: id == t.Full(), Read: id == t.Full()}
	document := r.ParsedDocument(id, t)
	if out.Read || document == nil || document.Broken() {
		return out
	}
	out.Read = true
	w, known := writer{reading: r, brief: true}, verdict.DerivedRequest(r, "", t)
	for i := range document.Statements {
		s := &document.Statements[i]
		m := newMeaning(document, s)
		switch {
		case s.Broken || m.noMatch(known) != mayMatch:
		case s.Effect == scp.Allow:
			out.AllowsAll = out.AllowsAll || m.appliesToAll()
		case slices.ContainsFunc(m.clauses, func(c clause) bool { return slices.Contains(varyingKeys, c.key) }):
			out.varying = append(out.varying, varyingDeny{m, w.denial(&m).topic})
		default:
			out.denies = out.denies.With(w.denial(&m).topic)
		}
	}
	return out
}

// Everywhere returns the topics of the statements that deny something in every
// account.
func (p *PolicyTopics) Everywhere() TopicSet { return p.denies }

// Varies reports whether some statements deny something in some accounts only.
func (p *PolicyTopics) Varies() bool { return len(p.varying) > 0 }

// At returns the topics of the statements that deny something in an account.
func (p *PolicyTopics) At(r *model.Reading, account model.NodeID) TopicSet {
	all := p.denies
	if len(p.varying) == 0 {
		return all
	}
	known := verdict.DerivedRequest(r, account, p.policyType)
	for i := range p.varying {
		if p.varying[i].noMatch(known) == mayMatch {
			all = all.With(p.varying[i].topic)
		}
	}
	return all
}
