package management

import "deputy/model"

// Counted is what the events in files come to.
type Counted struct {
	model.Sealed
	Tally   *Tally // nobody else has it any more
	Skipped int    // what could not be read as an event
}
