package plain

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/verdict"
)

// Restrictions are what the policies of one type forbid at a node and below it,
// in plain words: SCPs what principals of its accounts cannot do, RCPs what
// nobody can do to their resources. Service-linked roles are exempt from both.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
type Restrictions struct {
	Node  model.NodeID
	Type  model.PolicyType
	Lines []Restriction // what is not known first, then the most consequential
	Note  string        // why no policy applies, or what is uncertain about that; may be empty
}

// RestrictionKind is the kind of a restriction.
type RestrictionKind uint8

// The kinds of restrictions.
const (
	Forbidden  RestrictionKind = iota + 1 // a Deny forbids it
	NotAllowed                            // a level allows only what it lists
	NotKnown                              // something could not be read, so lines may be missing
)

// Restriction is one line: what cannot be done, and the statements that forbid
// it.
type Restriction struct {
	Kind     RestrictionKind
	Topic    Topic
	Sentence string           // follows "cannot", as in "leave the organization"; of NotKnown a clause of its own
	What     string           // the same without who is exempt, and without the actions to which it does not apply
	Exempt   []string         // who is exempt, in words; each of them is enough
	Actions  []string         // the action patterns as the statement has them
	Except   bool             // the line is about every action except Actions
	Sources  []verdict.Reason // root first; of NotAllowed the levels' Allow statements, of which there may be none
	Levels   []string         // IDs of the levels, root first
	Broader  *verdict.Reason  // a statement that forbids all of this and more; nil if there is none
	Gap      *model.Gap       // of NotKnown; nil if it has just not been read yet

	rank     int       // how grave its gravest action is, the gravest first
	meanings []meaning // of its Deny, or of all Allows of a level
	key      string    // equal for lines that say the same
}

// Words returns the sentence with long lists, except that of actions that it is
// not about.
func (l *Restriction) Words(r *model.Reading) string {
	w := &writer{reading: r, full: true}
	switch {
	case l.Kind == Forbidden:
		return w.denial(&l.meanings[0]).sentence
	case l.Kind == NotAllowed:
		return w.allowance(l.meanings, levelNames(r, l.Levels))
	default:
		return l.Sentence
	}
}

// ExceptActions returns the actions that a line is not about, whole services by
// their names; of an allow list those that it allows always.
func (l *Restriction) ExceptActions() []string {
	if !l.Except {
		return nil
	}
	return namesOfActions(l.Actions)
}

// HasExceptions reports whether somebody is exempt, or some actions.
func (l *Restriction) HasExceptions() bool {
	return l.Kind == Forbidden && (len(l.Exempt) > 0 || l.Except && len(l.Actions) > 0)
}

// ConditionKeys returns the condition keys that the line depends on, as they are
// written, each once.
func (l *Restriction) ConditionKeys() []string {
	var keys []string
	for i := range l.meanings {
		for k := range l.meanings[i].clauses {
			c := &l.meanings[i].clauses[k]
			if !slices.ContainsFunc(keys, func(have string) bool { return strings.EqualFold(have, c.key) }) {
				keys = append(keys, c.comparison.Key.Value)
			}
		}
	}
	return keys
}
