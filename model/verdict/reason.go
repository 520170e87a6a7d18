package verdict

import (
	"deputy/model"
	"deputy/model/scp"
)

// Reason is one statement that has a part in a verdict, and where it is
// attached.
type Reason struct {
	Type   model.PolicyType
	Level  string // the level's ID
	Place  string // the level's name
	Policy model.PolicyID
	Name   string
	Sid    string
	Index  int // of the statement, from 1
	Span   scp.Span
}

// LevelRef names a level of one of the two ladders.
type LevelRef struct {
	Type  model.PolicyType
	Level string
}

// OpenReason is a statement that matches or not depending on keys that the
// question does not give, with the parts that are still open.
type OpenReason struct {
	Reason
	Effect   scp.Effect
	Residual []scp.Residual

	parts      []string // the parts of the call that it is about, if the call has several
	statement  *scp.Statement
	rung       int           // index of the level in its ladder
	ownerNodes []*model.Node // the statement counts only if the resource's owner is at or below one of these; none if the owner is known
}
