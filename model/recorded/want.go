package recorded

import "deputy/model"

// Want asks to read CloudTrail events in files, and to judge their calls by the
// organization as it is and with edits. A later one cancels an earlier one; one
// without paths only cancels.
type Want struct {
	Token    int      // is in the facts that come back
	Paths    []string // files and folders
	Snapshot *model.Snapshot
	Edits    model.Edits // may be empty
}

// WantEvent asks for one event in files, by its ID.
type WantEvent struct {
	Paths []string
	ID    string
}

// Priority is that of work in the background.
func (Want) Priority() int { return 5 }

// Priority is the highest: a person waits for the event.
func (WantEvent) Priority() int { return 0 }
