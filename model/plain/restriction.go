package plain

import (
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
	Actions  []string         // the action patterns as the statement has them
	Except   bool             // the line is about every action except Actions
	Sources  []verdict.Reason // root first; of NotAllowed the levels' Allow statements, of which there may be none
	Levels   []string         // IDs of the levels, root first
	Broader  *verdict.Reason  // a statement that forbids all of this and more; nil if there is none
	Gap      *model.Gap       // of NotKnown; nil if it has just not been read yet

	meanings []meaning // of its Deny, or of all Allows of a level
	key      string    // equal for lines that say the same
}
