package recorded

import (
	"deputy/model"
	"deputy/model/denial"
	"deputy/model/replay"
)

// Progress says how far the reading of events is.
type Progress struct {
	model.Sealed
	Token       int
	Events      int   // so far
	Files, Of   int   // that were read to the end, and all
	Bytes, Size int64 // that were read, and all; Size is zero if it is not known
}

// Judged is what a Want comes to.
type Judged struct {
	model.Sealed
	Token   int
	Result  *replay.Result
	Changes Changes
	Denials *Denials
	Lacking []string // what could not be read as events, in sentences
	Failure string   // why nothing could be judged; then there is nothing else
}

// Found is the event that a WantEvent asks for.
type Found struct {
	model.Sealed
	ID      string
	Denial  denial.Denial // its request as a question
	Failure string        // why there is none
}
