package catalog

import "deputy/model/phrase"

// Answer is yes, no, or not documented.
type Answer uint8

// The answers.
const (
	AnswerYes Answer = iota + 1
	AnswerNo
	AnswerUndocumented
)

var answerWords = []string{"yes", "no", "undocumented"}

// String returns the word used in the data.
func (a Answer) String() string { return phrase.StateWord(answerWords, a) }

// UnmarshalText reads the word used in the data.
func (a *Answer) UnmarshalText(text []byte) error {
	return phrase.ParseState("answer", answerWords, text, a)
}

// Support is what a registration through AWS Organizations alone achieves.
type Support uint8

// The levels of support.
const (
	// SupportComplete means that nothing else is needed.
	SupportComplete Support = iota + 1
	// SupportIncomplete means that it leaves the service half configured.
	SupportIncomplete
	// SupportNone means that AWS rules it out.
	SupportNone
)

var supportWords = []string{"complete", "incomplete", "unsupported"}

// String returns the word used in the data.
func (w Support) String() string { return phrase.StateWord(supportWords, w) }

// UnmarshalText reads the word used in the data.
func (w *Support) UnmarshalText(text []byte) error {
	return phrase.ParseState("support", supportWords, text, w)
}

// Affects is the direction of change that something affects.
type Affects uint8

// The affected directions.
const (
	AffectsRegister Affects = iota + 1
	AffectsRemove
	AffectsBoth
)

var affectsWords = []string{"register", "remove", "both"}

// String returns the word used in the data.
func (t Affects) String() string { return phrase.StateWord(affectsWords, t) }

// UnmarshalText reads the word used in the data.
func (t *Affects) UnmarshalText(text []byte) error {
	return phrase.ParseState("direction", affectsWords, text, t)
}

// Includes reports whether a change in the direction is affected.
func (t Affects) Includes(direction Direction) bool {
	return t == AffectsBoth || t == AffectsRegister && direction == Register || t == AffectsRemove && direction == Remove
}
